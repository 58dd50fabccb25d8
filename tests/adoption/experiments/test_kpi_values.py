"""Formulas of the library, progress, money and control charts, against hand-worked figures."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.content.loader import library
from adoption.errors import ExperimentRefused, ExpressionRefused
from adoption.experiments.control_charts import p_chart, rule_breaks, xmr_chart
from adoption.experiments.formulas import evaluate, is_entered_by_person, names_in, parse, value_of
from adoption.experiments.kpi_values import (
    benefit,
    capacity_hours,
    cost_per_accepted_jpy,
    error_cost_jpy,
    progress,
)

KPIS = {kpi.id: kpi for kpi in library().kpis.kpis}


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_every_formula_of_the_library_evaluates_or_is_written_by_a_person(kpi):
    if is_entered_by_person(kpi):
        with pytest.raises(ExperimentRefused):
            value_of(kpi, {"note": 1.0})
        return
    assert names_in(parse(kpi.formula)) == set(kpi.inputs)
    in_series = any(word in kpi.formula for word in ("sum(", "mean(", "median(", "npv("))
    many = dict.fromkeys(kpi.inputs, (2.0, 4.0)) if in_series and len(kpi.inputs) == 1 else {}
    assert value_of(kpi, dict.fromkeys(kpi.inputs, 3.0) | many) is not None
    assert value_of(kpi, {}) is None


def test_only_the_qualitative_kpi_is_written_by_a_person():
    assert [kpi.id for kpi in KPIS.values() if is_entered_by_person(kpi)] == ["K-I-08"]
    assert len(KPIS) == 58


@pytest.mark.parametrize(
    ("kpi", "inputs", "value"),
    [
        ("K-D-01", {"active_min": (12, 15, 18), "n_tasks": 3}, 15),
        ("K-D-02", {"baseline_min": 40, "ai_min": 20, "review_min": 6, "rework_min": 4}, 0.25),
        ("K-D-03", {"baseline_min": 40, "net_min": 15, "tasks_per_year": 2880, "adoption_rate": 0.75}, 900),
        ("K-D-08", {"defects": 3, "units": 60_000}, 50),
        ("K-D-16", {"spend": 90_000, "chars": 30_000}, 3_000),
        ("K-D-20", {"ai_cost": 120_000, "human_min": 6_000, "loaded_rate": 4_500, "accepted": 300}, 1_900),
        ("K-R-11", {"share_by_vendor": (0.6, 0.3, 0.1)}, 0.46),
        ("K-C-03", {"cost_stream": (100, 110, 121), "discount_rate": 0.1}, 300),
        ("K-C-04", {"actual": 95, "plan": 100}, -0.05),
    ],
)
def test_worked_values(kpi, inputs, value):
    assert value_of(KPIS[kpi], inputs) == pytest.approx(value)


def test_times_of_day_become_the_unit_of_the_kpi():
    got = [datetime(2026, 7, 1, 9), datetime(2026, 7, 2, 9), datetime(2026, 7, 3, 9)]
    back = [one + timedelta(hours=hours) for one, hours in zip(got, (3, 30, 5), strict=True)]
    assert value_of(KPIS["K-D-10"], {"received_at": got, "reply_at": back}) == pytest.approx(5)
    assert value_of(KPIS["K-D-15"], {"received": got, "sent": back}) == pytest.approx(5 / 24)


@pytest.mark.parametrize(
    "inputs",
    [{"won": 3, "quotes": 0}, {"won": 3}, {"won": None, "quotes": 5}, {"won": float("nan"), "quotes": 2}],
)
def test_what_is_unknown_stays_unknown_and_is_never_zero(inputs):
    assert value_of(KPIS["K-I-01"], inputs) is None


def test_an_empty_series_has_no_mean_but_a_count():
    assert value_of(KPIS["K-I-03"], {"score": []}) is None
    assert evaluate(parse("count(x)"), {"x": ()}) == 0


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "a.b", "a if b else c", "open(a)", "[a]", "a ** b", "2 ** 999", "sum(a, b)", "a < b",
     "lambda: 1", "'a'", "True", "x" * 400, "a //b", "sum(a, start=1)", "-" * 60 + "1"],
)  # fmt: skip
def test_anything_outside_the_formula_language_is_refused(text):
    with pytest.raises(ExpressionRefused):
        parse(text)


def test_series_of_different_length_and_strange_inputs_are_refused():
    with pytest.raises(ExperimentRefused, match="differ in length"):
        value_of(KPIS["K-D-14"], {"closed": [3, 4], "opened": [1]})
    with pytest.raises(ExperimentRefused, match="no input wins"):
        value_of(KPIS["K-I-01"], {"wins": 3})
    with pytest.raises(ExperimentRefused, match="single numbers"):
        value_of(KPIS["K-I-01"], {"won": [1, 2], "quotes": [3, 4]})


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1))
def test_progress_runs_from_0_at_the_start_to_1_at_the_target_whichever_way_it_goes(start, target, share):
    if abs(target - start) < 1e-3:
        return
    assert progress(start, target, start) == 0
    assert progress(start, target, target) == pytest.approx(1)
    assert progress(start, target, start + share * (target - start)) == pytest.approx(share, abs=1e-6)


def test_a_falling_kpi_makes_progress_when_it_falls():
    assert progress(30, 24, 27) == 0.5
    assert progress(30, 24, 36) == -1
    with pytest.raises(ExperimentRefused):
        progress(30, 30, 30)


def test_hours_are_capacity_and_only_the_redeployed_share_is_cash():
    # The single use case of the finance example: 240 a month, 25 minutes saved, 75 % adoption.
    hours = capacity_hours(40, 15, 240 * 12, 0.75)
    found = benefit(hours, 4_500, 0.5)
    assert (hours, found.capacity_jpy, found.cash_jpy) == (900, 4_050_000, 2_025_000)
    assert capacity_hours(20, 25, 1_200, 1.0) == -100
    with pytest.raises(ExperimentRefused):
        benefit(900, 4_500, 1.5)


def test_error_cost_and_cost_per_accepted_output():
    assert error_cost_jpy(0.08, 0.05, 2_000, 15_000) == pytest.approx(900_000)
    assert error_cost_jpy(0.05, 0.08, 2_000, 15_000) == pytest.approx(-900_000)
    assert cost_per_accepted_jpy(120_000, 6_000, 4_500, 300) == 1_900
    assert cost_per_accepted_jpy(120_000, 6_000, 4_500, 0) is None


def test_xmr_limits_are_the_published_constants():
    values = [39, 41, 41, 41, 43, 44, 41, 42, 40, 41, 44, 40]
    moving = float(np.mean(np.abs(np.diff(values))))
    chart = xmr_chart([(str(n), float(value)) for n, value in enumerate(values)])
    assert chart.points[0].high == pytest.approx(np.mean(values) + 2.66 * moving, rel=1e-3)
    assert chart.range_limit == pytest.approx(3.267 * moving)
    assert (chart.breaks, chart.is_provisional) == ((), False)


def test_a_jump_after_the_baseline_breaks_a_rule_at_its_month():
    steady = [
        (f"2026-{month:02d}", value)
        for month, value in enumerate([20, 21, 19, 20, 22, 20, 21, 19, 20, 35], 1)
    ]
    chart = xmr_chart(steady, baseline=9)
    assert [(one.rule, chart.points[one.at].label) for one in chart.breaks] == [("beyond_limit", "2026-10")]


def test_a_p_chart_has_limits_by_the_size_of_each_month():
    chart = p_chart([("a", 10, 200), ("b", 12, 200), ("c", 3, 50), ("d", 30, 200)], baseline=3)
    assert chart.centre == pytest.approx(25 / 450)
    assert chart.points[2].high > chart.points[0].high
    assert [(one.rule, one.at) for one in chart.breaks] == [("beyond_limit", 3)]
    assert chart.is_provisional


@pytest.mark.parametrize(
    ("sigmas", "rule", "at"),
    [
        ([0.5] * 9, "run_of_nine", 8),
        ([-1.2, -0.7, 0.0, 0.4, 0.9, 1.4], "trend_of_six", 5),
        ([0.0, 2.2, 0.1, 2.4], "two_of_three", 3),
    ],
)
def test_each_rule_is_broken_at_its_point_and_once(sigmas, rule, at):
    assert [(one.rule, one.at) for one in rule_breaks(sigmas)] == [(rule, at)]
    assert not rule_breaks(sigmas[:-1])
