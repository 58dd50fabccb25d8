"""The published portfolio, reproduced on the page of the shared base."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.headlines import headlines
from tco.plan.model import plan_model
from tco.plan.shape import Kind, option_row
from tco.services import NewPlan, create_plan
from tco.shared_base import shared_base
from tests.tco.plan.shapes import shape_of
from tests.tco.test_adoption_cases import CASES, results_of, values_of

SOURCE = Text("公表された例", "Published case")


@pytest.mark.parametrize("name", CASES)
def test_all_works_together_are_the_plan_itself(name):
    model = plan_model(shape_of(Kind.API, uses=len(CASES[name]["inputs"]["uses"])))
    base = shared_base(model, values_of(CASES[name]), "api")
    plan = headlines(results_of(CASES[name]))[0]
    assert (base.whole.npv_jpy, base.whole.tco_pv_jpy) == pytest.approx((plan.npv_jpy, plan.tco_pv_jpy))
    assert base.whole.npv_jpy == pytest.approx(CASES[name]["expected"]["npv"], abs=1)


def test_each_work_is_told_alone_and_in_its_turn():
    model = plan_model(shape_of(Kind.API, uses=3))
    base = shared_base(model, values_of(CASES["portfolio3"]), "api")
    first, second, third = base.uses
    assert [round(one.hours_per_year) for one in base.uses] == [900, 2400, 1350]
    assert first.alone_npv == pytest.approx(-12_016_748, abs=1)
    assert second.alone_npv == pytest.approx(938_410, abs=1)
    assert first.alone_payback_years is None
    assert first.joined_npv == first.alone_npv
    assert second.added_npv == pytest.approx(8_711_504 + 12_016_748, abs=1)
    assert third.joined_npv == pytest.approx(base.whole.npv_jpy)


def test_the_shares_of_the_cost_add_up_to_it():
    model = plan_model(shape_of(Kind.API, uses=3))
    base = shared_base(model, values_of(CASES["portfolio3"]), "api")
    assert sum(one.allocated_cost_pv for one in base.uses) == pytest.approx(base.whole.tco_pv_jpy)
    joined = sum(one.added_npv for one in base.uses)
    nothing = base.whole.npv_jpy - joined
    assert nothing == pytest.approx(base.uses[0].joined_npv - base.uses[0].added_npv)


@pytest.fixture
def portfolio(organization, owner):
    values = [
        AssumptionValue(key, exact, exact, exact, SOURCE, date(2026, 11, 1), Status.ASSUMPTION)
        for key, given in values_of(CASES["portfolio3"]).items()
        for exact in (Decimal(str(given)),)
    ]
    uses = [{"ja": one, "en": one} for one in ("見積", "図面検索", "翻訳")]
    new = NewPlan("共通基盤で3業務", date(2027, 4, 1), options=[option_row("api", Kind.API)], uses=uses)
    return create_plan(organization, owner, new, values, "初版")


def test_the_page_gives_the_published_figures(portfolio, organization, owner_client):
    address = reverse("tco:shared_base", args=[organization.slug, portfolio.pk])
    page = owner_client.get(address).content.decode()
    assert "20.37" in page
    assert "66.8%" in page
    assert "1.59" in page
    assert "1.70" in page
    assert "30.9%" in page  # 16,790,400 / 54,405,000: the share for a payback of three years
    assert "−12.02" in page or "△12.02" in page


def test_another_company_is_told_nothing(portfolio, organization, outsider_client, viewer_client):
    address = reverse("tco:shared_base", args=[organization.slug, portfolio.pk])
    assert outsider_client.get(address).status_code == 404
    assert viewer_client.get(address).status_code == 200
