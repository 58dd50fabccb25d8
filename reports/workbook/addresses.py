"""Which cell every input and every row of the cost model has, settled before anything is written.

Rows read rows on other sheets and further down, so all places must be known first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tco.model.cost_model import CostModel
from tco.model.expression import Period, Previous
from tco.model.rows import Row

VALUE_COLUMN = 3  # A item, B unit, C how it is calculated, D a single value, E… the fiscal years
YEAR_COLUMN = 4
MONTH_COLUMN = 3  # the monthly sheet has no single values: D is month 0
FIRST_ROW = 4
# A formula is rendered once for all periods but the first: these stand for its column and the one before.
NOW_MARK, BEFORE_MARK = "\x01", "\x02"
_ANY_PERIOD = 1_000_000
_LIKE_A_CELL = re.compile(r"^(?:[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*|[Rr][0-9]*[Cc][0-9]*)$")


@dataclass(frozen=True)
class Place:
    """Where one model row stands."""

    sheet: str
    row: int


@dataclass(frozen=True)
class SectionPlace:
    """A section heading and the rows below it."""

    key: str
    heading_row: int
    row_keys: tuple[str, ...]

    @property
    def last_row(self) -> int:
        """The last of its rows."""
        return self.heading_row + len(self.row_keys)


@dataclass(frozen=True)
class SheetPlan:
    """The sections of one calculation sheet, top to bottom."""

    sheet: str
    sections: tuple[SectionPlace, ...]
    last_row: int

    @property
    def blocks(self) -> list[tuple[int, int]]:
        """First and last row of each section."""
        return [(place.heading_row, place.last_row) for place in self.sections]


@dataclass(frozen=True)
class Addresses:
    """Where every row stands; the answers are absolute and name their sheet, so that any sheet may use them."""

    model: CostModel
    places: dict[str, Place]

    def cell(self, row_key: str, period: Period) -> str:
        """Return the cell of a row in a period; the period means nothing for a scalar row."""
        place = self.places[row_key]
        return _quoted(place.sheet) + _absolute(place.row, self.column(row_key, period))

    def span(self, row_key: str) -> str:
        """Return the range of a row over all its periods."""
        place = self.places[row_key]
        return _quoted(place.sheet) + _absolute_span(place.row, *self.ends(row_key))

    def column(self, row_key: str, period: Period) -> int:
        """Return the column of a row in a period; ValueError where a row of many periods is asked for none."""
        row = self.model.row_by_key[row_key]
        if row.shape == "scalar":
            return VALUE_COLUMN
        if not isinstance(period, int):
            raise ValueError(f"{row_key} has a cell only in a period")
        return period + (MONTH_COLUMN if row.shape == "monthly" else YEAR_COLUMN)

    def ends(self, row_key: str) -> tuple[int, int]:
        """Return the first and the last column of a row with periods."""
        last = self.model.periods_of(self.model.row_by_key[row_key])[-1]
        return self.column(row_key, 0), self.column(row_key, last)


@dataclass(frozen=True)
class RowBook:
    """The address book that `tco.model.excel.formula` asks while it renders the row at `home`.

    The period `now` and the one before become marks, to be replaced by column letters; every other period that
    the row names is a fixed cell. Cells of the row's own sheet are written without the sheet's name.
    """

    addresses: Addresses
    home: Place
    now: int

    def input_name(self, key: str) -> str:
        return active_name(key)

    def cell(self, row_key: str, period: Period) -> str:
        place = self.addresses.places[row_key]
        if self.addresses.model.row_by_key[row_key].shape == "scalar" or period not in (
            self.now,
            self.now - 1,
        ):
            return self._sheet(place) + _absolute(place.row, self.addresses.column(row_key, period))
        return f"{self._sheet(place)}{self._mark(period)}{place.row + 1}"

    def span(self, row_key: str) -> str:
        place = self.addresses.places[row_key]
        return self._sheet(place) + _absolute_span(place.row, *self.addresses.ends(row_key))

    def span_until(self, row_key: str, period: Period) -> str:
        place = self.addresses.places[row_key]
        first = xl_col_to_name(self.addresses.column(row_key, 0), col_abs=True)
        return f"{self._sheet(place)}{first}{place.row + 1}:{self._mark(period)}{place.row + 1}"

    def _mark(self, period: Period) -> str:
        return NOW_MARK if period == self.now else BEFORE_MARK

    def _sheet(self, place: Place) -> str:
        return "" if place.sheet == self.home.sheet else _quoted(place.sheet)


def book_for(addresses: Addresses, row: Row, *, is_first: bool) -> tuple[RowBook, Period]:
    """Return the book to render a row with, and the period to render it in.

    Only a row that reads the period before needs another formula in its first column.
    """
    period = 0 if is_first and reads_before(row) else _ANY_PERIOD
    return RowBook(addresses, addresses.places[row.key], period), period


def reads_before(row: Row) -> bool:
    """Say whether a row reads a period before its own."""
    return any(isinstance(node, Previous) for node in row.expression.walk())


def plan_sheet(sheet: str, sections: Sequence[tuple[str, Sequence[Row]]]) -> SheetPlan:
    """Stack sections of rows on one sheet: a heading, its rows, an empty line; sections without rows are left out."""
    row, places = FIRST_ROW, []
    for key, rows in sections:
        if rows:
            places.append(SectionPlace(key, row, tuple(each.key for each in rows)))
            row += len(rows) + 2
    return SheetPlan(sheet, tuple(places), row - 2)


def addresses_of(model: CostModel, plans: Sequence[SheetPlan]) -> Addresses:
    """Collect the places of all planned rows."""
    places = {
        key: Place(plan.sheet, section.heading_row + 1 + offset)
        for plan in plans
        for section in plan.sections
        for offset, key in enumerate(section.row_keys)
    }
    return Addresses(model, places)


def active_name(key: str) -> str:
    """Name of an input's active value; a key that Excel would read as a cell gets an underscore.

    >>> active_name("users"), active_name("fx2")
    ('users', 'fx2_')
    """
    return f"{key}_" if _LIKE_A_CELL.match(key) else key


def range_name(key: str) -> str:
    """Name of an input's low, mode and high cells."""
    return f"in_{key}"


def _absolute(row: int, column: int) -> str:
    cell: str = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    return cell


def _absolute_span(row: int, first: int, last: int) -> str:
    return f"{_absolute(row, first)}:{_absolute(row, last)}"


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!"
