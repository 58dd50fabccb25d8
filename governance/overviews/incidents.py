"""Incidents as pages show them: whether the first action came in time, and what the playbook still asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import Organization
from content.rows import Role
from governance.content.library import Playbook, Severity
from governance.content.loader import books
from governance.models import AiSystem, Drill, Incident, IncidentEntry
from governance.operation_states import EntryKind, IncidentState
from governance.overviews.duties import holders
from governance.page_language import said
from language.text import Text


@dataclass(frozen=True)
class FirstAction:
    """When the first action was due and taken. `is_late` also holds while it is overdue and not taken."""

    due_at: datetime
    taken_at: datetime | None
    minutes: int | None
    is_late: bool


@dataclass(frozen=True)
class StepLine:
    number: int
    text: Text
    done: IncidentEntry | None


@dataclass(frozen=True)
class IncidentLine:
    incident: Incident
    severity: Severity
    first_action: FirstAction


def severity_of(incident: Incident) -> Severity:
    return {one.id: one for one in books().roles.incident_severities}[incident.severity]


def playbook_of(incident: Incident) -> Playbook | None:
    return {one.id: one for one in books().roles.playbooks}.get(incident.playbook)


def first_action(incident: Incident, now: datetime) -> FirstAction:
    """Compare the first action with the minutes that the severity allows from noticing."""
    due = incident.noticed_at + timedelta(minutes=severity_of(incident).first_action_minutes)
    taken = incident.first_action_at
    minutes = int((taken - incident.noticed_at).total_seconds() // 60) if taken else None
    return FirstAction(due, taken, max(minutes, 0) if minutes is not None else None, (taken or now) > due)


def incidents_of(organization: Organization, system: AiSystem | None = None) -> QuerySet[Incident]:
    rows = Incident.objects.filter(organization=organization).select_related("system")
    return rows.filter(Q(system=None) | Q(system=system)) if system else rows


def lessons_by_item(organization: Organization) -> dict[str, list[Incident]]:
    """Incidents whose lesson points at a readiness item, by item."""
    found: dict[str, list[Incident]] = {}
    for incident in incidents_of(organization).exclude(lesson_item=""):
        found.setdefault(incident.lesson_item, []).append(incident)
    return found


def drills_of(organization: Organization, system: AiSystem | None = None) -> QuerySet[Drill]:
    rows = Drill.objects.filter(organization=organization).select_related("system")
    return rows.filter(Q(system=None) | Q(system=system)) if system else rows


def incident_line(incident: Incident, now: datetime) -> IncidentLine:
    return IncidentLine(incident, severity_of(incident), first_action(incident, now))


def step_lines(incident: Incident) -> tuple[StepLine, ...]:
    """The playbook's steps, each with the entry that ticked it."""
    playbook = playbook_of(incident)
    done = {entry.step: entry for entry in incident.entries.exclude(step=None)}
    steps = playbook.steps if playbook else ()
    return tuple(StepLine(number, text, done.get(number)) for number, text in enumerate(steps, start=1))


def timeline(incident: Incident) -> tuple[tuple[IncidentEntry, str], ...]:
    """Every entry with its words; steps and states in the language of the page."""
    steps = {line.number: line.text for line in step_lines(incident)}
    return tuple((entry, _words_of(entry, steps)) for entry in incident.entries.all())


def _words_of(entry: IncidentEntry, steps: Mapping[int, Text]) -> str:
    if entry.step is not None and entry.step in steps:
        return said(steps[entry.step])
    if entry.kind == EntryKind.STATE:
        return str(IncidentState(entry.text).label)
    return entry.text


@dataclass(frozen=True)
class Decider:
    """The role that decides at this severity, and the person who holds it here; empty when nobody does."""

    role: Role
    person: str


def decider_of(incident: Incident) -> Decider:
    role_id = severity_of(incident).decider
    role = next(role for role in books().roles.roles if role.id == role_id)
    holder = holders(incident.organization, incident.system).get(role_id)
    return Decider(role, holder.person_name if holder else "")
