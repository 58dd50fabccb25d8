"""XLSX: a record per row with its header path, cited by sheet and cells; hidden parts are left out."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.excel_grid import Grid, grid_of
from evaluations.parsing.formats.excel_scan import check_sheets
from evaluations.parsing.formats.pictures import picture_count
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice
from evaluations.parsing.places import Cells
from evaluations.parsing.reading import Reading
from evaluations.parsing.tables import Header, Line, Record, records


def _open(path: Path, is_values: bool) -> Workbook:
    try:
        # As a stream: openpyxl judges a path by its ending, and stored files have none.
        with path.open("rb") as stream:
            return load_workbook(stream, data_only=is_values, keep_links=False)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        XMLSyntaxError,
        OSError,
    ) as error:
        raise refused("truncated_file") from error


def read(path: Path, limits: Limits) -> Reading:
    """Read the visible cells of every visible sheet as they are displayed."""
    scan = check_sheets(path, limits)
    book = _open(path, is_values=True)
    blocks: list[Block] = []
    notices: list[Notice] = []
    sheets = 0
    formulas = _open(path, is_values=False) if scan.has_formulas else None
    for number, name in enumerate(book.sheetnames, 1):
        sheet: object = book[name]
        if not isinstance(sheet, Worksheet):
            notices.append(notice("chart_sheet", name, sheet=name))
        elif sheet.sheet_state != "visible":
            notices.append(notice("hidden_sheet", name, sheet=name))
        else:
            sheets += 1
            grid = grid_of(sheet, limits)
            blocks.extend(_blocks(grid, name, number))
            notices.extend(_sheet_notices(grid, name, limits))
            if formulas is not None:
                notices.extend(_unanswered(sheet, formulas[name]))
    if pictures := picture_count(path):
        notices.append(notice("pictures_not_read", count=pictures))
    return Reading(tuple(blocks), tuple(notices), sheets)


def _sheet_notices(grid: Grid, name: str, limits: Limits) -> Iterator[Notice]:
    if grid.hidden_rows:
        rows = ", ".join(map(str, grid.hidden_rows[:20]))
        yield notice("hidden_rows", f"{name}!{rows}", sheet=name, count=len(grid.hidden_rows))
    if grid.hidden_columns:
        columns = ", ".join(grid.hidden_columns[:20])
        yield notice("hidden_columns", f"{name}!{columns}", sheet=name, count=len(grid.hidden_columns))
    if grid.outside:
        yield notice(
            "cells_outside_range",
            f"{name}!{grid.outside[0]}",
            sheet=name,
            count=len(grid.outside),
            rows=limits.sheet_rows,
            columns=limits.sheet_columns,
        )


def _unanswered(values: Worksheet, formulas: object) -> Iterator[Notice]:
    """Notice formulas whose result was never stored, as files written by programs have them."""
    if not isinstance(formulas, Worksheet):
        return
    found = [
        cell.coordinate
        for spot, cell in formulas._cells.items()
        if cell.data_type == "f" and values._cells[spot].value is None
    ]
    if found:
        name = values.title
        yield notice("formula_without_value", f"{name}!{found[0]}", sheet=name, count=len(found))


def _blocks(grid: Grid, sheet: str, number: int) -> Iterator[Block]:
    """Tables of a sheet are divided by blank rows; one without a header continues the one above.

    A title keeps the table below it and that table's notes, whether a blank row stands between or not.
    """
    inherited: Header | None = None
    title: tuple[str, ...] = ()
    keeps_title = False
    for lines in _tables(grid):
        found, header = records(lines, inherited)
        inherited = header if header.paths else inherited
        title = title if keeps_title or all(record.is_note for record in found) else ()
        for record in found:
            title = (record.text,) if record.is_title else title
            is_alone = record.is_title and len(found) == 1
            yield _block(record, (sheet,) if is_alone else (sheet, *title), sheet, number)
        keeps_title = all(record.is_title for record in found)


def _tables(grid: Grid) -> Iterator[list[Line]]:
    hidden = set(grid.hidden_rows)
    held: list[Line] = []
    for line in grid.lines:
        if held and any(row not in hidden for row in range(held[-1].number + 1, line.number)):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _block(record: Record, path: tuple[str, ...], sheet: str, number: int) -> Block:
    row, columns = record.line.number, record.line.cells
    place = Cells(sheet, number, row, min(columns), row, max(columns))
    return Block(record.text, place, path, is_heading=record.is_title, is_note=record.is_note)
