"""Training as pages and gates see it: completion counts people who must, not seats that were filled."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Organization
from governance.content.library import TrainingTrack
from governance.content.loader import books
from governance.models import AiSystem, Attendance, TrainingNeed, TrainingSession
from governance.overviews.people import person_key


@dataclass(frozen=True)
class TrainingLine:
    """One track. `required` 0 means that nobody said who must take it; `cost_jpy` None that some cost is unknown."""

    track: TrainingTrack
    required: int
    completed: int
    sessions: int
    attended: int
    hours_held: float
    cost_jpy: int | None
    next_due: date | None
    missing: tuple[TrainingNeed, ...]

    @property
    def share(self) -> float | None:
        return self.completed / self.required if self.required else None


def scope_of(system: AiSystem | None) -> Q:
    """Rows of the whole company, and of the system where one is asked for."""
    return Q(system=None) | Q(system=system) if system else Q(system=None)


def sessions_of(organization: Organization, system: AiSystem | None = None) -> QuerySet[TrainingSession]:
    rows = TrainingSession.objects.filter(scope_of(system), organization=organization)
    return rows.prefetch_related(Prefetch("attendances", Attendance.objects.order_by("person")))


def training_lines(organization: Organization, system: AiSystem | None = None) -> tuple[TrainingLine, ...]:
    needs = _needs_by_track(organization, system)
    sessions: defaultdict[str, list[TrainingSession]] = defaultdict(list)
    for session in sessions_of(organization, system):
        sessions[session.track].append(session)
    return tuple(_line(track, needs[track.id], sessions[track.id]) for track in books().roles.training_tracks)


def completion(lines: tuple[TrainingLine, ...]) -> float | None:
    """Completed over required, over all tracks (K-A-03); None while nobody said who must learn what."""
    required = sum(line.required for line in lines)
    return sum(line.completed for line in lines) / required if required else None


def _needs_by_track(
    organization: Organization, system: AiSystem | None
) -> defaultdict[str, dict[str, TrainingNeed]]:
    """A person whom both the company and the system ask counts once."""
    needs: defaultdict[str, dict[str, TrainingNeed]] = defaultdict(dict)
    for need in TrainingNeed.objects.filter(scope_of(system), organization=organization):
        needs[need.track].setdefault(person_key(need.person), need)
    return needs


def _line(
    track: TrainingTrack, needs: dict[str, TrainingNeed], sessions: list[TrainingSession]
) -> TrainingLine:
    seats = [seat for session in sessions for seat in session.attendances.all()]
    done = {person_key(seat.person) for seat in seats if seat.completed}
    missing = tuple(need for key, need in needs.items() if key not in done)
    costs = [session.cost_jpy for session in sessions]
    return TrainingLine(
        track=track,
        required=len(needs),
        completed=len(needs) - len(missing),
        sessions=len(sessions),
        attended=len({person_key(seat.person) for seat in seats}),
        hours_held=sum(session.hours for session in sessions),
        cost_jpy=sum(cost for cost in costs if cost is not None) if costs and None not in costs else None,
        next_due=min((need.due_on for need in missing if need.due_on), default=None),
        missing=missing,
    )
