"""Which rows of the model stand on which calculation sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.workbook.addresses import SheetPlan, plan_sheet
from reports.workbook.words import SHEET_APPRAISAL, SHEET_COSTS, SHEET_MONTHS
from tco.model.rows import Row
from tco.plan.costs import cost_categories
from tco.plan.model import PlanModel

_BENEFIT = "benefit_"
_APPRAISAL_SECTIONS = ("appraisal_", "break_even", "decision")


@dataclass(frozen=True)
class SheetPlans:
    """Costs and appraisal by fiscal year, and everything by month."""

    costs: SheetPlan
    appraisal: SheetPlan
    months: SheetPlan

    @property
    def all(self) -> tuple[SheetPlan, ...]:
        """The three of them."""
        return (self.costs, self.appraisal, self.months)


def plans_of(model: PlanModel, language: str) -> SheetPlans:
    """Give every row of the model a place; rows of one section may stand on several sheets."""
    appraisal = _appraisal_keys(model)

    def sheet(title: str, belongs: Callable[[Row], bool]) -> SheetPlan:
        rows = [row for row in model.rows if belongs(row)]
        return plan_sheet(
            title, [(s.key, [r for r in rows if _section_of(r) == s.key]) for s in model.sections]
        )

    return SheetPlans(
        sheet(SHEET_COSTS.in_(language), lambda row: row.shape != "monthly" and row.key not in appraisal),
        sheet(SHEET_APPRAISAL.in_(language), lambda row: row.shape != "monthly" and row.key in appraisal),
        sheet(SHEET_MONTHS.in_(language), lambda row: row.shape == "monthly"),
    )


def _appraisal_keys(model: PlanModel) -> frozenset[str]:
    """Return the rows of the appraisal: its own sections, and the years of benefit, tax and cash of each option."""
    costs = {
        f"{key}.fy"
        for option in model.shape.options
        for key in (*cost_categories(option, model.shape), f"{option.key}.cost")
    }
    return frozenset(
        row.key
        for row in model.rows
        if _section_of(row).startswith(_APPRAISAL_SECTIONS)
        or (_section_of(row).startswith("yearly_") and row.key not in costs)
    )


def _section_of(row: Row) -> str:
    """A single value of an option's benefit stands with the years that it explains, not under a heading alone."""
    if row.shape == "scalar" and row.section.startswith(_BENEFIT):
        return f"yearly_{row.section.removeprefix(_BENEFIT)}"
    return row.section
