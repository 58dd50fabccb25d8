"""The first variable that breaks the case: the smallest move that overturns what the plan recommends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.model.rows import InputSpec
from tco.uncertainty.batch import outputs_of
from tco.uncertainty.comparison import CHEAPEST, RECOMMENDED
from tco.uncertainty.ranges import Range

Array = NDArray[np.float64]
REACH = 2.0  # how far from the standard value to look, in units of the range
STEPS = 16  # looked at on the way, so that a break that heals again is not missed
HALVINGS = 20

How = Literal["npv", "cheapest", "worth_it"]


@dataclass(frozen=True)
class Break:
    """One assumption that overturns the case, all others at their standard value.

    `at` is where, `ranges_away` how far from the standard value in units of its own range (high - low), `is_inside`
    whether that lies between what was entered as low and high. `how`: the recommended option's NPV turns negative,
    another option becomes the cheapest, or (where doing nothing is recommended) an option becomes worth it.
    """

    key: str
    at: float
    standard: float
    ranges_away: float
    is_inside: bool
    how: How


@dataclass(frozen=True)
class _Lines:
    """Two directions per assumption: column 2n towards its low end, 2n + 1 towards its high end."""

    specs: tuple[InputSpec, ...]
    standard: Array
    end: Array

    def at(self, shares: Array) -> Array:
        """Return the value each column's own assumption takes; whole numbers stay whole."""
        # Standard + (end - standard) may miss the end by a rounding, and so leave what the input accepts.
        least, most = np.minimum(self.standard, self.end), np.maximum(self.standard, self.end)
        values: Array = np.clip(self.standard + shares * (self.end - self.standard), least, most)
        is_whole = np.repeat([spec.style == "whole" for spec in self.specs], 2)
        return np.where(is_whole, np.round(values), values)


def breaks(model: CostModel, ranges: Mapping[str, Range], codes: Mapping[str, int]) -> tuple[Break, ...]:
    """Return every assumption that breaks the case alone: inside its range first, then by the smallest move.

    Looked at up to two ranges away and inside the limits of the input; none at all is good news. `codes` gives
    each option's number in the decision rows. Bisection: 36 evaluations of 2k columns.
    """
    lines = _lines(model, ranges)
    if not lines.specs:
        return ()
    case = _Case(model, ranges, codes, lines)
    low, high = case.bracket()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_broken = case.is_broken(middle)
        low, high = np.where(is_broken, low, middle), np.where(is_broken, middle, high)
    return _smallest(lines, ranges, high, case.how(high))


class _Case:
    """What is recommended at standard values, and whether columns of moved values overturn it."""

    def __init__(
        self, model: CostModel, ranges: Mapping[str, Range], codes: Mapping[str, int], lines: _Lines
    ) -> None:
        self.model, self.lines = model, lines
        self.modes: dict[str, Value] = {
            key: one.mode for key, one in ranges.items() if key in model.input_by_key
        }
        found = outputs_of(model, self.modes, (RECOMMENDED, CHEAPEST), 1)
        self.recommended, self.cheapest = (float(found[key][0]) for key in (RECOMMENDED, CHEAPEST))
        by_code = {code: option for option, code in codes.items()}
        self.npv = f"{by_code[int(self.recommended)]}.npv" if self.recommended else None

    def bracket(self) -> tuple[Array, Array]:
        """Step towards the ends: the last share that holds and the first that breaks (beyond 1: none)."""
        columns = len(self.lines.standard)
        low, high = np.zeros(columns), np.full(columns, np.nan)
        for share in np.arange(1, STEPS + 1) / STEPS:
            is_broken = self.is_broken(np.full(columns, share))
            high = np.where(np.isnan(high) & is_broken, share, high)
            low = np.where(np.isnan(high), share, low)
        return low, high

    def is_broken(self, shares: Array) -> Array:
        """Say for every column whether its move overturns the case; a share of NaN never does."""
        return np.array([how is not None for how in self.how(shares)])

    def how(self, shares: Array) -> list[How | None]:
        """Say for every column how the case is overturned, None where it holds."""
        rows = (RECOMMENDED, CHEAPEST, *([self.npv] if self.npv else []))
        columns = len(shares)
        found = outputs_of(self.model, self._values(shares), rows, columns)
        if self.npv is None:
            return ["worth_it" if code else None for code in found[RECOMMENDED]]
        return [
            "npv" if npv < 0 else "cheapest" if cheapest != self.cheapest else None
            for npv, cheapest in zip(found[self.npv], found[CHEAPEST], strict=True)
        ]

    def _values(self, shares: Array) -> dict[str, Value]:
        moved = self.lines.at(np.nan_to_num(shares))
        values = dict(self.modes)
        for number, spec in enumerate(self.lines.specs):
            line = np.full(len(moved), self.lines.standard[2 * number])
            line[2 * number : 2 * number + 2] = moved[2 * number : 2 * number + 2]
            values[spec.key] = line
        return values


def _lines(model: CostModel, ranges: Mapping[str, Range]) -> _Lines:
    specs = tuple(
        spec
        for spec in model.inputs
        if spec.key in ranges and ranges[spec.key].is_open and spec.style != "choice"
    )
    standard = np.repeat([ranges[spec.key].mode for spec in specs], 2)
    ends = [end for spec in specs for end in _ends(spec, ranges[spec.key])]
    return _Lines(specs, standard, np.array(ends, dtype=float))


def _ends(spec: InputSpec, entered: Range) -> tuple[float, float]:
    """Look two ranges to either side, but never outside what the input accepts."""
    reach = REACH * entered.width
    return max(entered.mode - reach, spec.minimum), min(entered.mode + reach, spec.maximum)


def _smallest(
    lines: _Lines, ranges: Mapping[str, Range], shares: Array, how: list[How | None]
) -> tuple[Break, ...]:
    found: dict[str, Break] = {}
    for column, value in enumerate(lines.at(np.nan_to_num(shares))):
        key, kind = lines.specs[column // 2].key, how[column]
        if np.isnan(shares[column]) or kind is None:
            continue
        one = _break(key, float(value), ranges[key], kind)
        if key not in found or _order(one) < _order(found[key]):
            found[key] = one
    return tuple(sorted(found.values(), key=_order))


def _break(key: str, at: float, entered: Range, how: How) -> Break:
    is_inside = entered.low <= at <= entered.high
    return Break(key, at, entered.mode, abs(at - entered.mode) / entered.width, is_inside, how)


def _order(one: Break) -> tuple[bool, float]:
    return not one.is_inside, one.ranges_away
