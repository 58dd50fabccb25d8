"""A bill in the FOCUS format (FinOps Open Cost and Usage Specification 1.x), read as a whole or not at all."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice

from intake.archive import MIB
from intake.grid import GridLimits, Row, csv_rows
from intake.refusal import IntakeRefused
from language.text import Text
from tco.prices.errors import RowProblem, at_the_door, refused_file, refused_rows
from tco.prices.kinds import CURRENCIES

MOST_BYTES = 20 * MIB
_LIMITS = GridLimits(file_bytes=MOST_BYTES, columns=500)
MOST_CHARGES = 50_000
MOST_PROBLEMS = 100
MOST_COST = Decimal(10) ** 9
MOST_QUANTITY = Decimal(10) ** 18
DECIMALS = Decimal(10) ** -10
TAX = "Tax"
# A month billed in Japan time begins at 15:00 UTC on the day before; one billed in UTC begins on the same day in both.
JAPAN = timezone(timedelta(hours=9))

REQUIRED = ("BilledCost", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd", "ServiceName")
# 1.3 divides the provider into the one who serves and the one who hosts.
PROVIDERS = ("ProviderName", "ServiceProviderName", "PublisherName", "InvoiceIssuerName", "HostProviderName")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")
_LENGTHS = {"provider": 200, "service": 200, "resource": 300, "charge": 500, "category": 40}
_UNIT_LENGTH = 100
_TAG_LENGTH = 500
_MOST_TAGS = 40

_TYPE = Text("FOCUS形式の請求明細はCSVで用意してください。", "A bill in the FOCUS format must be a CSV file.")
_EXPORT = Text(
    "クラウドの請求画面で、FOCUS形式のCSVを書き出してください。",
    "Export the FOCUS format as CSV from the billing page of the provider.",
)
_TOO_LARGE = Text(
    "ファイルが大きすぎます(上限 20 MiB、50,000行)。", "The file is too large (limit 20 MiB, 50,000 rows)."
)
_BY_MONTH = Text("月ごとに分けて書き出してください。", "Export one month at a time.")
_COLUMNS = Text(
    "FOCUS形式に必要な列がありません: {columns}。", "Columns of the FOCUS format are missing: {columns}."
)
_NO_CHARGES = Text("請求の行がありません。", "There is no charge in it.")
_MIXED = Text(
    "一つのファイルに複数の通貨があります({currencies})。",
    "One file holds several currencies ({currencies}).",
)
_BY_CURRENCY = Text("通貨ごとに分けて書き出してください。", "Export one currency at a time.")
_NOT_A_NUMBER = Text("「{given}」は数値ではありません。", "“{given}” is not a number.")
_COST_TOO_LARGE = Text(
    "一行の金額が10億以上です。通貨と桁を確かめてください。",
    "One charge is 10^9 or more. Check the currency and the digits.",
)
_QUANTITY = Text("数量が大きすぎます。", "The quantity is too large.")
_NOT_A_TIME = Text(
    "「{given}」は日時ではありません(例 2026-10-01T00:00:00Z)。",
    "“{given}” is not a time (2026-10-01T00:00:00Z).",
)
_NO_CURRENCY = Text("通貨「{given}」には対応していません。", "The currency “{given}” is not supported.")
_PERIOD = Text(
    "請求期間の終わりが始まりより後ではありません。", "The billing period does not end after it begins."
)


@dataclass(frozen=True)
class Charge:
    """One row of a bill. Ends of periods are exclusive, as the format has them; None is unknown."""

    number: int
    billing_start: date
    billing_end: date
    billed_cost: Decimal
    currency: str
    service: str
    provider: str = ""
    category: str = ""
    charge: str = ""
    resource: str = ""
    charge_start: date | None = None
    charge_end: date | None = None
    effective_cost: Decimal | None = None
    consumed_quantity: Decimal | None = None
    consumed_unit: str = ""
    pricing_unit: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


class _Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, message: Text) -> None:
        super().__init__(message.en)
        self.column = column
        self.message = message


def read_bill(name: str, data: bytes) -> tuple[Charge, ...]:
    """Return the charges of a FOCUS CSV file (UTF-8, UTF-16, CP932); FileRefused with every wrong row otherwise.

    Columns that begin with x_ and the pairs of Tags are kept as tags. A file with several currencies is refused.
    """
    if not name.lower().endswith(".csv") or data.startswith(b"PK"):
        raise refused_file(_TYPE, _EXPORT)
    if len(data) > MOST_BYTES:
        raise refused_file(_TOO_LARGE, _BY_MONTH)
    rows = (row for row in csv_rows(data, _LIMITS) if any(row.cells))
    try:
        columns = _columns(next(rows, Row(1, ())))
        charges = tuple(_charges(columns, islice(rows, MOST_CHARGES + 1)))
    except IntakeRefused as error:
        raise at_the_door(error) from error
    if len(charges) > MOST_CHARGES:
        raise refused_file(_TOO_LARGE, _BY_MONTH)
    if not charges:
        raise refused_file(_NO_CHARGES, _EXPORT)
    currencies = sorted({charge.currency for charge in charges})
    if len(currencies) > 1:
        raise refused_file(_MIXED.filled(currencies=", ".join(currencies)), _BY_CURRENCY)
    return charges


def _columns(header: Row) -> dict[str, int]:
    places = {cell: place for place, cell in reversed(list(enumerate(header.cells)))}
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        raise refused_file(_COLUMNS.filled(columns=", ".join(missing)), _EXPORT)
    return places


def _charges(columns: Mapping[str, int], rows: Iterator[Row]) -> Iterator[Charge]:
    problems: list[RowProblem] = []
    for row in rows:
        cells = {column: row.cells[place] for column, place in columns.items() if place < len(row.cells)}
        try:
            charge = _charge(
                row.number, {column: "" if cell == "NULL" else cell for column, cell in cells.items()}
            )
        except _Wrong as wrong:
            problems.append(RowProblem(row.number, Text(wrong.column, wrong.column), wrong.message))
            if len(problems) == MOST_PROBLEMS:
                break
            continue
        yield charge
    if problems:
        raise refused_rows(tuple(problems))


def _charge(number: int, cells: Mapping[str, str]) -> Charge:
    start, end = _certain_day(cells, "BillingPeriodStart"), _certain_day(cells, "BillingPeriodEnd")
    if end <= start:
        raise _Wrong("BillingPeriodEnd", _PERIOD)
    cost = _amount(cells, "BilledCost", MOST_COST, _COST_TOO_LARGE)
    if cost is None:
        raise _Wrong("BilledCost", _NOT_A_NUMBER.filled(given=""))
    texts = {
        "provider": next((cells[name] for name in PROVIDERS if cells.get(name)), ""),
        "service": cells.get("ServiceName", ""),
        "resource": cells.get("ResourceName") or cells.get("ResourceId") or cells.get("SkuId") or "",
        "charge": cells.get("ChargeDescription", ""),
        "category": cells.get("ChargeCategory", ""),
    }
    return Charge(
        number=number,
        billing_start=start,
        billing_end=end,
        charge_start=_day(cells, "ChargePeriodStart"),
        charge_end=_day(cells, "ChargePeriodEnd"),
        billed_cost=cost,
        effective_cost=_amount(cells, "EffectiveCost", MOST_COST, _COST_TOO_LARGE),
        currency=_currency(cells),
        consumed_quantity=_amount(cells, "ConsumedQuantity", MOST_QUANTITY, _QUANTITY),
        consumed_unit=cells.get("ConsumedUnit", "")[:_UNIT_LENGTH],
        pricing_unit=cells.get("PricingUnit", "")[:_UNIT_LENGTH],
        tags=_tags(cells),
        **{name: text[: _LENGTHS[name]] for name, text in texts.items()},
    )


def _amount(cells: Mapping[str, str], column: str, most: Decimal, too_large: Text) -> Decimal | None:
    given = cells.get(column, "")
    if not given:
        return None
    if not _NUMBER.fullmatch(given):
        raise _Wrong(column, _NOT_A_NUMBER.filled(given=given[:50]))
    value = Decimal(given)
    if abs(value) >= most:
        raise _Wrong(column, too_large)
    return value.quantize(DECIMALS)


def _currency(cells: Mapping[str, str]) -> str:
    given = cells.get("BillingCurrency", "").upper()
    if given not in CURRENCIES:
        raise _Wrong("BillingCurrency", _NO_CURRENCY.filled(given=given[:20]))
    return given


def _certain_day(cells: Mapping[str, str], column: str) -> date:
    found = _day(cells, column)
    if found is None:
        raise _Wrong(column, _NOT_A_TIME.filled(given=""))
    return found


def _day(cells: Mapping[str, str], column: str) -> date | None:
    given = cells.get(column, "")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given.removesuffix(" UTC"))
    except ValueError as error:
        raise _Wrong(column, _NOT_A_TIME.filled(given=given[:50])) from error
    if not 2000 <= moment.year <= 2100:
        raise _Wrong(column, _NOT_A_TIME.filled(given=given[:50]))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(JAPAN).date()


def _tags(cells: Mapping[str, str]) -> dict[str, str]:
    found = {column: cell for column, cell in cells.items() if column.startswith("x_") and cell}
    try:
        tags = json.loads(cells.get("Tags") or "{}")
    except (ValueError, RecursionError):
        tags = {"Tags": cells["Tags"]}
    pairs = {**(tags if isinstance(tags, dict) else {}), **found}
    return {str(name)[:100]: str(value)[:_TAG_LENGTH] for name, value in islice(pairs.items(), _MOST_TAGS)}
