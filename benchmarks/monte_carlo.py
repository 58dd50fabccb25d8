"""The five-year plan with 20,000 draws of every assumption at once, against one evaluation a draw."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.comparison import Comparison, best_cpu_s
from tco.five_year.options import OPTIONS
from tco.five_year.plan import five_year_plan
from tests.reports.sample import sample_lines

DRAWS = 20_000
ALONE = 50


def compare() -> Comparison:
    draws = _draws()
    together = best_cpu_s(lambda: _npvs(draws))
    alone = best_cpu_s(lambda: [_npvs({key: row[n] for key, row in draws.items()}) for n in range(ALONE)])
    expected = alone / ALONE * DRAWS
    return Comparison(
        f"Five-year plan, {DRAWS:,} draws, NPV of {len(OPTIONS)} options (processor time)",
        f"arrays: {together:.2f} s",
        f"draw by draw: {expected:.0f} s (from {ALONE})",
        expected / together,
        "times less processor time",
    )


def _draws() -> dict[str, NDArray[np.float64]]:
    """Triangular draws between low and high; whole numbers stay whole."""
    generator = np.random.default_rng(1)
    found = {}
    for spec, line in zip(five_year_plan().inputs, sample_lines(), strict=True):
        low, mode, high = float(line.low), float(line.mode), float(line.high)
        drawn = generator.triangular(low, mode, high, DRAWS) if low < high else np.full(DRAWS, mode)
        found[spec.key] = drawn.round() if spec.style == "whole" else drawn
    return found


def _npvs(values: dict[str, NDArray[np.float64]]) -> list[object]:
    results = five_year_plan().evaluate(values)
    return [results.draws(f"{option.key}.npv") for option in OPTIONS]
