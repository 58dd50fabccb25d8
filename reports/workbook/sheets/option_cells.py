"""What page 1 and the checks read of the options, from the sheets that show them."""

from dataclasses import dataclass

from language.text import Text
from reports.workbook.live import Live, LiveRange
from reports.workbook.sheets.option_table import OptionTables
from tco.plan.shape import PlanShape


@dataclass(frozen=True)
class CostCells:
    """From the sheet of the total cost: each group's column, each option's total, and names with their TCO."""

    groups: tuple[tuple[Text, LiveRange], ...]
    group_totals: dict[str, Live]
    labelled_names: LiveRange


@dataclass(frozen=True)
class CashCells:
    """From the sheet of the appraisal: the years and each option's cumulative cash."""

    years: LiveRange
    cumulative: dict[str, LiveRange]


@dataclass(frozen=True)
class OptionCells:
    """All of them."""

    shape: PlanShape
    options: OptionTables
    costs: CostCells
    cash: CashCells

    @property
    def years(self) -> LiveRange:
        """The fiscal years."""
        return self.cash.years

    @property
    def cumulative(self) -> dict[str, LiveRange]:
        """Cumulative cash by option."""
        return self.cash.cumulative

    @property
    def groups(self) -> tuple[tuple[Text, LiveRange], ...]:
        """Cost groups over the options."""
        return self.costs.groups

    @property
    def group_totals(self) -> dict[str, Live]:
        """Cost over the plan by option."""
        return self.costs.group_totals

    @property
    def labelled_names(self) -> LiveRange:
        """Names of the options with their TCO."""
        return self.costs.labelled_names
