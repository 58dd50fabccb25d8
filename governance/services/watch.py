"""Confirming watched rules, and watching rules of one's own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import record, record_each
from accounts.models import Organization, User
from governance.control_states import WatchResult
from governance.errors import GovernanceRefused
from governance.models import OwnWatchItem, WatchConfirmation
from governance.rules_watch import own_key, watch_lines
from governance.services.editions import ensure_adopted
from language.text import Text

NOTHING_CHOSEN = Text(
    "行が選ばれていません。記録は変わっていません。確認した行を選んでください。",
    "No row was chosen. Nothing was changed. Choose the rows that you checked.",
)
UNKNOWN_ROW = Text(
    "存在しない行が含まれています: {key}。記録は変わっていません。一覧から選び直してください。",
    "There is no row {key}. Nothing was changed. Choose again from the list.",
)
NEEDS_NOTE = Text(
    "「変更あり」には内容の記入が必要です。記録は変わっていません。何が変わり、誰が何をするかを書いてください。",
    "A change needs a note. Nothing was changed. Write what changed and who does what.",
)
IN_FUTURE = Text(
    "確認日が未来の日付です。記録は変わっていません。今日までの日付を入力してください。",
    "The date of the check is in the future. Nothing was changed. Enter a day up to today.",
)


@dataclass(frozen=True)
class OwnItemDraft:
    """A rule or a customer's demand to be watched."""

    name: str
    area: str
    force: str
    certainty: str
    source: str
    applies_on: date | None = None
    action: str = ""


@transaction.atomic
def confirm_rows(
    organization: Organization, keys: Sequence[str], result: str, note: str, confirmed_on: date, by: User
) -> int:
    """Record that rows were checked on a day; returns how many. One wrong row refuses them all."""
    if not keys:
        raise GovernanceRefused(NOTHING_CHOSEN)
    if result == WatchResult.CHANGED and not note.strip():
        raise GovernanceRefused(NEEDS_NOTE)
    if confirmed_on > timezone.localdate():
        raise GovernanceRefused(IN_FUTURE)
    known = {line.key for line in watch_lines(organization)}
    for key in keys:
        if key not in known:
            raise GovernanceRefused(UNKNOWN_ROW.filled(key=key[:40]))
    ensure_adopted(organization, "regwatch", by)
    rows = [
        WatchConfirmation(
            organization=organization,
            item_key=key,
            result=result,
            note=note,
            confirmed_on=confirmed_on,
            confirmed_by=by,
            confirmed_by_name=str(by),
        )
        for key in dict.fromkeys(keys)
    ]
    WatchConfirmation.objects.bulk_create(rows)
    detail = {"result": result, "confirmed_on": confirmed_on.isoformat()}
    record_each(organization, by, "watch.confirmed", [(row.item_key, detail) for row in rows])
    return len(rows)


@transaction.atomic
def add_own_item(organization: Organization, draft: OwnItemDraft, by: User) -> OwnWatchItem:
    item = OwnWatchItem.objects.create(organization=organization, created_by=by, **asdict(draft))
    record(organization, by, "watch.added", own_key(item), name=item.name, area=item.area)
    return item


@transaction.atomic
def close_own_item(item: OwnWatchItem, by: User) -> None:
    """Stop watching a row of one's own; its confirmations stay."""
    if item.closed_at is None:
        item.closed_at = timezone.now()
        item.save(update_fields=["closed_at"])
        record(item.organization, by, "watch.closed", own_key(item), name=item.name)
