"""Writing prices and bills. Rows are added and closed; no value is ever changed, and every step is audited."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import hold_chain, record, record_each
from accounts.models import Organization, User
from language.storable import all_storable, storable
from language.text import Text
from tco.models import BillImport, BillLine, CostPlan, PriceRow
from tco.prices.bill import Charge, read_bill
from tco.prices.draft import PriceDraft, problems_of
from tco.prices.errors import FieldProblem, PriceRefused, RowProblem, refused_file, refused_rows
from tco.prices.reading import read_prices, row_problems
from tco.prices.validity import in_force, place

LINES_AT_ONCE = 500

_SAME_BILL = Text(
    "同じ内容のファイルを{day}に「{name}」として取り込み済みです。",
    "The same content was imported as “{name}” on {day}.",
)
_OTHER_BILL = Text("別の期間のファイルを選んでください。", "Choose the file of another period.")
_LAST_DAY = Text(
    "適用開始日({start})以降の日付を入力してください。", "Enter a day from the first day ({start}) on."
)
_ALREADY_ENDED = Text(
    "この行はすでに{end}で終わっています。閉じた行は変えられません。",
    "This row already ended on {end}. Closed rows are not changed.",
)


@dataclass(frozen=True)
class Taken:
    """What was taken over from a catalogue; `unchanged` counts the rows that were there with the same value."""

    rows: tuple[PriceRow, ...]
    unchanged: int


class _Book:
    """The company's series, read once and locked until the transaction ends."""

    def __init__(self, organization: Organization, user: User | None) -> None:
        # Two people who enter the same item at once would both find the series free.
        hold_chain(organization.pk)
        self.organization = organization
        self.user = user
        self.rows: dict[tuple[str, ...], list[PriceRow]] = defaultdict(list)
        for row in PriceRow.objects.filter(organization=organization).order_by("pk"):
            self.rows[draft_of(row).series].append(row)
        self.events: list[tuple[str, dict[str, Any]]] = []

    def has(self, draft: PriceDraft) -> bool:
        """Whether the very same row is stored: an exported table that comes back holds many of them."""
        return any(draft_of(row) == draft for row in self.rows[draft.series])

    def enter(self, draft: PriceDraft) -> PriceRow:
        series = self.rows[draft.series]
        placing = place(draft.valid_from, draft.valid_to, series)
        row = PriceRow.objects.create(
            organization=self.organization,
            entered_by=self.user,
            entered_by_name=str(self.user) if self.user else "",
            currency=draft.currency,
            closed_by=placing.closed_by,
            **{**asdict(draft), "valid_to": placing.valid_to},
        )
        if placing.closes is not None:
            placing.closes.valid_to, placing.closes.closed_by = placing.closes_on, row
            placing.closes.save(update_fields=["valid_to", "closed_by"])
        series.append(row)
        closes = placing.closes.pk if placing.closes else None
        self.events.append((f"price {row.pk} {draft.item}", {**asdict(draft), "closes": closes}))
        return row

    def record(self) -> None:
        record_each(self.organization, self.user, "price_row.entered", self.events)


def draft_of(row: PriceRow) -> PriceDraft:
    """Return a stored row as a draft: for the table that is exported, and as the start of a successor."""
    return PriceDraft(
        kind=row.known_kind,
        item=row.item,
        value=row.value,
        unit=row.unit,
        source=row.source,
        retrieved_on=row.retrieved_on,
        valid_from=row.valid_from,
        status=row.known_status,
        provider=row.provider,
        region=row.region,
        tax_included=row.tax_included,
        source_url=row.source_url,
        valid_to=row.valid_to,
        note=row.note,
    )


@transaction.atomic
def enter_price(organization: Organization, user: User | None, draft: PriceDraft, today: date) -> PriceRow:
    """Save one price; it closes the row of its series that it follows. PriceRefused names the fields."""
    problems = problems_of(draft, today)
    if problems:
        raise PriceRefused(problems)
    book = _Book(organization, user)
    row = book.enter(draft)
    book.record()
    return row


