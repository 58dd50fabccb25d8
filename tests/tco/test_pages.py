"""Pages of the cost plan: access, live recalculation, saving, tracing."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from tco.models import CostPlan
from tco.selectors import plan_results
from tco.services import create_plan_from_defaults
from tco.starting import starting_assumptions
from tco.templatetags.money import million

pytestmark = pytest.mark.django_db
GET_PAGES = ("plan_detail", "assumption_of_plan", "assumption_edit", "trace")
MORE = {"assumption_edit": ["users"], "trace": ["api.npv"]}


def address(name, plan, *more, organization=None):
    return reverse(f"tco:{name}", args=[organization or plan.organization.slug, plan.pk, *more])


def moved(plan, **values):
    """The form as the page sends it: every movable value as typed."""
    typed = {
        "adoption_y3": "65", "tasks_per_user_day": "6", "minutes_saved_per_task": "6.5", "usable_answer_share": "70",
        "redeployment_rate": "25", "output_tokens_per_second_per_gpu": "600", "fx_jpy_per_usd": "155",
    }  # fmt: skip
    return {**typed, "revision": plan.revision, **values}


@pytest.mark.parametrize("name", GET_PAGES)
def test_a_member_sees_the_page_an_outsider_gets_404_and_a_stranger_signs_in(
    name, plan, owner_client, outsider_client, anonymous_client
):
    url = address(name, plan, *MORE.get(name, []))
    assert owner_client.get(url).status_code == 200
    assert outsider_client.get(url).status_code == 404
    response = anonymous_client.get(url)
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("name", ["plan_list", "assumption_list"])
def test_the_lists_are_for_members_only(name, plan, owner_client, outsider_client, anonymous_client):
    url = reverse(f"tco:{name}", args=[plan.organization.slug])
    assert plan.name in owner_client.get(url).content.decode()
    assert outsider_client.get(url).status_code == 404
    assert anonymous_client.get(url).status_code == 302


@pytest.mark.parametrize("name", ["plan_recalculate", "plan_save"])
def test_posting_is_for_members_only(name, plan, outsider_client, anonymous_client):
    assert outsider_client.post(address(name, plan), moved(plan)).status_code == 404
    assert anonymous_client.post(address(name, plan), moved(plan)).status_code == 302


def test_a_plan_of_another_company_is_not_found_under_ones_own(plan, other_organization, outsider_client):
    url = address("plan_detail", plan, organization=other_organization.slug)
    assert outsider_client.get(url).status_code == 404


def test_a_viewer_may_move_values_but_not_save_them(plan, viewer_client):
    data = moved(plan, redeployment_rate="40", note="試算")
    assert viewer_client.post(address("plan_recalculate", plan), data).status_code == 200
    assert viewer_client.post(address("plan_save", plan), data).status_code == 403
    assert viewer_client.get(address("assumption_edit", plan, "users")).status_code == 403
    page = viewer_client.get(address("plan_detail", plan)).content.decode()
    assert address("plan_save", plan) not in page


def test_the_page_shows_the_same_numbers_as_the_engine(plan, owner_client):
    page = owner_client.get(address("plan_detail", plan)).content.decode()
    found = plan_results(plan)
    for line in found.headlines:
        assert line.label.ja in page
        if line.option != "none":
            assert million(line.npv_jpy) in page
            assert million(line.tco_5y_jpy) in page
    option = re.search(r'class="chart-data">(.*?)</script>', page, re.DOTALL)
    assert option
    chart = json.loads(option[1])
    assert chart["series"][0]["data"][-1] == round(found.results.yearly("api.cumulative")[-1] / 1e6, 3)
    assert len(chart["series"]) == 4


def test_pages_carry_no_inline_style_or_script(plan, owner_client):
    for name in GET_PAGES:
        page = owner_client.get(address(name, plan, *MORE.get(name, []))).content.decode()
        assert "style=" not in page
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_moving_a_value_answers_with_the_parts_that_change_and_saves_nothing(plan, owner_client):
    response = owner_client.post(
        address("plan_recalculate", plan), moved(plan, redeployment_rate="40"), headers={"HX-Request": "true"}
    )
    part = response.content.decode()
    assert "<html" not in part
    assert 'id="plan-chart" hx-swap-oob' in part
    assert 'id="plan-comparison" hx-swap-oob' in part
    assert 'name="redeployment_rate"' not in part
    gain = plan_results(plan, draft={"redeployment_rate": Decimal("0.4")}).headline("api").npv_jpy
    assert million(gain) in part
    assert CostPlan.objects.get().revision == 1


def test_without_script_the_whole_page_comes_back_with_the_moved_value(plan, owner_client):
    response = owner_client.post(address("plan_recalculate", plan), moved(plan, redeployment_rate="40"))
    page = response.content.decode()
    assert "<html" in page
    assert re.search(r'name="redeployment_rate"[^>]*value="40"', page)


@pytest.mark.parametrize("wrong", ["-5", "250", "abc", "", "NaN", "Infinity", "1e400"])
def test_a_wrong_value_is_named_and_no_number_is_made_of_it(wrong, plan, owner_client):
    data = moved(plan, redeployment_rate=wrong)
    part = owner_client.post(
        address("plan_recalculate", plan), data, headers={"HX-Request": "true"}
    ).content.decode()
    assert "実現率" in part
    assert 'role="alert"' in part
    assert "nan" not in part.lower().replace("finance", "")
    assert "hx-swap-oob" not in part
    assert owner_client.post(address("plan_save", plan), {**data, "note": "x"}).status_code == 422
    assert CostPlan.objects.get().revision == 1


def test_saving_needs_a_reason_which_becomes_the_source(plan, owner_client):
    url, data = address("plan_save", plan), moved(plan, redeployment_rate="40")
    assert owner_client.post(url, data).status_code == 422
    response = owner_client.post(url, {**data, "note": "経営会議での査定"})
    assert response.status_code == 302
    row = CostPlan.objects.get().assumptions.get(key="redeployment_rate")
    assert (float(row.mode), row.source, row.entered_by_name) == (0.4, "経営会議での査定", "owner")
    assert float(row.high) == 0.4
    untouched = CostPlan.objects.get().assumptions.get(key="fx_jpy_per_usd")
    assert untouched.source != "経営会議での査定"


def test_a_save_on_top_of_another_save_keeps_what_was_typed(plan, owner_client):
    url = address("plan_save", plan)
    owner_client.post(url, {**moved(plan, redeployment_rate="40"), "note": "先"})
    response = owner_client.post(url, {**moved(plan, redeployment_rate="50"), "note": "後"})
    assert response.status_code == 422
    assert "版2" in response.content.decode()
    assert re.search(r'name="redeployment_rate"[^>]*value="50"', response.content.decode())


def test_a_plan_with_unknown_inputs_says_which_and_shows_no_number(organization, owner, owner_client):
    empty = create_plan_from_defaults(organization, owner, "新しい計画", 2027, starting_assumptions(), "初版")
    page = owner_client.get(address("plan_detail", empty)).content.decode()
    assert "対象者数" in page
    assert "kpi-strip" not in page
    assert "chart-data" not in page
    traced = owner_client.get(address("trace", empty, "api.npv")).content.decode()
    assert "対象者数" in traced


def test_starting_a_plan_leads_to_its_assumptions(organization, owner_client, viewer_client):
    url = reverse("tco:plan_list", args=[organization.slug])
    data = {"name": "展開計画", "first_fiscal_year": "2027"}
    assert viewer_client.post(url, data).status_code == 403
    assert owner_client.post(url, {**data, "first_fiscal_year": "1900"}).status_code == 422
    response = owner_client.post(url, data)
    plan = CostPlan.objects.get()
    assert response["Location"] == address("assumption_of_plan", plan)
    assert plan.first_fiscal_year == 2027


def test_an_assumption_is_edited_as_people_type_it(plan, owner_client):
    url = address("assumption_edit", plan, "redeployment_rate")
    assert re.search(
        r'name="mode"[^>]*value="25"|value="25"[^>]*name="mode"', owner_client.get(url).content.decode()
    )
    data = {
        "low": "10", "mode": "30", "high": "45", "source": "<b>経営企画部</b>", "source_date": "2026-11-20",
        "status": "assumption", "revision": plan.revision,
    }  # fmt: skip
    assert owner_client.post(url, {**data, "low": "35"}).status_code == 422
    assert owner_client.post(url, data).status_code == 302
    late = owner_client.post(url, {**data, "mode": "20"})
    assert late.status_code == 422
    assert "版2" in late.content.decode()
    row = plan.assumptions.get(key="redeployment_rate")
    assert [float(end) for end in (row.low, row.mode, row.high)] == [0.1, 0.3, 0.45]
    listed = owner_client.get(address("assumption_of_plan", plan)).content.decode()
    assert "&lt;b&gt;経営企画部" in listed
    assert owner_client.get(address("assumption_edit", plan, "unknown")).status_code == 404


def test_a_number_can_be_traced_to_its_inputs_and_their_sources(plan, owner_client):
    page = owner_client.get(address("trace", plan, "api.usage") + "?year=2").content.decode()
    assert "為替" in page
    assert "財務部の社内レート" in page
    assert "2028年度" in page
    assert owner_client.get(address("trace", plan, "no.such.row")).status_code == 404
    assert owner_client.get(address("trace", plan, "api.usage") + "?year=99").status_code == 200


def test_every_row_can_be_traced(plan, owner_client):
    from tco.five_year.plan import five_year_plan

    for row in five_year_plan().rows[::7]:
        assert owner_client.get(address("trace", plan, row.key)).status_code == 200, row.key
