"""CSV: a record per row with its column names, cited by line."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from evaluations.parsing.errors import refused
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.places import Lines
from evaluations.parsing.reading import Reading
from evaluations.parsing.tables import Cell, Line, records
from intake.cleaning import cleaned, one_line
from intake.encoding import decode


def _delimiter(text: str) -> str:
    """Choose comma, tab or semicolon by which splits the first lines most."""
    head = "".join(text.splitlines(keepends=True)[:20])
    return max(",\t;", key=head.count)


def _rows(text: str, limits: Limits) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first line, last line, values); a quoted value may span lines."""
    csv.field_size_limit(limits.characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    first = 1
    try:
        for values in reader:
            yield first, reader.line_num, values
            first = reader.line_num + 1
    except csv.Error as error:
        raise refused("truncated_file") from error


def _line(first: int, values: list[str]) -> Line:
    texts = {column: one_line(value) for column, value in enumerate(values, 1)}
    return Line(first, {column: Cell(text, (first, column)) for column, text in texts.items() if text})


def read(path: Path, limits: Limits) -> Reading:
    """Read a CSV file (comma, tab or semicolon) of any of the encodings of encoding.decode."""
    text, encoding = decode(path.read_bytes())
    rows = list(_rows(cleaned(text), limits))
    if sum(len(values) for _, _, values in rows) > limits.sheet_cells:
        raise refused("too_much_text", limit=limits.sheet_cells)
    last_lines = {first: last for first, last, _ in rows}
    found, _ = records([_line(first, values) for first, _, values in rows])
    blocks = (
        Block(record.text, Lines(record.line.number, last_lines[record.line.number])) for record in found
    )
    return Reading(
        blocks=tuple(blocks),
        notices=(notice("encoding_detected", encoding=encoding),),
        units=len(rows),
        encoding=encoding,
    )
