"""The visible cells of one sheet as shown, merged areas filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.number_format import shown
from evaluations.parsing.limits import Limits
from evaluations.parsing.tables import Cell, Line
from intake.cleaning import one_line

Spot = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """Lines with something to read, what was hidden, and the cells beyond the limits."""

    lines: list[Line]
    hidden_rows: list[int]
    hidden_columns: list[str]
    outside: list[str]


def grid_of(sheet: Worksheet, limits: Limits) -> Grid:
    """Read a sheet by the cells it really holds: the range it declares may be 17 billion cells."""
    held = sheet._cells
    inside = {spot: cell for spot, cell in held.items() if _is_within(spot, limits)}
    outside = [
        cell.coordinate
        for spot, cell in held.items()
        if cell.value is not None and not _is_within(spot, limits)
    ]
    filled = {spot: cell for spot, cell in inside.items() if cell.value is not None}
    if len(filled) > limits.sheet_cells:
        raise refused("too_much_text", limit=limits.sheet_cells)
    used_rows = sorted({row for row, _ in filled})
    used_columns = sorted({column for _, column in filled})
    hidden_rows = [row for row in used_rows if _is_row_hidden(sheet, row)]
    hidden_columns = _hidden_columns(sheet, used_columns)
    cells = _cells(filled)
    _fill_merged(sheet, cells, used_rows, used_columns, limits)
    lines = _lines(cells, set(hidden_rows), hidden_columns)
    return Grid(lines, hidden_rows, [get_column_letter(column) for column in sorted(hidden_columns)], outside)


def _is_within(spot: Spot, limits: Limits) -> bool:
    return spot[0] <= limits.sheet_rows and spot[1] <= limits.sheet_columns


def _is_row_hidden(sheet: Worksheet, row: int) -> bool:
    if row not in sheet.row_dimensions:
        return False
    dimension = sheet.row_dimensions[row]
    return bool(dimension.hidden) or dimension.height == 0


def _hidden_columns(sheet: Worksheet, used: list[int]) -> set[int]:
    """One dimension may stand for a span of columns."""
    spans = [
        (dimension.min or 0, dimension.max or 0)
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden or dimension.width == 0
    ]
    return {column for column in used if any(first <= column <= last for first, last in spans)}


def _cells(filled: dict[Spot, Any]) -> dict[Spot, Cell]:
    return {
        spot: Cell(text, spot, is_strong=bool(cell.font and cell.font.b))
        for spot, cell in filled.items()
        if (text := one_line(shown(cell.value, cell.number_format or "General")))
    }


def _fill_merged(
    sheet: Worksheet, cells: dict[Spot, Cell], rows: list[int], columns: list[int], limits: Limits
) -> None:
    """Give every row and column of a merged area its value, where the sheet has rows and columns at all."""
    budget = limits.sheet_cells
    for area in sheet.merged_cells.ranges:
        top_left = cells.get((area.min_row, area.min_col))
        if top_left is None:
            continue
        cell = Cell(
            top_left.text,
            top_left.origin,
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
            top_left.is_strong,
        )
        spots = list(_spots(area, rows, columns))
        budget -= len(spots)
        if budget < 0:
            raise refused("too_much_text", limit=limits.sheet_cells)
        cells.update(dict.fromkeys(spots, cell))


def _spots(area: Any, rows: list[int], columns: list[int]) -> Iterator[Spot]:
    for row in rows:
        if area.min_row <= row <= area.max_row:
            for column in columns:
                if area.min_col <= column <= area.max_col:
                    yield row, column


def _lines(cells: dict[Spot, Cell], hidden_rows: set[int], hidden_columns: set[int]) -> list[Line]:
    rows: dict[int, dict[int, Cell]] = {}
    for row, column in sorted(cells):
        if row not in hidden_rows and column not in hidden_columns:
            rows.setdefault(row, {})[column] = cells[row, column]
    return [Line(row, line) for row, line in rows.items()]
