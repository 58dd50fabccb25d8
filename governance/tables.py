"""A table as CSV or XLSX for the people who take it away: text stays text, nothing runs as a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from intake.csv_file import csv_bytes

Cell = str | int | float | None
FileKind = Literal["xlsx", "csv"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITING = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Table:
    """`notes` stand above the header; None is an unknown and stays an empty cell with its word given by the caller."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    notes: tuple[str, ...] = ()


def as_csv(table: Table) -> bytes:
    """Notes, header and rows as CSV with a byte order mark."""
    lines: list[Sequence[Cell]] = [*((note,) for note in table.notes), table.header, *table.rows]
    return csv_bytes(["" if cell is None else str(cell) for cell in line] for line in lines)


def as_xlsx(table: Table) -> bytes:
    """One sheet on A4 landscape, header repeated on every printed page."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, _WRITING) as book:
        base = {
            "font_name": "Yu Gothic",
            "font_size": 10,
            "font_scheme": None,
            "valign": "top",
            "text_wrap": True,
        }
        cell, head = (
            book.add_format(base),
            book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#E8F1FE"}),
        )
        plain = book.add_format({**base, "text_wrap": False})
        sheet = book.add_worksheet(_sheet_name(table.title))
        for at, width in enumerate(table.widths):
            sheet.set_column(at, at, width)
        for row, note in enumerate(table.notes):
            sheet.write_string(row, 0, note, plain)
        top = len(table.notes)
        for at, word in enumerate(table.header):
            sheet.write_string(top, at, word, head)
        for row, values in enumerate(table.rows, start=top + 1):
            for at, value in enumerate(values):
                if isinstance(value, int | float):
                    sheet.write_number(row, at, value, cell)
                else:
                    sheet.write_string(row, at, value or "", cell)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "Sheet"
