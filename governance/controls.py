"""Requirements beside their answers: the newest row counts, and a system takes over what holds for the company."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Max

from accounts.models import Organization
from governance.content.library import Framework, Requirement, Topic
from governance.control_states import Applicability, Standing
from governance.editions import frameworks_of
from governance.models import AiSystem, ControlRecord

State = Literal["undecided", "confirm_again", "not_applicable", "not_started", "in_progress", "done"]
STATES: tuple[State, ...] = (
    "undecided", "confirm_again", "not_started", "in_progress", "done", "not_applicable",
)  # fmt: skip


@dataclass(frozen=True)
class RequirementLine:
    """One requirement with its answer; `is_inherited` when a system has none of its own."""

    requirement: Requirement
    framework: Framework
    record: ControlRecord | None
    is_inherited: bool

    @property
    def state(self) -> State:
        """An answer to other words than the present ones asks to be confirmed: it counts as open."""
        if self.record is None or self.record.applicability == Applicability.UNDECIDED:
            return "undecided"
        if self.record.standing != Standing.CURRENT:
            return "confirm_again"
        if self.record.applicability == Applicability.NOT_APPLICABLE:
            return "not_applicable"
        return self.record.status  # type: ignore[return-value]

    @property
    def is_declared(self) -> bool:
        return self.state not in ("undecided", "confirm_again")


@dataclass(frozen=True)
class Progress:
    """How many requirements stand where."""

    counts: Counter[State]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def open_declarations(self) -> int:
        return self.counts["undecided"] + self.counts["confirm_again"]

    @property
    def applicable(self) -> int:
        return self.counts["not_started"] + self.counts["in_progress"] + self.counts["done"]

    @property
    def done(self) -> int:
        return self.counts["done"]

    @property
    def settled(self) -> int:
        """Done, or declared not applicable."""
        return self.counts["done"] + self.counts["not_applicable"]


def current_records(organization: Organization, system: AiSystem | None) -> dict[str, ControlRecord]:
    """The newest answer to each requirement, for one system or for the company."""
    rows = ControlRecord.objects.filter(organization=organization, system=system)
    newest = rows.order_by().values("requirement_id").annotate(newest=Max("pk")).values("newest")
    return {row.requirement_id: row for row in ControlRecord.objects.filter(pk__in=newest)}


def requirement_lines(organization: Organization, system: AiSystem | None = None) -> list[RequirementLine]:
    """Every requirement of the adopted edition; a system's own answer goes before that of the company."""
    book = frameworks_of(organization)
    frameworks = {one.id: one for one in book.frameworks}
    of_company = current_records(organization, None)
    of_system = current_records(organization, system) if system else {}
    lines = []
    for one in book.requirements:
        own = of_system.get(one.id) if system else of_company.get(one.id)
        taken = own or of_company.get(one.id)
        inherited = system is not None and own is None and taken is not None
        lines.append(RequirementLine(one, frameworks[one.framework], taken, inherited))
    return lines


def progress_of(lines: Iterable[RequirementLine]) -> Progress:
    return Progress(Counter(line.state for line in lines))


def archived_records(organization: Organization) -> list[ControlRecord]:
    """Answers to requirements that an update took out: kept, with their last words."""
    rows = ControlRecord.objects.filter(organization=organization).order_by()
    newest = rows.values("system", "requirement_id").annotate(newest=Max("pk")).values("newest")
    found = ControlRecord.objects.filter(pk__in=newest, standing=Standing.ARCHIVED)
    return list(found.select_related("system"))


@dataclass(frozen=True)
class TopicLine:
    """One topic with its requirements under each framework, in the order of the frameworks."""

    topic: Topic
    by_framework: tuple[tuple[Framework, tuple[RequirementLine, ...]], ...]
    progress: Progress


def crosswalk(organization: Organization, system: AiSystem | None = None) -> list[TopicLine]:
    """What several frameworks ask about the same topic: answer once, show to all."""
    book, lines = frameworks_of(organization), requirement_lines(organization, system)
    return [_topic_line(topic, book.frameworks, lines) for topic in book.topics]


def _topic_line(topic: Topic, frameworks: Iterable[Framework], lines: list[RequirementLine]) -> TopicLine:
    inside = [line for line in lines if line.requirement.id in topic.requirements]
    columns = tuple(
        (one, tuple(line for line in inside if line.framework.id == one.id)) for one in frameworks
    )
    return TopicLine(topic, columns, progress_of(inside))
