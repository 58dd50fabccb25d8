"""Answering requirements: one by one, or the applicability of many at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import record, record_each
from accounts.models import Organization, User
from governance.control_states import Applicability, ControlStatus, Standing
from governance.controls import current_records
from governance.editions import frameworks_of
from governance.errors import GovernanceRefused
from governance.models import AiSystem, ControlRecord
from governance.services.editions import ensure_adopted
from language.text import Text

NEEDS_REASON = Text(
    "「不適用」には理由が必要です。記録は変わっていません。適用しない理由を書いてください。",
    "Not applicable needs a reason. Nothing was changed. Write why it does not apply.",
)
NEEDS_EVIDENCE = Text(
    "「完了」には責任者・証拠・確認日が必要です。記録は変わっていません。足りない項目を入力してください。",
    "Done needs an owner, evidence and the date of the check. Nothing was changed. Fill in what is missing.",
)
NOT_APPLICABLE_FIRST = Text(
    "状態を進める前に、適用するかどうかを宣言してください。記録は変わっていません。",
    "Declare whether it applies before its state moves. Nothing was changed.",
)
IN_FUTURE = Text(
    "確認日が未来の日付です。記録は変わっていません。今日までの日付を入力してください。",
    "The date of the check is in the future. Nothing was changed. Enter a day up to today.",
)
UNKNOWN_REQUIREMENT = Text(
    "存在しない要求事項が含まれています: {id}。記録は変わっていません。一覧から選び直してください。",
    "There is no requirement {id}. Nothing was changed. Choose again from the list.",
)
NOTHING_CHOSEN = Text(
    "要求事項が選ばれていません。記録は変わっていません。1つ以上選んでください。",
    "No requirement was chosen. Nothing was changed. Choose at least one.",
)


@dataclass(frozen=True)
class ControlAnswer:
    """What somebody says about one requirement."""

    applicability: str
    reason: str = ""
    status: str = ControlStatus.NOT_STARTED
    owner_name: str = ""
    evidence: str = ""
    checked_on: date | None = None


def check_answer(answer: ControlAnswer) -> None:
    """Refuse an answer that claims more than it shows."""
    applies = answer.applicability == Applicability.APPLICABLE
    if answer.applicability == Applicability.NOT_APPLICABLE and not answer.reason.strip():
        raise GovernanceRefused(NEEDS_REASON)
    if answer.status != ControlStatus.NOT_STARTED and not applies:
        raise GovernanceRefused(NOT_APPLICABLE_FIRST)
    shown = answer.owner_name.strip() and answer.evidence.strip() and answer.checked_on
    if answer.status == ControlStatus.DONE and not shown:
        raise GovernanceRefused(NEEDS_EVIDENCE)
    if answer.checked_on and answer.checked_on > timezone.localdate():
        raise GovernanceRefused(IN_FUTURE)


@transaction.atomic
def record_control(
    organization: Organization, system: AiSystem | None, requirement_id: str, answer: ControlAnswer, by: User
) -> ControlRecord:
    """Add an answer; the one before stays in the history."""
    check_answer(answer)
    _check_known(organization, [requirement_id])
    ensure_adopted(organization, "frameworks", by)
    made = ControlRecord.objects.create(
        organization=organization,
        system=system,
        requirement_id=requirement_id,
        recorded_by=by,
        recorded_by_name=str(by),
        **asdict(answer),
    )
    detail = {name: value for name, value in asdict(answer).items() if name in ("applicability", "status")}
    record(organization, by, "control.recorded", requirement_id, system=str(system or ""), **detail)
    return made


@transaction.atomic
def declare_applicability(
    organization: Organization,
    system: AiSystem | None,
    requirement_ids: Sequence[str],
    applicability: str,
    reason: str,
    by: User,
) -> int:
    """Declare many requirements at once; state, owner and evidence that were recorded stay. Returns how many."""
    if not requirement_ids:
        raise GovernanceRefused(NOTHING_CHOSEN)
    check_answer(ControlAnswer(applicability, reason))
    _check_known(organization, requirement_ids)
    ensure_adopted(organization, "frameworks", by)
    held = current_records(organization, system)
    rows = [
        _declared(organization, system, one, applicability, reason, held.get(one), by)
        for one in dict.fromkeys(requirement_ids)
    ]
    ControlRecord.objects.bulk_create(rows)
    named = str(system or "")
    record_each(
        organization,
        by,
        "control.declared",
        [(row.requirement_id, {"system": named, "applicability": applicability}) for row in rows],
    )
    return len(rows)


def _declared(
    organization: Organization,
    system: AiSystem | None,
    requirement_id: str,
    applicability: str,
    reason: str,
    held: ControlRecord | None,
    by: User,
) -> ControlRecord:
    row = ControlRecord(
        organization=organization,
        system=system,
        requirement_id=requirement_id,
        applicability=applicability,
        reason=reason,
        recorded_by=by,
        recorded_by_name=str(by),
    )
    if held and held.standing != Standing.ARCHIVED and applicability == Applicability.APPLICABLE:
        row.status, row.owner_name = held.status, held.owner_name
        row.evidence, row.checked_on = held.evidence, held.checked_on
    return row


def _check_known(organization: Organization, requirement_ids: Sequence[str]) -> None:
    known = {one.id for one in frameworks_of(organization).requirements}
    for one in requirement_ids:
        if one not in known:
            raise GovernanceRefused(UNKNOWN_REQUIREMENT.filled(id=one[:40]))
