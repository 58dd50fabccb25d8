"""Dates, gates, and the numbers at which we stop."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from adoption.gates.review import Outcome, Status
from language.text import Text
from reports.programme.said import Said


@dataclass(frozen=True)
class Span:
    """A bar of the time chart; a milestone begins and ends on one day. `state` unknown is planned or open."""

    name: Said
    kind: Literal["stage", "pilot", "gate", "review", "training", "deadline"]
    starts_on: date
    ends_on: date
    is_done: bool


@dataclass(frozen=True)
class GateCheck:
    """One exit criterion and what it stood on."""

    id: str
    name: Text
    must: bool
    status: Status
    evidence: Said


@dataclass(frozen=True)
class GateState:
    """One gate: what its rule recommends, what was decided, and its criteria."""

    id: str
    name: Text
    recommendation: Outcome
    decided: Outcome | None
    decided_on: date | None
    is_outdated: bool
    review_on: date | None
    checks: tuple[GateCheck, ...]


@dataclass(frozen=True)
class KillLine:
    """A number at which we stop, and what is known of it today."""

    name: Said
    limit: Said
    now: Said
    status: Status
    source: Said


@dataclass(frozen=True)
class SchedulePart:
    """The time chart, the gates and the numbers at which we stop."""

    spans: tuple[Span, ...] = ()
    gates: tuple[GateState, ...] = ()
    kill_lines: tuple[KillLine, ...] = ()
