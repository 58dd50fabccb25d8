"""The cells of an uploaded table as text, read within limits: values only, hidden sheets left alone."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from language.text import Text
from tco.errors import CostError
from tco.prices.archive import MIB, check_archive
from tco.prices.errors import refused_file

MOST_BYTES = 5 * MIB
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 5_000  # in one cell

_ENCODINGS = ("utf-8-sig", "cp932")
# Controls, zero-width and direction marks that no page shows.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# An apostrophe that keeps a spreadsheet program from reading a formula is not part of the text.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")

_EMPTY = Text("ファイルの中身が空です。", "The file is empty.")
_TOO_LARGE = Text("ファイルが大きすぎます(上限 {mib} MiB)。", "The file is too large (limit {mib} MiB).")
_TOO_MANY = Text("行が多すぎます(上限 {rows:,} 行)。", "There are too many rows (limit {rows:,}).")
_TOO_LONG = Text("1つのセルに5,000字を超える文字があります。", "A cell holds more than 5,000 characters.")
_TYPE = Text("対応していない形式です。", "Files of this type cannot be read.")
_USE = Text("XLSX か CSV で保存し直してください。", "Save it as XLSX or CSV.")
_CONTENT = Text("拡張子と中身の形式が一致しません。", "The name and the content of the file do not agree.")
_ENCODING = Text(
    "文字コードを判定できません(UTF-8でもCP932でもありません)。", "The encoding is neither UTF-8 nor CP932."
)
_AS_UTF8 = Text("「CSV UTF-8」で保存し直してください。", "Save it as “CSV UTF-8”.")
_BROKEN = Text("表を読み取れませんでした。", "The table could not be read.")
_SPLIT = Text("ファイルを分けてください。", "Split the file.")
_ORIGINAL = Text("元のファイルを確かめてください。", "Check the original file.")


class Row(NamedTuple):
    """A row of cells as text; `number` is what the spreadsheet program shows, from 1."""

    number: int
    cells: tuple[str, ...]


def read_grid(name: str, data: bytes) -> tuple[Row, ...]:
    """Return the filled rows of a CSV file or of the first visible sheet of an XLSX file, or raise FileRefused."""
    if not data:
        raise refused_file(_EMPTY, _ORIGINAL)
    if len(data) > MOST_BYTES:
        raise refused_file(_TOO_LARGE.filled(mib=MOST_BYTES // MIB), _SPLIT)
    extension = name.lower().rpartition(".")[2]
    is_archive = data.startswith(b"PK")
    if extension not in ("xlsx", "csv"):
        raise refused_file(_TYPE, _USE)
    if is_archive != (extension == "xlsx"):
        raise refused_file(_CONTENT, _USE)
    return _limited(_sheet_rows(data) if is_archive else csv_rows(data))


def csv_rows(data: bytes) -> Iterator[Row]:
    """Yield the records of a CSV file (UTF-8, UTF-16 with its mark, CP932), numbered as a spreadsheet shows them."""
    text = decode(data)
    delimiter = "\t" if text[:2000].split("\n", 1)[0].count("\t") > text[:2000].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield Row(number, tuple(cleaned(cell) for cell in cells))
    except csv.Error as error:
        raise refused_file(_BROKEN, _ORIGINAL) from error


def decode(data: bytes) -> str:
    """Return the text of a file; FileRefused when it is in no known encoding.

    >>> decode("単価".encode("cp932"))
    '単価'
    """
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise refused_file(_ENCODING, _AS_UTF8)


def cleaned(cell: str) -> str:
    r"""Return a cell without invisible characters, and without the apostrophe that guards a formula.

    >>> cleaned(" '=1+1\u200b ")
    '=1+1'
    """
    if len(cell) > MOST_CHARACTERS:
        raise refused_file(_TOO_LONG, _ORIGINAL)
    return _GUARDED.sub("", _INVISIBLE.sub("", cell).strip(), count=1) if cell else ""


def _limited(rows: Iterator[Row]) -> tuple[Row, ...]:
    """The filled rows; one more than the limit is the header."""
    found = tuple(islice((row for row in rows if any(row.cells)), MOST_ROWS + 2))
    if len(found) > MOST_ROWS + 1:
        raise refused_file(_TOO_MANY.filled(rows=MOST_ROWS), _SPLIT)
    return found


def _sheet_rows(data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook

    check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        # The limits are ours: a single cell at XFD1048576 would make openpyxl walk 17 thousand million cells.
        rows = sheet.iter_rows(max_row=MOST_ROWS + 20, max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield Row(number, tuple(_text_of(cell) for cell in cells))
    except CostError:
        raise
    except Exception as error:
        # openpyxl raises many kinds for a malformed part; whichever it is, nothing is imported.
        raise refused_file(_BROKEN, _ORIGINAL) from error


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return f"{number.normalize():f}" if number.is_finite() else str(value)
    return cleaned(str(value))
