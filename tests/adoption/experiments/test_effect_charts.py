"""What the charts of a finding draw, by design."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adoption.effect_charts import interval_chart, readings_chart
from adoption.experiments.analyses import analyse
from adoption.experiments.items import severe_bound
from adoption.experiments.terms import PlanTerms

from .readings_of import DAY, crossover_readings, pairs, rates, series, sites


def terms(method: str, **more) -> PlanTerms:
    return PlanTerms(method, "down", "h", n_planned=1, **more)


def dated(readings):
    return [replace(one, on=DAY + timedelta(weeks=(one.period or 1) - 1)) for one in readings]


def test_an_interrupted_series_shows_what_would_have_come_without_ai_from_the_start_on():
    readings = dated(series(9, 9))
    option = readings_chart(analyse(terms("its"), readings).chart, readings, "en")
    by_name = {one["name"]: one["data"] for one in option["series"]}
    assert option["xAxis"]["data"][0] == DAY.isoformat()
    assert option["series"][0]["markLine"]["data"] == [{"xAxis": 9}]
    assert [value is None for value in by_name["Continued without AI"]] == [True] * 9 + [False] * 9
    assert [value is None for value in by_name["With AI"]] == [True] * 9 + [False] * 9
    assert None not in by_name["Fitted"]


def test_the_trends_of_both_sides_before_the_start_are_drawn_for_difference_in_differences():
    readings = dated(sites(4, 6))
    option = readings_chart(analyse(terms("did"), readings).chart, readings, "ja")
    assert [one["name"] for one in option["series"]] == ["導入した拠点の平均", "比較拠点の平均"]
    assert option["series"][0]["markLine"]["data"] == [{"xAxis": 4}]
    assert all(len(one["data"]) == 8 for one in option["series"])


@pytest.mark.parametrize(
    ("method", "readings"), [("paired_log", pairs(9)), ("crossover", crossover_readings(10))]
)
def test_pairs_are_drawn_from_the_smallest_on_and_stay_pairs(method, readings):
    found = analyse(terms(method), readings)
    option = readings_chart(found.chart, readings, "en")
    base, with_ai = (one["data"] for one in option["series"])
    assert base == sorted(base)
    rows = [[round(value or 0.0, 4) for value in line.y] for line in found.chart.lines]
    assert set(zip(base, with_ai, strict=True)) == set(zip(*rows, strict=True))


def test_a_design_of_counts_has_no_picture_of_single_readings():
    readings = rates(30, 100, 18, 90)
    assert readings_chart(analyse(terms("prop2"), readings).chart, readings, "en") is None


@pytest.mark.parametrize(
    ("limit", "colour"), [(0.10, "--pass-line"), (0.04, "--chart-1"), (0.0, "--chart-1")]
)
def test_a_bound_below_its_limit_is_drawn_as_a_pass(limit, colour):
    plan = replace(terms("cp_upper"), min_effect=limit)
    assert interval_chart([("all", severe_bound(1, 93))], plan)["series"][0]["lineStyle"]["color"] == colour


def test_an_effect_that_cannot_pass_any_more_is_drawn_as_a_fail():
    found = analyse(terms("paired_log"), pairs(40, reduction=0.05))
    plan = terms("paired_log", min_effect=0.5, frozen_on=date(2026, 6, 1))
    assert interval_chart([("all", found)], plan)["series"][0]["lineStyle"]["color"] == "--fail"
