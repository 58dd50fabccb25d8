"""Who does what, whether operation is ready, and who learns what."""

from dataclasses import dataclass
from datetime import date

from adoption.gates.review import Status
from language.text import Text
from reports.programme.said import Said


@dataclass(frozen=True)
class RoleHolder:
    """A role of the programme and who holds it; no name means nobody does yet."""

    id: str
    name: Text
    person: str
    deputy: str = ""


@dataclass(frozen=True)
class RaciRow:
    """One activity: the letters of each role, by role id, such as ("R-SVC", "RA")."""

    id: str
    activity: Said
    letters: tuple[tuple[str, str], ...]

    @property
    def accountable(self) -> tuple[str, ...]:
        """The roles that answer for it: there must be exactly one."""
        return tuple(role for role, letters in self.letters if "A" in letters)


@dataclass(frozen=True)
class ReadinessLine:
    """One item that must stand before going live; `status` unknown is never ready."""

    id: str
    name: Said
    must: bool
    status: Status
    evidence: Said
    checked_on: date | None


@dataclass(frozen=True)
class TrainingLine:
    """One training track: who must take it and who completed it, its sessions and their cost."""

    id: str
    name: Said
    audience: Said
    hours: float
    planned: int | None
    trained: int | None
    sessions: int
    due_on: date | None
    cost_jpy: float | None


@dataclass(frozen=True)
class StopSwitch:
    """Who may stop the system, where and how, and when that was tried last."""

    system: Said
    person: str
    place: str
    how: str
    tried_on: date | None


@dataclass(frozen=True)
class StructurePart:
    """Who does what, whether operation is ready, who learns what; `review_drill`: planted errors that were found."""

    roles: tuple[RoleHolder, ...] = ()
    raci: tuple[RaciRow, ...] = ()
    readiness: tuple[ReadinessLine, ...] = ()
    training: tuple[TrainingLine, ...] = ()
    review_drill: Said = ""
    stop: StopSwitch | None = None
