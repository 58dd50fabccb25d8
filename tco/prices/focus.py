"""A plan's monthly costs written in the FOCUS format, so that any tool for cloud costs can lay them beside bills."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from intake.csv_file import csv_bytes

COLUMNS = (
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "BillingCurrency",
    "BillingAccountId",
    "BillingAccountName",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ServiceName",
    "ServiceCategory",
    "ProviderName",
    "PublisherName",
    "InvoiceIssuerName",
    "ConsumedQuantity",
    "ConsumedUnit",
    "PricingQuantity",
    "PricingUnit",
    "x_IsPlanned",
    "x_Plan",
    "x_PlanRevision",
    "x_Option",
    "x_Row",
)


@dataclass(frozen=True)
class PlannedCharge:
    """One line of a plan in one month, in yen without consumption tax; `row` is its key in the model."""

    month: date
    row: str
    label: str
    jpy: Decimal


@dataclass(frozen=True)
class PlanHead:
    """Whose plan, and which option of it."""

    organization: str
    plan: str
    revision: int
    option: str
    option_label: str


def focus_csv(head: PlanHead, charges: Iterable[PlannedCharge]) -> bytes:
    """Return planned charges as a FOCUS CSV: one row for each month and line, marked as planned in x_ columns."""
    return csv_bytes([COLUMNS, *(list(_cells(head, charge)) for charge in charges)])


def _cells(head: PlanHead, charge: PlannedCharge) -> Iterator[str]:
    start = charge.month.replace(day=1)
    after = (start + timedelta(32)).replace(day=1)
    cost = f"{charge.jpy.quantize(Decimal('0.01')):f}"
    period = [f"{day:%Y-%m-%d}T00:00:00Z" for day in (start, after)]
    yield from [cost] * 4
    yield from ("JPY", head.organization, head.organization, *period, *period)
    yield from ("Usage", "", charge.label, "Recurring")
    yield from (head.option_label, "AI and Machine Learning")
    # Whom the money goes to is not part of a plan; the format wants the three names filled.
    yield from [head.organization] * 3
    yield from ("1", "Months", "1", "Months")
    yield from ("true", head.plan, str(head.revision), head.option, charge.row)
