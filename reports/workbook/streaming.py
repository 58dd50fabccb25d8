"""A sheet of any number of rows in constant memory: rows are poured into a finished workbook's empty sheet.

XlsxWriter draws the sheet with its heads and one pattern row; its formats are then repeated for every row, as
inline strings and numbers, while the container is written once more. Nothing becomes a formula or a link.
"""

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

Cell = str | float | None
LONGEST_CELL = 32_767
ROWS_AT_ONCE = 500
# Level 1 packs repeated tags almost as well as 6 at a third of the time.
LEVEL = 1
_STYLES = re.compile(rb'<c r="[A-Z]+\d+"(?: s="(\d+)")?')
_SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="\d+"[^>]*? r:id="([^"]+)"')
_TARGET = re.compile(r'<Relationship Id="([^"]+)"[^>]*? Target="([^"]+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
# Characters that XML 1.0 does not have are written as Excel writes them.
_ESCAPES = {code: f"_x{code:04X}_" for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
_ESCAPES |= {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "_x000D_"}
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def pour_rows(path: Path, sheet: str, pattern_row: int, rows: Iterable[Sequence[Cell]]) -> int:
    """Put rows in place of a sheet's pattern row (counted from 1) and return how many; the file changes in one step.

    Each row has as many cells as the pattern row; None leaves a formatted blank. KeyError for an unknown sheet,
    ValueError when the pattern row is not the sheet's last one or a row has another length.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".poured-", suffix=".xlsx")
    os.close(handle)
    temporary = Path(name)
    try:
        with (
            zipfile.ZipFile(path) as source,
            zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as target,
        ):
            part = part_of(source, sheet)
            for info in source.infolist():
                if info.filename != part:
                    _copy(source, info, target)
            count = _pour(source.read(part), part, target, pattern_row, rows)
        temporary.replace(path)
        return count
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """Take a part over piece by piece: it may itself be a sheet of a million rows."""
    with source.open(info) as old, target.open(_packed(info.filename), "w", force_zip64=True) as new:
        shutil.copyfileobj(old, new)


def _packed(part: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(part, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = LEVEL  # type: ignore[attr-defined]
    return info


def part_of(source: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet."""
    book = source.read("xl/workbook.xml").decode()
    relations = dict(_TARGET.findall(source.read("xl/_rels/workbook.xml.rels").decode()))
    ids = dict(_SHEET.findall(book))
    return f"xl/{relations[ids[sheet.translate(_ESCAPES)]]}"


def _pour(
    content: bytes, part: str, target: zipfile.ZipFile, pattern_row: int, rows: Iterable[Sequence[Cell]]
) -> int:
    start = content.find(f'<row r="{pattern_row}"'.encode())
    end = content.find(b"</sheetData>")
    if start < 0 or content.count(b"<row ", start, end) != 1:
        raise ValueError("the pattern row is not the last row of the sheet")
    openings = _openings(content[start:end])
    first, last = pattern_row, pattern_row
    with target.open(_packed(part), "w", force_zip64=True) as stream:
        # The dimension is a hint that readers may do without; its end is not known yet.
        stream.write(_DIMENSION.sub(b"", content[:start]))
        waiting: list[str] = []
        for row in rows:
            waiting.append(_row_xml(last, openings, row))
            last += 1
            if len(waiting) == ROWS_AT_ONCE:
                stream.write("".join(waiting).encode())
                waiting.clear()
        stream.write("".join(waiting).encode())
        stream.write(content[end:])
    return last - first


def _openings(pattern: bytes) -> list[tuple[str, str]]:
    """Return, for every column, its letters and its style as it is written into each cell."""
    styles = [style.decode() for style in _STYLES.findall(pattern)]
    return [
        (xl_col_to_name(column), f'" s="{style}"' if style else '"') for column, style in enumerate(styles)
    ]


def _row_xml(number: int, openings: list[tuple[str, str]], row: Sequence[Cell]) -> str:
    parts = [f'<row r="{number}">']
    for (letters, style), cell in zip(openings, row, strict=True):
        if cell is None or cell == "":
            parts.append(f'<c r="{letters}{number}{style}/>')
        elif isinstance(cell, str):
            parts.append(
                f'<c r="{letters}{number}{style} t="inlineStr"><is><t xml:space="preserve">{escaped(cell)}</t></is></c>'
            )
        else:
            parts.append(f'<c r="{letters}{number}{style}><v>{cell!r}</v></c>')
    parts.append("</row>")
    return "".join(parts)


def escaped(text: str) -> str:
    """Write text so that every reader shows it as it is; too long a text is cut where Excel's cells end.

    >>> escaped("a<b & \\x01"), escaped("_x0041_")
    ('a&lt;b &amp; _x0001_', '_x005F_x0041_')
    """
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text[:LONGEST_CELL].translate(_ESCAPES)
