"""The cells of an uploaded table as text, read within limits: values only, hidden sheets left alone."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NamedTuple

from intake.archive import IN_A_TABLE, MIB, ArchiveLimits, check_archive
from intake.cleaning import cleaned
from intake.csv_file import FORMULA
from intake.encoding import decode
from intake.refusal import IntakeRefused, refused

OLE = b"\xd0\xcf\x11\xe0"
HEADER_WITHIN = 20  # rows from the top
# Empty rows may lie between filled ones; without an end, one cell in row 1,048,576 would cost a second a sheet.
_WALK = 4
_MACRO_NAMES = (".xlsm", ".xltm", ".xlam")
_GUARDED = re.compile(rf"'[' ]*[{re.escape(''.join(FORMULA))}]")
_OTHER_CONTENT = (
    b"PK\x03\x04",
    OLE,
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)


@dataclass(frozen=True)
class GridLimits:
    """How large a table may be; `rows` counts filled rows below the header."""

    file_bytes: int = 5 * MIB
    rows: int = 5_000
    columns: int = 60  # further ones are left alone
    cell_characters: int = 32_767  # what Excel itself takes
    archive: ArchiveLimits = field(default=ArchiveLimits())


class Row(NamedTuple):
    """A row of cells as text up to its last filled one; `number` is what the spreadsheet program shows, from 1."""

    number: int
    cells: tuple[str, ...]


class Grid(NamedTuple):
    """The filled rows of one sheet, its header among them; a CSV file has no sheet name."""

    sheet: str
    rows: tuple[Row, ...]


class Table(NamedTuple):
    """The header row of a table and the filled rows below it."""

    header: Row
    rows: tuple[Row, ...]


def read_grid(data: bytes, name: str, limits: GridLimits = GridLimits()) -> Grid:
    """Return the filled rows of a CSV file (UTF-8 with or without mark, UTF-16, CP932) or of the first visible sheet
    of an XLSX file; `name` is what its owner called it.

    Every cell is text as a person sees it, without invisible characters: 1200.50 is "1200.5", 5 % of a cell formatted
    so is "5%", a date is "2026-11-22", an empty cell is "". Formulas are never evaluated: the value the spreadsheet
    program last stored is taken. Raises IntakeRefused for a file that is empty, too large, of another kind, damaged,
    under a password, with macros, embedded objects or links to other files, with a DTD, or that explodes when unpacked.
    An app says in its own words what stayed safe: `error.keeping(SAFE)`.

    >>> read_grid("月,利用率\\r\\n2026-10,5%\\r\\n".encode("cp932"), "kpi.csv").rows[1]
    Row(number=2, cells=('2026-10', '5%'))
    """
    sheets = _sheets(data, name, limits)
    title, rows = next(sheets)
    return Grid(title, _filled(rows, limits.rows + 1, limits))


def read_table(
    data: bytes,
    name: str,
    is_header: Callable[[Row], bool],
    limits: GridLimits = GridLimits(),
) -> Table | None:
    """Return the first table, over all visible sheets, whose header is within the first 20 rows; None without one.

    Cells and refusals are those of `read_grid`.
    """
    for _, rows in _sheets(data, name, limits):
        header = next((row for row in _top(rows) if is_header(row)), None)
        if header:
            return Table(header, _filled(rows, limits.rows, limits))
    return None


def _top(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        if row.number >= HEADER_WITHIN:
            return


def _filled(rows: Iterator[Row], most: int, limits: GridLimits) -> tuple[Row, ...]:
    found: list[Row] = []
    for row in rows:
        if any(row.cells):
            found.append(row)
        if len(found) > most:
            raise refused("too_many_rows", limit=limits.rows)
    return tuple(found)


def _sheets(data: bytes, name: str, limits: GridLimits) -> Iterator[tuple[str, Iterator[Row]]]:
    extension = PurePath(name.lower()).suffix
    if not data:
        raise refused("empty_file")
    if len(data) > limits.file_bytes:
        raise refused("too_large", limit_mib=limits.file_bytes // MIB)
    if extension in _MACRO_NAMES:
        raise refused("macro_file", part=extension)
    if extension == ".csv":
        return iter([("", csv_rows(data, limits))])
    if extension != ".xlsx":
        raise refused("not_a_table", extension=extension or name[:60])
    if not data.startswith((OLE, b"PK")):
        raise refused("wrong_extension", extension=extension)
    check_workbook(data, limits.archive)
    return _workbook_sheets(data, limits)


def check_workbook(data: bytes, limits: ArchiveLimits) -> None:
    """Raise IntakeRefused unless this is a plain .xlsx without anything that acts, links or explodes."""
    if data.startswith(OLE):
        raise refused("encrypted_office")
    if not data.startswith(b"PK"):
        raise refused("not_a_workbook")
    check_archive(io.BytesIO(data), limits, IN_A_TABLE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if b"macroEnabled" in types:
        raise refused("macro_file", part="[Content_Types].xml")
    if b"spreadsheetml." not in types:
        raise refused("not_a_workbook")


def csv_rows(data: bytes, limits: GridLimits = GridLimits()) -> Iterator[Row]:
    """Yield the records of a CSV file one by one, empty ones too, numbered as a spreadsheet program shows them."""
    if data.startswith(_OTHER_CONTENT):
        raise refused("wrong_extension", extension=".csv")
    text = cleaned(decode(data)[0])
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            yield _row(number, [_unguarded(_short(cell, limits)) for cell in cells[: limits.columns]])
    except csv.Error as error:
        raise refused("unreadable_table") from error


def _workbook_sheets(data: bytes, limits: GridLimits) -> Iterator[tuple[str, Iterator[Row]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:
        # openpyxl raises many kinds for a malformed part; whichever it is, nothing is taken.
        raise refused("unreadable_table") from error
    if not visible:
        raise refused("unreadable_table")
    for sheet in visible:
        yield sheet.title, _sheet_rows(sheet, limits)


def _sheet_rows(sheet: Any, limits: GridLimits) -> Iterator[Row]:
    last = _WALK * (limits.rows + HEADER_WITHIN)
    try:
        # Within our limits: a single cell at XFD1048576 would make openpyxl walk 17 thousand million cells.
        for number, cells in enumerate(sheet.iter_rows(max_row=last, max_col=limits.columns), start=1):
            yield _row(number, [_text_of(cell, limits) for cell in cells])
    except IntakeRefused:
        raise
    except Exception as error:
        raise refused("unreadable_table") from error


def _row(number: int, cells: list[str]) -> Row:
    """Make a row that ends with its last filled cell, whatever width the sheet claims."""
    while cells and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells))


def _text_of(cell: Any, limits: GridLimits) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(Decimal(repr(value)), str(cell.number_format))
    return _short(cleaned(str(value)), limits)


def _short(text: str, limits: GridLimits) -> str:
    if len(text) > limits.cell_characters:
        raise refused("too_long_cell", limit=limits.cell_characters)
    return text.strip()


def _unguarded(text: str) -> str:
    """Without the apostrophe that our own CSV files put before a formula; a workbook needs none."""
    return text[1:].strip() if _GUARDED.match(text) else text


def _number(value: Decimal, number_format: str) -> str:
    """Write a number as its reader sees it: 0.05 shown as a percentage is 5%."""
    if not value.is_finite():
        return str(value)
    return f"{(value * 100).normalize():f}%" if "%" in number_format else f"{value.normalize():f}"
