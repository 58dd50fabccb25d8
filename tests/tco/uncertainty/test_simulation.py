"""W18b, then options against each other."""

import numpy as np
import pytest

from tco.errors import InvalidInput, MissingInputs
from tco.plan.model import plan_model
from tco.plan.shape import Kind
from tco.uncertainty.comparison import outlook_of, rows_to_simulate
from tco.uncertainty.draws import Draws
from tco.uncertainty.figures import figures_of, histogram_of
from tco.uncertainty.ranges import Range, fixed_at
from tco.uncertainty.simulation import chunk_of, simulate
from tests.tco.cases import uncertainty_case
from tests.tco.plan.shapes import shape_of
from tests.tco.uncertainty.plan_ranges import plan
from tests.tco.uncertainty.small_models import one_investment, two_options

INVESTMENT = {
    "capex": Range(9, 12, 18, "triangular"),
    "benefit": Range(3, 4, 6, "pert"),
    "rate": fixed_at(0.06),
}
TWO = {
    "left_cost": Range(4, 5, 9),
    "right_cost": fixed_at(6),
    "saving": Range(2, 7, 9),
    "policy": fixed_at(0),
}
CODES = {"left": 1, "right": 2}


@pytest.mark.parametrize("is_latin", [False, True])
def test_the_worked_simulation(is_latin):
    case = uncertainty_case("W18b")
    expected, allowed = case["expected"], case["tolerance"]
    found = simulate(one_investment(), INVESTMENT, ("npv",), Draws(20261121, 100_000, is_latin)).figures(
        "npv"
    )
    assert found.mean == pytest.approx(expected["mean"], abs=allowed["mean_se"] * found.standard_error)
    assert found.standard_error == pytest.approx(0.0094, abs=1e-4)
    assert found.sd == pytest.approx(expected["sd"], rel=allowed["sd_rel"])
    assert found.chance_positive == pytest.approx(expected["p_pos"], abs=0.003)
    percentiles = [expected[key] for key in ("p5", "p50", "p95")]
    assert (found.p5, found.p50, found.p95) == pytest.approx(percentiles, abs=allowed["percentile_abs"])


def test_the_figures_are_the_same_for_any_chunk():
    model, draws = one_investment(), Draws(5, 999)
    whole, *others = (
        simulate(model, INVESTMENT, ("npv",), draws, chunk=size).values["npv"] for size in (999, 1, 7, 500)
    )
    for values in others:
        assert values == pytest.approx(whole, rel=1e-12)


def test_larger_plans_are_calculated_fewer_draws_at_a_time():
    large = plan_model(shape_of(*Kind, years=7, uses=3))
    assert 50 <= chunk_of(large) < chunk_of(plan()) <= 2000
    assert chunk_of(one_investment()) == 2000


def test_progress_is_told_after_every_chunk():
    told = []
    simulate(one_investment(), INVESTMENT, ("npv",), Draws(5, 25), 10, lambda *done: told.append(done))
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_an_input_without_a_value_is_never_drawn_as_zero():
    with pytest.raises(MissingInputs):
        simulate(one_investment(), {"capex": fixed_at(1)}, ("npv",), Draws(1, 10))


def test_a_range_over_the_limits_of_its_input_is_refused():
    with pytest.raises(InvalidInput):
        simulate(one_investment(), INVESTMENT | {"rate": fixed_at(float("inf"))}, ("npv",), Draws(1, 10))


def test_chances_of_the_options_add_up_and_regret_is_what_the_better_choice_would_have_brought():
    simulation = simulate(two_options(), TWO, rows_to_simulate(("left", "right")), Draws(2, 4_000))
    outlook = outlook_of(simulation, CODES)
    left, right = outlook.options
    assert left.chance_cheapest + right.chance_cheapest == pytest.approx(1)
    assert left.chance_best + right.chance_best + outlook.chance_nothing == pytest.approx(1)
    assert 0 < outlook.chance_nothing < 1
    npv = simulation.values["left.npv"]
    best = np.maximum(np.maximum(npv, simulation.values["right.npv"]), 0)
    assert left.mean_regret_jpy == pytest.approx((best - npv).mean())
    assert outlook.mean_regret_nothing_jpy == pytest.approx(best.mean())


def test_a_dominant_option_is_never_regretted():
    ranges = TWO | {"left_cost": fixed_at(1), "saving": fixed_at(7)}
    simulation = simulate(two_options(), ranges, rows_to_simulate(("left", "right")), Draws(2, 50))
    left, right = outlook_of(simulation, CODES).options
    assert (left.chance_best, left.mean_regret_jpy, left.p95_regret_jpy) == (1, 0, 0)
    assert right.mean_regret_jpy == pytest.approx(5)


def test_draws_without_a_value_are_counted_and_not_taken_as_zero():
    found = figures_of(np.array([np.nan, 2.0, 4.0, np.nan]))
    assert (found.defined_share, found.mean, found.chance_positive) == (0.5, 3.0, 1.0)
    nothing = figures_of(np.array([np.nan]))
    assert (nothing.mean, nothing.p50, nothing.histogram) == (None, None, None)


def test_a_histogram_holds_every_draw():
    values = np.concatenate((np.random.default_rng(1).normal(size=2000), [1e6]))
    found = histogram_of(values)
    assert sum(found.shares) == pytest.approx(1)
    assert found.cumulative[-1] == pytest.approx(1)
    assert len(found.edges) == len(found.shares) + 1 == len(found.cumulative) + 1
    assert found.edges[-1] < 10
    assert histogram_of(np.ones(5)).shares == (1.0,)
