"""W16 and W19, then paths that rise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.errors import InvalidInput
from tco.uncertainty.cutoff import (
    CutOff,
    chance_within,
    cut_off_years,
    drawn_loss_jpy,
    expected_loss_jpy,
    yearly_chance,
)
from tco.uncertainty.price_paths import Step, even_change_per_year, smooth_path, stepped_path, yearly_change
from tests.tco.cases import uncertainty_case

REL = 1e-6


def test_a_price_that_halves_every_year_down_to_its_floor():
    case = uncertainty_case("W16")
    given_, expected = case["inputs"], case["expected"]
    change = -given_["annual_decline"]
    assert smooth_path(given_["base"], change, given_["months"]) == pytest.approx(expected["path"], rel=REL)
    with_floor = smooth_path(given_["base"], change, range(0, 60, 12), given_["floor"])
    assert with_floor == pytest.approx(expected["path_with_floor_years"], rel=REL)


def test_a_list_price_doubles_and_falls_at_its_dates():
    found = stepped_path(3.0, [Step(5, 2.0), Step(9, 0.2)], range(12))
    assert found.tolist() == pytest.approx([3.0] * 5 + [6.0] * 4 + [1.2] * 3)


def test_a_doubling_in_two_years_time_is_an_even_rise_that_pays_the_same():
    months = range(60)
    path = stepped_path(1.0, [Step(24, 2.0)], months)
    change = even_change_per_year(path, months, 0.06)
    worth = 1.06 ** -(np.arange(60) / 12)
    assert (smooth_path(1.0, change, months) * worth).sum() == pytest.approx((path * worth).sum())
    assert 0.15 < change < 0.3


@given(st.floats(-0.8, 2.0), st.floats(0.0, 0.2))
def test_an_even_change_comes_back(change, rate):
    months = (0, 6, 12, 40)
    assert even_change_per_year(smooth_path(3.0, change, months), months, rate) == pytest.approx(
        change, abs=1e-9
    )


def test_prices_that_reach_zero_are_refused():
    with pytest.raises(InvalidInput):
        smooth_path(1.0, -1.0, range(3))
    with pytest.raises(InvalidInput):
        stepped_path(1.0, [Step(2, 0.0)], range(3))


@given(st.floats(0.1, 10), st.floats(0.5, 7))
def test_a_multiple_over_years_comes_back(multiple, years):
    assert (1 + yearly_change(multiple, years)) ** years == pytest.approx(multiple)


def test_a_supplier_that_is_cut_off():
    case = uncertainty_case("W19")
    given_, expected = case["inputs"], case["expected"]
    event = CutOff(
        given_["outage_days"],
        given_["loss_per_day"],
        given_["revalidation"],
        given_["premium_month"],
        given_["premium_months"],
    )
    assert event.loss_jpy == expected["loss"]
    assert event.loss_jpy * given_["p_year"] == pytest.approx(expected["expected_first_year"], rel=REL)
    loss = expected_loss_jpy(given_["p_year"], event.loss_jpy, given_["rate"], given_["years"])
    assert loss == pytest.approx(expected["npv"], rel=REL)
    assert chance_within(given_["p_year"], given_["years"]) == pytest.approx(expected["p_within_5y"], rel=REL)


def test_drawn_cut_offs_cost_what_is_expected_on_average():
    chances = (np.arange(200_000) + 0.5) / 200_000
    drawn = drawn_loss_jpy(cut_off_years(0.05, chances), 5_900_000, 0.06, 5)
    assert drawn.mean() == pytest.approx(expected_loss_jpy(0.05, 5_900_000, 0.06, 5), rel=1e-4)
    assert (drawn == 0).mean() == pytest.approx(0.95**5, abs=1e-4)


def test_no_chance_is_never_and_certainty_is_the_first_year():
    assert cut_off_years(0.0, np.array([0.5])).tolist() == [np.inf]
    assert cut_off_years(1.0, np.array([0.5])).tolist() == [1.0]


@given(st.floats(0, 0.99), st.floats(0.5, 7))
def test_a_chance_over_years_comes_back(chance, years):
    assert chance_within(yearly_chance(chance, years), years) == pytest.approx(chance, abs=1e-9)
