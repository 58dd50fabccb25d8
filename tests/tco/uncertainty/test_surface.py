"""E02, then what a surface and its line mean."""

import numpy as np
import pytest

from tco.errors import InvalidInput
from tco.uncertainty.surface import axis, break_even, surface, zero_line
from tests.tco.cases import uncertainty_case
from tests.tco.uncertainty.small_models import api_or_own

ROWS = ("api.tco_pv", "own.tco_pv")


def worked_values():
    given = uncertainty_case("E01")["inputs"]
    api, own = given["api"], given["onprem"]
    return {
        "volume": 1.0,
        "requests": given["requests_month_0"],
        "growth": given["growth_month"],
        "usd": api["usd_per_request"],
        "change": -api["annual_decline"],
        "fx": api["fx"],
        "fte_year": given["fte_year"],
        "rate": given["discount_year"],
        "poc": api["poc"],
        "api_fte": api["ops_fte"],
        "own_fte": own["ops_fte"],
        "capex": own["capex"],
        "setup": own["setup"],
        "power_month": own["it_kw"] * own["pue"] * own["hours_month"] * own["jpy_kwh"],
        "maintenance_year": own["maintenance_year"],
        "residual": own["residual"],
    }


def test_the_worked_present_costs():
    expected = uncertainty_case("E01")["expected"]["npv"]
    found = api_or_own().evaluate(worked_values())
    assert found.number("api.tco_pv") == pytest.approx(expected["api"], rel=1e-6)
    assert found.number("own.tco_pv") == pytest.approx(expected["onprem"], rel=1e-6)


def test_the_worked_break_even_volumes():
    case = uncertainty_case("E02")
    axes, expected = case["inputs"]["axes"], case["expected"]
    # A price change of +20 % is written as a decline of -0.2 in the case.
    pairs = [(change, fx) for change in axes["annual_price_change"] for fx in axes["fx"]]
    columns = {"change": np.array([p[0] for p in pairs], float), "fx": np.array([p[1] for p in pairs], float)}
    found = break_even(api_or_own(), worked_values() | columns, "volume", (0.0, 100.0), ROWS)
    for (change, fx), volume in zip(pairs, found, strict=True):
        name = f"decl{f'{-change:g}' if change else '0'}_fx{fx}"
        assert volume == pytest.approx(expected[name], abs=case["tolerance"]["abs"])


def test_a_break_even_out_of_reach_has_no_value():
    assert np.isnan(break_even(api_or_own(), worked_values(), "volume", (0.0, 2.0), ROWS)).all()


def test_a_surface_is_what_single_evaluations_give():
    model, values = api_or_own(), worked_values()
    found = surface(model, values, axis("volume", 1, 9, 5), axis("fx", 130, 170, 3), ROWS)
    assert found.grids["api.tco_pv"].shape == (3, 5)
    alone = model.evaluate(values | {"volume": 5.0, "fx": 170.0})
    for row in ROWS:
        assert found.grids[row][2, 2] == pytest.approx(alone.number(row), rel=1e-9)


def test_the_break_even_line_passes_where_both_cost_the_same():
    model, values = api_or_own(), worked_values()
    line = surface(model, values, axis("volume", 1, 9), axis("fx", 130, 170), ROWS).break_even(*ROWS)
    points = np.array([point for piece in line for point in piece])
    assert len(line) >= 20
    both = model.evaluate(values | {"volume": points[:, 0], "fx": points[:, 1]})
    gap = both.draws(ROWS[0]) / both.draws(ROWS[1]) - 1
    assert np.abs(gap).max() < 0.002


def test_one_assumption_cannot_be_both_axes():
    with pytest.raises(InvalidInput):
        surface(api_or_own(), worked_values(), axis("fx", 1, 2), axis("fx", 1, 2), ROWS)


def test_the_zero_of_a_plane_is_a_straight_line():
    xs = ys = (0.0, 1.0, 2.0)
    grid = np.add.outer(ys, xs) - 1.5
    points = [point for piece in zero_line(xs, ys, grid) for point in piece]
    assert points
    assert all(x + y == pytest.approx(1.5) for x, y in points)
    assert zero_line(xs, ys, np.full((3, 3), np.nan)) == ()
