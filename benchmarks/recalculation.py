"""A whole plan of three options over 60 months after one changed value, against the same rows cell by cell."""

from pathlib import Path

import numpy as np

from benchmarks.comparison import Comparison, best_cpu_s
from tco.assumptions import Scenario, load_assumptions, scenario_values, with_neutral
from tco.headlines import headlines
from tco.model.cost_model import CellByCell, Results
from tco.plan.model import plan_model
from tco.plan.shape import standard_shape

SAMPLE = Path(__file__).resolve().parent.parent / "sample_company" / "assumptions.yaml"
WANTED_MS = 50
TIMES = 20
MODEL = plan_model(standard_shape())


def compare() -> Comparison:
    values = scenario_values(MODEL, with_neutral(MODEL, load_assumptions(SAMPLE)), Scenario.STANDARD)
    _check_same(_whole_rows(values), _cells(values))
    headline_ms = best_cpu_s(lambda: headlines(MODEL.evaluate(values)), TIMES) * 1000
    rows_ms = best_cpu_s(lambda: _whole_rows(values), TIMES) * 1000
    cells_ms = best_cpu_s(lambda: _cells(values)) * 1000
    months = len(MODEL.months) - 1
    return Comparison(
        f"Plan of {len(MODEL.shape.options)} options over {months} months, recalculated; wanted: {WANTED_MS} ms",
        f"headlines: {headline_ms:.1f} ms; all {len(MODEL.rows)} rows: {rows_ms:.1f} ms",
        f"cell by cell, all rows: {cells_ms:.0f} ms",
        cells_ms / rows_ms,
        "times less processor time",
    )


def _whole_rows(values: dict[str, float]) -> Results:
    results = MODEL.evaluate(values)
    for row in MODEL.rows:
        results.row_value(row.key, "every")
    return results


def _cells(values: dict[str, float]) -> CellByCell:
    cells = CellByCell(MODEL, values)
    for row in MODEL.rows:
        for period in MODEL.periods_of(row) or (None,):
            cells.row_value(row.key, period)
    return cells


def _check_same(results: Results, cells: CellByCell) -> None:
    """A fast wrong answer would mean nothing."""
    for row in MODEL.rows:
        whole = np.asarray(results.row_value(row.key, "every")).reshape(-1)
        alone = [cells.row_value(row.key, period) for period in MODEL.periods_of(row) or (None,)]
        np.testing.assert_allclose(whole, np.array(alone, float), rtol=1e-9, atol=1e-6, err_msg=row.key)
