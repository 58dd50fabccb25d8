"""Paper: every sheet prints on A4 with its classification, its name and its page number."""

from datetime import date
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from language.text import Text
from reports.contents import Cover

A4 = 9
_MADE_ON = Text("{day} 作成", "Made on {day}")
_PAGE = Text("&P / &N ページ", "Page &P of &N")


def set_page(
    sheet: Worksheet,
    cover: Cover,
    *,
    last_row: int,
    last_column: int,
    orientation: Literal["landscape", "portrait"] = "landscape",
    pages_high: int = 0,
    repeat_row: int | None = None,
) -> None:
    """Fit the sheet to the width of A4; `pages_high` 0 lets it run over as many pages as it needs."""
    if orientation == "landscape":
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.62, bottom=0.55)
    sheet.fit_to_pages(1, pages_high)
    sheet.center_horizontally()
    sheet.print_area(0, 0, last_row, last_column)
    sheet.hide_gridlines(2)
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)
        sheet.freeze_panes(repeat_row + 1, 0)
    _write_header(sheet, cover)


def long_date(day: date, language: str) -> str:
    """2026年11月21日 or 21 November 2026."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def _write_header(sheet: Worksheet, cover: Cover) -> None:
    language = cover.language
    made_on = _MADE_ON.filled(day=long_date(cover.as_of, language)).in_(language)
    # The space after the size keeps "&9 2026" from being read as size 92026.
    sheet.set_header(f"&L&9 {_plain(cover.classification.in_(language))}&C&9 {_plain(cover.organization)}&R&9 {made_on}")
    sheet.set_footer(f"&L&9 &A&R&9 {_PAGE.in_(language)}")


def _plain(text: str) -> str:
    """Header codes begin with &, and a header holds 255 characters in all."""
    return text.replace("&", "&&").replace("\n", " ")[:60]
