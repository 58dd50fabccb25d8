"""What must hold whatever the readings are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption.experiments.analyses import METHODS, analyse
from adoption.experiments.paired import Pair, compare_pairs
from adoption.experiments.skewed_cost import compare_means
from adoption.experiments.terms import PlanTerms
from adoption.experiments.two_groups import compare_groups

from .readings_of import crossover_readings, pairs, rates, series, sites, verdicts

minutes = st.floats(0.5, 500)
some_pairs = st.lists(st.builds(Pair, minutes, minutes), min_size=2, max_size=25)
READINGS = {
    "paired_log": pairs(24),
    "crossover": crossover_readings(12),
    "ind_t": pairs(24),
    "did": sites(4, 6),
    "its": series(9, 9),
    "mcnemar": verdicts(30, 9, 3, 8),
    "prop2": rates(30, 100, 18, 90),
    "cp_upper": rates(3, 100, 2, 93),
    "noninf": rates(80, 100, 76, 93),
    "boot": pairs(24),
}


def terms(method: str) -> PlanTerms:
    return PlanTerms(method, "down", "min/task", n_planned=1, margin=0.1)


@pytest.mark.parametrize("method", METHODS)
def test_every_interval_holds_its_effect_and_the_same_readings_give_the_same_finding(method):
    one, again = (analyse(terms(method), READINGS[method]) for _ in range(2))
    assert one.low <= one.effect <= one.high
    assert one == again
    assert one.method == method
    assert one.unit == terms(method).effect_unit


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_the_readings_does_not_matter(method):
    one, turned = (
        analyse(terms(method), list(rows)) for rows in (READINGS[method], reversed(READINGS[method]))
    )
    assert (turned.effect, turned.low) == pytest.approx((one.effect, one.low), rel=1e-4, abs=0.02)


@pytest.mark.parametrize("method", ["paired_log", "crossover", "ind_t", "boot"])
def test_hours_or_minutes_give_the_same_share(method):
    in_minutes = pairs(24) if method != "crossover" else crossover_readings(12)
    in_hours = [replace(one, minutes=None, value=(one.amount or 0.0) / 60) for one in in_minutes]
    one, other = (analyse(terms(method), rows) for rows in (in_minutes, in_hours))
    assert (other.effect, other.low, other.high) == pytest.approx((one.effect, one.low, one.high), rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(some_pairs)
def test_pairs_hold_their_effect_and_swapping_the_arms_turns_it_round(found_pairs):
    one = compare_pairs(found_pairs, "down", is_time=True)
    assert one.low <= one.effect <= one.high <= 1
    swapped = compare_pairs([Pair(pair.ai, pair.base) for pair in found_pairs], "down", is_time=True)
    assert (1 - swapped.effect) * (1 - one.effect) == pytest.approx(1)


@pytest.mark.filterwarnings("ignore:Precision loss")
@settings(max_examples=40, deadline=None)
@given(st.lists(minutes, min_size=2, max_size=20), st.lists(minutes, min_size=2, max_size=20))
def test_a_rising_kpi_is_a_falling_one_with_the_sign_turned(one, other):
    down, up = (compare_groups(one, other, way, is_time=False) for way in ("down", "up"))
    assert (up.effect, up.low, up.high) == pytest.approx((-down.effect, -down.high, -down.low))


@pytest.mark.parametrize("few", [10, 20, 40])
def test_four_times_the_pairs_halve_the_interval_on_average(few):
    widths = []
    for n in (few, 4 * few):
        found = [analyse(terms("paired_log"), pairs(n, seed=seed)) for seed in range(20)]
        widths.append(np.mean([one.high - one.low for one in found]))
    assert widths[1] == pytest.approx(widths[0] / 2, rel=0.15)


def test_the_interval_misses_the_truth_as_often_as_it_says():
    inside = [analyse(terms("paired_log"), pairs(15, 0.25, seed=seed)) for seed in range(200)]
    share = np.mean([one.low <= 0.25 <= one.high for one in inside])
    assert 0.91 <= share <= 0.985


def test_the_permutation_interval_of_few_sites_misses_as_often_as_it_says():
    found = [analyse(terms("did"), sites(4, 5, periods=4, start=3, seed=seed)) for seed in range(60)]
    assert np.mean([one.low <= 4.0 <= one.high for one in found]) >= 0.88


def test_sites_that_switch_one_after_another_are_compared_with_those_that_never_did():
    early = [one for one in sites(3, 6, effect=-4.0, noise=0.1) if int(one.site[1:]) != 2]
    late = [one for one in sites(3, 6, start=7, effect=-4.0, noise=0.1) if int(one.site[1:]) == 2]
    found = analyse(terms("did"), early + late)
    assert found.effect == pytest.approx(4.0, abs=0.2)
    assert found.low < 4.0 < found.high


def test_readings_without_any_spread_say_what_they_say():
    same = compare_pairs([Pair(20, 15)] * 5, "down", is_time=True)
    assert (same.low, same.effect, same.high) == pytest.approx((0.25, 0.25, 0.25))
    assert compare_means([10, 10], [8, 8], "down").effect == pytest.approx(0.2)
