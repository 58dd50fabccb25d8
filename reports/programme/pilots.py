"""Pilots: the frozen plan, what was measured, and where the plan was left."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from adoption.gates.review import Status
from language.text import Text
from reports.programme.said import Said

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Change:
    """How a KPI moved, with its 95 % interval; `is_relative`: as a share of the baseline, else in the KPI's unit."""

    value: float
    low: float | None
    high: float | None
    is_relative: bool

    def relative_to(self, baseline: float | None) -> "Change | None":
        """Return the change as a share of the baseline; None where there is no baseline to divide by.

        >>> Change(-5.0, -7.5, -2.5, is_relative=False).relative_to(25.0).value
        -0.2
        """
        if self.is_relative:
            return self
        if not baseline:
            return None
        low, high = (None if end is None else end / baseline for end in (self.low, self.high))
        low, high = (low, high) if baseline > 0 else (high, low)
        return Change(self.value / baseline, low, high, is_relative=True)


@dataclass(frozen=True)
class KpiResult:
    """One KPI of a pilot. Values are in its unit: 12.5 with the unit % is 12.5 %; `n` tells the counts.

    `is_firm` is False while a promise of the plan is not kept: the result is 参考値 then, and `note` says why.
    """

    name: Text
    unit: Text
    direction: Direction
    is_primary: bool
    baseline: float | None
    after: float | None
    target: float | None
    n: str
    change: Change | None
    method: Said
    p_value: float | None
    is_firm: bool
    reached: Status
    note: Said = ""


@dataclass(frozen=True)
class Deviation:
    """Where a pilot left its frozen plan."""

    on: date
    text: Said
    entered_by: str


@dataclass(frozen=True)
class PilotPart:
    """One pilot: its plan as it was frozen, what was measured, and where it left the plan."""

    name: Said
    design: Said
    starts_on: date | None
    ends_on: date | None
    frozen_on: date | None
    plan_sha256: str
    planned_n: Said
    kill_line: Said
    results: tuple[KpiResult, ...]
    deviations: tuple[Deviation, ...]

    @property
    def is_firm(self) -> bool:
        """True only when the plan was frozen and every measured KPI has its planned sample."""
        measured = [one for one in self.results if one.after is not None]
        return bool(self.plan_sha256 and measured) and all(one.is_firm for one in measured)
