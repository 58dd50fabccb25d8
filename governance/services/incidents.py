"""Writing incidents: the timeline is only ever added to; and drills."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from governance.content.loader import books
from governance.models import AiSystem, Drill, Incident, IncidentEntry, Risk
from governance.operation_states import EntryKind, IncidentState
from governance.overviews.incidents import playbook_of
from governance.services.editions import ensure_adopted
from governance.services.refusing import refused
from governance.services.risks import check_system


@dataclass(frozen=True)
class IncidentDraft:
    """What is known when somebody notices; when it began may be unknown."""

    title: str
    severity: str
    reported_by: str
    noticed_at: datetime
    occurred_at: datetime | None = None
    playbook: str = ""


@transaction.atomic
def report_incident(
    organization: Organization, draft: IncidentDraft, by: User | None, system: AiSystem | None = None
) -> Incident:
    check_system(organization, system)
    _check(draft)
    incident = Incident.objects.create(
        organization=organization, system=system, changed_by=by, **asdict(draft)
    )
    _enter(incident, EntryKind.NOTICED, draft.noticed_at, draft.title, by)
    ensure_adopted(organization, "roles", by)
    record(organization, by, "incident.reported", draft.title, severity=draft.severity)
    return incident


@transaction.atomic
def record_first_action(incident: Incident, at: datetime, text: str, by: User | None) -> None:
    locked = _locked(incident)
    if locked.first_action_at is not None:
        raise refused("初動はすでに記録されています。", "The first action is recorded already.")
    _check_moment(locked, at)
    if not text.strip():
        raise refused("何をしたかを入力してください。", "Enter what was done.")
    locked.first_action_at = at
    locked.save(update_fields=["first_action_at", "changed_at"])
    _enter(locked, EntryKind.ACTION, at, text, by)
    record(locked.organization, by, "incident.first_action", locked.title, at=at)


@transaction.atomic
def tick_step(incident: Incident, step: int, at: datetime, by: User | None) -> None:
    """Record that a step of the playbook was done; a step is ticked once."""
    locked = _locked(incident)
    playbook = playbook_of(locked)
    if playbook is None or not 1 <= step <= len(playbook.steps):
        raise refused("存在しない手順です。", "Unknown step.")
    if locked.entries.filter(step=step).exists():
        raise refused("この手順はすでに記録されています。", "This step is recorded already.")
    _check_moment(locked, at)
    text = playbook.steps[step - 1]
    _enter(locked, EntryKind.STEP, at, text.ja, by, step)
    record(locked.organization, by, "incident.step_done", locked.title, step=step)


@transaction.atomic
def add_note(incident: Incident, at: datetime, text: str, by: User | None) -> None:
    _check_moment(incident, at)
    if not text.strip():
        raise refused("内容を入力してください。", "Enter what happened.")
    _enter(incident, EntryKind.NOTE, at, text, by)
    record(incident.organization, by, "incident.noted", incident.title)


@dataclass(frozen=True)
class Lesson:
    """Why it happened and what follows: a risk of the register, a readiness item, or both."""

    cause: str
    lesson: str
    risk: Risk | None = None
    item: str = ""


@transaction.atomic
def write_lesson(incident: Incident, lesson: Lesson, by: User | None) -> None:
    locked = _locked(incident)
    if not lesson.cause.strip() or not lesson.lesson.strip():
        raise refused("原因と教訓を入力してください。", "Enter the cause and the lesson.")
    if lesson.risk is not None and lesson.risk.organization_id != locked.organization_id:
        raise refused("この会社のリスクではありません。", "The risk belongs to another company.")
    if lesson.item and lesson.item not in {one.id for one in books().roles.operating_readiness}:
        raise refused("存在しない運用体制の項目です。", "Unknown readiness item.")
    locked.cause, locked.lesson = lesson.cause.strip(), lesson.lesson.strip()
    locked.lesson_risk, locked.lesson_item = lesson.risk, lesson.item
    locked.save(update_fields=["cause", "lesson", "lesson_risk", "lesson_item", "changed_at"])
    _enter(locked, EntryKind.LESSON, timezone.now(), f"{locked.cause}\n→ {locked.lesson}", by)
    record(locked.organization, by, "incident.lesson", locked.title, item=lesson.item)


@transaction.atomic
def set_state(incident: Incident, state: str, by: User | None) -> None:
    """Move on or back; closing needs a first action, a cause and a lesson."""
    locked = _locked(incident)
    if state not in IncidentState.values or state == locked.state:
        raise refused("状態を選んでください。", "Choose another state.")
    if state == IncidentState.CLOSED and not (locked.first_action_at and locked.cause and locked.lesson):
        raise refused(
            "完了にするには、初動・原因・教訓の記録が必要です。",
            "To close it, record the first action, the cause and the lesson.",
        )
    locked.state = state
    locked.closed_at = timezone.now() if state == IncidentState.CLOSED else None
    locked.save(update_fields=["state", "closed_at", "changed_at"])
    _enter(locked, EntryKind.STATE, timezone.now(), state, by)
    record(locked.organization, by, "incident.state_changed", locked.title, state=state)


@dataclass(frozen=True)
class DrillDraft:
    """A playbook tried for real, or the fallback procedure; minutes nobody measured are None."""

    held_on: date
    participants: str
    passed: bool
    playbook: str = ""
    minutes_to_switch: int | None = None
    findings: str = ""


@transaction.atomic
def record_drill(
    organization: Organization, draft: DrillDraft, by: User | None, system: AiSystem | None = None
) -> Drill:
    check_system(organization, system)
    if draft.playbook and draft.playbook not in {one.id for one in books().roles.playbooks}:
        raise refused("存在しない対応手順です。", "Unknown playbook.")
    if draft.held_on > timezone.localdate():
        raise refused(
            "実施日が未来の日付です。実施後に記録してください。",
            "The drill lies in the future. Record it afterwards.",
        )
    if not draft.participants.strip():
        raise refused("参加者を入力してください。", "Enter who took part.")
    if not draft.passed and not draft.findings.strip():
        raise refused(
            "不合格のときは、分かったことを入力してください。",
            "For a drill that failed, enter what was found.",
        )
    drill = Drill.objects.create(organization=organization, system=system, changed_by=by, **asdict(draft))
    ensure_adopted(organization, "roles", by)
    record(organization, by, "drill.recorded", draft.playbook or "fallback", passed=draft.passed)
    return drill


def _check(draft: IncidentDraft) -> None:
    roles = books().roles
    if draft.severity not in {one.id for one in roles.incident_severities}:
        raise refused("重大度を選んでください。", "Choose a severity.")
    if draft.playbook and draft.playbook not in {one.id for one in roles.playbooks}:
        raise refused("存在しない対応手順です。", "Unknown playbook.")
    if not draft.title.strip() or not draft.reported_by.strip():
        raise refused("件名と届出者を入力してください。", "Enter the title and who reports it.")
    if draft.noticed_at > timezone.now():
        raise refused("気づいた時刻が未来です。", "The time of noticing lies in the future.")
    if draft.occurred_at and draft.occurred_at > draft.noticed_at:
        raise refused("発生が、気づいた時刻より後になっています。", "It began after it was noticed.")


def _check_moment(incident: Incident, at: datetime) -> None:
    if at > timezone.now():
        raise refused("時刻が未来です。", "The time lies in the future.")
    # Forms give whole minutes: the minute of noticing itself is not before it.
    if at < incident.noticed_at.replace(second=0, microsecond=0):
        since = date_format(timezone.localtime(incident.noticed_at), "Y-m-d H:i")
        raise refused(f"気づいた時刻({since})より前です。", f"That is before it was noticed ({since}).")


def _locked(incident: Incident) -> Incident:
    hold_chain(incident.organization_id)
    return Incident.objects.select_for_update().get(pk=incident.pk)


def _enter(
    incident: Incident, kind: str, at: datetime, text: str, by: User | None, step: int | None = None
) -> None:
    IncidentEntry.objects.create(
        incident=incident,
        kind=kind,
        at=at,
        text=text.strip(),
        step=step,
        by=by,
        by_name=str(by) if by else "system",
    )
