"""A table of prices written as CSV or XLSX, from which it can be imported again, and the template to fill in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from intake.csv_file import csv_bytes
from language.text import Text
from tco.prices.columns import COLUMNS, TAX_WORDS, WORDS
from tco.prices.draft import PriceDraft

TEMPLATE_ROWS = 500
_WRITING = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SHEETS = (Text("単価", "Prices"), Text("記入のしかた", "How to fill in"), Text("リスト", "Lists"))
_INTRODUCTION = (
    Text(
        "「単価」シートに一行一件で記入し、保存してアップロードしてください。",
        "Write one price per row on the sheet “Prices”.",
    ),
    Text(
        "一行でも誤りがあれば何も取り込まず、直す行をすべてお知らせします。",
        "If any row is wrong nothing is imported, and every row to correct is listed.",
    ),
    Text(
        "登録済みの行は上書きされません。同じ品目の新しい行が、前の行を閉じます。",
        "Stored rows are never overwritten: a newer row of an item closes the one before.",
    ),
    Text(
        "分からない単価は0にせず、行を書かないでください。",
        "Leave out a price that is not known; do not enter zero.",
    ),
)


def price_cells(draft: PriceDraft, language: str) -> dict[str, str]:
    """Return the text of every column of a draft."""
    plain = {column.field: str(getattr(draft, column.field, "") or "") for column in COLUMNS}
    words = {field: WORDS[field][plain[field]].in_(language) for field in ("kind", "unit", "status")}
    return {
        **plain,
        **words,
        "tax": TAX_WORDS[draft.tax_included].in_(language),
        "value": f"{draft.value.normalize():f}",
    }


def prices_csv(drafts: Iterable[PriceDraft], language: str = "ja") -> bytes:
    """Return drafts as CSV that `read_prices` reads as the same drafts."""
    header = [column.header.in_(language) for column in COLUMNS]
    return csv_bytes([header, *(list(price_cells(draft, language).values()) for draft in drafts)])


def prices_xlsx(drafts: Sequence[PriceDraft], language: str = "ja") -> bytes:
    """Return drafts as XLSX that `read_prices` reads as the same drafts."""
    return _book([price_cells(draft, language) for draft in drafts], language, rows=len(drafts) + 100)


def template_xlsx(language: str = "ja") -> bytes:
    """Return the empty table with lists to choose from, and what each column means."""
    return _book([], language, rows=TEMPLATE_ROWS)


def _book(cells: Sequence[Mapping[str, str]], language: str, rows: int) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, _WRITING) as book:
        table, guide, lists = (book.add_worksheet(name.in_(language)) for name in _SHEETS)
        base = {
            "font_name": "Yu Gothic",
            "font_size": 10,
            "font_scheme": None,
            "valign": "top",
            "text_wrap": True,
        }
        head = {**base, "bold": True, "bottom": 1, "bg_color": "#E8F1FE"}
        styles = {
            # "@" keeps what is typed as text: a spreadsheet program would make a date of 1-2.
            "cell": book.add_format({**base, "num_format": "@"}),
            "head": book.add_format(head),
            "required": book.add_format({**head, "bg_color": "#FFE3DD"}),
        }
        _write_table(table, styles, cells, language)
        _write_lists(table, lists, language, rows)
        _write_guide(guide, styles, language)
    return buffer.getvalue()


def _write_table(
    sheet: Any, styles: Mapping[str, Any], cells: Sequence[Mapping[str, str]], language: str
) -> None:
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width, styles["cell"])
        sheet.write_string(
            0, place, column.header.in_(language), styles["required" if column.is_required else "head"]
        )
        for number, row in enumerate(cells, start=1):
            sheet.write_string(number, place, row[column.field], styles["cell"])
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    _print_on_a4(sheet)


def _write_lists(table: Any, lists: Any, language: str, rows: int) -> None:
    """Put the words to choose from on a sheet of their own: a list inside a cell may hold 255 characters only."""
    for place, (field, words) in enumerate(WORDS.items()):
        shown = [text.in_(language) for text in words.values()]
        lists.write_column(0, place, shown)
        letter, column = "ABCD"[place], next(at for at, one in enumerate(COLUMNS) if one.field == field)
        source = f"='{_SHEETS[2].in_(language)}'!${letter}$1:${letter}${len(shown)}"
        table.data_validation(1, column, rows, column, {"validate": "list", "source": source})
    lists.hide()


def _write_guide(sheet: Any, styles: Mapping[str, Any], language: str) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    _print_on_a4(sheet)
    for row, line in enumerate(_INTRODUCTION):
        sheet.write_string(row, 0, line.in_(language))
    for row, column in enumerate(COLUMNS, start=len(_INTRODUCTION) + 1):
        sheet.write_string(
            row, 0, column.header.in_(language), styles["required" if column.is_required else "head"]
        )
        sheet.write_string(row, 1, column.hint.in_(language), styles["cell"])


def _print_on_a4(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
