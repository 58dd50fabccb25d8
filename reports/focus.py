"""What was spent, in the FOCUS format: calls that the product made, and bills that were imported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from accounts.models import Organization
from evaluations.models import Call, RunCandidate
from tco.models import BillLine
from tco.prices.focus import GENERATIVE_AI, FocusRow, account_of, costs_of, period_of

MICROYEN = Decimal(10) ** 6
CALL_COLUMNS = (
    "x_IsComputed",
    "x_Purpose",
    "x_Run",
    "x_Calls",
    "x_CallsWithoutCost",
    "x_InputTokens",
    "x_OutputTokens",
)
BILL_COLUMNS = ("x_IsComputed", "x_Bill", "x_BillRow")


@dataclass(frozen=True)
class SpentMonth:
    """What there is to export for a month; `jpy` is None where no call has a known cost."""

    month: date
    calls: int
    calls_without_cost: int
    jpy: Decimal | None
    bill_rows: int


def spent_months(organization: Organization) -> list[SpentMonth]:
    """Return the months with calls or bills, newest first, in two queries."""
    called = {
        row["month"]: row
        for row in Call.objects.filter(organization=organization)
        .annotate(month=TruncMonth("sent_at"))
        .values("month")
        .annotate(calls=Count("pk"), without=Count("pk", filter=_UNKNOWN), cost=Sum("cost_microyen"))
    }
    calls = {timezone.localtime(month).date(): row for month, row in called.items()}
    billed = {
        row["month"]: row["rows"]
        for row in BillLine.objects.filter(bill__organization=organization)
        .annotate(month=TruncMonth("billing_start"))
        .values("month")
        .annotate(rows=Count("pk"))
    }
    return [
        _month(month, calls.get(month), billed.get(month, 0))
        for month in sorted(calls.keys() | billed.keys(), reverse=True)
    ]


_UNKNOWN = Q(cost_microyen=None)


def _month(month: date, called: Mapping[str, Any] | None, bill_rows: int) -> SpentMonth:
    if called is None:
        return SpentMonth(month, 0, 0, None, bill_rows)
    return SpentMonth(month, called["calls"], called["without"], _yen(called["cost"]), bill_rows)


def call_rows(organization: Organization, month: date) -> Iterator[FocusRow]:
    """Yield one row for each day, place, candidate and purpose of the calls of a month, in yen without tax.

    Costs were computed from dated prices when the answers came. Where no call of a row has a known cost, the cost is
    null: a checker of the format points at it, and nobody adds it up as zero.
    """
    grouped = _grouped(organization, month)
    names = _candidate_names(row["answer__run_candidate"] for row in grouped)
    return (_call_row(organization, month, row, names) for row in grouped)


def _grouped(organization: Organization, month: date) -> Sequence[Mapping[str, Any]]:
    start, end = _instants(month, _next_month(month))
    return list(
        Call.objects.filter(organization=organization, sent_at__gte=start, sent_at__lt=end)
        .annotate(day=TruncDate("sent_at"))
        .values("day", "host_name", "host_address", "purpose", "run", "run__name", "answer__run_candidate")
        .annotate(
            calls=Count("pk"),
            without=Count("pk", filter=_UNKNOWN),
            cost=Sum("cost_microyen"),
            input=Sum("input_tokens"),
            output=Sum("output_tokens"),
        )
        .order_by("day", "host_name", "run", "answer__run_candidate", "purpose")
    )


def _candidate_names(ids: Iterable[int | None]) -> dict[int, str]:
    places = RunCandidate.objects.select_related("candidate").in_bulk({one for one in ids if one})
    return {pk: str(place.snapshot.get("name", place.candidate.name)) for pk, place in places.items()}


def _call_row(
    organization: Organization, month: date, row: Mapping[str, Any], names: dict[int, str]
) -> FocusRow:
    day, place = row["day"], row["host_name"] or organization.name
    tokens = (
        None if row["input"] is None and row["output"] is None else (row["input"] or 0) + (row["output"] or 0)
    )
    service = names.get(row["answer__run_candidate"] or 0, place)
    return {
        **costs_of(_yen(row["cost"]), "JPY"),
        **account_of(organization.name),
        **period_of("Billing", *_instants(month, _next_month(month))),
        **period_of("Charge", *_instants(day, day + timedelta(1))),
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{service}: {row['purpose']}",
        "ChargeFrequency": "Usage-Based",
        "ServiceName": service,
        **GENERATIVE_AI,
        **dict.fromkeys(("ProviderName", "PublisherName", "InvoiceIssuerName"), place),
        "ConsumedQuantity": "" if tokens is None else str(tokens),
        "ConsumedUnit": "" if tokens is None else "Tokens",
        "PricingCategory": "Standard",
        "PricingQuantity": "" if tokens is None else f"{Decimal(tokens) / 10**6:f}",
        "PricingUnit": "" if tokens is None else "1000000 Tokens",
        "ResourceName": service,
        "ResourceType": "Model",
        "x_IsComputed": "true",
        "x_Purpose": row["purpose"],
        "x_Run": row["run__name"] or "",
        "x_Calls": str(row["calls"]),
        "x_CallsWithoutCost": str(row["without"]),
        "x_InputTokens": "" if row["input"] is None else str(row["input"]),
        "x_OutputTokens": "" if row["output"] is None else str(row["output"]),
    }


def bill_rows(organization: Organization, month: date) -> Iterator[FocusRow]:
    """Yield the stored charges of a month's bills in their own currency, as far as the bills said."""
    lines = (
        BillLine.objects.filter(
            bill__organization=organization,
            billing_start__gte=month,
            billing_start__lt=_next_month(month),
        )
        .select_related("bill")
        .order_by("bill_id", "number")
    )
    return (_bill_row(organization, line) for line in lines.iterator(chunk_size=1_000))


def _bill_row(organization: Organization, line: BillLine) -> FocusRow:
    start, end = line.charge_start or line.billing_start, line.charge_end or line.billing_end
    effective = line.billed_cost if line.effective_cost is None else line.effective_cost
    quantity = "" if line.consumed_quantity is None else _plain(line.consumed_quantity)
    return {
        **costs_of(Decimal(_plain(line.billed_cost)), line.currency),
        "EffectiveCost": _plain(effective),
        **account_of(organization.name),
        **period_of("Billing", *_instants(line.billing_start, line.billing_end)),
        **period_of("Charge", *_instants(start, end)),
        "ChargeCategory": line.category or "Usage",
        "ChargeDescription": line.charge,
        "ServiceName": line.service,
        **GENERATIVE_AI,
        **dict.fromkeys(
            ("ProviderName", "PublisherName", "InvoiceIssuerName"), line.provider or line.service
        ),
        "ConsumedQuantity": quantity,
        "ConsumedUnit": line.consumed_unit if quantity else "",
        "PricingUnit": line.pricing_unit,
        "ResourceName": line.resource,
        "x_IsComputed": "false",
        "x_Bill": line.bill.name,
        "x_BillRow": str(line.number),
    }


def _instants(first: date, after: date) -> tuple[datetime, datetime]:
    """Midnights of the company's zone: a month in Japan begins at 15:00 UTC of the day before."""
    zone = timezone.get_default_timezone()
    begins, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (first, after))
    return begins, ends


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(32)).replace(day=1)


def _yen(microyen: int | None) -> Decimal | None:
    return None if microyen is None else Decimal(microyen) / MICROYEN


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
