"""A plan against the bills: what was planned for a month, what was billed, and how far they are apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

RateOf = Callable[[str, date], Decimal | None]  # yen for one unit of a currency on a day; None when not known


@dataclass(frozen=True)
class BilledSum:
    """What was billed in one month in one currency, consumption tax apart; `month` is its first day."""

    month: date
    currency: str
    cost: Decimal
    tax: Decimal = Decimal(0)


@dataclass(frozen=True)
class UsedRate:
    """The rate at which one currency of one month was converted; `jpy` None: none holds on that day."""

    currency: str
    on: date
    jpy: Decimal | None


@dataclass(frozen=True)
class MonthComparison:
    """One month in yen without consumption tax. None is unknown: no plan, no bill, or no rate; never zero."""

    month: date
    planned_jpy: Decimal | None
    billed_jpy: Decimal | None
    tax_jpy: Decimal | None
    rates: tuple[UsedRate, ...] = ()

    @property
    def difference_jpy(self) -> Decimal | None:
        """Billed less planned: above zero is dearer than planned."""
        if self.planned_jpy is None or self.billed_jpy is None:
            return None
        return self.billed_jpy - self.planned_jpy

    @property
    def difference_share(self) -> Decimal | None:
        """The difference as a share of what was planned; None where nothing was planned."""
        difference = self.difference_jpy
        return difference / self.planned_jpy if difference is not None and self.planned_jpy else None

    @property
    def without_rate(self) -> tuple[UsedRate, ...]:
        """The currencies that could not be converted."""
        return tuple(rate for rate in self.rates if rate.jpy is None)


@dataclass(frozen=True)
class Comparison:
    """All months in order, and the sums over those of which both sides are known."""

    months: tuple[MonthComparison, ...]

    @property
    def compared(self) -> tuple[MonthComparison, ...]:
        """The months of which plan and bill are both known."""
        return tuple(month for month in self.months if month.difference_jpy is not None)

    @property
    def total(self) -> MonthComparison | None:
        """The sum of the compared months, or None when there is none."""
        both = self.compared
        if not both:
            return None
        planned, billed, tax = (
            sum((getattr(month, name) for month in both), Decimal(0))
            for name in ("planned_jpy", "billed_jpy", "tax_jpy")
        )
        return MonthComparison(both[0].month, planned, billed, tax)


def last_day(month: date) -> date:
    """Return the last day of a month: the day whose rate converts its bill.

    >>> last_day(date(2026, 2, 1))
    datetime.date(2026, 2, 28)
    """
    return (month.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)


def compare(planned: Mapping[date, Decimal], billed: Iterable[BilledSum], rate_of: RateOf) -> Comparison:
    """Set planned yen by month beside bills, over the months from the first to the last bill.

    984 dollars billed at 150 yen against 140,000 yen planned: 147,600, a difference of 7,600 or 5.4 %.
    """
    sums: dict[date, list[BilledSum]] = defaultdict(list)
    for one in billed:
        sums[one.month.replace(day=1)].append(one)
    if not sums:
        return Comparison(())
    within = {month.replace(day=1): jpy for month, jpy in planned.items()}
    months = {month for month in within if min(sums) <= month <= max(sums)} | sums.keys()
    return Comparison(
        tuple(_month(month, within.get(month), sums.get(month, []), rate_of) for month in sorted(months))
    )


def _month(month: date, planned: Decimal | None, billed: list[BilledSum], rate_of: RateOf) -> MonthComparison:
    day = last_day(month)
    rates = {one.currency: _rate(one.currency, day, rate_of) for one in billed}
    used = tuple(UsedRate(currency, day, jpy) for currency, jpy in sorted(rates.items()) if currency != "JPY")
    if not billed or any(jpy is None for jpy in rates.values()):
        return MonthComparison(month, planned, None, None, used)
    cost = sum((one.cost * (rates[one.currency] or 0) for one in billed), Decimal(0))
    tax = sum((one.tax * (rates[one.currency] or 0) for one in billed), Decimal(0))
    return MonthComparison(month, planned, cost, tax, used)


def _rate(currency: str, day: date, rate_of: RateOf) -> Decimal | None:
    return Decimal(1) if currency == "JPY" else rate_of(currency, day)
