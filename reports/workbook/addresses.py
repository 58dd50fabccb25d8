"""Which cell every input and every row of the cost model has, settled before anything is written.

Rows read rows on other sheets and further down, so all places must be known first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from tco.model.cost_model import CostModel
from tco.model.expression import Period, RowAt
from tco.model.rows import Row

VALUE_COLUMN = 3  # A item, B unit, C how it is calculated, D a single value, E… the years
FIRST_YEAR_COLUMN = 4
FIRST_ROW = 4
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


@dataclass(frozen=True)
class SheetPlan:
    """The sections of one calculation sheet, top to bottom."""

    sheet: str
    sections: tuple[SectionPlace, ...]
    last_row: int


@dataclass(frozen=True)
class Addresses:
    """The address book that `tco.model.excel.formula` asks."""

    model: CostModel
    places: dict[str, Place]

    def for_row(self, row: Row) -> "RowAddresses":
        """Return the book to render one row with: a year it names itself stays fixed when the row is copied."""
        nodes = (node for node in row.expression.walk() if isinstance(node, RowAt))
        return RowAddresses(self, frozenset((node.key, node.at) for node in nodes))

    def input_name(self, key: str) -> str:
        return active_name(key)

    def cell(self, row_key: str, period: Period, *, fixed: bool = False) -> str:
        place = self.places[row_key]
        is_scalar = self.model.row_by_key[row_key].shape == "scalar"
        column = VALUE_COLUMN if is_scalar else FIRST_YEAR_COLUMN + self._index(period)
        cell: str = xl_rowcol_to_cell(place.row, column, col_abs=fixed or is_scalar)
        return _quoted(place.sheet) + cell

    def span(self, row_key: str) -> str:
        place = self.places[row_key]
        last = FIRST_YEAR_COLUMN + len(self.model.periods) - 1
        first_cell = xl_rowcol_to_cell(place.row, FIRST_YEAR_COLUMN, col_abs=True)
        return f"{_quoted(place.sheet)}{first_cell}:{xl_rowcol_to_cell(place.row, last, col_abs=True)}"

    def _index(self, period: Period) -> int:
        if period is None:
            raise ValueError("A yearly row has a cell only in a year.")
        return self.model.periods.index(period)


@dataclass(frozen=True)
class RowAddresses:
    """The address book as one row sees it."""

    book: Addresses
    fixed: frozenset[tuple[str, int]]

    def input_name(self, key: str) -> str:
        return self.book.input_name(key)

    def cell(self, row_key: str, period: Period) -> str:
        return self.book.cell(row_key, period, fixed=(row_key, period) in self.fixed)

    def span(self, row_key: str) -> str:
        return self.book.span(row_key)


def plan_sheet(model: CostModel, sheet: str, section_keys: Sequence[str]) -> SheetPlan:
    """Stack the sections on one sheet: a heading, its rows, an empty line."""
    row, sections = FIRST_ROW, []
    for key in section_keys:
        row_keys = tuple(r.key for r in model.rows_of(key))
        sections.append(SectionPlace(key, row, row_keys))
        row += len(row_keys) + 2
    return SheetPlan(sheet, tuple(sections), row - 2)


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


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!"
