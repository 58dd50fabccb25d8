"""Any two assumptions against each other, and the line along which two rows are equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.errors import InvalidInput
from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.uncertainty.batch import outputs_of

Array = NDArray[np.float64]
POINTS = 21
HALVINGS = 48
Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """One assumption and the values it takes."""

    key: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Surface:
    """Rows over a grid; every grid has one line per y and one column per x, NaN where undefined."""

    x: Axis
    y: Axis
    grids: Mapping[str, Array]

    def break_even(self, left: str, right: str) -> tuple[tuple[Point, Point], ...]:
        """Return the pieces of the line on which two rows are equal, as pairs of (x, y)."""
        return zero_line(self.x.values, self.y.values, self.grids[left] - self.grids[right])


def axis(key: str, low: float, high: float, points: int = POINTS) -> Axis:
    """Spread values evenly from low to high."""
    return Axis(key, tuple(float(value) for value in np.linspace(low, high, points)))


def surface(
    model: CostModel, values: Mapping[str, Value], x: Axis, y: Axis, outputs: Sequence[str]
) -> Surface:
    """Read scalar rows at every pair of two assumptions, all others at the given values, in one evaluation."""
    if x.key == y.key:
        raise InvalidInput(
            Text("縦軸と横軸には別の前提を選んでください。", "Choose different assumptions for the two axes.")
        )
    across, down = np.meshgrid(np.array(x.values), np.array(y.values))
    chosen: dict[str, Value] = {**values, x.key: across.ravel(), y.key: down.ravel()}
    found = outputs_of(model, chosen, outputs, across.size)
    return Surface(x, y, {key: column.reshape(across.shape) for key, column in found.items()})


def zero_line(xs: Sequence[float], ys: Sequence[float], grid: Array) -> tuple[tuple[Point, Point], ...]:
    """Follow the zero of a grid by marching squares, straight inside each cell; cells with NaN are left out."""
    found: list[tuple[Point, Point]] = []
    for line in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            corners = _corners(xs, ys, grid, line, column)
            crossed = [_crossing(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]
            points = [point for point in crossed if point]
            found.extend(zip(points[::2], points[1::2], strict=False))
    return tuple(found)


def _corners(
    xs: Sequence[float], ys: Sequence[float], grid: Array, line: int, column: int
) -> list[tuple[float, float, float]]:
    around = ((line, column), (line, column + 1), (line + 1, column + 1), (line + 1, column))
    return [(xs[c], ys[r], float(grid[r, c])) for r, c in around]


def _crossing(start: tuple[float, float, float], end: tuple[float, float, float]) -> Point | None:
    """Return where the value turns from below zero to zero or above between two corners."""
    if np.isnan(start[2]) or np.isnan(end[2]) or (start[2] < 0) == (end[2] < 0):
        return None
    share = start[2] / (start[2] - end[2])
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def break_even(
    model: CostModel, values: Mapping[str, Value], key: str, between: Point, rows: tuple[str, str]
) -> Array:
    """Find the value of one assumption at which two scalar rows are equal, for every column of the others.

    `values` may hold arrays of shape (columns,): all columns are halved together. NaN where the rows keep
    their order from end to end; for step functions (whole servers) the place of the jump.
    """
    columns = max((len(value) for value in values.values() if isinstance(value, np.ndarray)), default=1)
    low, high = (np.full(columns, end, dtype=float) for end in between)
    at_low, at_high = (_difference(model, values, key, end, rows) for end in (low, high))
    first = np.sign(at_low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_before = np.sign(_difference(model, values, key, middle, rows)) == first
        low, high = np.where(is_before, middle, low), np.where(is_before, high, middle)
    found = np.where(at_low == 0, between[0], (low + high) / 2)
    return np.where((first == np.sign(at_high)) & (first != 0), np.nan, found)


def _difference(
    model: CostModel, values: Mapping[str, Value], key: str, at: Array, rows: tuple[str, str]
) -> Array:
    found = outputs_of(model, {**values, key: at}, rows, len(at))
    return found[rows[0]] - found[rows[1]]
