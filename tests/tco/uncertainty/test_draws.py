"""Draws can be repeated, stand apart from each other, and move together when told so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tco.errors import InvalidInput
from tco.uncertainty.draws import Correlation, Draws, chunks, draw_values
from tco.uncertainty.ranges import Range, fixed_at
from tests.tco.uncertainty.small_models import one_investment

COUNT = 4_000
PAIR = (Correlation("users", "tokens", 0.6),)


def correlation(draws, left="users", right="tokens"):
    return np.corrcoef(draws.chances(left), draws.chances(right))[0, 1]


def test_the_same_seed_draws_the_same_and_another_seed_does_not():
    first, again, other = (Draws(seed, COUNT).chances("users") for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).all()


def test_another_input_changes_no_draw_of_the_first():
    model, draws = one_investment(), Draws(1, 100)
    alone = draw_values(model, {"benefit": Range(3, 4, 6)}, draws)
    together = draw_values(model, {"capex": Range(9, 12, 18), "benefit": Range(3, 4, 6)}, draws)
    assert (alone["benefit"] == together["benefit"]).all()


def test_inputs_without_a_correlation_are_independent():
    assert abs(correlation(Draws(1, COUNT))) < 0.05


@pytest.mark.parametrize("is_latin", [False, True])
def test_correlated_inputs_move_together_and_keep_their_own_spread(is_latin):
    draws = Draws(1, COUNT, is_latin, PAIR)
    assert correlation(draws) == pytest.approx(
        6 / np.pi * np.arcsin(0.3), abs=0.03
    )  # rank correlation of 0.6
    assert np.quantile(draws.chances("tokens"), (0.1, 0.5, 0.9)) == pytest.approx([0.1, 0.5, 0.9], abs=0.03)


def test_a_correlation_leaves_the_first_input_as_it_was():
    assert draws_equal(Draws(1, COUNT), Draws(1, COUNT, correlations=PAIR), "users")


def draws_equal(left, right, key):
    return np.allclose(left.chances(key), right.chances(key), atol=1e-9)


def test_full_correlation_is_one_draw_for_both():
    draws = Draws(1, COUNT, correlations=(Correlation("users", "tokens", 1.0),))
    assert draws.chances("users") == pytest.approx(draws.chances("tokens"), abs=1e-4)


def test_latin_draws_hit_every_slice_once():
    chances = Draws(3, 500, is_latin=True).chances("users")
    assert sorted((chances * 500).astype(int)) == list(range(500))
    correlated = Draws(3, 500, True, PAIR).chances("tokens")
    assert sorted((correlated * 500).astype(int)) == list(range(500))


def test_correlations_that_contradict_each_other_are_refused_in_words():
    clash = (Correlation("a", "b", 0.9), Correlation("b", "c", 0.9), Correlation("a", "c", -0.9))
    with pytest.raises(InvalidInput, match="contradict"):
        Draws(1, 10, correlations=clash)
    for odd in (Correlation("a", "b", 1.5), Correlation("a", "a", 0.5)):
        with pytest.raises(InvalidInput):
            Draws(1, 10, correlations=(odd,))


@pytest.mark.parametrize(("seed", "count"), [(-1, 10), (1, 0), (1, 2_000_000)])
def test_a_count_out_of_reach_is_refused(seed, count):
    with pytest.raises(InvalidInput):
        Draws(seed, count)


def test_what_is_known_stays_one_number():
    assert draw_values(one_investment(), {"rate": fixed_at(0.06)}, Draws(1, 10)) == {"rate": 0.06}


@budget(max_examples=30)
@given(st.integers(1, 5000), st.integers(1, 700))
def test_chunks_cover_every_draw_once(count, size):
    covered = [number for part in chunks(count, size) for number in range(part.start, part.stop)]
    assert covered == list(range(count))
