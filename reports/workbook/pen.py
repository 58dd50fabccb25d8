"""Writes one worksheet: text as text, numbers as numbers, formulas with the value they have now."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TypeVar

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from language.text import Text
from reports.workbook.cell_set import CellSet
from reports.workbook.cell_text import LIMIT_UTF16, clean, looks_like_formula
from reports.workbook.display import InUnit, Switches
from reports.workbook.live import Live, LiveRange, Value
from reports.workbook.styles import Styles
from reports.workbook.words import UNKNOWN

ROW_HEIGHT_PT = 16.5
LINE_HEIGHT_PT = 13.0
# A column's width counts digits; the letters of running text are a little narrower.
_LATIN_WIDTH = 0.9
# Inside Pen the name `date` is a method.
Day = date
Named = TypeVar("Named", Live, LiveRange)
Said = str | Text | InUnit | Live


@dataclass(frozen=True)
class Book:
    """What every sheet of one file shares."""

    workbook: Workbook
    styles: Styles
    language: str

    @property
    def switches(self) -> Switches:
        """The cells that decide how amounts and years are shown."""
        return Switches(self.styles.display, self.language)

    def say(self, text: Text) -> str:
        """Return the text in the file's language."""
        return text.in_(self.language)


class Pen:
    """Puts values into the cells of one sheet. Rows and columns count from 0, as in XlsxWriter."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self._heights: dict[int, float] = {}
        self._widths_px: dict[int, int] = {}
        self._levels: dict[int, dict[str, int]] = {}
        self._switched = {"amount": CellSet(), "date": CellSet(), "month": CellSet()}
        sheet.set_default_row(ROW_HEIGHT_PT)

    def text(self, row: int, column: int, text: str | Text, *style: str, limit: int = LIMIT_UTF16) -> None:
        """Write text that stays text, whatever it begins with; nothing in it is taken for a formula or a link."""
        shown = clean(self._said(text), self.book.language, limit)
        pieces = (*style, "quoted") if looks_like_formula(shown) else style
        if shown:
            self.sheet.write_string(row, column, shown, self.book.styles.of(*pieces))
        else:
            self.sheet.write_blank(row, column, None, self.book.styles.of(*pieces))

    def number(self, row: int, column: int, number: float | None, *style: str) -> None:
        """Write a number; None is an unknown and is printed as such, never as 0."""
        if number is None:
            self.text(row, column, UNKNOWN, *style, "tiny", "center")
        else:
            self._note(row, column, column, style)
            self.sheet.write_number(row, column, number, self.book.styles.of(*style))

    def fixed(self, row: int, column: int, number: float, *style: str) -> Live:
        """Write a number that formulas elsewhere refer to."""
        self.number(row, column, number, *style)
        return self.cell(row, column, number)

    def date(self, row: int, column: int, day: date | None, *style: str) -> None:
        """Write a date as a serial number with a date format."""
        if day is None:
            self.text(row, column, UNKNOWN, *style, "tiny", "center")
        else:
            self._write_day(row, column, day, "date", *style)

    def month(self, row: int, column: int, first_day: Day, *style: str) -> None:
        """Write the heading of a month: its first day, of which the month is shown."""
        self._write_day(row, column, first_day, "month", *style)

    def _write_day(self, row: int, column: int, day: Day, shown_as: str, *style: str) -> None:
        self._note(row, column, column, (shown_as,))
        self.sheet.write_datetime(row, column, day, self.book.styles.of(*style, shown_as))

    def formula(self, row: int, column: int, content: Live, *style: str) -> Live:
        """Write a formula with the value it has now, and return the cell for use in further formulas."""
        self.formulas(row, column, (content,), *style)
        return self.cell(row, column, content.value)

    def formulas(self, row: int, column: int, contents: Iterable[Live], *style: str) -> None:
        """Write formulas with the values they have now, left to right.

        This is the only place in the product where a formula reaches a file.
        """
        look, write, at = self.book.styles.of(*style), self.sheet.write_formula, column
        for at, content in enumerate(contents, start=column):
            write(row, at, "=" + content.text, look, content.value)
        self._note(row, column, at, style)

    def merged(self, row: int, first: int, last: int, text: str | Text, *style: str, rows: int = 1) -> None:
        """Write text over several columns (and rows)."""
        self.sheet.merge_range(row, first, row + rows - 1, last, "", self.book.styles.of(*style))
        self.text(row, first, text, *style)

    def merged_formula(
        self, row: int, first: int, last: int, content: Live, *style: str, rows: int = 1
    ) -> Live:
        """Write a formula over several columns (and rows)."""
        if first == last and rows == 1:
            return self.formula(row, first, content, *style)
        self.sheet.merge_range(row, first, row + rows - 1, last, "", self.book.styles.of(*style))
        return self.formula(row, first, content, *style)

    def merged_number(self, row: int, first: int, last: int, number: float | None, *style: str) -> None:
        """Write a number over several columns; None is printed as unknown."""
        self.sheet.merge_range(row, first, row, last, "", self.book.styles.of(*style))
        self.number(row, first, number, *style)

    def place_chart(
        self, chart: Chart, row: int, column: int, last_row: int, last_column: int, title: str
    ) -> None:
        """Put a chart exactly over a block of cells, so that it prints with the table it belongs to."""
        width = sum(self._column_px(c) for c in range(column, last_column + 1))
        height = sum(self._row_px(r) for r in range(row, last_row + 1))
        chart.set_size({"width": width - 6, "height": height - 4})
        place = {"x_offset": 3, "y_offset": 2, "object_position": 1, "description": title}
        self.sheet.insert_chart(row, column, chart, place)

    def merged_or_single(self, row: int, first: int, last: int, text: Said, *style: str) -> None:
        """Write text over columns `first` to `last`, which may be one."""
        if first == last:
            self.said(row, first, text, *style)
        elif isinstance(text, (Live, InUnit)):
            self.merged_formula(row, first, last, self._live(text), *style)
        else:
            self.merged(row, first, last, text, *style)

    def said(self, row: int, column: int, text: Said, *style: str) -> None:
        """Write a heading: plain text, or a formula where it follows a switch."""
        if isinstance(text, (Live, InUnit)):
            self.formula(row, column, self._live(text), *style)
        else:
            self.text(row, column, text, *style)

    def header(self, row: int, titles: Sequence[Said], first: int = 0, lines: int = 1) -> None:
        """Write a row of column headings."""
        for offset, title in enumerate(titles):
            self.said(row, first + offset, title, "head", "middle")
        self.height(row, max(ROW_HEIGHT_PT + 2, 4 + lines * LINE_HEIGHT_PT))

    def cell(self, row: int, column: int, value: Value) -> Live:
        """Refer to a cell, with the sheet's name so that any sheet may use it."""
        return Live(self._prefix + xl_rowcol_to_cell(row, column, True, True), value)

    def block(self, row: int, column: int, values: Sequence[Value], *, down: bool = False) -> LiveRange:
        """Refer to cells going right (or down) from a first one."""
        last = (row + len(values) - 1, column) if down else (row, column + len(values) - 1)
        first_cell = xl_rowcol_to_cell(row, column, True, True)
        return LiveRange(f"{self._prefix}{first_cell}:{xl_rowcol_to_cell(*last, True, True)}", tuple(values))

    def name(self, name: str, target: Named) -> Named:
        """Give cells a name; the returned value refers to them by it."""
        self.book.workbook.define_name(name, "=" + target.text)
        return replace(target, text=name)

    def follow_switches(self) -> None:
        """Let amounts and dates of the sheet follow the two switches; to be called when it is drawn."""
        switches, other = self.book.switches, self.book.styles.display
        unit = "millions" if other.amounts == "thousands" else "thousands"
        era = "era" if other.era == "western" else "western"
        for cells, condition, look in (
            (self._switched["amount"], switches.other_unit(), unit),
            (self._switched["date"], switches.other_era(), f"{era}_date"),
            (self._switched["month"], switches.other_era(), f"{era}_month"),
        ):
            if cells:
                rule = {
                    "type": "formula",
                    "criteria": condition,
                    "format": self.book.styles.numbers_as(look),
                    "multi_range": cells.ranges(),
                }
                self.sheet.conditional_format(cells.first, rule)

    def _note(self, row: int, first: int, last: int, style: Sequence[str]) -> None:
        for piece, cells in self._switched.items():
            if piece in style:
                cells.add(row, first, last)

    def _live(self, text: Live | InUnit) -> Live:
        return text if isinstance(text, Live) else self.book.switches.in_unit(text)

    def mark_words(
        self, row: int, column: int, last_row: int, last_column: int, looks: Mapping[str, str]
    ) -> None:
        """Colour cells by the word they show; the word itself carries the meaning."""
        for word, look in looks.items():
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self.book.styles.accent(look),
            }
            self.sheet.conditional_format(row, column, last_row, last_column, rule)

    def mark_rows(
        self, row: int, last_row: int, last_column: int, word_column: int, looks: Mapping[str, str]
    ) -> None:
        """Colour whole rows by the word in one of their columns."""
        cell = xl_rowcol_to_cell(row, word_column, col_abs=True)
        for word, look in looks.items():
            rule = {
                "type": "formula",
                "criteria": f'={cell}="{word}"',
                "format": self.book.styles.accent(look),
            }
            self.sheet.conditional_format(row, 0, last_row, last_column, rule)

    def mark_containing(self, row: int, column: int, word: str, look: str) -> None:
        """Colour a cell while its text holds a word."""
        rule = {
            "type": "text",
            "criteria": "containing",
            "value": word,
            "format": self.book.styles.accent(look),
        }
        self.sheet.conditional_format(row, column, row, column, rule)

    def columns(self, widths: Sequence[float]) -> None:
        """Set column widths in characters, left to right."""
        for index, width in enumerate(widths):
            self._widths_px[index] = round(width * 8 + 5)
            self.sheet.set_column_pixels(index, index, self._widths_px[index])

    def height(self, row: int, points: float) -> None:
        """Make a row at least this high: neither library nor LibreOffice fits wrapped Japanese by itself."""
        self._heights[row] = max(points, self._heights.get(row, 0.0))
        self.sheet.set_row(row, self._heights[row], None, self._levels.get(row, {}))

    def fold(self, first: int, last: int) -> None:
        """Let the reader fold these rows away under the heading above them."""
        for row in range(first, last + 1):
            self._levels[row] = {"level": 1}
            self.height(row, self._heights.get(row, ROW_HEIGHT_PT))

    def fit(self, row: int, text: str | Text, width: float, font_size: float = 9.5) -> None:
        """Make the row high enough for wrapped text in a column `width` characters wide."""
        lines = line_count(clean(self._said(text), self.book.language), width * 11 / font_size)
        # Excel's limit is 409 points; a longer text is read by opening the cell.
        needed = ROW_HEIGHT_PT if lines == 1 else 5 + lines * font_size * 1.45
        self.height(row, min(400.0, max(ROW_HEIGHT_PT, needed)))

    def column_points(self, column: int) -> float:
        """Width of a column on paper at 100 %."""
        return self._column_px(column) * 0.75

    def row_points(self, row: int) -> float:
        """Height of a row on paper at 100 %."""
        return self._heights.get(row, ROW_HEIGHT_PT)

    def _column_px(self, column: int) -> int:
        return self._widths_px.get(column, 72)

    def _row_px(self, row: int) -> int:
        return round(self._heights.get(row, ROW_HEIGHT_PT) * 4 / 3)

    def _said(self, text: str | Text) -> str:
        return self.book.say(text) if isinstance(text, Text) else text

    @property
    def _prefix(self) -> str:
        name: str = self.sheet.get_name()
        return "'" + name.replace("'", "''") + "'!"


def line_count(text: str, width: float) -> int:
    """Lines that `text` needs in `width` narrow characters; a Japanese character takes two.

    >>> line_count("費用と業務量", 6), line_count("cost", 6)
    (2, 1)
    """
    return sum(max(1, ceil(_narrow_width(line) / max(1.0, width))) for line in text.split("\n"))


def _narrow_width(line: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else _LATIN_WIDTH for c in line)
