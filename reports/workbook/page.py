"""Paper: every sheet prints on A4 landscape with its classification, its name and its page number."""

from collections.abc import Sequence
from datetime import date

from language.text import Text
from reports.contents import Cover, Era
from reports.workbook.display import REIWA_ZERO
from reports.workbook.pen import Pen

A4 = 9
Block = tuple[int, int]
_MARGIN_SIDE_IN, _MARGIN_TOP_IN, _MARGIN_BOTTOM_IN = 0.4, 0.62, 0.55
_PRINTABLE_WIDTH_PT = 841.9 - 2 * 72 * _MARGIN_SIDE_IN
_PRINTABLE_HEIGHT_PT = 595.3 - 72 * (_MARGIN_TOP_IN + _MARGIN_BOTTOM_IN)
# Excel, LibreOffice and printers disagree on heights by a percent or so.
_SLACK = 0.975
# A sheet that does not fit itself to the paper needs room for a reader who lacks our font: his columns are wider.
_WIDE_SLACK = 0.85
_MADE_ON = Text("{day} 作成", "Made on {day}")
_PAGE = Text("&P / &N ページ", "Page &P of &N")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def set_page(
    pen: Pen,
    cover: Cover,
    *,
    last_row: int,
    last_column: int,
    on_one_page: bool = False,
    repeat_row: int | None = None,
) -> None:
    """Fit the sheet to the width of A4, and to one page if asked; the heading row repeats on every page."""
    sheet = pen.sheet
    _set_paper(pen, cover, last_row, last_column)
    sheet.fit_to_pages(1, 1 if on_one_page else 0)
    sheet.center_horizontally()
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)
        sheet.freeze_panes(repeat_row + 1, 0)


def set_wide_page(
    pen: Pen, cover: Cover, *, last_row: int, last_column: int, repeat: Block, page_columns: Sequence[Block]
) -> float:
    """Print a sheet wider than a page, one group of columns after the other; return the scale it is printed at.

    `repeat` are the heading rows, on every page together with the first two columns; the widest of
    `page_columns` (first and last column of each group but these two) decides the scale.
    """
    sheet = pen.sheet
    _set_paper(pen, cover, last_row, last_column)
    labels = sum(pen.column_points(column) for column in range(2))
    widest = max(sum(map(pen.column_points, range(first, last + 1))) for first, last in page_columns)
    scale = min(1.0, _PRINTABLE_WIDTH_PT / (labels + widest) * _WIDE_SLACK)
    sheet.set_print_scale(int(scale * 100))
    sheet.repeat_rows(*repeat)
    sheet.repeat_columns(0, 1)
    sheet.set_v_pagebreaks([first for first, _ in page_columns[1:]])
    sheet.freeze_panes(repeat[1] + 1, 2)
    return int(scale * 100) / 100


def width_scale(pen: Pen, last_column: int) -> float:
    """Return the scale at which a sheet that fits the width of A4 is printed."""
    width = sum(pen.column_points(column) for column in range(last_column + 1))
    return min(1.0, _PRINTABLE_WIDTH_PT / width)


def break_between(pen: Pen, blocks: Sequence[Block], scale: float, repeat: Block) -> None:
    """Break pages between blocks (first and last row) so that no heading is parted from its rows.

    The sheet still fits to the page's width, so another font can move a break but never cut a column off.
    """
    heading = sum(pen.row_points(row) for row in range(repeat[0], repeat[1] + 1))
    room = _PRINTABLE_HEIGHT_PT / scale * _SLACK
    pen.sheet.set_h_pagebreaks(page_breaks(pen, blocks, room, heading))


def page_breaks(pen: Pen, blocks: Sequence[Block], room_pt: float, heading_pt: float) -> list[int]:
    """Return the rows before which a new page begins: a block moves on when it does not fit in what is left."""
    breaks: list[int] = []
    used = sum(pen.row_points(row) for row in range(blocks[0][0]))
    previous_end = blocks[0][0]
    for first, last in blocks:
        height = sum(pen.row_points(row) for row in range(previous_end, last + 1))
        if used + height > room_pt and used > heading_pt:
            breaks.append(first)
            used = heading_pt
            height = sum(pen.row_points(row) for row in range(first, last + 1))
        used = (used + height) % room_pt
        previous_end = last + 1
    return breaks


def _set_paper(pen: Pen, cover: Cover, last_row: int, last_column: int) -> None:
    sheet = pen.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(_MARGIN_SIDE_IN, _MARGIN_SIDE_IN, _MARGIN_TOP_IN, _MARGIN_BOTTOM_IN)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.hide_gridlines(2)
    _write_header(pen, cover)


def long_date(day: date, language: str, era: Era = "western") -> str:
    """Write a date in words; only Japanese counts years by era.

    >>> long_date(date(2026, 11, 21), "ja"), long_date(date(2026, 11, 21), "en")
    ('2026年11月21日', '21 November 2026')
    >>> long_date(date(2026, 11, 21), "ja", "japanese")
    '令和8年11月21日'
    """
    if language == "ja" and era == "japanese":
        return f"令和{day.year - REIWA_ZERO}年{day.month}月{day.day}日"
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def said_date(day: date, cover: Cover) -> Text:
    """Write a date in both languages; words follow no cell and keep the calendar that the file was made with."""
    return Text(long_date(day, "ja", cover.display.era), long_date(day, "en"))


def _write_header(pen: Pen, cover: Cover) -> None:
    language = cover.language
    made_on = _MADE_ON.filled(day=_header_date(cover)).in_(language)
    # The space after the size keeps "&9 2026" from being read as size 92026.
    left, middle = _plain(cover.classification.in_(language)), _plain(cover.organization)
    pen.sheet.set_header(f"&L&9 {left}&C&9 {middle}&R&9 {made_on}")
    pen.sheet.set_footer(f"&L&9 &A&R&9 {_PAGE.in_(language)}")


def _header_date(cover: Cover) -> str:
    return said_date(cover.as_of, cover).in_(cover.language)


def _plain(text: str) -> str:
    """Header codes begin with &, and a header holds 255 characters in all."""
    return text.replace("&", "&&").replace("\n", " ")[:60]
