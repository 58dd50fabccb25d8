"""A copy of a made workbook of which only the pages for deciding print: the other sheets stay, but hidden.

Formulas and charts of the pages keep what they refer to; rows that were poured are left out.
"""

import re
import zipfile
from collections.abc import Collection
from html import unescape
from pathlib import Path

from language.text import Text
from reports.workbook.streaming import part_of
from reports.workbook.words import (
    SHEET_ALL_ANSWERS,
    SHEET_COMPARISON,
    SHEET_REQUEST,
    SHEET_SENSITIVITY,
    SHEET_SUMMARY,
)

PRINTED_SHEETS = (SHEET_SUMMARY, SHEET_REQUEST, SHEET_SENSITIVITY, SHEET_COMPARISON)
_BOOK = "xl/workbook.xml"
_SHEET = re.compile(r'<sheet name="([^"]*)"([^>]*)>')
_STATE = re.compile(r' state="\w+"')
_PRINT_AREA = r'<definedName name="_xlnm\.Print_Area" localSheetId="{number}"[^>]*>[^<]*</definedName>'
_ROWS = b"<sheetData>"
# The heads of a sheet stand within this.
_HEAD_BYTES = 100_000


def write_printable(workbook: Path, target: Path, language: str) -> None:
    """Write the copy to `target`. KeyError when the workbook is not one of this product in that language."""
    printed = {text.in_(language) for text in PRINTED_SHEETS}
    with (
        zipfile.ZipFile(workbook) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        poured = {part_of(source, name) for name in _poured(source, SHEET_ALL_ANSWERS, language)}
        for info in source.infolist():
            if info.filename in poured:
                copy.writestr(info.filename, _without_rows(source, info))
            elif info.filename == _BOOK:
                copy.writestr(info.filename, _hidden_but(source.read(info).decode(), printed))
            else:
                copy.writestr(info.filename, source.read(info))


def _poured(source: zipfile.ZipFile, title: Text, language: str) -> list[str]:
    names = [unescape(name) for name, _ in _SHEET.findall(source.read(_BOOK).decode())]
    return [name for name in names if name.startswith(title.in_(language))]


def _without_rows(source: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with source.open(info) as part:
        head = part.read(_HEAD_BYTES)
    return head[: head.index(_ROWS)] + b"<sheetData/></worksheet>"


def _hidden_but(book: str, printed: Collection[str]) -> str:
    names = [unescape(name) for name, _ in _SHEET.findall(book)]
    missing = set(printed) - set(names)
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    hidden = [number for number, name in enumerate(names) if name not in printed]
    for number in hidden:
        # LibreOffice prints a sheet that has a print area even where it is hidden.
        book = re.sub(_PRINT_AREA.format(number=number), "", book)
    return _SHEET.sub(lambda found: _marked(found, printed), book)


def _marked(found: re.Match[str], printed: Collection[str]) -> str:
    name, rest = found.groups()
    if unescape(name) in printed:
        return found.group(0)
    return f'<sheet name="{name}" state="hidden"{_STATE.sub("", rest)}>'
