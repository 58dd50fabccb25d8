"""The sample's costs: prices with their rows, five options, a bill, a worked case, a sizing study, a simulation."""

import json
from datetime import date

import pytest
import yaml
from rich.console import Console

from config.demo.bill import USED, attach_bill
from config.demo.certainty import ask_simulation, study_size
from config.demo.company import FOLDER, PLAN, found_company, owner_of
from config.demo.cost_lines import cost_lines, simulated
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.line import Line
from config.demo.price_book import ITEMS, enter_price_rows
from tco.assumptions import Scenario, load_assumptions
from tco.price_planned import planned_charges
from tco.price_selectors import billed_sums, price_rows_for, rates_of
from tco.prices.against import compare
from tco.selectors import plan_results
from tco.services import NewPlan, create_plan
from tco.simulations import Asked, request_simulation, run_simulation
from tco.states import SimulationStatus
from tests.evaluations.finished_run import add_finished_run
from tests.tco.cases import adoption_cases

pytestmark = pytest.mark.django_db
ADDED = ("further_options.yaml", "shared_base.yaml", "single_use.yaml")


@pytest.fixture
def company():
    organization, _accounts = found_company()
    return organization


@pytest.fixture
def user(company):
    return owner_of(company)


@pytest.fixture
def plan(company, user):
    enter_price_rows(company, user)
    return main_plan(company, user)


def npv(plan, option, scenario=Scenario.STANDARD):
    return plan_results(plan, scenario).headline(option).npv_jpy


def test_every_price_of_the_plan_names_the_row_it_came_from(plan):
    rows = {
        one.key: one.price_row for one in plan.assumptions.exclude(price_row=None).select_related("price_row")
    }
    assert rows.keys() == ITEMS.keys()
    assert {key: row.item for key, row in rows.items()} == ITEMS
    assert all(one.mode == one.price_row.value for one in plan.assumptions.exclude(price_row=None))


def test_a_price_from_the_book_keeps_the_range_that_the_company_gave_it(plan):
    rate = plan.assumptions.get(key="fx_jpy_per_usd")
    assert (rate.low, rate.mode, rate.high) == (140, 155, 175)
    assert rate.price_row is not None


def test_what_is_quoted_to_the_sample_says_that_it_is_invented(company, user, plan):
    quoted = company.price_rows.exclude(source__startswith="genai-prices").exclude(kind__startswith="gpu")
    assert quoted.count() == 6
    assert all("架空" in row.source for row in quoted)


def test_starting_again_adds_and_changes_nothing(company, user, plan):
    worked = worked_plans(company, user)
    bill, study = attach_bill(plan, user), study_size(plan, user)
    simulation = ask_simulation(plan, user)
    assert enter_price_rows(company, user) == []
    again = main_plan(company, user)
    assert (again.pk, again.revision) == (plan.pk, plan.revision)
    assert worked_plans(company, user) == worked
    assert attach_bill(again, user) == bill
    assert study_size(again, user) == study
    assert ask_simulation(again, user) == simulation
    assert company.cost_plans.count() == 3


def test_a_price_row_that_somebody_changed_is_left_alone(company, user, plan):
    row = price_rows_for(company, "tariff_jpy_per_kwh", plan.updated_at.date())[0]
    company.price_rows.filter(pk=row.pk).update(value=31)
    assert enter_price_rows(company, user) == []
    assert main_plan(company, user).assumptions.get(key="tariff_jpy_per_kwh").mode == 25


def test_a_plan_of_an_older_demo_gets_rows_but_keeps_what_somebody_entered(company, user):
    older = create_plan(
        company, user, NewPlan(PLAN, date(2027, 4, 1)), load_assumptions(FOLDER / "assumptions.yaml"), "初版"
    )
    older.assumptions.filter(key="fx_jpy_per_usd").update(mode=149, low=140)
    enter_price_rows(company, user)
    plan = main_plan(company, user)
    assert (plan.pk, plan.revision, len(plan.options)) == (older.pk, 2, 3)
    assert plan.assumptions.get(key="fx_jpy_per_usd").mode == 149
    rows = set(plan.assumptions.exclude(price_row=None).values_list("key", flat=True))
    own = {key for key in ITEMS if not key.startswith(("domestic_", "hybrid_"))}
    assert rows == own - {"fx_jpy_per_usd"}


