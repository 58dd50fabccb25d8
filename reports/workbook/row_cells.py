"""The cells of the cost model's rows, with the values they have now, for use in other formulas."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from reports.workbook.addresses import BEFORE_MARK, NOW_MARK, Addresses, book_for
from reports.workbook.live import Live, LiveRange, Value
from tco.headlines import plan_of
from tco.model.cost_model import Results
from tco.model.excel import formula
from tco.model.expression import Period
from tco.model.rows import Row
from tco.plan.model import PlanModel
from tco.plan.shape import PlanShape

REST = 1e-14


@dataclass(frozen=True)
class RowCells:
    """Asks the address book for the place and the engine for the values of a row."""

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
        values = self.values(key)
        value = values[period] if isinstance(period, int) and len(values) > 1 else values[0]
        return Live(self.addresses.cell(key, period), value)

    def in_year(self, key: str, year: int) -> Live:
        """Refer to a year's cell so that the formula beside it, a column further, reads the next year."""
        cell = self.cell(key, year)
        sheet, _, place = cell.text.rpartition("!")
        return Live(f"{sheet}!{place[1:]}", cell.value)

    def span(self, key: str) -> LiveRange:
        """Refer to a monthly or yearly row over all its periods."""
        return LiveRange(self.addresses.span(key), tuple(self.values(key)))

    def input_number(self, key: str) -> float:
        """Return the active value of an input."""
        return float(self.results.input_value(key))

    def values(self, key: str) -> list[Value]:
        """Return what a row shows in each period (a single value for a scalar row)."""
        return shown_values(self.results, self.model.row_by_key[key], self.language)

    def formulas(self, row: Row) -> Iterator[Live]:
        """Yield the formula of each of the row's cells, first period first, with the value it has now."""
        first, later = (self._template(row, is_first=is_first) for is_first in (True, False))
        start = self.addresses.column(row.key, 0)
        for period, value in enumerate(self.values(row.key)):
            text = later if period else first
            now, before = xl_col_to_name(start + period), xl_col_to_name(max(start + period - 1, 0))
            yield Live(text.replace(NOW_MARK, now).replace(BEFORE_MARK, before), value)

    def _template(self, row: Row, *, is_first: bool) -> str:
        book, period = book_for(self.addresses, row, is_first=is_first)
        if row.shape == "scalar":
            period = None
        return formula(row, period, book, self.language).removeprefix("=")


def shown_values(results: Results, row: Row, language: str) -> list[Value]:
    """Return a row's numbers, or its words where it has no value; raise ValueError where it has neither."""
    if row.shape == "scalar":
        number = results.scalar(row.key)
        numbers = [math.nan if number is None else number]
    else:
        numbers = results.each(row.key)
    numbers = without_rests(numbers)
    if not any(math.isnan(number) for number in numbers):
        return list(numbers)
    if row.undefined is None:
        raise ValueError(f"{row.key} has no value and no words for that")
    words = row.undefined.in_(language)
    return [words if math.isnan(number) else number for number in numbers]


def without_rests(numbers: list[float]) -> list[float]:
    """Take what is left of a subtraction of equal amounts for 0, as Excel does; it would print as a negative 0.

    >>> without_rests([1_000_000.0, -2e-10, 0.5])
    [1000000.0, 0.0, 0.5]
    """
    precision = REST * max((abs(number) for number in numbers if not math.isnan(number)), default=0.0)
    return [0.0 if abs(number) < precision else number for number in numbers]
