"""A whole plan: draws against single cells, the first assumption that breaks it, and what is loaded for it."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import tco.uncertainty
from tco.model.cost_model import CellByCell
from tco.uncertainty.breaking import breaks
from tco.uncertainty.comparison import outlook_of, rows_to_simulate
from tco.uncertainty.correlations import usual_correlations
from tco.uncertainty.draws import Draws, draw_values
from tco.uncertainty.ranges import Range, fixed_at
from tco.uncertainty.simulation import simulate
from tco.uncertainty.surface import axis, surface
from tco.uncertainty.tornado import tornado
from tests.tco.uncertainty.plan_ranges import plan, plan_codes, plan_ranges
from tests.tco.uncertainty.small_models import two_options

CODES = {"left": 1, "right": 2}
ROWS = rows_to_simulate(tuple(plan_codes()))


def test_draws_equal_the_same_values_one_cell_at_a_time():
    draws = Draws(11, 40)
    values = draw_values(plan(), plan_ranges(), draws)
    found = simulate(plan(), plan_ranges(), ROWS, draws)
    for number in (0, 17, 39):
        alone = {key: float(np.broadcast_to(value, (40,))[number]) for key, value in values.items()}
        cells = CellByCell(plan(), alone)
        for key in ROWS:
            assert found.values[key][number] == pytest.approx(cells.row_value(key, None), rel=1e-9)


def test_a_plan_has_the_same_figures_for_any_chunk():
    draws = Draws(11, 60, is_latin=True, correlations=usual_correlations(plan()))
    first, second = (simulate(plan(), plan_ranges(), ROWS, draws, chunk).values for chunk in (60, 7))
    for key in ROWS:
        assert second[key] == pytest.approx(first[key], rel=1e-12)


def test_chances_over_all_options_add_up():
    found = outlook_of(simulate(plan(), plan_ranges(), ROWS, Draws(3, 300)), plan_codes())
    assert sum(one.chance_cheapest for one in found.options) == pytest.approx(1)
    assert sum(one.chance_best for one in found.options) + found.chance_nothing == pytest.approx(1)
    for one in found.options:
        assert one.npv.p5 < one.npv.p50 < one.npv.p95
        assert one.mean_regret_jpy >= 0


def test_prices_of_one_supplier_move_together():
    pairs = {(one.left, one.right): one.value for one in usual_correlations(plan())}
    assert pairs["api_usd_per_mtok_in", "api_usd_per_mtok_out"] == 0.9
    assert pairs["tokens_in_per_request", "tokens_out_per_request"] == 0.5
    assert len(pairs) == 4


def test_a_tornado_and_a_surface_take_less_than_a_second():
    start_s = time.process_time()
    bars = tornado(plan(), plan_ranges(), "api.npv").bars
    modes = {key: one.mode for key, one in plan_ranges().items()}
    rows = ("api.tco_pv", "onprem.tco_pv")
    found = surface(plan(), modes, axis("tasks_per_user_day", 1, 400), axis("fx_jpy_per_usd", 120, 200), rows)
    assert found.break_even(*rows)
    assert bars[0].swing > bars[-1].swing
    assert time.process_time() - start_s < 1


def two(saving=7.0):
    return {
        "left_cost": Range(4, 5, 7),
        "right_cost": Range(4, 6, 9),
        "saving": Range(6, saving, 8),
        "policy": fixed_at(0),
    }


def test_the_smallest_move_that_breaks_the_case_comes_first():
    found = {one.key: one for one in breaks(two_options(), two(), CODES)}
    assert list(found) == ["right_cost", "left_cost", "saving"]
    # Left is recommended at 5. It stops being cheapest at 6 and its NPV turns negative at a saving of 5.
    assert found["left_cost"].at == pytest.approx(6)
    assert found["left_cost"].how == "cheapest"
    assert found["left_cost"].ranges_away == pytest.approx(1 / 3)
    assert found["right_cost"].at == pytest.approx(5)
    assert found["right_cost"].how == "cheapest"
    assert found["right_cost"].ranges_away == pytest.approx(0.2)
    assert found["saving"].at == pytest.approx(5)
    assert found["saving"].how == "npv"
    assert not found["saving"].is_inside


def test_where_doing_nothing_is_best_a_break_is_an_option_that_becomes_worth_it():
    (first, *_) = breaks(two_options(), two() | {"saving": Range(2, 3, 4)}, CODES)
    assert (first.key, first.how) == ("right_cost", "worth_it")
    assert first.at == pytest.approx(3)


def test_a_case_that_nothing_overturns_has_no_break():
    ranges = two(20) | {
        "left_cost": Range(1, 1.1, 1.2),
        "right_cost": Range(8, 9, 9.5),
        "saving": Range(19, 20, 21),
    }
    assert breaks(two_options(), ranges, CODES) == ()
    assert breaks(two_options(), {key: fixed_at(one.mode) for key, one in ranges.items()}, CODES) == ()


def test_pages_load_no_statistics_library_before_it_is_needed():
    names = [
        path.stem for path in Path(tco.uncertainty.__file__).parent.glob("*.py") if path.stem != "__init__"
    ]
    program = (
        f"import sys, importlib\nfor name in {names!r}: importlib.import_module('tco.uncertainty.' + name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'scipy', 'SALib', 'pandas', 'django', 'celery'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
