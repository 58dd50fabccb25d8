"""Reading prices and bills of one company."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from accounts.models import Organization
from language.text import Text
from tco.assumptions import AssumptionValue
from tco.models import BillImport, BillLine, CostPlan, PriceRow
from tco.plan.model import plan_model
from tco.prices.against import BilledSum, RateOf
from tco.prices.bill import TAX
from tco.prices.filling import place_of
from tco.prices.kinds import Kind, rate_unit
from tco.prices.staleness import stale_reason
from tco.prices.validity import in_force
from tco.selectors import assumptions_of


@dataclass(frozen=True)
class PriceLine:
    """A row as a list shows it; `stale` says why it should be checked again."""

    row: PriceRow
    stale: Text | None
    is_future: bool


@dataclass(frozen=True)
class Fillable:
    """An input of a plan that price rows can fill; `value` None: it has none yet."""

    key: str
    label: Text
    unit: Text
    value: AssumptionValue | None
    lines: tuple[PriceLine, ...]


@dataclass(frozen=True)
class StalePrice:
    """An input of a plan that uses a row which should be checked again."""

    input_key: str
    row: PriceRow
    reason: Text


def prices_of(
    organization: Organization, today: date, kind: str = "", words: str = "", history: bool = False
) -> QuerySet[PriceRow]:
    """Return rows that no successor has replaced by today, or with `history` all, filtered by kind and words."""
    # The rates of one model stand together.
    rows = organization.price_rows.order_by("item", "provider", "region", "kind", "-valid_from", "-pk")
    if not history:
        rows = rows.exclude(closed_by__valid_from__lte=today)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        rows = rows.filter(
            Q(item__icontains=word)
            | Q(provider__icontains=word)
            | Q(source__icontains=word)
            | Q(region__icontains=word)
        )
    return rows


def price_lines(rows: Iterable[PriceRow], today: date) -> list[PriceLine]:
    """Return rows with why each is stale."""
    return [PriceLine(row, stale_reason(row, today), row.valid_from > today) for row in rows]


def series_of(row: PriceRow) -> list[PriceRow]:
    """Return all rows of the series, in the order in which they were entered."""
    same = {name: getattr(row, name) for name in ("kind", "item", "provider", "region", "unit", "status")}
    return list(row.organization.price_rows.filter(**same).select_related("closed_by").order_by("pk"))


def fillable_inputs(plan: CostPlan, today: date) -> list[Fillable]:
    """Return the inputs of a plan that price rows can fill, each with the rows of the company that fit."""
    model = plan_model(plan.shape)
    values = {value.key: value for value in assumptions_of(plan)}
    return [
        Fillable(
            key=spec.key,
            label=spec.label,
            unit=spec.unit,
            value=values.get(spec.key),
            lines=tuple(price_lines(price_rows_for(plan.organization, spec.key, today), today)),
        )
        for spec in model.inputs
        if place_of(spec.key)
    ]


def price_rows_for(organization: Organization, input_key: str, today: date) -> list[PriceRow]:
    """Return the rows that fit an input of a plan and hold today; none for an input that is no price."""
    place = place_of(input_key)
    if place is None:
        return []
    fitting = organization.price_rows.filter(kind__in=place.kinds, unit=place.unit).order_by("pk")
    series: dict[tuple[str, ...], list[PriceRow]] = defaultdict(list)
    for row in fitting:
        series[row.kind, row.item, row.provider, row.region, row.status].append(row)
    holding = (in_force(rows, today) for rows in series.values())
    return sorted((row for row in holding if row), key=lambda row: (row.item, row.provider, row.region))


def stale_prices_of(plan: CostPlan, today: date) -> list[StalePrice]:
    """Return the inputs of a plan whose price row should be checked again."""
    used = plan.assumptions.filter(price_row__isnull=False).select_related("price_row").order_by("key")
    pairs = [(one.key, one.price_row, stale_reason(one.price_row, today)) for one in used if one.price_row]
    return [StalePrice(key, row, reason) for key, row, reason in pairs if reason]


def rates_of(organization: Organization) -> RateOf:
    """Return a look-up of yen for one unit of a currency on a day; None where no rate holds, never a guess."""
    rows = list(organization.price_rows.filter(kind=Kind.EXCHANGE_RATE).order_by("pk"))

    def rate_of(currency: str, day: date) -> Decimal | None:
        row = in_force([row for row in rows if row.unit == rate_unit(currency)], day)
        return row.value if row else None

    return rate_of


def bills_of(organization: Organization) -> QuerySet[BillImport]:
    """Return imported bills with the months they cover."""
    bills = organization.bill_imports.select_related("plan").order_by("-imported_at", "-pk")
    return bills.annotate(first=Min("lines__billing_start"), last=Max("lines__billing_start"))


def services_of(plan: CostPlan) -> list[str]:
    """Return the services that the bills of a plan name."""
    lines = BillLine.objects.filter(bill__plan=plan).exclude(category=TAX)
    return sorted(set(lines.values_list("service", flat=True).distinct()))


def billed_twice(plan: CostPlan) -> list[tuple[date, str]]:
    """Return months and services that several files of a plan hold: one month exported twice would count double."""
    lines = BillLine.objects.filter(bill__plan=plan).order_by("billing_start", "service")
    held = lines.values_list("billing_start", "service").annotate(bills=Count("bill", distinct=True))
    return [(month, service) for month, service, bills in held if bills > 1]


def billed_sums(plan: CostPlan, services: Iterable[str] = ()) -> list[BilledSum]:
    """Return what was billed for a plan by month and currency; of the chosen services only, where some are chosen."""
    lines = BillLine.objects.filter(bill__plan=plan)
    chosen = list(services)
    if chosen:
        lines = lines.filter(Q(service__in=chosen) & ~Q(category=TAX))
    costs: dict[tuple[date, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    summed = (
        lines.values("billing_start", "currency", "category").order_by().annotate(cost=Sum("billed_cost"))
    )
    for one in summed:
        month = one["billing_start"].replace(day=1)
        costs[month, one["currency"]][one["category"] == TAX] += one["cost"]
    return [BilledSum(month, currency, cost, tax) for (month, currency), (cost, tax) in sorted(costs.items())]
