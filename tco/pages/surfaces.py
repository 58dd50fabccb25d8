"""Two assumptions against each other: a table in colours and the line on which the case turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.model.rows import InputSpec
from tco.pages.tornadoes import value_words
from tco.plan.model import PlanModel
from tco.templatetags.money import in_style, millions
from tco.uncertain_plan import UncertainPlan
from tco.uncertainty.surface import POINTS, Axis, Point, surface, zero_line

Array = NDArray[np.float64]
SHADES = 4


@dataclass(frozen=True)
class SurfaceAsked:
    """Two inputs with the values they take, and what is compared: an option's NPV with 0, or two costs."""

    x: Axis
    y: Axis
    option: str
    other: str

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that are read."""
        if not self.other:
            return (f"{self.option}.npv",)
        return (f"{self.option}.tco_pv", f"{self.other}.tco_pv")


@dataclass(frozen=True)
class Cell:
    """One pair of values: the figure in words and its shade, -4 (loss) to 4 (gain)."""

    text: str
    shade: str


@dataclass(frozen=True)
class SurfaceLine:
    """The cells at one value of the vertical axis."""

    label: str
    is_standard: bool
    cells: list[Cell]


def surface_context(case: UncertainPlan, asked: SurfaceAsked, language: str) -> dict[str, Any]:
    """Evaluate every pair; CostError when an input has no value or both axes are the same input."""
    found = surface(case.model, case.standard, asked.x, asked.y, asked.rows)
    grid = found.grids[asked.rows[0]]
    if asked.other:
        # How much cheaper the first is, so that a gain is above zero in both kinds of surface.
        grid = found.grids[asked.rows[1]] - grid
    pieces = zero_line(asked.x.values, asked.y.values, grid)
    specs = case.model.input_by_key
    x, y = specs[asked.x.key], specs[asked.y.key]
    standard = case.standard[y.key]
    return {
        "x": x,
        "y": y,
        "x_standard": value_words(x, case.standard[x.key]),
        "y_standard": value_words(y, standard),
        "x_labels": _marked(x, asked.x.values, case.standard[x.key]),
        "surface": _lines(y, asked.y.values, grid, standard),
        "points": [(value_words(x, at), value_words(y, up)) for at, up in points_of(pieces)],
        "surface_chart": _chart(pieces, (x, y), (asked.x, asked.y), case, language),
        "is_gain_everywhere": bool(len(pieces) == 0 and np.nanmin(grid) >= 0),
        "standard_text": millions(_at_standard(case.model, case.standard, asked)),
    }


def axis_of(spec: InputSpec, low: float, high: float) -> Axis:
    """Spread 21 values over what the input accepts; whole numbers stay whole, so that there may be fewer."""
    low, high = max(low, spec.minimum), min(high, spec.maximum)
    values = np.linspace(low, high, POINTS)
    if spec.style == "whole":
        values = np.unique(np.round(values))
    return Axis(spec.key, tuple(float(value) for value in values))


def points_of(pieces: Sequence[tuple[Point, Point]]) -> list[Point]:
    """Return every point of a line once, from left to right."""
    seen = {(round(x, 12), round(y, 12)): (x, y) for x, y in chain.from_iterable(pieces)}
    return [seen[key] for key in sorted(seen)]


def _at_standard(model: PlanModel, standard: Mapping[str, float], asked: SurfaceAsked) -> float | None:
    results = model.evaluate(standard)
    found = [results.scalar(key) for key in asked.rows]
    if len(found) == 1 or found[0] is None or found[1] is None:
        return found[0]
    return found[1] - found[0]


def _marked(spec: InputSpec, values: Sequence[float], standard: float) -> list[tuple[str, bool]]:
    """Return the words of an axis, the value nearest to the standard one marked."""
    nearest = min(values, key=lambda value: abs(value - standard))
    is_inside = min(values) <= standard <= max(values)
    return [(in_style(value, spec.style), is_inside and value == nearest) for value in values]


def _lines(spec: InputSpec, values: Sequence[float], grid: Array, standard: float) -> list[SurfaceLine]:
    """Return the lines of the table, the largest value of the vertical axis first as on a chart."""
    largest = float(np.nanmax(np.abs(grid))) if np.isfinite(grid).any() else 0.0
    labels = _marked(spec, values, standard)
    lines = [
        SurfaceLine(label, is_standard, [_cell(float(value), largest) for value in line])
        for (label, is_standard), line in zip(labels, grid, strict=True)
    ]
    return lines[::-1]


def _cell(value: float, largest: float) -> Cell:
    if not np.isfinite(value):
        return Cell(millions(None), "0")
    step = 0 if largest == 0 else int(np.ceil(SHADES * abs(value) / largest))
    return Cell(millions(value), "0" if step == 0 else f"{'n' if value < 0 else 'p'}{step}")


def _chart(
    pieces: Sequence[tuple[Point, Point]],
    specs: tuple[InputSpec, InputSpec],
    axes: tuple[Axis, Axis],
    case: UncertainPlan,
    language: str,
) -> dict[str, Any]:
    """Draw the line piece by piece: the library leaves a gap where a point is empty."""
    line = [point for piece in pieces for point in (*piece, (None, None))]
    here = [case.standard[spec.key] for spec in specs]
    return {
        "legend": {},
        "grid": {"left": 16, "right": 40, "top": 36, "bottom": 72, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": _axis(specs[0], axes[0], language) | {"nameLocation": "middle", "nameGap": 30},
        "yAxis": _axis(specs[1], axes[1], language) | {"nameTextStyle": {"align": "left"}},
        "series": [
            {
                "name": BREAK_EVEN.in_(language),
                "type": "line",
                "showSymbol": False,
                "lineStyle": {"width": 3},
                "data": line,
            },
            {
                "name": STANDARD.in_(language),
                "type": "scatter",
                "symbol": "diamond",
                "symbolSize": 14,
                "data": [here],
            },
        ],
    }


BREAK_EVEN = Text("損益分岐の線", "Break-even line")
STANDARD = Text("標準の前提", "Standard assumptions")


def _axis(spec: InputSpec, axis: Axis, language: str) -> dict[str, Any]:
    is_share = spec.style == "percent"
    name = spec.label.in_(language)
    return {
        "type": "value",
        "name": name if is_share else f"{name} ({spec.unit.in_(language)})",
        "min": axis.values[0],
        "max": axis.values[-1],
        "format": "percent" if is_share else "number",
    }
