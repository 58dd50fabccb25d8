"""Readings as a table: the template to fill in, and a filled table as cells under the names of its columns."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adoption.errors import PilotRefused
from adoption.pilots import tasks, values
from adoption.pilots.columns import Column, folded
from intake.csv_file import csv_bytes
from intake.grid import Row, read_table
from language.text import Text

Kind = Literal["tasks", "values"]
COLUMNS: dict[Kind, tuple[Column, ...]] = {"tasks": tasks.COLUMNS, "values": values.COLUMNS}
MOST_ROWS = 5_000
TEMPLATE_ROWS = 1_000
SAFE = Text("何も取り込んでいません。", "Nothing was imported.")
_SHEETS = (Text("測定値", "Readings"), Text("記入のしかた", "How to fill in"), Text("リスト", "Lists"))
_WRITING = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_INTRODUCTION = (
    Text("1行に1件を記入し、見出しの行は変えないでください。", "One reading per row; keep the header row."),
    Text(
        "氏名は書かず、担当者はP01のような記号にしてください。", "Never write names: use codes such as P01."
    ),
    Text(
        "取込み前に1行ずつ確かめます。1行でも誤りがあれば何も取り込みません。",
        "Every row is checked first; if one is wrong nothing is imported.",
    ),
)


@dataclass(frozen=True)
class FileRow:
    """One row of a table: `number` is what the spreadsheet program shows, `cells` by column."""

    number: int
    cells: dict[str, str]


def read_rows(data: bytes, name: str, kind: Kind) -> tuple[FileRow, ...]:
    """Return the rows of the first table whose header has every required column.

    Raises IntakeRefused for a file that is no safe table, PilotRefused for one without such a header or rows.
    """
    columns = COLUMNS[kind]
    required = {column.field for column in columns if column.is_required}
    table = read_table(data, name, lambda row: required <= _places(row, columns).keys())
    if table is None:
        raise _no_header(columns)
    if not table.rows:
        raise PilotRefused(
            Text(
                "見出しの下に行がありません。" + SAFE.ja + "1行に1件を記入してください。",
                f"There is no row below the header. {SAFE.en} Write one reading per row.",
            )
        )
    places = _places(table.header, columns)
    return tuple(FileRow(row.number, _cells(row, places)) for row in table.rows)


def template_csv(kind: Kind, language: str, plan: str = "") -> bytes:
    """Return the header as CSV, with one example row that says by its number that it is one."""
    columns = COLUMNS[kind]
    return csv_bytes([[column.header.in_(language) for column in columns], _example(columns, language, plan)])


def template_xlsx(kind: Kind, language: str, plan: str = "") -> bytes:
    """Return the table to fill in, with lists to choose from, an example, and what each column means."""
    from xlsxwriter import Workbook

    buffer, columns = io.BytesIO(), COLUMNS[kind]
    with Workbook(buffer, _WRITING) as book:
        table, guide, lists = (book.add_worksheet(name.in_(language)) for name in _SHEETS)
        base = {
            "font_name": "Yu Gothic",
            "font_size": 10,
            "font_scheme": None,
            "valign": "top",
            "text_wrap": True,
        }
        styles = {
            "cell": book.add_format({**base, "num_format": "@"}),
            "head": book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#E8F1FE"}),
            "required": book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#FFE3DD"}),
        }
        _write_table(table, styles, columns, language, plan)
        _write_lists(table, lists, columns, language)
        _write_guide(guide, styles, columns, language)
    return buffer.getvalue()


def _places(row: Row, columns: Sequence[Column]) -> dict[str, int]:
    named = {folded(name): column.field for column in columns for name in (*column.header, column.field)}
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = named.get(folded(cell))
        if name is not None:
            found.setdefault(name, place)
    return found


def _cells(row: Row, places: dict[str, int]) -> dict[str, str]:
    return {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}


def _no_header(columns: Sequence[Column]) -> PilotRefused:
    needed = [column.header for column in columns if column.is_required]
    return PilotRefused(
        Text(
            f"必要な見出し({'、'.join(one.ja for one in needed)})のある表が見つかりません。{SAFE.ja}"
            "ひな形をダウンロードし、見出しの行を変えずに使ってください。",
            f"No table with the headers {', '.join(one.en for one in needed)} was found. {SAFE.en} "
            "Download the template and keep its header row.",
        )
    )


def _example(columns: Sequence[Column], language: str, plan: str) -> list[str]:
    given = {
        "key": EXAMPLE_KEY.in_(language),
        "on": "2026-10-01",
        "period": tasks.PERIODS["baseline"].in_(language),
        "arm": tasks.ARMS["without"].in_(language),
        "person": "P01",
        "baseline_minutes": "24.5",
        "kpi": "K-D-06",
        "inputs": "accepted_without_change=18; outputs=24",
        "plan": plan,
    }
    return [given.get(column.field, "") for column in columns]


EXAMPLE_KEY = Text("記入例(取り込みません)", "Example (not imported)")


def is_example(row: FileRow) -> bool:
    return row.cells.get("key", "") in (EXAMPLE_KEY.ja, EXAMPLE_KEY.en)


def _write_table(
    sheet: Any, styles: dict[str, Any], columns: Sequence[Column], language: str, plan: str
) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(12, len(column.header.in_(language)) * 1.6), styles["cell"])
        sheet.write_string(
            0, place, column.header.in_(language), styles["required" if column.is_required else "head"]
        )
    for place, cell in enumerate(_example(columns, language, plan)):
        sheet.write_string(1, place, cell, styles["cell"])
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_lists(table: Any, lists: Any, columns: Sequence[Column], language: str) -> None:
    """Words to choose from stand on a sheet of their own: a list inside a cell may hold 255 characters only."""
    chosen = [(place, column.words) for place, column in enumerate(columns) if column.words]
    for at, (place, words) in enumerate(chosen):
        shown = [text.in_(language) for text in words.values()]
        lists.write_column(0, at, shown)
        letter = "ABCDEFGH"[at]
        source = f"='{_SHEETS[2].in_(language)}'!${letter}$1:${letter}${len(shown)}"
        table.data_validation(1, place, TEMPLATE_ROWS, place, {"validate": "list", "source": source})
    lists.hide()


def _write_guide(sheet: Any, styles: dict[str, Any], columns: Sequence[Column], language: str) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sheet.set_paper(9)
    for row, line in enumerate(_INTRODUCTION):
        sheet.write_string(row, 0, line.in_(language))
    for row, column in enumerate(columns, start=len(_INTRODUCTION) + 1):
        sheet.write_string(
            row, 0, column.header.in_(language), styles["required" if column.is_required else "head"]
        )
        sheet.write_string(row, 1, column.hint.in_(language), styles["cell"])
