"""Draws the programme's sheets alone into a file, and puts other words into every text of a programme."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook as ReadBook
from xlsxwriter import Workbook

from language.text import Language
from reports.programme import Programme
from reports.programme.missing import TITLES, missing_of
from reports.workbook.pen import Book, Pen
from reports.workbook.programme_sheets import PROGRAMME_DRAWERS
from reports.workbook.styles import Styles
from tests.reports.sample import sample_cover

_JAPANESE_METRICS = {
    "default_format_properties": {"font_name": "游ゴシック", "font_size": 11},
    "default_row_height": 25,
    "default_column_width": 72,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def draw(programme: Programme, path: Path, language: Language = "ja") -> ReadBook:
    """Write every sheet that can be made and read the file back."""
    workbook = Workbook(path, _JAPANESE_METRICS)
    book = Book(workbook, Styles(workbook, language), language)
    for number, drawer in PROGRAMME_DRAWERS.items():
        if missing_of(programme, number) is None:
            pen = Pen(book, workbook.add_worksheet(TITLES[number].in_(language)))
            drawer(pen, sample_cover(language), programme)
    workbook.close()
    return load_workbook(path)


def shown(book: ReadBook, number: int, language: Language = "ja") -> list[str]:
    """All texts and numbers of one sheet, in reading order."""
    sheet = book[TITLES[number].in_(language)]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def with_words(value: Any, word: Callable[[str], str]) -> Any:
    """Replace every free text: what somebody wrote in one language only. Ids, codes, hashes and dates stay."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _CODES}
        return replace(value, **{name: with_words(each, word) for name, each in kept.items()})
    if isinstance(value, str):
        return word(value)
    if type(value) is tuple:
        return tuple(with_words(one, word) for one in value)
    return value


_CODES = frozenset(
    {
        "id", "letters", "status", "state", "applicability", "certainty", "eligibility", "kind", "direction", "reached",
        "recommendation", "decided", "outcome", "currency", "dates", "snapshot_sha256", "plan_sha256", "inputs_sha256",
    }
)  # fmt: skip
