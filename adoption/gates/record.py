"""What a gate page and the workbook show: the review of one gate and the decisions made on it."""

from dataclasses import dataclass
from datetime import date, datetime

from adoption.content.gatebook import Gate
from adoption.gates.review import Assessment, Outcome
from content.rows import Role
from language.text import Text


@dataclass(frozen=True)
class Verdict:
    """What a person decides. `seen_sha256` is the state that was on the screen while deciding.

    `after_decision` is the newest decision that was on the screen, 0 for none: a decision that somebody else made
    meanwhile is read first. None: nobody looked at a screen.
    """

    outcome: Outcome
    person_name: str
    person_title: str
    reason: str
    seen_sha256: str
    dissent: str = ""
    unknowns_acknowledged: tuple[str, ...] = ()
    whose_safety: str = ""
    conditions: str = ""
    review_date: date | None = None
    after_decision: int | None = None


@dataclass(frozen=True)
class DecisionRecord:
    """One decision as it was recorded; `is_stale`: the evidence is no longer what the person saw."""

    id: int
    outcome: Outcome
    recommended: Outcome
    person_name: str
    person_title: str
    recorded_by: str
    decided_at: datetime
    reason: str
    dissent: str
    unknowns_acknowledged: tuple[str, ...]
    whose_safety: str
    conditions: str
    review_date: date | None
    snapshot_sha256: str
    is_stale: bool

    @property
    def opens_the_gate(self) -> bool:
        return self.outcome in ("go", "conditional_go")


@dataclass(frozen=True)
class GateReview:
    """Everything known about one gate of one use case now; `decisions` newest first."""

    use_case_id: int
    use_case: Text
    gate: Gate
    decider: Role
    assessment: Assessment
    snapshot_sha256: str
    decisions: tuple[DecisionRecord, ...]

    @property
    def latest(self) -> DecisionRecord | None:
        return self.decisions[0] if self.decisions else None

    @property
    def is_open(self) -> bool:
        """True when the last decision lets the use case pass."""
        return self.latest is not None and self.latest.opens_the_gate

    @property
    def needs_reconfirmation(self) -> bool:
        return self.latest is not None and self.latest.is_stale

    def is_due(self, today: date) -> bool:
        """True when the review date of the last decision has come."""
        return (
            self.latest is not None
            and self.latest.review_date is not None
            and self.latest.review_date <= today
        )

    @property
    def open_items(self) -> int:
        """What is still to do before the gate opens; nothing once it is open and current."""
        return 0 if self.is_open and not self.needs_reconfirmation else max(self.assessment.open_count, 1)
