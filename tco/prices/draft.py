"""A price as a person or a list states it, and what may be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from language.text import Text
from tco.assumptions import Status
from tco.prices.errors import FieldProblem
from tco.prices.kinds import KIND_LABELS, UNITS, UNITS_OF, Kind

DECIMALS = 8
MOST = Decimal(10) ** 12
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST = {"item": 200, "provider": 100, "region": 100, "source": 500, "source_url": 500, "note": 1000}

_REQUIRED = Text("入力してください。", "This is required.")
_TOO_LONG = Text("{most}文字以内で入力してください。", "Use at most {most} characters.")
_UNIT = Text(
    "「{kind}」の単位には使えません。選べる単位: {units}",
    "This unit does not fit “{kind}”. Possible units: {units}",
)
_NOT_POSITIVE = Text(
    "0より大きい値を入力してください。分からない単価は0円とせず、登録しないでおいてください。",
    "Enter a value above zero. A price that is not known is left out, not entered as zero.",
)
_TOO_LARGE = Text(
    "1兆未満の値を入力してください。桁と単位を確かめてください。",
    "Enter a value below 10^12. Check the digits and the unit.",
)
_TOO_FINE = Text("小数点以下は8桁までです。", "At most 8 decimal places are kept.")
_DATE_RANGE = Text("2000年から2100年までの日付を入力してください。", "Enter a date between 2000 and 2100.")
_FUTURE = Text(
    "取得日が今日({today})より後です。値を確かめた日を入力してください。",
    "The date of retrieval is after today ({today}). Enter the day on which the value was seen.",
)
_ENDS_BEFORE = Text(
    "適用終了日({end})が適用開始日({start})より前です。",
    "The last day ({end}) is before the first day ({start}).",
)
_RATE_TAX = Text(
    "為替レートに消費税は含まれません。「税抜」にしてください。",
    "An exchange rate has no tax: choose “without tax”.",
)
_ADDRESS = Text(
    "http:// または https:// で始まるURLを入力してください。",
    "Enter an address that begins with http:// or https://.",
)


@dataclass(frozen=True)
class PriceDraft:
    """What a price row will hold. The currency follows from the unit."""

    kind: Kind
    item: str
    value: Decimal
    unit: str
    source: str
    retrieved_on: date
    valid_from: date
    status: Status
    provider: str = ""
    region: str = ""
    tax_included: bool = False
    source_url: str = ""
    valid_to: date | None = None
    note: str = ""

    @property
    def currency(self) -> str:
        """The currency that the unit names."""
        return UNITS[self.unit].currency

    @property
    def series(self) -> tuple[str, ...]:
        """What a row shares with its predecessors and successors."""
        return (self.kind, self.item, self.provider, self.region, self.unit, self.status)


def problems_of(draft: PriceDraft, today: date) -> tuple[FieldProblem, ...]:
    """Return everything that is wrong with a draft, by field; nothing when it can be saved."""
    found = (*_texts(draft), *_unit(draft), *_value(draft.value), *_dates(draft, today))
    return tuple(FieldProblem(field, message) for field, message in found)


def _texts(draft: PriceDraft) -> Iterator[tuple[str, Text]]:
    for field in ("item", "source"):
        if not getattr(draft, field).strip():
            yield field, _REQUIRED
    for field, most in LONGEST.items():
        if len(getattr(draft, field)) > most:
            yield field, _TOO_LONG.filled(most=most)
    if draft.source_url and not _is_address(draft.source_url):
        yield "source_url", _ADDRESS


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _unit(draft: PriceDraft) -> Iterator[tuple[str, Text]]:
    units = UNITS_OF[draft.kind]
    if draft.unit not in {unit.key for unit in units}:
        kind = KIND_LABELS[draft.kind]
        # The two languages are filled apart: units have words of their own in each.
        ja = _UNIT.ja.format(kind=kind.ja, units="、".join(unit.label.ja for unit in units))
        yield (
            "unit",
            Text(ja, _UNIT.en.format(kind=kind.en, units=", ".join(unit.label.en for unit in units))),
        )
    if draft.kind is Kind.EXCHANGE_RATE and draft.tax_included:
        yield "tax_included", _RATE_TAX


def _value(value: Decimal) -> Iterator[tuple[str, Text]]:
    if not value.is_finite() or value <= 0:
        yield "value", _NOT_POSITIVE
    elif value >= MOST:
        yield "value", _TOO_LARGE
    elif value != round(value, DECIMALS):
        yield "value", _TOO_FINE


def _dates(draft: PriceDraft, today: date) -> Iterator[tuple[str, Text]]:
    for field in ("retrieved_on", "valid_from", "valid_to"):
        day = getattr(draft, field)
        if day is not None and not EARLIEST <= day <= LATEST:
            yield field, _DATE_RANGE
    if draft.retrieved_on > today:
        yield "retrieved_on", _FUTURE.filled(today=today)
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        yield "valid_to", _ENDS_BEFORE.filled(end=draft.valid_to, start=draft.valid_from)
