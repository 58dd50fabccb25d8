"""W18 first, then laws."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.text import Text
from tco.assumptions import AssumptionValue, Status, load_assumptions
from tco.errors import InvalidInput
from tco.uncertainty.distributions import Bernoulli, Beta, Bounded, Discrete, LogNormal, Triangular, pert
from tco.uncertainty.ranges import Range, distribution_of, input_distribution, ranges_of
from tests.tco.cases import uncertainty_case
from tests.tco.uncertainty.plan_ranges import plan
from tests.tco.uncertainty.small_models import an_input

ROOT = Path(__file__).parents[3]
REL = 1e-6
CASE = uncertainty_case("W18")
LOW, MODE, HIGH = (CASE["inputs"][key] for key in ("low", "mode", "high"))
EXPECTED = CASE["expected"]
THREE = np.array([0.05, 0.5, 0.95])
MANY = (np.arange(5000) + 0.5) / 5000


def test_pert_of_an_expert():
    found = pert(LOW, MODE, HIGH, CASE["inputs"]["pert_lambda"])
    shape = (found.alpha, found.beta, found.mean, found.sd)
    assert shape == pytest.approx([EXPECTED[key] for key in ("alpha", "beta", "mean", "sd")], rel=REL)
    assert found.at(THREE) == pytest.approx([EXPECTED[key] for key in ("p5", "p50", "p95")], rel=REL)


def test_a_triangle():
    found = Triangular(LOW, MODE, HIGH)
    assert (found.mean, found.sd) == pytest.approx([EXPECTED["tri_mean"], EXPECTED["tri_sd"]], rel=REL)
    assert found.at(THREE)[[0, 2]] == pytest.approx([EXPECTED["tri_p5"], EXPECTED["tri_p95"]], rel=REL)


def test_a_lognormal_ratio():
    found = LogNormal(MODE, CASE["inputs"]["lognormal_sigma"])
    assert found.mean == pytest.approx(EXPECTED["logn_mean"], rel=REL)
    assert found.at(THREE)[2] == pytest.approx(EXPECTED["logn_p95"], rel=REL)


def test_many_draws_take_the_same_values_as_few():
    for found in (pert(0, 0, 10), pert(0, 10, 10), pert(2, 3, 9), Beta(0.7, 0.8), Beta(800, 1200)):
        some = MANY[::50]
        assert found.at(MANY)[::50] == pytest.approx(found.at(some), abs=1e-7)


@pytest.mark.parametrize(
    "found",
    [
        pert(3, 4, 6),
        Triangular(9, 12, 18),
        LogNormal(150, 0.1),
        Beta(2, 5),
        Bernoulli(0.3),
        Discrete((1, 2, 4), (0.25, 0.5, 0.25)),
        Bounded(pert(0, 2, 7), 0, 100, is_whole=True),
    ],
)
def test_moments_are_those_of_the_draws(found):
    drawn = found.at(MANY)
    assert drawn.mean() == pytest.approx(found.mean, rel=2e-3)
    assert drawn.std() == pytest.approx(found.sd, rel=1e-2)


def test_no_width_is_no_uncertainty():
    for kind in ("pert", "triangular", "lognormal", "beta", "discrete", "fixed"):
        assert distribution_of(5, 5, 5, kind).at(THREE).tolist() == [5, 5, 5]


def test_low_and_high_of_a_ratio_are_ninety_percent_of_the_draws_apart():
    low, median, high = distribution_of(130, 150, 170, "lognormal").at(THREE)
    assert (high / low, median) == pytest.approx((170 / 130, 150))


def test_a_measured_share_keeps_its_mean():
    found = distribution_of(0.3, 0.4, 0.5, "beta")
    assert (found.mean, found.sd) == pytest.approx((0.4, 0.2 / 2 / 1.6448536))


def test_a_cut_off_happens_or_not():
    drawn = distribution_of(0.02, 0.05, 0.1, "bernoulli").at(MANY)
    assert set(drawn) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.05, abs=1e-3)


@pytest.mark.parametrize(
    ("low", "mode", "high", "kind"),
    [
        (0, 1, 2, "lognormal"),
        (0.1, 0.5, 4, "beta"),
        (0.1, 1.0, 1.0, "beta"),
        (1, 2, 3, "bernoulli"),
        (3, 2, 1, "pert"),
        (0, float("nan"), 1, "pert"),
        (0, 1, 2, "gauss"),
    ],
)
def test_what_cannot_be_read_as_a_distribution_is_refused_in_words(low, mode, high, kind):
    with pytest.raises(InvalidInput) as refused:
        distribution_of(low, mode, high, kind)
    assert refused.value.message.ja.endswith("直してください。")


def test_whole_numbers_stay_whole_choices_stay_put_and_draws_stay_in_the_limits():
    whole = input_distribution(an_input("servers", style="whole", minimum=1, maximum=9), Range(1, 2, 9))
    assert set(whole.at(MANY)) <= set(range(1, 10))
    assert input_distribution(an_input("policy", style="choice"), Range(0, 1, 2)).at(THREE).tolist() == [
        1,
        1,
        1,
    ]
    rate = input_distribution(an_input("fx", minimum=100, maximum=200), Range(50, 150, 450, "lognormal"))
    drawn = rate.at(MANY)
    assert (drawn.min(), drawn.max()) == (100, 200)


def test_ranges_come_from_the_assumptions_of_a_plan_and_spread_as_their_input_says():
    assumptions = load_assumptions(ROOT / "tco" / "content" / "starting_assumptions.yaml")
    found = ranges_of(plan(), assumptions)
    assert found
    assert found.keys() <= plan().input_by_key.keys()
    for one in assumptions:
        if one.key in found:
            spread = plan().input_by_key[one.key].spread
            assert found[one.key] == Range(float(one.low), float(one.mode), float(one.high), spread)


def test_a_distribution_chosen_for_an_assumption_takes_the_place_of_the_inputs_own():
    low, mode, high = Decimal(140), Decimal(155), Decimal(175)
    source = Text("見積", "Quote")
    entered = AssumptionValue("fx_jpy_per_usd", low, mode, high, source, date(2026, 11, 1), Status.QUOTED)
    usual, chosen = (
        ranges_of(plan(), [one])["fx_jpy_per_usd"]
        for one in (entered, replace(entered, distribution="triangular"))
    )
    assert usual.kind == plan().input_by_key["fx_jpy_per_usd"].spread
    assert chosen == replace(usual, kind="triangular")


three_values = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted)


@given(three_values, st.sampled_from(["pert", "triangular", "discrete"]))
def test_draws_lie_between_the_ends_and_rise_with_the_chance(values, kind):
    low, mode, high = values
    drawn = distribution_of(low, mode, high, kind).at(MANY[::100])
    slack = 1e-9 * max(abs(low), abs(high), 1)
    assert drawn.min() >= low - slack
    assert drawn.max() <= high + slack
    assert (np.diff(drawn) >= -slack).all()
