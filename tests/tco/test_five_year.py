"""The plan of four options: laws that hold for any assumptions."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.assumptions import Scenario, load_assumptions, scenario_values
from tco.five_year.costs import cost_categories
from tco.five_year.options import OPTIONS
from tco.five_year.plan import fiscal_year_labels, five_year_plan
from tco.headlines import headlines, recommended_option
from tco.model.excel import formula
from tco.model.expression import RowAt

SAMPLE = Path(__file__).resolve().parents[2] / "sample_company" / "assumptions.yaml"
MODEL = five_year_plan()
OPTION_KEYS = [option.key for option in OPTIONS]


@cache
def sample_values() -> dict[str, float]:
    return scenario_values(MODEL, load_assumptions(SAMPLE), Scenario.STANDARD)


@st.composite
def any_values(draw) -> dict[str, float]:
    """Values around the sample's, over wide factors but inside the limits of each input."""
    values = {}
    for spec in MODEL.inputs:
        factor = draw(st.floats(0.2, 3.0))
        value = min(max(sample_values()[spec.key] * factor, spec.minimum), spec.maximum)
        values[spec.key] = float(round(value)) if spec.style in ("whole", "choice") else value
    return values


@settings(max_examples=40, deadline=None)
@given(any_values())
def test_cost_categories_add_up_to_the_total_of_every_year(values):
    results = MODEL.evaluate(values)
    for option in OPTION_KEYS:
        parts = [results.yearly(key) for key in cost_categories(option)]
        assert results.yearly(f"{option}.cost") == pytest.approx(
            [sum(year) for year in zip(*parts, strict=True)]
        )


