"""Month by month: every monthly row, a fiscal year at a time, and all of it as a file."""

import csv
import io

import pytest

from tco.assumptions import Scenario
from tco.pages.months import month_sections, months_of
from tco.plan.model import plan_model
from tco.selectors import plan_results
from tco.templatetags.money import yen
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db


def rows_of(response):
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_fiscal_year_of_a_section_is_shown_with_its_sum(plan, owner_client):
    found = plan_results(plan, Scenario.CAUTIOUS)
    page = owner_client.get(
        address("plan_months", plan, section="cost_onprem", year=2, scenario="cautious")
    ).content.decode()
    assert "2027-04" in page
    assert "2026-04</th>" not in page
    for month in months_of(found, 2):
        assert yen(found.results.each("onprem.cost")[month]) in page
    assert yen(found.results.each("onprem.cost.fy")[2]) in page


def test_every_month_stands_in_exactly_one_fiscal_year(plan):
    plan.starts_on = plan.starts_on.replace(month=11)
    found = plan_results(plan)
    months = [month for year in plan.shape.fiscal_years[1:] for month in months_of(found, year)]
    assert months == list(plan.shape.months)


def test_every_section_of_the_plan_has_its_page(plan, owner_client):
    for section in month_sections(plan_model(plan.shape)):
        response = owner_client.get(address("plan_months", plan, section=section.key, year=5))
        assert response.status_code == 200
        assert section.label.ja in response.content.decode()


@pytest.mark.parametrize("query", [{"section": "none"}, {"year": "0"}, {"year": "99"}, {"year": "x"}])
def test_an_impossible_address_shows_the_first_section_and_year(query, plan, owner_client):
    page = owner_client.get(address("plan_months", plan, **query)).content.decode()
    assert "2026-04" in page
    assert plan_model(plan.shape).row_by_key["workload.requests"].label.ja in page


def test_the_file_holds_every_month_as_calculated(plan, owner_client):
    response = owner_client.get(address("plan_months_csv", plan, section="all"))
    head, *rows = rows_of(response)
    model, results = plan_model(plan.shape), plan_results(plan).results
    assert len(head) == 3 + len(plan.shape.months)
    assert {row[0] for row in rows} == {row.key for row in model.rows if row.shape == "monthly"}
    costs = next(row for row in rows if row[0] == "cloud.cost")
    assert [float(cell) for cell in costs[3:]] == pytest.approx(results.each("cloud.cost"), rel=1e-9)
    assert ".csv" in response["Content-Disposition"]


def test_a_name_cannot_become_a_formula_in_the_file(plan, owner_client):
    plan.options[0] |= {"ja": "=HYPERLINK(1)", "en": "=HYPERLINK(1)"}
    plan.save()
    rows = rows_of(owner_client.get(address("plan_months_csv", plan, section="all")))
    assert not [cell for row in rows for cell in row[:3] if cell.startswith(("=", "+", "-", "@"))]