def test_five_options_are_calculated_and_cautious_values_say_do_not_buy(plan):
    assert [option.key for option in plan.shape.options] == ["api", "domestic", "cloud", "onprem", "hybrid"]
    standard = plan_results(plan)
    assert standard.recommended.key == "api"
    assert npv(plan, "api") > 0 > npv(plan, "onprem")
    assert plan_results(plan, Scenario.CAUTIOUS).recommended.key == "none"
    assert npv(plan, "api", Scenario.CAUTIOUS) < 0 < npv(plan, "api", Scenario.OPTIMISTIC)


def test_one_use_alone_loses_and_three_on_one_base_gain_what_the_worked_case_says(company, user):
    expected = {case["id"]: case["expected"] for case in adoption_cases()}
    alone, together = worked_plans(company, user)
    assert npv(alone, "api") == pytest.approx(expected["single"]["npv"], abs=1)
    assert npv(together, "api") == pytest.approx(expected["portfolio3"]["npv"], abs=1)
    assert plan_results(alone).headline("api").payback_years is None
    assert plan_results(together).headline("api").payback_years == pytest.approx(1.59, abs=0.005)


def test_the_bill_is_what_the_plan_sends_at_its_prices_and_one_month_is_well_over(plan, user):
    bill = attach_bill(plan, user)
    assert (bill.plan, bill.rows) == (plan, 12)
    planned = planned_charges(plan, "api").billed_by_suppliers()
    months = compare(planned, billed_sums(plan), rates_of(plan.organization)).compared
    assert [float(month.difference_share or 0) for month in months] == pytest.approx(
        [float(used) - 1 for used in USED], abs=0.001
    )
    assert months[0].month == plan.starts_on
    assert all(month.tax_jpy and month.tax_jpy > 0 for month in months)


def test_a_plan_without_api_or_own_servers_gets_no_bill_and_no_study(plan, user):
    plan.options = [option for option in plan.options if option["key"] in ("cloud", "domestic")]
    plan.save()
    assert attach_bill(plan, user) is None
    assert study_size(plan, user) is None


def test_the_study_is_a_wide_estimate_that_the_plan_does_not_take_over(plan, user):
    study = study_size(plan, user)
    assert study.answer["basis"] == "uncalibrated"
    low, _mode, high = study.answer["assumptions"]["onprem_output_tokens_per_second_per_gpu"]
    assert high > 5 * low
    assert study.applied_revision is None


def test_the_table_tells_the_range_of_the_best_option_and_the_rest_of_the_story(company, user, plan):
    worked_plans(company, user)
    attach_bill(plan, user)
    assert simulated(plan) is None
    simulation = request_simulation(plan, user, Asked(draws=1000))
    run_simulation(simulation.pk)
    found = simulated(plan)
    assert found["p5"] < found["p50"] < found["p95"]
    assert 0.8 < found["chance_positive"] <= 1
    lines = {line.name.ja: line.value for line in cost_lines(plan)}
    assert lines["慎重な前提での推奨"].ja.startswith("何もしない(")
    assert "NPVが0を超える確率" in lines["API利用 NPVの幅"].ja
    assert lines["請求と計画の差"].en == "2 of 3 months over plan, at most +38%"
    assert lines["規模の経済(例題)"].ja == "見積支援だけ NPV △7.5百万円 → 3業務で共用 20.4百万円"
    assert json.dumps(found)


def test_the_steps_of_the_demo_go_on_where_they_were_left(company, user, monkeypatch):
    def finished(plan, by):
        simulation = request_simulation(plan, by, Asked(draws=200))
        plan.simulations.filter(pk=simulation.pk).update(status=SimulationStatus.DONE)
        return simulation

    monkeypatch.setattr("config.demo.line.ask_simulation", finished)
    run = add_finished_run(company, user)
    for start in (1, 2):
        line = Line(Console(quiet=True), "ja")
        line.evaluation = run
        line.take_prices(company, user)
        line.plan = line.calculate(company, user)
        line.compare_with_bill(user)
        line.judge_certainty(user)
        done = [step.done.ja for step in line.log.steps if step.done]
        assert done[0] == f"13件(今回{13 if start == 1 else 0}件)"
        assert done[1] == "5案、版2(単価台帳の14件を反映)、例題2件"
        assert done[2:] == ["架空の請求 12行", "200回の試行"]
    assert (line.plan.bills.count(), line.plan.simulations.count(), line.plan.sizing_studies.count()) == (
        1,
        1,
        1,
    )


@pytest.mark.parametrize("file", ADDED)
def test_the_files_of_assumptions_say_what_every_value_is(file):
    assert all(value.source.ja and value.source.en for value in load_assumptions(FOLDER / file))
    keys = [row["key"] for row in yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))["assumptions"]]
    assert len(keys) == len(set(keys))
