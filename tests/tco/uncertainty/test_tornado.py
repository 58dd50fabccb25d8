"""W18c, then what a bar means."""

import pytest

from tco.uncertainty.ranges import Range, fixed_at
from tco.uncertainty.sobol import sobol_effects
from tco.uncertainty.tornado import tornado
from tests.tco.cases import uncertainty_case
from tests.tco.uncertainty.small_models import a_model, a_row, an_input, inp, one_investment

CASE = uncertainty_case("W18c")
NAMES = {"capex": "C", "benefit": "B", "rate": "r"}


def worked_ranges():
    base, swings = CASE["inputs"]["base"], CASE["inputs"]["swings"]
    return {key: Range(swings[name][0], base[name], swings[name][1]) for key, name in NAMES.items()}


def test_the_worked_tornado():
    expected, rel = CASE["expected"], CASE["tolerance"]["rel"]
    found = tornado(one_investment(), worked_ranges(), "npv", "low_high")
    assert found.base == pytest.approx(expected["base"], rel=rel)
    assert [bar.key for bar in found.bars] == expected["order"]
    for bar in found.bars:
        assert (bar.at_low, bar.at_high) == pytest.approx(expected[bar.key], rel=rel)


def test_percentiles_swing_less_than_the_ends():
    wide, narrow = (
        tornado(one_investment(), worked_ranges(), "npv", ends) for ends in ("low_high", "p10_p90")
    )
    widths = {bar.key: bar.swing for bar in wide.bars}
    assert all(0 < bar.swing < widths[bar.key] for bar in narrow.bars)
    assert narrow.base == wide.base


def test_what_does_not_vary_has_no_bar():
    ranges = worked_ranges() | {"rate": fixed_at(0.06)}
    assert {bar.key for bar in tornado(one_investment(), ranges, "npv").bars} == {"capex", "benefit"}


def ishigami_like():
    """y = x1 + 2 x2 x3 over uniform-like inputs: x2 and x3 act only together about their mean of 0."""
    model = a_model(
        [an_input(key) for key in ("x1", "x2", "x3", "x4")],
        [a_row("y", inp("x1") + inp("x2") * inp("x3") * 2 + inp("x4") * 0)],
    )
    return model, {key: Range(-1, 0, 1) for key in ("x1", "x2", "x3", "x4")}


def test_total_effects_see_what_inputs_do_together():
    """var x = 1/7 each: var x1 = 0.1429, var(2 x2 x3) = 4/49 = 0.0816; shares 0.6364 and 0.3636."""
    model, ranges = ishigami_like()
    found = {effect.key: effect for effect in sobol_effects(model, ranges, "y", 1, 12_000).effects}
    assert found["x1"].total == pytest.approx(7 / 11, abs=0.02)
    assert found["x2"].total == pytest.approx(4 / 11, abs=0.02)
    assert found["x2"].alone == pytest.approx(0, abs=0.02)
    assert (found["x4"].total, found["x4"].alone) == (0, 0)
    assert next(iter(found)) == "x1"


def test_the_same_seed_gives_the_same_effects():
    model, ranges = ishigami_like()
    first, again = (sobol_effects(model, ranges, "y", 3, 1_000) for _ in range(2))
    assert first == again
