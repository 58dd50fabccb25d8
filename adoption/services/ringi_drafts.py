"""Drafting a request and commenting on it before it is submitted."""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Membership, User
from adoption.content.loader import gate_book
from adoption.errors import RingiRefused
from adoption.models import Ringi, RingiAction, UseCase
from adoption.states import RingiActionKind, RingiState, TaxChoice
from language.text import Text

CHANGEABLE = frozenset({RingiState.DRAFT, RingiState.RETURNED})


@dataclass(frozen=True)
class RingiDraft:
    """What the drafter writes; amounts in whole yen, `amount_jpy` is what is asked for and routes the request."""

    gate: str
    title: str
    purpose: str
    amount_jpy: Decimal
    initial_jpy: Decimal
    yearly_jpy: Decimal
    exit_condition: str
    tax: str = TaxChoice.EXCLUDED
    safety: str = ""
    readers: tuple[int, ...] = field(default=(), compare=False)


@transaction.atomic
def create_ringi(use_case: UseCase, draft: RingiDraft, by: User) -> Ringi:
    """Store a draft under the next number of the fiscal year (April to March); raise RingiRefused."""
    organization = use_case.organization
    hold_chain(organization.pk)  # Numbers follow one another: one draft at a time.
    _check(draft)
    year = fiscal_year(timezone.localdate())
    last = organization.ringi.filter(fiscal_year=year).order_by("-serial").first()
    values = asdict(draft)
    readers = values.pop("readers")
    ringi = Ringi.objects.create(
        organization=organization,
        use_case=use_case,
        fiscal_year=year,
        serial=last.serial + 1 if last else 1,
        drafted_by=by,
        **values,
    )
    ringi.readers.set(_members(ringi, readers))
    note(ringi, RingiActionKind.DRAFTED, by)
    record(organization, by, "ringi.drafted", str(ringi), ringi=ringi.pk)
    return ringi


@transaction.atomic
def change_ringi(ringi: Ringi, draft: RingiDraft, by: User) -> Ringi:
    """Change a draft, or a request that was sent back; raise RingiRefused once it is on its way."""
    ringi = locked(ringi)
    if ringi.state not in CHANGEABLE:
        raise RingiRefused(
            Text(
                "この稟議はすでに回付されているため変更できません。変更は保存していません。"
                "内容を直すには、取下げるか、差戻しを受けてください。",
                "This request is on its way and cannot be changed. Nothing was saved. "
                "To change it, withdraw it or have it sent back.",
            )
        )
    _check(draft)
    values = asdict(draft)
    readers = values.pop("readers")
    changed = [name for name, value in values.items() if getattr(ringi, name) != value]
    for name in changed:
        setattr(ringi, name, values[name])
    if changed:
        ringi.save(update_fields=changed)
    ringi.readers.set(_members(ringi, readers))
    note(ringi, RingiActionKind.CHANGED, by, comment=", ".join(changed))
    record(ringi.organization, by, "ringi.changed", str(ringi), ringi=ringi.pk, fields=changed)
    return ringi


@transaction.atomic
def comment_on(ringi: Ringi, text: str, by: User) -> RingiAction:
    """Anybody in the company may say something at any time, a consultant too; it moves nothing."""
    if not text.strip():
        raise RingiRefused(
            Text("コメントを入力してください。何も保存していません。", "Enter a comment. Nothing was saved.")
        )
    action = note(ringi, RingiActionKind.COMMENTED, by, comment=text.strip())
    record(ringi.organization, by, "ringi.commented", str(ringi), ringi=ringi.pk)
    return action


def note(ringi: Ringi, kind: str, by: User | None, **detail: object) -> RingiAction:
    """Append what happened; names are stored as they were on that day."""
    detail.setdefault("person_name", by.name if by else "")
    detail.setdefault("person_title", by.title if by else "")
    return RingiAction.objects.create(ringi=ringi, kind=kind, by=by, round=ringi.round, **detail)


def locked(ringi: Ringi) -> Ringi:
    """The row as it is now, held until the transaction ends; the chain of the audit first, as everywhere."""
    hold_chain(ringi.organization_id)
    rows = Ringi.objects.select_for_update(of=("self",)).select_related("organization", "use_case")
    return rows.get(pk=ringi.pk)


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year that starts in April.

    >>> fiscal_year(date(2027, 3, 31)), fiscal_year(date(2027, 4, 1))
    (2026, 2027)
    """
    return day.year if day.month >= 4 else day.year - 1


def _check(draft: RingiDraft) -> None:
    if draft.gate not in {gate.id for gate in gate_book().gates}:
        raise RingiRefused(
            Text("判定が見つかりません。何も保存していません。", "There is no such gate. Nothing was saved.")
        )
    if min(draft.amount_jpy, draft.initial_jpy, draft.yearly_jpy) < 0:
        raise RingiRefused(
            Text(
                "金額は0以上で入力してください。何も保存していません。",
                "Amounts cannot be negative. Nothing was saved.",
            )
        )
    if draft.amount_jpy < draft.initial_jpy:
        raise RingiRefused(
            Text(
                "申請金額が初期費用より小さくなっています。何も保存していません。金額を確認してください。",
                "The amount asked for is smaller than the initial cost. Nothing was saved. Check the amounts.",
            )
        )


def _members(ringi: Ringi, ids: tuple[int, ...]) -> list[User]:
    rows = Membership.objects.filter(organization=ringi.organization, user_id__in=ids)
    return [row.user for row in rows.select_related("user")]