@transaction.atomic
def import_prices(
    organization: Organization, user: User | None, name: str, data: bytes, today: date
) -> tuple[PriceRow, ...]:
    """Save every new price of a table, or none: FileRefused lists the rows to correct. Rows stored already stay."""
    drafts = read_prices(name, data, today)
    book = _Book(organization, user)
    rows: list[PriceRow] = []
    problems: list[RowProblem] = []
    for number, draft in drafts:
        if book.has(draft):
            continue
        try:
            rows.append(book.enter(draft))
        except PriceRefused as error:
            problems += row_problems(number, error)
    if problems:
        raise refused_rows(tuple(problems))
    book.record()
    record(
        organization,
        user,
        "price_row.imported",
        name,
        rows=len(rows),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return tuple(rows)


@transaction.atomic
def take_over(
    organization: Organization, user: User | None, drafts: Iterable[PriceDraft], today: date
) -> Taken:
    """Save what a catalogue offers; a value that stands already, seen no earlier, is left as it is."""
    book = _Book(organization, user)
    rows: list[PriceRow] = []
    unchanged = 0
    for draft in drafts:
        current = in_force(book.rows[draft.series], max(draft.valid_from, today))
        if current and current.value == draft.value and current.retrieved_on >= draft.retrieved_on:
            unchanged += 1
        else:
            rows.append(book.enter(_after(draft, current)))
    book.record()
    return Taken(tuple(rows), unchanged)


def _after(draft: PriceDraft, current: PriceRow | None) -> PriceDraft:
    """A value that was looked up again holds from the day on which it was seen, not from the day of the old row."""
    if current is None or draft.valid_from > current.valid_from:
        return draft
    return replace(draft, valid_from=max(draft.retrieved_on, current.valid_from))


@transaction.atomic
def close_price(row: PriceRow, user: User | None, last_day: date) -> None:
    """End a row that has no successor; PriceRefused when it has one, or ends before it begins."""
    hold_chain(row.organization_id)
    row.refresh_from_db()
    if row.closed_by_id is not None:
        raise PriceRefused((FieldProblem("valid_to", _ALREADY_ENDED.filled(end=row.valid_to)),))
    if last_day < row.valid_from:
        raise PriceRefused((FieldProblem("valid_to", _LAST_DAY.filled(start=row.valid_from)),))
    before, row.valid_to = row.valid_to, last_day
    row.save(update_fields=["valid_to"])
    record(
        row.organization,
        user,
        "price_row.closed",
        f"price {row.pk} {row.item}",
        before=before,
        valid_to=last_day,
    )


@transaction.atomic
def import_bill(
    organization: Organization, user: User | None, name: str, data: bytes, plan: CostPlan | None
) -> BillImport:
    """Store the charges of a FOCUS file; FileRefused when it was imported before or is no such file."""
    charges = read_bill(name, data)
    hold_chain(organization.pk)
    sha256 = hashlib.sha256(data).hexdigest()
    same = BillImport.objects.filter(organization=organization, sha256=sha256).first()
    if same is not None:
        raise refused_file(_SAME_BILL.filled(day=f"{same.imported_at:%Y-%m-%d}", name=same.name), _OTHER_BILL)
    bill = BillImport.objects.create(
        organization=organization,
        plan=plan,
        name=storable(name)[-255:],
        sha256=sha256,
        rows=len(charges),
        imported_by=user,
        imported_by_name=str(user) if user else "",
    )
    _store(bill, charges)
    record(
        organization,
        user,
        "bill.imported",
        bill.name,
        sha256=sha256,
        rows=bill.rows,
        plan=plan.pk if plan else None,
    )
    return bill


def _store(bill: BillImport, charges: Sequence[Charge]) -> None:
    lines = (
        BillLine(bill=bill, **all_storable({**vars(charge), "tags": dict(charge.tags)})) for charge in charges
    )
    BillLine.objects.bulk_create(lines, batch_size=LINES_AT_ONCE)


@transaction.atomic
def delete_bill(bill: BillImport, user: User | None) -> None:
    """Take back an import: a copy of what the provider bills, which can be imported again."""
    record(bill.organization, user, "bill.deleted", bill.name, sha256=bill.sha256, rows=bill.rows)
    bill.delete()
