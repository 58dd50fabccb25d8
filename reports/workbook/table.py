"""A table on a sheet whose columns may span several sheet columns; every row is as high as its longest text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from language.text import Text
from reports.contents import Cover
from reports.workbook.display import InUnit
from reports.workbook.page import Block, break_between, set_page, width_scale
from reports.workbook.pen import LINE_HEIGHT_PT, ROW_HEIGHT_PT, Pen
from reports.workbook.words import UNKNOWN

TEXT_SIZE, SMALL_SIZE = 9.5, 8.5
# Height in points that still reads well when it is made to fit one page of A4 landscape at full size.
_ONE_PAGE_PT = 560.0
# A band, the heads of the columns and two rows.
_HEADING_ROWS = 4


@dataclass(frozen=True)
class Column:
    """A column over the sheet's columns `first` to `last`; `look` is added to every cell of it."""

    head: Text | InUnit
    first: int
    last: int
    look: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number with a format of the styles; None is printed as not confirmed."""

    number: float | None
    pattern: str = "tenths"


@dataclass(frozen=True)
class Marked:
    """A word that a colour supports."""

    word: str | Text
    look: str


Content = str | Text | date | Figure | Marked | None
UNCONFIRMED = Marked(UNKNOWN, "unknown")


def or_unconfirmed(text: str | Text) -> str | Text | Marked:
    """Return the text, or the word for not known where there is none."""
    said = text.ja if isinstance(text, Text) else text
    return text if said.strip() else UNCONFIRMED


def draw_table(
    pen: Pen, row: int, columns: Sequence[Column], lines: Iterable[Sequence[Content]], small: bool = False
) -> int:
    """Draw heads and lines; return the row after the last. ValueError where a line has other columns."""
    draw_heads(pen, row, columns)
    return draw_lines(pen, row + 1, columns, lines, small)


def draw_lines(
    pen: Pen, row: int, columns: Sequence[Column], lines: Iterable[Sequence[Content]], small: bool = False
) -> int:
    """Draw lines under heads that stand elsewhere; return the row after the last."""
    at = row
    for line in lines:
        for column, content in zip(columns, line, strict=True):
            _draw_cell(pen, at, column, content, ("small",) if small else ())
        at += 1
    return at


def draw_heads(pen: Pen, row: int, columns: Sequence[Column]) -> None:
    """Draw the heads of columns."""
    for column in columns:
        pen.merged_or_single(row, column.first, column.last, column.head, "head", "middle")
        words = column.head.text if isinstance(column.head, InUnit) else column.head
        pen.fit(row, words, width_of(pen, column), 9)
    pen.height(row, ROW_HEIGHT_PT + 2)


def _draw_cell(pen: Pen, row: int, column: Column, content: Content, size: tuple[str, ...]) -> None:
    look = ("cell", *size, *column.look)
    if isinstance(content, Marked):
        _draw_words(pen, row, column, content.word, (*look, "center", content.look))
    elif isinstance(content, Figure):
        _draw_figure(pen, row, column, content, look)
    elif content is None or isinstance(content, date):
        _spread(pen, row, column, look)
        pen.date(row, column.first, content, *look, "center")
    else:
        _draw_words(pen, row, column, content, look)


def _draw_words(pen: Pen, row: int, column: Column, words: str | Text, look: tuple[str, ...]) -> None:
    edge = () if "center" in look else ("indent",)
    pen.merged_or_single(row, column.first, column.last, words, *look, *edge, "middle")
    size = SMALL_SIZE if "small" in look else TEXT_SIZE
    pen.fit(row, words, width_of(pen, column) - len(edge), size)


def _draw_figure(pen: Pen, row: int, column: Column, figure: Figure, look: tuple[str, ...]) -> None:
    _spread(pen, row, column, look)
    narrow = ("shrink",) if figure.number is None else ()
    pen.number(row, column.first, figure.number, *look, figure.pattern, *narrow)


def _spread(pen: Pen, row: int, column: Column, look: tuple[str, ...]) -> None:
    if column.first != column.last:
        pen.merged(row, column.first, column.last, "", *look)


def width_of(pen: Pen, column: Column) -> float:
    """Width of a column in characters, as `Pen.columns` counts them."""
    points = sum(pen.column_points(each) for each in range(column.first, column.last + 1))
    return points / 6


def draw_heading(
    pen: Pen, title: Text, notes: Sequence[Text], last_column: int, stamp: Text | None = None
) -> int:
    """Draw the sheet's title with its notes and a stamp at the right; return the row after them."""
    pen.text(0, 0, title, "title")
    pen.height(0, 24)
    if stamp:
        pen.merged(0, last_column - 1, last_column, stamp, "stamp")
    for row, note in enumerate(notes, start=1):
        pen.merged(row, 0, last_column, note, "note", "middle")
        width = width_of(pen, Column(note, 0, last_column))
        pen.fit(row, note, width, 9)
    return 1 + len(notes)


def draw_section(pen: Pen, row: int, title: Text, last_column: int) -> int:
    """Draw a band with the name of a section; return the row after it."""
    pen.merged(row, 0, last_column, title, "section")
    pen.height(row, LINE_HEIGHT_PT + 6)
    return row + 1


def draw_nothing(pen: Pen, row: int, words: Text, last_column: int) -> int:
    """Say in a section what is not there; return the row after it."""
    pen.merged(row, 0, last_column, words, "box", "unknown", "indent", "middle")
    pen.fit(row, words, width_of(pen, Column(words, 0, last_column)))
    return row + 1


def set_table_page(
    pen: Pen,
    cover: Cover,
    blocks: Sequence[Block],
    last_column: int,
    *,
    may_part: bool = False,
    heads_row: int | None = None,
) -> None:
    """Put the sheet on one page where that stays readable, else break between its blocks (first and last rows).

    With `may_part` a long table goes on over the page, its heading never without rows; not for blocks with a chart.
    The heads in `heads_row` are printed again on the pages after them.
    """
    last_row, scale = blocks[-1][1], width_scale(pen, last_column)
    height = sum(pen.row_points(row) for row in range(last_row + 1)) * scale
    is_short = height <= _ONE_PAGE_PT
    set_page(pen, cover, last_row=last_row, last_column=last_column, on_one_page=is_short)
    if not is_short:
        parts = [part for block in blocks for part in _parts(pen, block, scale)] if may_part else blocks
        repeat = (0, 0) if heads_row is None else (heads_row, heads_row)
        break_between(pen, parts, scale, repeat)
        if heads_row is not None:
            pen.sheet.repeat_rows(heads_row)


def _parts(pen: Pen, block: Block, scale: float) -> list[Block]:
    """A block of more than a third of a page may be parted at any row but its first ones."""
    first, last = block
    height = sum(pen.row_points(row) for row in range(first, last + 1)) * scale
    if height <= _ONE_PAGE_PT / 3 or last - first < _HEADING_ROWS:
        return [block]
    start = first + _HEADING_ROWS
    return [(first, start - 1), *((row, row) for row in range(start, last + 1))]
