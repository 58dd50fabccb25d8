"""Writing the training register: who must learn what, sessions, who completed them."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from governance.content.loader import books
from governance.models import AiSystem, Attendance, TrainingNeed, TrainingSession
from governance.overviews.people import person_key
from governance.services.editions import ensure_adopted
from governance.services.refusing import refused
from governance.services.risks import check_system

MOST_PEOPLE = 1000
LONGEST_NAME = 100


@dataclass(frozen=True)
class Attendee:
    """A person by name or staff code; `score_percent` is None where there was no test."""

    person: str
    completed: bool
    score_percent: float | None = None


@dataclass(frozen=True)
class SessionDraft:
    """One session; a cost that nobody knows is None, one that is known says where it comes from."""

    track: str
    held_on: date
    hours: float
    teacher: str = ""
    cost_jpy: int | None = None
    cost_source: str = ""


@transaction.atomic
def require_training(
    organization: Organization,
    track: str,
    people: Iterable[str],
    due_on: date | None,
    by: User | None,
    system: AiSystem | None = None,
) -> int:
    """Add people who must take a track; return how many were not on the list before."""
    check_system(organization, system)
    _check_track(track)
    names = _distinct(people)
    hold_chain(organization.pk)
    listed = TrainingNeed.objects.filter(organization=organization, system=system, track=track)
    already = {person_key(name) for name in listed.values_list("person", flat=True)}
    new = [name for name in names if person_key(name) not in already]
    TrainingNeed.objects.bulk_create(
        TrainingNeed(
            organization=organization, system=system, track=track, person=name, due_on=due_on, changed_by=by
        )
        for name in new
    )
    ensure_adopted(organization, "roles", by)
    record(organization, by, "training.required", track, people=len(new))
    return len(new)


@transaction.atomic
def drop_need(need: TrainingNeed, by: User | None) -> None:
    record(need.organization, by, "training.need_dropped", need.track, person=need.person)
    need.delete()


@transaction.atomic
def add_session(
    organization: Organization,
    draft: SessionDraft,
    attendees: Iterable[Attendee],
    by: User | None,
    system: AiSystem | None = None,
) -> TrainingSession:
    """Keep a session with the people who were there; a planned one has nobody yet."""
    check_system(organization, system)
    listed = list(attendees)
    _check_session(draft, listed)
    session = TrainingSession.objects.create(
        organization=organization, system=system, changed_by=by, **asdict(draft)
    )
    _add_attendances(session, listed)
    ensure_adopted(organization, "roles", by)
    record(organization, by, "training.session_added", str(session), people=len(listed))
    return session


@transaction.atomic
def record_attendance(session: TrainingSession, attendees: Iterable[Attendee], by: User | None) -> None:
    """Replace the list of a session by what is known now."""
    listed = list(attendees)
    _check_attendees(session.held_on, listed)
    hold_chain(session.organization_id)
    session.attendances.all().delete()
    _add_attendances(session, listed)
    record(session.organization, by, "training.attendance_recorded", str(session), people=len(listed))


def _add_attendances(session: TrainingSession, attendees: list[Attendee]) -> None:
    Attendance.objects.bulk_create(Attendance(session=session, **asdict(one)) for one in attendees)


def _check_track(track: str) -> None:
    if track not in {one.id for one in books().roles.training_tracks}:
        raise refused("存在しない教育コースです。", "Unknown training track.")


def _check_session(draft: SessionDraft, attendees: list[Attendee]) -> None:
    _check_track(draft.track)
    if not math.isfinite(draft.hours) or not 0 < draft.hours <= 100:
        raise refused("時間は0より大きく100以下で入力してください。", "Hours must lie above 0 and up to 100.")
    if draft.cost_jpy is not None and draft.cost_jpy < 0:
        raise refused("費用は0円以上で入力してください。", "A cost cannot be negative.")
    if draft.cost_jpy is not None and not draft.cost_source.strip():
        raise refused("費用の出所を入力してください。", "Enter where the cost comes from.")
    _check_attendees(draft.held_on, attendees)


def _check_attendees(held_on: date, attendees: list[Attendee]) -> None:
    if attendees and held_on > timezone.localdate():
        raise refused(
            "実施日が未来なのに受講者があります。実施後に入力してください。",
            "The session lies in the future and has attendees. Enter them once it was held.",
        )
    _distinct(one.person for one in attendees)
    for one in attendees:
        if one.score_percent is not None and not 0 <= one.score_percent <= 100:
            raise refused(
                f"{one.person}さんの点数は0〜100ではありません。",
                f"{one.person}: a score goes from 0 to 100.",
            )


def _distinct(people: Iterable[str]) -> list[str]:
    """The names, trimmed; the same person twice is refused."""
    names = [name.strip() for name in people if name.strip()]
    if len(names) > MOST_PEOPLE:
        raise refused(f"一度に{MOST_PEOPLE}人までです。", f"At most {MOST_PEOPLE} people at once.")
    seen: set[str] = set()
    for name in names:
        if len(name) > LONGEST_NAME:
            raise refused(
                f"氏名は{LONGEST_NAME}文字までです。", f"A name has at most {LONGEST_NAME} characters."
            )
        if person_key(name) in seen:
            raise refused(f"{name}さんが2回あります。", f"{name} is there twice.")
        seen.add(person_key(name))
    return names
