"""Cut-offs that are drawn cost on average what the plan expects, and hit everything of one origin at once."""

import numpy as np
import pytest

from tco.uncertainty.draws import Draws
from tco.uncertainty.events import simulate_cut_offs
from tco.uncertainty.futures import Supplier
from tco.uncertainty.ranges import Range, fixed_at
from tests.tco.uncertainty.plan_ranges import plan, plan_ranges

COUNT = 4_000
LOSS = {
    "outage_days": 10,
    "outage_jpy_per_day": 200_000,
    "premium_jpy_per_month": 150_000,
    "premium_months": 6,
}


def ranges(chance):
    """All is known but the cut-off, so that nothing else spreads the NPV."""
    known = {key: fixed_at(one.mode) for key, one in plan_ranges().items()}
    for name in ("api", "cloud"):
        known |= {f"{name}_{key}": fixed_at(value) for key, value in LOSS.items()}
        known[f"{name}_cutoff_probability"] = fixed_at(chance)
    return known


def npv(given, row="api.npv"):
    return plan().evaluate({key: one.mode for key, one in given.items()}).number(row)


def test_drawn_cut_offs_cost_on_average_what_the_plan_expects():
    given = ranges(0.2)
    found = simulate_cut_offs(plan(), given, Draws(4, COUNT, is_latin=True)).values["api.npv"]
    assert found.mean() == pytest.approx(npv(given), rel=1e-3)
    assert found.max() == pytest.approx(npv(ranges(0.0)))
    assert (found == found.max()).mean() == pytest.approx(0.8**5, abs=1e-3)


def test_an_early_cut_off_costs_more_than_a_late_one():
    found = simulate_cut_offs(plan(), ranges(0.2), Draws(4, COUNT)).values["api.npv"]
    outcomes = np.unique(np.round(found))
    assert len(outcomes) == 6  # in each of five years, or not at all
    assert outcomes[0] == pytest.approx(npv(ranges(1.0)), abs=1)
    assert (np.diff(outcomes)[:-1] < 0.2 * np.diff(outcomes)[-1]).all()


def test_options_of_one_origin_lose_it_together_and_others_do_not():
    us, jp = Supplier("us"), Supplier("jp_eu")
    together = simulate_cut_offs(plan(), ranges(0.2), Draws(4, COUNT), {"api": us, "cloud": us}).values
    apart = simulate_cut_offs(plan(), ranges(0.2), Draws(4, COUNT), {"api": us, "cloud": jp}).values
    assert np.corrcoef(together["api.npv"], together["cloud.npv"])[0, 1] == pytest.approx(1)
    assert abs(np.corrcoef(apart["api.npv"], apart["cloud.npv"])[0, 1]) < 0.05


def test_without_a_chance_nothing_is_lost():
    found = simulate_cut_offs(plan(), ranges(0.0), Draws(4, 50)).values
    assert found["api.npv"] == pytest.approx(npv(ranges(0.0)))


def test_an_uncertain_chance_is_drawn_too():
    given = ranges(0.2) | {"api_cutoff_probability": Range(0.0, 0.2, 0.6)}
    told = []
    found = simulate_cut_offs(
        plan(), given, Draws(4, 500), chunk=300, progress=lambda *done: told.append(done)
    )
    assert 0 < (found.values["api.npv"] == found.values["api.npv"].max()).mean() < 1
    assert told == [(300, 1000), (500, 1000), (800, 1000), (1000, 1000)]
