"""One assumption at a time: which of them moves a figure the most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.uncertainty.batch import outputs_of
from tco.uncertainty.distributions import Fixed
from tco.uncertainty.ranges import Range, input_distribution

Ends = Literal["p10_p90", "low_high"]
TENTHS = np.array([0.1, 0.9])


@dataclass(frozen=True)
class Bar:
    """One assumption: its two values and the figure at each, all others at their standard value."""

    key: str
    low: float
    high: float
    at_low: float
    at_high: float
    swing: float


@dataclass(frozen=True)
class Tornado:
    """The figure at standard values, and the bars with the largest swing first."""

    target: str
    base: float
    bars: tuple[Bar, ...]


def tornado(model: CostModel, ranges: Mapping[str, Range], target: str, ends: Ends = "p10_p90") -> Tornado:
    """Move every open range to both its ends and read a scalar row, in one evaluation of 2k + 1 columns.

    `ends` are the 10th and 90th percentile of the draws, or what was entered as low and high.
    """
    moved = _moved(model, ranges, ends)
    columns = 2 * len(moved) + 1
    values: dict[str, Value] = {key: one.mode for key, one in ranges.items() if key in model.input_by_key}
    for number, (key, (low, high)) in enumerate(moved.items()):
        line = np.full(columns, ranges[key].mode)
        line[2 * number + 1 : 2 * number + 3] = low, high
        values[key] = line
    found = outputs_of(model, values, (target,), columns)[target]
    bars = [
        _bar(key, both, found[0], found[2 * number + 1 : 2 * number + 3])
        for number, (key, both) in enumerate(moved.items())
    ]
    return Tornado(target, float(found[0]), tuple(sorted(bars, key=lambda bar: -bar.swing)))


def _bar(key: str, both: tuple[float, float], base: float, found: NDArray[np.float64]) -> Bar:
    three = (float(base), float(found[0]), float(found[1]))
    swing = 0.0 if np.isnan(three).any() else max(three) - min(three)
    return Bar(key, *both, three[1], three[2], swing)


def _moved(model: CostModel, ranges: Mapping[str, Range], ends: Ends) -> dict[str, tuple[float, float]]:
    found = {}
    for spec in model.inputs:
        if spec.key not in ranges or not ranges[spec.key].is_open:
            continue
        distribution = input_distribution(spec, ranges[spec.key])
        if isinstance(distribution, Fixed):
            continue
        low, high = distribution.at(TENTHS) if ends == "p10_p90" else _entered(ranges[spec.key])
        found[spec.key] = (float(low), float(high))
    return found


def _entered(entered: Range) -> tuple[float, float]:
    return entered.low, entered.high
