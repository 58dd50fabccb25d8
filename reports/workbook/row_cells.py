"""The cells of the cost model's rows, with the values they have now, for use in other formulas."""

from dataclasses import dataclass

from reports.workbook.addresses import Addresses
from reports.workbook.live import Live, LiveRange, Value
from tco.headlines import plan_of
from tco.model.cost_model import Results, known_number
from tco.model.expression import Period
from tco.model.rows import Row
from tco.plan.model import PlanModel
from tco.plan.shape import PlanShape


@dataclass(frozen=True)
class RowCells:
    """Asks the address book for the place and the engine for the value of a row."""

    addresses: Addresses
    results: Results
    language: str

    @property
    def model(self) -> PlanModel:
        """The model of the plan."""
        return plan_of(self.results)

    @property
    def shape(self) -> PlanShape:
        """The options, years and uses of the plan."""
        return self.model.shape

    def cell(self, key: str, period: Period = None) -> Live:
        """Refer to one cell of a row."""
        row = self.results.model.row_by_key[key]
        return Live(self.addresses.cell(key, period), shown_value(self.results, row, period, self.language))

    def span(self, key: str) -> LiveRange:
        """Refer to a monthly or yearly row over all its periods."""
        row = self.results.model.row_by_key[key]
        periods = self.model.periods_of(row)
        values = tuple(shown_value(self.results, row, p, self.language) for p in periods)
        return LiveRange(self.addresses.span(key), values)


def shown_value(results: Results, row: Row, period: Period, language: str) -> Value:
    """Return a row's number, or its words where it has no value; raise ValueError where it has neither."""
    number = known_number(results.row_value(row.key, period))
    if number is not None:
        return number
    if row.undefined is None:
        raise ValueError(f"{row.key} has no value in period {period} and no words for that")
    return row.undefined.in_(language)
