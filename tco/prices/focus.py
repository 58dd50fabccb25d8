"""Costs written in the FOCUS format, so that any tool for cloud costs can lay them beside bills."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from intake.csv_file import csv_bytes, csv_chunks

# Every column of FOCUS 1.2, in the order of its names, as the exports of the large clouds have them.
COLUMNS = (
    "AvailabilityZone",
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "CapacityReservationId",
    "CapacityReservationStatus",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "CommitmentDiscountUnit",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "SubAccountType",
    "Tags",
)
PLAN_COLUMNS = ("x_IsPlanned", "x_Plan", "x_PlanRevision", "x_Option", "x_Row")
GENERATIVE_AI = {"ServiceCategory": "AI and Machine Learning", "ServiceSubcategory": "Generative AI"}
FocusRow = Mapping[str, str]  # by column; what is not there is null


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
    return csv_bytes(_table((_planned(head, charge) for charge in charges), PLAN_COLUMNS))


def focus_chunks(rows: Iterable[FocusRow], own_columns: tuple[str, ...]) -> Iterator[bytes]:
    """Yield rows as a FOCUS CSV in pieces; `own_columns` are the x_ columns that follow those of the format.

    KeyError for a row with a column that is neither.
    """
    return csv_chunks(_table(rows, own_columns))


def costs_of(amount: Decimal | None, currency: str) -> dict[str, str]:
    """Return the cost columns of a charge without discounts. What nobody knows stays null and never becomes zero.

    >>> costs_of(Decimal("12.5"), "JPY")["BilledCost"], costs_of(None, "JPY")["BilledCost"]
    ('12.5', '')
    """
    text = "" if amount is None else f"{amount:f}"
    names = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
    return {**dict.fromkeys(names, text), "BillingCurrency": currency}


def period_of(kind: str, start: datetime, end: datetime) -> dict[str, str]:
    """Return the start and the (exclusive) end of a "Billing" or "Charge" period in UTC; both must know their zone."""
    utc = [moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (start, end)]
    return {f"{kind}PeriodStart": utc[0], f"{kind}PeriodEnd": utc[1]}


def account_of(organization: str) -> dict[str, str]:
    """Return the columns that say whose money it is."""
    return {
        "BillingAccountId": organization,
        "BillingAccountName": organization,
        "BillingAccountType": "Organization",
    }


def _table(rows: Iterable[FocusRow], own_columns: tuple[str, ...]) -> Iterator[list[str]]:
    columns = (*COLUMNS, *own_columns)
    yield list(columns)
    for row in rows:
        if strangers := row.keys() - set(columns):
            raise KeyError(f"no columns of the file: {sorted(strangers)}")
        yield [row.get(column, "") for column in columns]


def _planned(head: PlanHead, charge: PlannedCharge) -> FocusRow:
    start = charge.month.replace(day=1)
    after = (start + timedelta(32)).replace(day=1)
    # A plan knows months, not instants: they are written as a biller in UTC would.
    begins, ends = (f"{day:%Y-%m-%d}T00:00:00Z" for day in (start, after))
    return {
        **costs_of(charge.jpy.quantize(Decimal("0.01")), "JPY"),
        **account_of(head.organization),
        "BillingPeriodStart": begins,
        "BillingPeriodEnd": ends,
        "ChargePeriodStart": begins,
        "ChargePeriodEnd": ends,
        "ChargeCategory": "Usage",
        "ChargeDescription": charge.label,
        "ChargeFrequency": "Recurring",
        "ServiceName": head.option_label,
        **GENERATIVE_AI,
        # Whom the money goes to is not part of a plan; the format wants the three names filled.
        **dict.fromkeys(("ProviderName", "PublisherName", "InvoiceIssuerName"), head.organization),
        "ConsumedQuantity": "1",
        "ConsumedUnit": "Months",
        "PricingCategory": "Standard",
        "PricingQuantity": "1",
        "PricingUnit": "Months",
        "x_IsPlanned": "true",
        "x_Plan": head.plan,
        "x_PlanRevision": str(head.revision),
        "x_Option": head.option,
        "x_Row": charge.row,
    }
