"""The points of a radar chart as an SVG: drawn here because the chart library on the pages has no radar."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from governance.dependence.scoring import HIGHEST
from governance.vendor_comparison import Group

SIZE, RADIUS = 360, 120
CENTRE = SIZE / 2


@dataclass(frozen=True)
class Axis:
    """One section: its id, the end of its line and the place of its label."""

    id: str
    x: float
    y: float
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Shape:
    """One group as a closed line of "x,y" pairs."""

    key: str
    label: str
    points: str


@dataclass(frozen=True)
class Radar:
    size: int
    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    shapes: tuple[Shape, ...]


def radar(ids: Sequence[str], groups: Sequence[Group]) -> Radar:
    """Lay out one axis for each section, a ring for each whole score, and one shape for each group."""
    axes = tuple(_axis(one, at, len(ids)) for at, one in enumerate(ids))
    rings = tuple(_line([score] * len(ids)) for score in range(1, HIGHEST + 1))
    shapes = tuple(
        Shape(group.key, group.label, _line([group.averages[one] for one in ids])) for group in groups
    )
    return Radar(SIZE, axes, rings, shapes)


def _axis(name: str, at: int, n: int) -> Axis:
    return Axis(name, *_place(HIGHEST, at, n), *_place(HIGHEST * 1.18, at, n))


def _line(scores: Sequence[float]) -> str:
    places = (_place(score, at, len(scores)) for at, score in enumerate(scores))
    return " ".join(f"{x},{y}" for x, y in places)


def _place(score: float, at: int, n: int) -> tuple[float, float]:
    angle = 2 * math.pi * at / n - math.pi / 2
    length = RADIUS * score / HIGHEST
    return round(CENTRE + length * math.cos(angle), 1), round(CENTRE + length * math.sin(angle), 1)
