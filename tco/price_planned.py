"""What a plan foresees for each month and line of an option, as charges that can be laid beside bills."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tco.models import CostPlan
from tco.plan.costs import cost_categories
from tco.plan.shape import MONTHS_PER_YEAR
from tco.prices.focus import PlannedCharge
from tco.selectors import plan_results

# The lines that suppliers of models and GPUs bill; the others are the company's own work, machines and power.
BILLED = ("usage", "fixed_fee", "storage", "early_exit")


@dataclass(frozen=True)
class Planned:
    """The planned costs of one option; they hold `tax_factor` times the price where tax cannot be credited."""

    charges: tuple[PlannedCharge, ...]
    tax_factor: Decimal

    def by_month(self) -> dict[date, Decimal]:
        """Return the sum of all costs by month."""
        return _by_month(self.charges)

    def billed_by_suppliers(self) -> dict[date, Decimal]:
        """Return by month what a supplier's bill can hold, without consumption tax."""
        billed = _by_month(one for one in self.charges if one.row.rpartition(".")[2] in BILLED)
        return {month: jpy / self.tax_factor for month, jpy in billed.items()}


def planned_charges(plan: CostPlan, option: str, language: str = "ja") -> Planned:
    """Return every line of an option with a cost in a month, at the standard values.

    The initial outlay (month 0) falls into the month in which operation starts. CostError when an input has no value.
    """
    found = plan_results(plan)
    rows = found.results.model.row_by_key
    chosen = next(one for one in found.shape.options if one.key == option)
    charges = [
        PlannedCharge(
            month_after(plan.starts_on, max(period - 1, 0)), key, rows[key].label.in_(language), _yen(jpy)
        )
        for key in cost_categories(chosen, found.shape)
        for period, jpy in enumerate(found.results.each(key))
        if jpy
    ]
    charges.sort(key=lambda charge: charge.month)
    return Planned(tuple(charges), Decimal(str(found.results.number("cost.tax_factor"))))


def _by_month(charges: Iterable[PlannedCharge]) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for charge in charges:
        sums[charge.month] += charge.jpy
    return dict(sums)


def month_after(start: date, months: int) -> date:
    """Return the first day of a later month.

    >>> month_after(date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    years, month = divmod(start.month - 1 + months, MONTHS_PER_YEAR)
    return date(start.year + years, month + 1, 1)


def _yen(jpy: float) -> Decimal:
    return Decimal(str(round(jpy, 2)))
