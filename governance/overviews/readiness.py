"""Operating readiness as pages and gates see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Organization
from governance.content.library import ReadinessItem
from governance.content.loader import books
from governance.models import AiSystem, Readiness
from governance.operation_states import ReadinessState


@dataclass(frozen=True)
class ReadinessLine:
    """An item and what is known of it; without a row nobody has taken it up."""

    item: ReadinessItem
    row: Readiness | None

    @property
    def is_done(self) -> bool:
        return self.row is not None and self.row.state == ReadinessState.DONE

    @property
    def counts(self) -> bool:
        """Whether it is asked of this company at all."""
        return self.row is None or self.row.state != ReadinessState.NOT_NEEDED

    def is_late(self, today: date) -> bool:
        return self.row is not None and not self.is_done and bool(self.row.due_on and self.row.due_on < today)


@dataclass(frozen=True)
class ReadinessSummary:
    """`must_open` is None while no item was ever taken up: nothing is known then."""

    done: int
    asked: int
    must_done: int
    musts: int
    must_open: int | None

    @property
    def share(self) -> float:
        return self.done / self.asked if self.asked else 0.0


def readiness_lines(organization: Organization, system: AiSystem | None = None) -> tuple[ReadinessLine, ...]:
    """All items; a system's own row goes before the company's."""
    scope = Q(system=None) | Q(system=system) if system else Q(system=None)
    rows = Readiness.objects.filter(scope, organization=organization).select_related("system")
    known = {row.item: row for row in sorted(rows, key=lambda row: row.system_id is not None)}
    return tuple(ReadinessLine(item, known.get(item.id)) for item in books().roles.operating_readiness)


def summary_of(lines: tuple[ReadinessLine, ...]) -> ReadinessSummary:
    asked = [line for line in lines if line.counts]
    musts = [line for line in lines if line.item.must]
    done_musts = sum(line.is_done for line in musts)
    is_known = any(line.row for line in lines)
    return ReadinessSummary(
        done=sum(line.is_done for line in asked),
        asked=len(asked),
        must_done=done_musts,
        musts=len(musts),
        must_open=len(musts) - done_musts if is_known else None,
    )
