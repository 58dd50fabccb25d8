"""A plan of three options, every assumption drawn 100,000 times over 60 months, against a loop over its cells."""

import resource
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.comparison import Comparison, best_cpu_s
from tco.model.cost_model import CellByCell
from tco.uncertainty.comparison import rows_to_simulate
from tco.uncertainty.draws import Draws, draw_values
from tco.uncertainty.simulation import chunk_of, simulate
from tests.tco.uncertainty.plan_ranges import plan, plan_codes, plan_ranges

DRAWS = 100_000
ALONE = 20
OTHER_CHUNK = 777
SEED = 20261121
KILOBYTE = 1024
CODES = plan_codes()
ROWS = rows_to_simulate(tuple(CODES))


def compare() -> Comparison:
    model, ranges, draws = plan(), plan_ranges(), Draws(SEED, DRAWS)
    together = best_cpu_s(lambda: simulate(model, ranges, ROWS, draws), times=2)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTE
    found = simulate(model, ranges, ROWS, draws, OTHER_CHUNK).values
    _check_same(found, simulate(model, ranges, ROWS, draws).values)
    columns = {
        key: np.broadcast_to(value, (DRAWS,)) for key, value in draw_values(model, ranges, draws).items()
    }
    cells = _cell_by_cell(columns)
    _check_same({key: values[:ALONE] for key, values in found.items()}, cells)
    loop = best_cpu_s(lambda: _cell_by_cell(columns), times=2) / ALONE * DRAWS
    return Comparison(
        f"Plan of {len(CODES)} options, {DRAWS:,} draws, {len(model.months) - 1} months (processor time); "
        f"the same figures in chunks of {chunk_of(model)} and {OTHER_CHUNK}",
        f"arrays: {together:.1f} s, whole process {peak_mb:.0f} MB at most",
        f"a plain loop over the same rows: {loop:,.0f} s (from {ALONE} draws)",
        loop / together,
        "times less processor time",
    )


def _cell_by_cell(columns: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """The first draws, one cell after the other with plain floats."""
    alone = (CellByCell(plan(), {key: float(line[n]) for key, line in columns.items()}) for n in range(ALONE))
    found = [[cells.row_value(key, None) for key in ROWS] for cells in alone]
    return dict(zip(ROWS, np.array(found, dtype=float).T, strict=True))


def _check_same(left: Mapping[str, NDArray[np.float64]], right: Mapping[str, NDArray[np.float64]]) -> None:
    """A fast wrong answer would mean nothing."""
    for key in ROWS:
        np.testing.assert_allclose(left[key], right[key], rtol=1e-9, err_msg=key)
