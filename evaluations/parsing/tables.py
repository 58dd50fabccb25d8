"""Rows of any table become records: each value with the path of headers above it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_VALUE = re.compile(
    r"^[\s\d.,:/%±+\-−–~〜～∼年月日時分秒()¥$△▲]*\d[\s\d.,:/%±+\-−–~〜～∼年月日時分秒()¥$△▲]*$"
)
_PERIOD = re.compile(r"^(?:(?:19|20)\d\d(?:年度?|/\d{1,2})?|\d{1,2}月|FY\d{2,4}|第?\d四半期)$")
_CODE = re.compile(r"^[A-Z]{1,6}[-/]?\d{2,}")
# In a table of two columns only such a word makes the first row a header and not a label with its value.
_HEADER_WORD = re.compile(
    r"(?:値|内容|説明|備考|単位|基準|規格|結果|方法|対応|処置|対策|回答|数量|金額|名称|名|区分|頻度|担当|意味|原因)$"
    r"|^(?:values?|contents?|description|notes?|remarks?|units?|results?|methods?|actions?|answers?|names?|"
    r"quantity|amount|meaning|causes?|remed(?:y|ies))$",
    re.IGNORECASE,
)
# 注1, 注) or ※ and Note: open a note; 注意 and 注文 do not.
_NOTE = re.compile(
    r"^(?:[※＊*]|[(（]?注記?\s*[0-9０-９]*\s*[)）:：.．、]|注記?(?:\s*[0-9０-９]|\s)|Notes?\b\s*\d*\s*[.:)]?\s)",
    re.IGNORECASE,
)
_MAX_HEADER_ROWS = 4


@dataclass(frozen=True)
class Cell:
    """A value as shown; `origin` is (row, column) of the top left cell of the merged area it belongs to."""

    text: str
    origin: tuple[int, int]
    rows: int = 1
    columns: int = 1
    is_strong: bool = False


@dataclass(frozen=True)
class Line:
    """One row of a table: its number in the file and its filled cells by column number."""

    number: int
    cells: Mapping[int, Cell]

    @property
    def origins(self) -> set[tuple[int, int]]:
        return {cell.origin for cell in self.cells.values()}

    @property
    def is_strong(self) -> bool:
        return all(cell.is_strong for cell in self.cells.values())


@dataclass(frozen=True)
class Record:
    """One row as a sentence; `is_title` marks a row above the header, such as the name of the table.

    `is_note` marks a row of one value that opens as a note does, above, within or below the table.
    """

    line: Line
    text: str
    is_title: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Header:
    """The header rows of a table: for each column its path from the widest group down."""

    paths: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    depth: int = 0


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text)) and not _PERIOD.match(text)


def _is_label_row(line: Line) -> bool:
    texts = [cell.text for cell in line.cells.values()]
    return not any(_is_value(text) or _CODE.match(text) for text in texts)


def _starts_with_header(lines: Sequence[Line]) -> bool:
    if len(lines) < 2 or len({cell.text for cell in lines[0].cells.values()}) < 2:
        return False
    if lines[0].is_strong and not lines[1].is_strong:
        return True
    if not _is_label_row(lines[0]):
        return False
    if len(lines[0].origins) > 2 or any(cell.columns > 1 for cell in lines[0].cells.values()):
        return True
    return any(_HEADER_WORD.search(cell.text) for cell in list(lines[0].cells.values())[1:])


def _header_depth(lines: Sequence[Line]) -> int:
    """Count header rows: as deep as a label reaches down, and one more below a group of columns."""
    depth, bottom = 1, lines[0].number
    while depth < min(_MAX_HEADER_ROWS, len(lines) - 1):
        cells = lines[depth - 1].cells.values()
        bottom = max([bottom, *(cell.origin[0] + cell.rows - 1 for cell in cells)])
        has_group = any(cell.columns > 1 for cell in cells)
        following = lines[depth]
        if following.number > bottom and not (has_group and _is_label_row(following)):
            break
        depth += 1
    return depth


def _path(column: int, rows: Sequence[Line]) -> tuple[str, ...]:
    cells = [line.cells[column] for line in rows if column in line.cells]
    return tuple(cell.text for i, cell in enumerate(cells) if i == 0 or cells[i - 1].origin != cell.origin)


def find_header(lines: Sequence[Line]) -> Header:
    """Return the header at the top of these rows, or an empty one when the first row already holds data."""
    if not _starts_with_header(lines):
        return Header()
    depth = _header_depth(lines)
    columns = sorted({column for line in lines for column in line.cells})
    return Header({column: _path(column, lines[:depth]) for column in columns}, depth)


def _fields(line: Line, header: Header) -> Iterator[str]:
    seen: set[tuple[tuple[int, int], tuple[str, ...]]] = set()
    for column in sorted(line.cells):
        cell, path = line.cells[column], header.paths.get(column, ())
        if (cell.origin, path) in seen:
            continue
        seen.add((cell.origin, path))
        yield f"{' > '.join(path)}: {cell.text}" if path else cell.text


def _lone(line: Line, is_above: bool) -> Record:
    text = next(iter(line.cells.values())).text
    is_note = bool(_NOTE.match(text))
    return Record(line, text, is_title=is_above and not is_note, is_note=is_note)


def _record(line: Line, header: Header, has_two_columns: bool) -> Record:
    if len(line.origins) == 1 and (not header.depth or min(line.cells) == min(header.paths)):
        return _lone(line, is_above=False)
    if not header.depth and has_two_columns:
        return Record(line, ": ".join(line.cells[column].text for column in sorted(line.cells)))
    return Record(line, "; ".join(_fields(line, header)))


def records(lines: Iterable[Line], inherited: Header | None = None) -> tuple[list[Record], Header]:
    """Turn the rows of one table into records; also return its header for a block that continues it.

    Rows with a single value above the header are titles, unless they open as notes. Without a header of its
    own the block takes the inherited one if its columns are among it.

    Worked: header rows "品番 | 材質(two columns)" over "硬度 | 名称" and a row "E-0421 | HRC 58-62 | SUJ2"
    give "品番: E-0421; 材質 > 硬度: HRC 58-62; 材質 > 名称: SUJ2".
    """
    lines = [line for line in lines if line.cells]
    first = next((i for i, line in enumerate(lines) if len(line.origins) > 1), len(lines))
    titles = [_lone(line, is_above=True) for line in lines[:first]]
    body = lines[first:]
    header = find_header(body)
    columns = {column for line in body for column in line.cells}
    if not header.depth and inherited and columns <= set(inherited.paths):
        header = Header(inherited.paths, 0)
    rows = body[header.depth :]
    named = Header(header.paths, 1) if header.paths else header
    two = all(len(line.cells) == len(line.origins) == 2 for line in rows if len(line.cells) > 1)
    return [*titles, *(_record(line, named, two) for line in rows)], header
