"""A test set as a spreadsheet: read as a whole or not at all, and the template to fill in."""

from collections.abc import Iterator
from pathlib import Path

from evaluations.testsets.columns import COLUMNS, field_of, header_of
from evaluations.testsets.grid import read_grid
from evaluations.testsets.item import Item
from evaluations.testsets.refusal import RowProblem, TestSetRefused, refused_file, refused_rows
from evaluations.testsets.rows import RowReader
from evaluations.testsets.template import template_bytes, write_template
from intake.grid import Row
from language.text import Text

__all__ = ["RowProblem", "TestSetRefused", "read_items", "template_bytes", "write_template"]

_EMPTY = (
    Text("見出しの下に質問がありません。", "There is no question below the header row."),
    Text("一行に一問ずつ記入してください。", "Write one question in each row."),
)
_SAME_HEADER = (
    Text("見出し「{header}」が二つあります。", 'The header "{header}" appears twice.'),
    Text("一つにしてください。", "Keep one of them."),
)
_SAME_KEY = Text("番号「{key}」は{row}行目と重複しています。", 'The ID "{key}" is already used in row {row}.')


def read_items(path: Path) -> tuple[Item, ...]:
    """Return the items of an XLSX or CSV file (UTF-8 with or without BOM, CP932) in the order of its rows.

    The table is the first visible one with the headers 質問/Question and 正解/Answer within 20 rows; other
    columns than the template's are ignored. Rows without an ID are numbered Q001, Q002 … by their place.
    Raise TestSetRefused, listing every problem of every row, when there is any: nothing is half imported.
    """
    grid = read_grid(path)
    fields = _fields(grid.header)
    readers = [RowReader(row.number, _cells(row, fields)) for row in grid.rows]
    keys = list(_keys(readers))
    items = [reader.item(key) for reader, key in zip(readers, keys, strict=True)]
    _note_repeated(readers, keys)
    problems = tuple(problem for reader in readers for problem in reader.problems)
    if problems:
        raise refused_rows(problems)
    if not items:
        raise refused_file("test-set-empty", *_EMPTY)
    return tuple(item for item in items if item)


def _fields(header: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        field = field_of(cell)
        if field in places:
            what, action = _SAME_HEADER
            raise refused_file("test-set-header", what.filled(header=cell), action)
        if field:
            places[field] = place
    return places


def _cells(row: Row, fields: dict[str, int]) -> dict[str, str]:
    found = {field: row.cells[place] for field, place in fields.items() if place < len(row.cells)}
    return {column.field: found.get(column.field, "") for column in COLUMNS}


def _keys(readers: list[RowReader]) -> Iterator[str]:
    """Give rows without an ID the first free number from their place on."""
    taken = {reader.cells["key"] for reader in readers}
    for place, reader in enumerate(readers, start=1):
        key, number = reader.cells["key"], place
        while not key:
            key = "" if f"Q{number:03d}" in taken else f"Q{number:03d}"
            number += 1
        taken.add(key)
        yield key


def _note_repeated(readers: list[RowReader], keys: list[str]) -> None:
    first: dict[str, int] = {}
    for reader, key in zip(readers, keys, strict=True):
        if key in first:
            message = _SAME_KEY.filled(key=key, row=first[key])
            reader.problems.append(RowProblem(reader.number, header_of("key"), message))
        first.setdefault(key, reader.number)
