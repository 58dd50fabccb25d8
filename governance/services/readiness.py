"""Writing how far operation is ready."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from governance.content.loader import books
from governance.models import AiSystem, Readiness
from governance.operation_states import ReadinessState
from governance.services.editions import ensure_adopted
from governance.services.refusing import refused
from governance.services.risks import check_system


@dataclass(frozen=True)
class ReadinessDraft:
    state: str
    owner_name: str
    started_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    evidence: str = ""


@transaction.atomic
def save_readiness(
    organization: Organization,
    item: str,
    draft: ReadinessDraft,
    by: User | None,
    system: AiSystem | None = None,
) -> Readiness:
    """Keep the state of an item for the company, or for one system."""
    check_system(organization, system)
    _check_words(item, draft)
    _check_dates(draft)
    row, _is_new = Readiness.objects.update_or_create(
        organization=organization, system=system, item=item, defaults={**asdict(draft), "changed_by": by}
    )
    ensure_adopted(organization, "roles", by)
    record(organization, by, "readiness.changed", item, **asdict(draft), system=str(system or ""))
    return row


def _check_words(item: str, draft: ReadinessDraft) -> None:
    known = {one.id: one for one in books().roles.operating_readiness}
    if item not in known or draft.state not in ReadinessState.values:
        raise refused("存在しない項目または状態です。", "Unknown item or state.")
    if not draft.owner_name.strip():
        raise refused("担当者の氏名を入力してください。", "Enter the owner's name.")
    if draft.state == ReadinessState.NOT_NEEDED and known[item].must:
        raise refused("必須項目を対象外にはできません。", "A must cannot be declared as not applying.")
    if draft.state in (ReadinessState.DONE, ReadinessState.NOT_NEEDED) and not draft.evidence.strip():
        raise refused(
            "完了または対象外とするには、証拠(文書名・場所・理由)を入力してください。",
            "To call it complete or not applying, enter the evidence: document, place or reason.",
        )


def _check_dates(draft: ReadinessDraft) -> None:
    if (draft.state == ReadinessState.DONE) != (draft.done_on is not None):
        raise refused(
            "完了日は、状態が「完了」のときだけ、必ず入力してください。",
            "A day of completion belongs to a complete item, and to no other.",
        )
    if draft.done_on and draft.done_on > timezone.localdate():
        raise refused("完了日が未来の日付です。", "The day of completion lies in the future.")
    if draft.started_on and draft.done_on and draft.done_on < draft.started_on:
        raise refused("完了日が開始日より前です。", "The day of completion is before the start.")
    if draft.started_on and draft.due_on and draft.due_on < draft.started_on:
        raise refused("期限が開始日より前です。", "The due date is before the start.")
    if draft.state == ReadinessState.STARTED and draft.started_on and draft.started_on > timezone.localdate():
        raise refused(
            "進行中なのに開始日が未来の日付です。", "It is under way, and its start lies in the future."
        )
