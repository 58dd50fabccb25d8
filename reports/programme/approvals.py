"""Who approved what, who disagreed, and how the assumptions were revised."""

from dataclasses import dataclass
from datetime import date, datetime

from adoption.gates.review import Outcome
from reports.programme.said import Said


@dataclass(frozen=True)
class ApprovalStep:
    """One step of the approval route; `at` is None while it waits for its person."""

    step: Said
    name: Said
    title: Said
    at: datetime | None
    action: Said
    comment: str
    snapshot_sha256: str
    is_outdated: bool = False


@dataclass(frozen=True)
class RecordedDecision:
    """What a named person decided at a gate, with the dissent and the unknowns he was told of."""

    gate: str
    outcome: Outcome
    name: str
    title: str
    at: datetime
    reason: str
    conditions: str
    dissent: str
    unknowns: tuple[Said, ...]
    whose_safety: str
    review_on: date | None
    snapshot_sha256: str
    is_outdated: bool


@dataclass(frozen=True)
class ApprovalPart:
    """The route of the request and the decisions at the gates, oldest first."""

    steps: tuple[ApprovalStep, ...] = ()
    decisions: tuple[RecordedDecision, ...] = ()


@dataclass(frozen=True)
class RevisionLine:
    """One saved state of the assumptions."""

    number: int
    at: datetime
    by: str
    note: str
    inputs_sha256: str
