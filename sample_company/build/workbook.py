"""XLSX files from rows in YAML, where "^" continues the cell above and "<" the cell to the left."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
import yaml

from sample_company.build.places import COMPANY_NAME, FONT, SOURCES

UP, LEFT = "^", "<"
HEAD_COLOR, INK = "#DDE6EF", "#1F4E79"
TITLE_ROWS = 2
LINE_HEIGHT_PT = 17.0
SHORT = 10  # half-width letters
WHOLE_TOLERANCE = "+0;-0;0"


class Block(NamedTuple):
    """A cell, or the merged cells it spans: first and last row and column, and its value."""

    top: int
    left: int
    bottom: int
    right: int
    value: Any


def blocks_of(rows: list[list[Any]]) -> Iterator[Block]:
    """Yield each value with the cells it spans.

    >>> list(blocks_of([["a", "<"], ["b", "c"], ["^", "d"]]))[:2]
    [Block(top=0, left=0, bottom=0, right=1, value='a'), Block(top=1, left=0, bottom=2, right=0, value='b')]
    """
    for top, row in enumerate(rows):
        for left, value in enumerate(row):
            if value in (UP, LEFT):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == LEFT:
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][left] == UP:
                bottom += 1
            yield Block(top, left, bottom, right, value)


def build_xlsx(number: str, target: Path) -> None:
    """Write `sources/<number>.yaml` as a workbook, hidden sheets included."""
    source = yaml.safe_load((SOURCES / f"{number}.yaml").read_text(encoding="utf-8"))
    with xlsxwriter.Workbook(
        target, {"default_format_properties": {"font_name": FONT, "font_size": 10}}
    ) as book:
        book.set_properties({"title": number, "author": COMPANY_NAME})
        for sheet in source["sheets"]:
            _write_sheet(book, sheet, number)


def _write_sheet(book: Any, sheet: dict[str, Any], number: str) -> None:
    page = book.add_worksheet(sheet["name"])
    _set_up_page(page, sheet, number)
    title = book.add_format({"bold": True, "font_size": 14, "font_color": INK, "font_scheme": None})
    page.write_string(0, 0, sheet["title"], title)
    _write_rows(book, page, sheet)
    note = book.add_format({"font_size": 9, "font_scheme": None})
    for offset, text in enumerate(sheet.get("notes", [])):
        page.write_string(TITLE_ROWS + len(sheet["rows"]) + 1 + offset, 0, f"注{offset + 1} {text}", note)
    if sheet.get("hidden"):
        page.hide()


def _set_up_page(page: Any, sheet: dict[str, Any], number: str) -> None:
    for column, width in enumerate(sheet["widths"]):
        page.set_column(column, column, width)
    if sheet.get("landscape"):
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.set_header(f"&L{COMPANY_NAME}&R{number}")
    page.set_footer("&L&A&R&P / &N")
    if sheet["header_rows"]:
        page.freeze_panes(TITLE_ROWS + sheet["header_rows"], 0)
        page.repeat_rows(TITLE_ROWS, TITLE_ROWS + sheet["header_rows"] - 1)


def _write_rows(book: Any, page: Any, sheet: dict[str, Any]) -> None:
    rows, heads = sheet["rows"], sheet["header_rows"]
    for number, row in enumerate(rows):
        page.set_row(TITLE_ROWS + number, LINE_HEIGHT_PT * _row_lines(row, sheet["widths"]))
    centred = [_is_narrow([row[column] for row in rows[heads:]]) for column in range(len(rows[0]))]
    for block in blocks_of(rows):
        is_head = block.top < heads or (heads == 0 and block.left % 2 == 0)
        style = _format_of(block.value, is_head, centred[block.left], sheet.get("number_format"))
        _write_block(page, block, book.add_format(style))


def _write_block(page: Any, block: Block, style: Any) -> None:
    value = block.value.isoformat() if isinstance(block.value, date) else block.value
    place = (TITLE_ROWS + block.top, block.left)
    if block.bottom > block.top or block.right > block.left:
        page.merge_range(*place, TITLE_ROWS + block.bottom, block.right, value, style)
    elif isinstance(value, str):
        page.write_string(*place, value, style)
    else:
        page.write_number(*place, value, style)


def _is_narrow(column: list[Any]) -> bool:
    """Whether every text of the column is so short that the column looks better centred."""
    return max(_width(str(value)) for value in column) <= SHORT


def _format_of(value: Any, is_head: bool, centred: bool, number_format: str | None) -> dict[str, Any]:
    is_number = isinstance(value, int | float)
    style = {
        "border": 1,
        "border_color": "#808080",
        "valign": "vcenter",
        "text_wrap": True,
        "font_scheme": None,
    }
    style |= {"align": "center"} if is_number or centred else {"align": "left", "indent": 1}
    if is_head:
        style |= {"bold": True, "bg_color": HEAD_COLOR, "align": "center", "indent": 0}
    elif is_number and number_format:
        style["num_format"] = number_format if isinstance(value, float) else WHOLE_TOLERANCE
    elif is_number and value >= 1000:
        style["num_format"] = "#,##0"
    return style


def line_count(text: str, width: float) -> int:
    """How many printed lines a text takes in a column of that many half-width letters."""
    return sum(max(1, ceil(_width(line) / width)) for line in text.split("\n"))


def _row_lines(row: list[Any], widths: list[float]) -> int:
    """How many printed lines the fullest single cell of a row needs."""
    counts = [1]
    for column, value in enumerate(row):
        if value in (UP, LEFT):
            continue
        width = widths[column]
        for right in range(column + 1, len(row)):
            if row[right] != LEFT:
                break
            width += widths[right]
        counts.append(line_count(str(value), width))
    return max(counts)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
