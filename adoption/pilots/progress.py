"""How far a KPI has come from its start to its target, for rising and falling KPIs alike."""

from dataclasses import dataclass
from typing import Literal

from adoption.experiments.kpi_values import progress

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Progress:
    """`share` is 0 at the start and 1 at the target, negative when worse than the start; None while unknown."""

    start: float | None
    target: float | None
    latest: float | None
    share: float | None

    @property
    def is_reached(self) -> bool | None:
        return None if self.share is None else self.share >= 1

    @property
    def is_worse_than_start(self) -> bool:
        return self.share is not None and self.share < 0


def progress_of(start: float | None, target: float | None, latest: float | None) -> Progress:
    """Return (latest - start) / (target - start), or an unknown share where one of the three is missing.

    >>> progress_of(20, 10, 15).share, progress_of(20, 10, 25).share, progress_of(0.5, 0.8, 0.8).share
    (0.5, -0.5, 1.0)
    >>> progress_of(None, 10, 15).share is None
    True
    """
    if start is None or target is None or latest is None or start == target:
        return Progress(start, target, latest, None)
    return Progress(start, target, latest, progress(start, target, latest))


def is_better(direction: Direction, start: float, target: float) -> bool:
    """Whether the target lies in the direction in which the KPI improves.

    >>> is_better("down", 20, 10), is_better("up", 20, 10)
    (True, False)
    """
    return target < start if direction == "down" else target > start


def improvement_share(direction: Direction, start: float, target: float) -> float | None:
    """Return the improvement as a share of the start: 20 to 15 minutes is 0.25; None from a start of zero.

    >>> improvement_share("down", 20, 15)
    0.25
    """
    if start == 0:
        return None
    change = (start - target) / start
    return change if direction == "down" else -change