@settings(max_examples=40, deadline=None)
@given(any_values())
def test_the_last_discounted_sum_is_the_net_present_value(values):
    results = MODEL.evaluate(values)
    for option in OPTION_KEYS:
        npv = results.scalar(f"{option}.npv")
        assert results.yearly(f"{option}.discounted_cumulative")[-1] == pytest.approx(npv, rel=1e-9, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(any_values(), st.floats(1.0, 4.0))
def test_more_volume_never_needs_fewer_gpus_or_servers(values, factor):
    more = {**values, "tasks_per_user_day": min(values["tasks_per_user_day"] * factor, 1000)}
    before, after = MODEL.evaluate(values), MODEL.evaluate(more)
    assert all(a <= b for a, b in zip(before.yearly("sizing.gpus"), after.yearly("sizing.gpus"), strict=True))
    assert before.number("sizing.servers") <= after.number("sizing.servers")


@settings(max_examples=30, deadline=None)
@given(any_values(), st.floats(1.0, 4.0))
def test_faster_gpus_never_need_more_gpus(values, factor):
    key = "output_tokens_per_second_per_gpu"
    faster = MODEL.evaluate({**values, key: values[key] * factor})
    assert max(faster.yearly("sizing.gpus")) <= max(MODEL.evaluate(values).yearly("sizing.gpus"))


@settings(max_examples=25, deadline=None)
@given(st.lists(any_values(), min_size=2, max_size=4))
def test_draws_together_equal_each_draw_alone(draws):
    fixed = ("data_policy", "depreciation_years")
    draws = [{**values, **{key: draws[0][key] for key in fixed}} for values in draws]
    together = MODEL.evaluate(
        {
            key: draws[0][key] if key in fixed else np.array([values[key] for values in draws])
            for key in draws[0]
        }
    )
    for number, values in enumerate(draws):
        alone = MODEL.evaluate(values)
        for row in MODEL.rows:
            for period in (None,) if row.shape == "scalar" else MODEL.periods:
                whole = np.broadcast_to(together.row_value(row.key, period), len(draws))
                single = float(alone.row_value(row.key, period))
                assert whole[number] == pytest.approx(single, rel=1e-9, abs=1e-6, nan_ok=True), (
                    row.key,
                    period,
                )


@settings(max_examples=40, deadline=None)
@given(any_values())
def test_no_number_is_ever_infinite_and_only_marked_rows_are_undefined(values):
    results = MODEL.evaluate(values)
    for row in MODEL.rows:
        numbers = results.series(row.key) if row.shape == "yearly" else [results.row_value(row.key, None)]
        for number in numbers:
            assert not np.isinf(number), row.key
            assert row.undefined is not None or not np.isnan(number), row.key


@settings(max_examples=40, deadline=None)
@given(any_values())
def test_an_option_is_recommended_only_with_a_positive_value_and_when_allowed(values):
    results = MODEL.evaluate(values)
    found = {line.option: line for line in headlines(results)}
    chosen = found[recommended_option(results).key]
    allowed = [line.npv_jpy for line in found.values() if line.allowed and line.option != "none"]
    assert chosen.allowed
    if chosen.option == "none":
        assert max(allowed, default=0) <= 0
    else:
        assert chosen.npv_jpy == max(allowed)
        assert chosen.npv_jpy > 0


@settings(max_examples=30, deadline=None)
@given(any_values())
def test_the_break_even_redeployment_rate_makes_the_value_zero(values):
    results = MODEL.evaluate(values)
    for option in OPTION_KEYS:
        rate = results.scalar(f"{option}.breakeven_redeployment")
        if rate is not None and rate > 0:
            there = MODEL.evaluate({**values, "redeployment_rate": rate})
            scale = max(map(abs, there.yearly(f"{option}.cash_flow")))
            assert abs(there.number(f"{option}.npv")) <= 1e-6 * scale


def test_the_break_even_volume_makes_both_present_costs_equal():
    """With servers that stay the same: the volume is moved on the API side only."""
    values = sample_values()
    results = MODEL.evaluate(values)
    multiple = results.number("break_even.volume_multiple")
    moved = MODEL.evaluate({**values, "tasks_per_user_day": values["tasks_per_user_day"] * multiple})
    assert moved.scalar("api.tco_pv") == pytest.approx(results.scalar("onprem.tco_pv"), rel=1e-9)


def test_capacity_that_is_negative_is_counted_in_full():
    values = {**sample_values(), "minutes_saved_per_task": 0.0}
    results = MODEL.evaluate(values)
    assert results.yearly("benefit.cash_from_time")[1] == results.yearly("benefit.capacity")[1] < 0


def test_a_policy_against_sending_data_outside_rules_the_api_out():
    results = MODEL.evaluate({**sample_values(), "data_policy": 0.0})
    allowed = {line.option: line.allowed for line in headlines(results)}
    assert allowed == {"api": False, "cloud": False, "onprem": True, "none": True}
    assert recommended_option(results).key == "none"
    assert results.scalar("decision.policy_cost") == pytest.approx(
        MODEL.evaluate(sample_values()).scalar("api.npv")
    )


def test_the_engine_can_say_do_not_buy():
    results = MODEL.evaluate({**sample_values(), "redeployment_rate": 0.0})
    assert recommended_option(results).key == "none"
    assert results.scalar("api.payback") is None
    assert results.scalar("api.irr") is None


def test_a_plan_without_use_has_no_unit_cost_instead_of_a_division_by_zero():
    results = MODEL.evaluate({**sample_values(), "tasks_per_user_day": 0.0})
    assert results.scalar("api.cost_per_request") is None
    assert max(results.yearly("sizing.gpus")) == 0


class Names:
    """Answers only for inputs and rows that exist, and remembers which were asked."""

    def input_name(self, key):
        return f"in_{MODEL.input_by_key[key].key}"

    def cell(self, row_key, period):
        row = MODEL.row_by_key[row_key]
        column = "B" if row.shape == "scalar" else "FGHIJK"[period]
        return f"{column}{MODEL.rows.index(row) + 1}"

    def span(self, row_key):
        number = MODEL.rows.index(MODEL.row_by_key[row_key]) + 1
        return f"F{number}:K{number}"


FUNCTIONS = {
    *("IF", "AND", "CHOOSE", "MIN", "MAX", "SUM", "ROUND", "ROUNDUP", "ROUNDDOWN"),
    *("NPV", "IRR", "MIRR", "ISNUMBER", "IFERROR", "NA"),
}


def test_formulas_name_only_known_inputs_cells_and_classic_functions():
    for row in MODEL.rows:
        for period in (None,) if row.shape == "scalar" else MODEL.periods:
            text = formula(row, period, Names())
            assert text.startswith("=")
            bare = re.sub(r'"[^"]*"', "", text)
            for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", bare):
                is_cell = re.fullmatch(r"[BF-K]\d+", name)
                assert is_cell or name in FUNCTIONS or name.removeprefix("in_") in MODEL.input_by_key, text


class RelativeNames(Names):
    """Cells by their distance from the column in which the formula stands."""

    def __init__(self, column):
        self.column = column

    def cell(self, row_key, period):
        is_yearly = MODEL.row_by_key[row_key].shape == "yearly"
        return f"{row_key}[{period - self.column}]" if is_yearly else row_key


def test_a_year_row_has_the_same_formula_in_every_operating_year():
    """So a reader can trust a whole row by its first operating cell."""
    for row in MODEL.rows:
        reads_fixed_year = any(isinstance(node, RowAt) for node in row.expression.walk())
        if row.shape == "yearly" and not reads_fixed_year:
            texts = {formula(row, period, RelativeNames(period)) for period in MODEL.periods[1:]}
            assert len(texts) == 1, row.key


def test_every_row_and_input_has_words_in_both_languages_and_a_unit():
    for thing in (*MODEL.inputs, *MODEL.rows):
        for text in (thing.label, thing.unit, thing.note):
            assert text.ja.strip(), thing.key
            assert text.en.strip(), thing.key
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]", text.en), thing.key


def test_year_columns_begin_with_the_initial_fiscal_year():
    assert [label.ja for label in fiscal_year_labels(2026)][:2] == ["2026年度", "2027年度"]
    assert fiscal_year_labels(2026)[5].en == "FY2031"
