"""E02, then what a surface and its line mean."""

import numpy as np
import pytest

from tco.errors import InvalidInput
from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.uncertainty.surface import axis, break_even, surface, zero_line
from tests.tco.cases import uncertainty_case
from tests.tco.plan.test_worked_plans import end_to_end

ROWS = ("api.tco_pv", "onprem.tco_pv")
VOLUME, CHANGE, FX = "tasks_per_user_day", "api_price_change_per_year", "fx_jpy_per_usd"


def worked() -> tuple[CostModel, dict[str, Value]]:
    """The plan of E01 and its values; 20 tasks a day are a volume of 1."""
    results = end_to_end(uncertainty_case("E01"))
    return results.model, results.values


def test_the_worked_break_even_volumes():
    case = uncertainty_case("E02")
    axes, expected = case["inputs"]["axes"], case["expected"]
    model, values = worked()
    pairs = [(change, fx) for change in axes["annual_price_change"] for fx in axes["fx"]]
    changes, rates = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    found = break_even(model, {**values, CHANGE: changes, FX: rates}, VOLUME, (0.0, 2000.0), ROWS)
    for (change, fx), tasks in zip(pairs, found, strict=True):
        # A price change of +20 % is named a decline of -0.2 in the case.
        name = f"decl{-change:g}_fx{fx}" if change else f"decl0_fx{fx}"
        assert tasks / values[VOLUME] == pytest.approx(expected[name], abs=case["tolerance"]["abs"])


def test_a_break_even_out_of_reach_has_no_value():
    assert np.isnan(break_even(*worked(), VOLUME, (0.0, 40.0), ROWS)).all()


def test_a_break_even_at_the_end_of_the_search_is_found():
    model, values = worked()
    (found,) = break_even(model, values, VOLUME, (0.0, 2000.0), ROWS)
    assert break_even(model, values, VOLUME, (0.0, found * (1 + 1e-9)), ROWS)[0] == pytest.approx(found)


def test_a_surface_is_what_single_evaluations_give():
    model, values = worked()
    found = surface(model, values, axis(VOLUME, 20, 180, 5), axis(FX, 130, 170, 3), ROWS)
    assert found.grids["api.tco_pv"].shape == (3, 5)
    alone = model.evaluate({**values, VOLUME: 100.0, FX: 170.0})
    for row in ROWS:
        assert found.grids[row][2, 2] == pytest.approx(alone.number(row), rel=1e-9)


def test_the_break_even_line_passes_where_both_cost_the_same():
    model, values = worked()
    line = surface(model, values, axis(VOLUME, 20, 180), axis(FX, 130, 170), ROWS).break_even(*ROWS)
    points = np.array([point for piece in line for point in piece])
    assert len(line) >= 20
    both = model.evaluate({**values, VOLUME: points[:, 0], FX: points[:, 1]})
    gap = both.draws(ROWS[0]) / both.draws(ROWS[1]) - 1
    assert np.abs(gap).max() < 0.002


def test_one_assumption_cannot_be_both_axes():
    with pytest.raises(InvalidInput):
        surface(*worked(), axis(FX, 1, 2), axis(FX, 1, 2), ROWS)


def test_the_zero_of_a_plane_is_a_straight_line():
    xs = ys = (0.0, 1.0, 2.0)
    grid = np.add.outer(ys, xs) - 1.5
    points = [point for piece in zero_line(xs, ys, grid) for point in piece]
    assert points
    assert all(x + y == pytest.approx(1.5) for x, y in points)
    assert zero_line(xs, ys, np.full((3, 3), np.nan)) == ()
