"""Page 1 of the workbook, the cost page and the JSON output say the same."""

import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from adoption.services.evidence import link_cost_plan, link_evaluation
from adoption.services.use_cases import create_use_case
from config.demo.company import USE_CASE
from config.demo.results import as_machine_readable
from reports.services import build_report, request_report
from tco.assumptions import Scenario, load_assumptions
from tco.selectors import plan_results
from tco.services import NewPlan, create_plan
from tests.evaluations.finished_run import add_finished_run
from tests.tco.conftest import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(organization, owner, settings, tmp_path):
    """A run, a plan, a use case with both as evidence, and the finished workbook."""
    settings.MEDIA_ROOT = tmp_path
    run = add_finished_run(organization, owner)
    new = NewPlan("計画", date(2027, 4, 1))
    plan = create_plan(organization, owner, new, load_assumptions(SAMPLE), "初版")
    use_case = create_use_case(organization, USE_CASE, owner)
    link_evaluation(use_case, run, owner)
    link_cost_plan(use_case, plan, owner)
    report = request_report(use_case, owner, "ja", run=run, plan=plan)
    build_report(report.pk)
    report.refresh_from_db()
    return run, plan, use_case, report


def numbers_of_page_one(report) -> list[float]:
    sheet = load_workbook(report.file.path, data_only=True).worksheets[0]
    return [
        value
        for row in sheet.iter_rows(max_row=80, max_col=40, values_only=True)
        for value in row
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def shown_millions(jpy: float) -> str:
    """As tables print it: △ for minus, two decimals."""
    text = f"{abs(jpy) / 1e6:,.2f}"
    return f"△{text}" if round(jpy / 1e6, 2) < 0 else text


def test_every_option_has_the_same_npv_and_tco_everywhere(made, owner_client, organization):
    run, plan, use_case, report = made
    printed = json.loads(as_machine_readable(run, plan, use_case, report))["cost"]["options"]
    page = owner_client.get(f"/o/{organization.slug}/costs/{plan.pk}/").content.decode()
    sheet = numbers_of_page_one(report)
    assert len(printed) == 4
    # Doing nothing is the zero that the others are measured against: page 1 prints it as a dash.
    for option in (option for option in printed if option["option"] != "none"):
        for name in ("npv_jpy", "tco_jpy"):
            value = option[name]
            found = [
                n for n in sheet for scale in (1.0, 1e3, 1e6) if n * scale == pytest.approx(value, rel=1e-9)
            ]
            assert found, f"page 1 lacks {option['option']} {name} = {value}"
            assert shown_millions(value) in page, f"the cost page lacks {option['option']} {name}"


def test_the_cautious_scenario_stands_on_page_one_and_on_the_cost_page(made, owner_client, organization):
    _run, plan, _use_case, report = made
    cautious = plan_results(plan, Scenario.CAUTIOUS)
    recommended = plan_results(plan).recommended
    value = cautious.headline(recommended.key).npv_jpy
    page = owner_client.get(f"/o/{organization.slug}/costs/{plan.pk}/").content.decode()
    assert shown_millions(value) in page
    sheet = load_workbook(report.file.path, data_only=True).worksheets[0]
    text = " ".join(
        str(v) for row in sheet.iter_rows(max_row=80, max_col=40, values_only=True) for v in row if v
    )
    numbers = {float(n.replace(",", "").replace("△", "-")) for n in re.findall(r"△?[\d,]+\.\d", text)}
    assert round(value / 1e6, 1) in numbers | {round(n / 1e6, 1) for n in numbers_of_page_one(report)} | {
        round(n, 1) for n in numbers_of_page_one(report)
    }


def test_unknown_is_null_in_json(made):
    run, plan, use_case, report = made
    options = json.loads(as_machine_readable(run, plan, use_case, report))["cost"]["options"]
    nothing = next(option for option in options if option["option"] == "none")
    assert nothing["irr"] is None
    assert nothing["payback_years"] is None
