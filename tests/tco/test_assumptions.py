"""Assumptions: ranges, scenarios, files, and what a measurement may replace."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalogue.api_prices import list_price
from language.text import Text
from tco.assumptions import (
    AssumptionValue,
    MeasuredThroughput,
    Scenario,
    Spread,
    Status,
    check_assumptions,
    load_assumptions,
    scenario_values,
    with_measurement,
    with_neutral,
)
from tco.earlier_keys import as_today
from tco.errors import CostError, InvalidAssumptions, MissingInputs
from tco.plan.model import plan_model
from tco.plan.shape import standard_shape
from tco.starting import starting_assumptions

SAMPLE = Path(__file__).resolve().parents[2] / "sample_company" / "assumptions.yaml"
MODEL = plan_model(standard_shape())
MEASURED = MeasuredThroughput(
    run_label="実行1",
    model_name="qwen2.5-coder-0.5b",
    hardware="2-core CPU",
    on_gpu=False,
    measured_on=date(2026, 11, 22),
    requests=64,
    tokens_in_per_request=Spread(900, 1450.4, 2100),
    tokens_out_per_request=Spread(20, 61.2, 140),
    output_tokens_per_second=21.5,
    ttft_s=2.4,
)


SPEEDS = ("cloud_output_tokens_per_second_per_gpu", "onprem_output_tokens_per_second_per_gpu")


def sample() -> list[AssumptionValue]:
    return load_assumptions(SAMPLE)


def complete() -> list[AssumptionValue]:
    return with_neutral(MODEL, sample())


def test_the_sample_has_a_valid_dated_and_sourced_value_for_every_input():
    values = sample()
    check_assumptions(MODEL, values)
    entered = {value.key for value in values}
    assert entered <= set(MODEL.input_by_key)
    assert all(spec.neutral is not None for spec in MODEL.inputs if spec.key not in entered)
    assert all(value.source.ja and value.source.en for value in values)
    assert all(value.source_date.year == 2026 for value in values)


def test_fictional_quotations_say_so():
    quoted = [value for value in sample() if value.status is Status.QUOTED]
    assert quoted
    assert all("架空" in value.source.ja and "fictional" in value.source.en for value in quoted)


def test_the_sample_prices_are_the_list_prices_of_their_day():
    values = {value.key: value for value in sample()}
    day = values["api_usd_per_mtok_in"].source_date
    price = list_price("gpt-4.1", "openai", datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert values["api_usd_per_mtok_in"].mode == price.usd_per_mtok_in
    assert values["api_usd_per_mtok_cached"].mode == price.usd_per_mtok_cached
    assert values["api_usd_per_mtok_out"].mode == price.usd_per_mtok_out


def test_a_new_plan_of_any_company_starts_without_invented_company_figures():
    values = starting_assumptions()
    check_assumptions(MODEL, values)
    assert not any("架空" in value.source.ja for value in values)
    assert not any(value.status is Status.QUOTED for value in values)
    with pytest.raises(MissingInputs) as caught:
        MODEL.evaluate(scenario_values(MODEL, values, Scenario.STANDARD))
    assert "対象者数" in caught.value.message.ja


def test_scenarios_take_the_end_that_helps_or_hurts():
    found = {scenario: scenario_values(MODEL, sample(), scenario) for scenario in Scenario}
    for key in ("users", "fx_jpy_per_usd", "workdays_per_year"):
        value = next(value for value in sample() if value.key == key)
        ends = tuple(found[scenario][key] for scenario in Scenario)
        expected = {
            "users": (value.mode, value.high, value.low),
            "fx_jpy_per_usd": (value.mode, value.low, value.high),
            "workdays_per_year": (value.mode, value.mode, value.mode),
        }[key]
        assert ends == tuple(float(end) for end in expected)


def test_the_cautious_scenario_is_never_better_than_the_standard_and_that_never_better_than_the_optimistic():
    npvs = {
        scenario: MODEL.evaluate(scenario_values(MODEL, complete(), scenario)).number("api.npv")
        for scenario in Scenario
    }
    assert npvs[Scenario.CAUTIOUS] < npvs[Scenario.STANDARD] < npvs[Scenario.OPTIMISTIC]


def test_measured_tokens_replace_the_assumption_with_their_spread():
    values = {value.key: value for value in with_measurement(sample(), MEASURED)}
    tokens = values["tokens_in_per_request"]
    assert (tokens.low, tokens.mode, tokens.high) == (Decimal("900"), Decimal("1450.4"), Decimal("2100"))
    assert tokens.status is Status.MEASURED
    assert "n=64" in tokens.source.ja
    assert tokens.source_date == date(2026, 11, 22)


def test_the_speed_on_a_cpu_never_becomes_the_speed_of_a_gpu():
    before = {value.key: value for value in sample()}
    measured = {value.key: value for value in with_measurement(sample(), MEASURED)}
    for key in SPEEDS:
        after = measured[key]
        assert replace(after, source=before[key].source) == before[key]
        assert "21.5" in after.source.ja
        assert "not used" in after.source.en


def test_measured_tokens_fill_a_plan_that_has_none_yet():
    general = [value for value in sample() if not value.key.startswith("tokens_")]
    added = {value.key for value in with_measurement(general, MEASURED)} - {value.key for value in general}
    assert added == {"tokens_in_per_request", "tokens_out_per_request"}


def test_the_same_measurement_again_changes_nothing_and_a_later_one_replaces_its_remark():
    once = with_measurement(sample(), MEASURED)
    assert with_measurement(once, MEASURED) == once
    later = replace(MEASURED, output_tokens_per_second=30.0)
    assert with_measurement(once, later) == with_measurement(sample(), later)


def test_the_speed_on_a_gpu_replaces_the_assumption():
    measured = replace(MEASURED, on_gpu=True, hardware="H200", output_tokens_per_second=2000.0)
    found = {value.key: value for value in with_measurement(sample(), measured)}
    for after in (found[key] for key in SPEEDS):
        assert (after.mode, after.status) == (Decimal("2000.0"), Status.MEASURED)
        assert after.low <= after.mode <= after.high


def test_ends_in_the_wrong_order_and_unknown_inputs_are_refused():
    value = sample()[0]
    with pytest.raises(CostError) as caught:
        check_assumptions(MODEL, [replace(value, low=Decimal(999))])
    assert "下限" in caught.value.message.ja
    with pytest.raises(InvalidAssumptions):
        check_assumptions(MODEL, [replace(value, key="unknown")])


@pytest.mark.parametrize(
    "text",
    ["schema: assumptions/2\n", "schema: assumptions/1\nassumptions: [{key: users, mode: many}]\n", "a: [\n"],
    ids=["other schema", "no number", "broken"],
)
def test_a_broken_file_is_refused_in_words(tmp_path: Path, text):
    path = tmp_path / "assumptions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidAssumptions) as caught:
        load_assumptions(path)
    assert caught.value.message.ja.startswith("前提のファイル")


def test_a_measured_mean_outside_its_percentiles_keeps_the_range_in_order():
    measured = replace(MEASURED, tokens_out_per_request=Spread(5, 200, 100))
    after = {value.key: value for value in with_measurement(sample(), measured)}["tokens_out_per_request"]
    assert after.low <= after.mode <= after.high


def test_words_of_limits_are_in_the_unit_people_type():
    spec = MODEL.input_by_key["redeployment_rate"]
    assert spec.problem(1.5) == Text(
        "「実現率」は0%から100%の範囲で入力してください。",
        "“Redeployment rate” must lie between 0% and 100%.",
    )


def test_a_feature_that_nobody_entered_stands_unused_and_says_so():
    values = {value.key: value for value in complete()}
    unused = values["api_batch_share"]
    assert {unused.mode, unused.low, unused.high} == {Decimal(0)}
    assert "既定値" in unused.source.ja
    assert "users" not in {value.key for value in with_neutral(MODEL, [])}


def test_an_assumption_of_an_option_that_was_taken_out_is_left_aside():
    gone = replace(sample()[0], key="edge_ops_fte")
    assert "edge_ops_fte" not in {value.key for value in with_neutral(MODEL, [*sample(), gone])}


def test_assumptions_of_plans_by_year_are_read_as_todays_inputs():
    value = sample()[0]
    shared = replace(value, key="output_tokens_per_second_per_gpu")
    changes = replace(
        value, key="api_model_changes_per_year", low=Decimal(0), mode=Decimal(2), high=Decimal(4)
    )
    found = {one.key: one for one in as_today([value, shared, changes])}
    assert found.keys() == {value.key, *SPEEDS, "api_model_life_months"}
    life = found["api_model_life_months"]
    # More changes a year are a shorter life: the ends of the range change places.
    assert (life.low, life.mode, life.high) == (Decimal("3.0"), Decimal("6.0"), Decimal(1200))
