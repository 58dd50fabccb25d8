"""A fictional bill of the API for the plan's first three months, as a provider would write it in the FOCUS format."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from accounts.models import User
from intake.csv_file import csv_bytes
from tco.models import BillImport, CostPlan
from tco.price_planned import month_after
from tco.price_services import import_bill
from tco.selectors import assumptions_of, plan_results

NAME = "架空の請求_計画の最初の3か月.csv"
# What was used in each month beside what was planned: the third is well over.
USED = (Decimal("0.94"), Decimal("1.03"), Decimal("1.38"))
API = "api"
SERVICE, PROVIDER = "Chat API (fictional)", "架空のベンダー"
TAX_RATE = Decimal("0.1")
CENT = Decimal("0.01")
NAMES = {"in": "Input tokens", "cached": "Cached input tokens", "out": "Output tokens"}
COLUMNS = (
    "BilledCost",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargeDescription",
    "ServiceName",
    "ProviderName",
    "ConsumedQuantity",
    "ConsumedUnit",
    "x_Note",
)


def attach_bill(plan: CostPlan, user: User) -> BillImport | None:
    """Import the bill into the plan, once; None when somebody took the API out of the plan."""
    if API not in {option.key for option in plan.shape.options}:
        return None
    found = plan.organization.bill_imports.filter(name=NAME).first()
    return found or import_bill(plan.organization, user, NAME, focus_bill(plan), plan)


def focus_bill(plan: CostPlan) -> bytes:
    """Return the planned tokens of the API, times what was used, at the planned prices in dollars, and 10 % tax."""
    return csv_bytes([COLUMNS, *(row for number in range(len(USED)) for row in _month(plan, number))])


def _month(plan: CostPlan, number: int) -> Iterator[list[str]]:
    start, end = (month_after(plan.starts_on, number + later) for later in (0, 1))
    costs = Decimal(0)
    for label, millions, usd in _tokens(plan, number + 1):
        used = millions * USED[number]
        cost = (used * usd).quantize(CENT)
        costs += cost
        yield _row(start, end, cost, "Usage", label, f"{used * 1_000_000:.0f}")
    yield _row(start, end, (costs * TAX_RATE).quantize(CENT), "Tax", "Consumption tax 10%", "")


def _tokens(plan: CostPlan, month: int) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield what the plan sends in a month: name, millions of tokens, dollars for a million."""
    results = plan_results(plan).results
    prices = {value.key: value.mode for value in assumptions_of(plan)}
    amounts = {part: Decimal(str(results.each(f"workload.mtok_{part}")[month])) for part in NAMES}
    amounts["in"] -= amounts["cached"]
    for part, name in NAMES.items():
        yield name, amounts[part], prices[f"{API}_usd_per_mtok_{part}"]


def _row(start: date, end: date, cost: Decimal, category: str, label: str, tokens: str) -> list[str]:
    period = [f"{day:%Y-%m-%d}T00:00:00Z" for day in (start, end)]
    unit = "Tokens" if tokens else ""
    return [f"{cost:f}", "USD", *period, category, label, SERVICE, PROVIDER, tokens, unit, "架空の請求"]
