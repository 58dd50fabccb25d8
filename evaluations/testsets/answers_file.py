"""A file of answers made elsewhere: XLSX, CSV or JSON Lines, read as a whole or not at all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluations.testsets.answer_rows import BROKEN, HEADERS, AnswerRow, GivenLine
from evaluations.testsets.columns import folded
from evaluations.testsets.grid import MOST_ROWS, read_grid
from evaluations.testsets.refusal import RowProblem, at_the_door, refused_file, refused_rows
from intake.encoding import decode
from intake.grid import Row
from intake.refusal import IntakeRefused
from language.text import Text

OTHERS = {
    "key": ("key", "no", "質問番号", "item_key", "question_id"),
    "question": ("問題", "prompt", "input"),
    "text": ("output", "response", "text", "モデルの回答", "prediction"),
    "repeat": ("回数", "trial"),
    "input_tokens": ("input_tokens", "prompt_tokens"),
    "output_tokens": ("output_tokens", "completion_tokens"),
    "total_s": ("total_s", "latency_s", "所要時間(秒)"),
}
FIELDS = {
    folded(name): field for field, header in HEADERS.items() for name in (*header, field, *OTHERS[field])
}
MOST_BYTES = 20 * 2**20
LINES = (".jsonl", ".ndjson")

_NO_HEADER = (
    Text(
        "「回答」の見出しと、「番号」または「質問」の見出しがある表が見つかりません。",
        'No table with the header "Answer" and the header "ID" or "Question" was found.',
    ),
    Text("見出しの行を加えてください。", "Add a header row."),
)
_EMPTY = (
    Text("回答が一つもありません。", "There is no answer."),
    Text("一行に一つずつ記入してください。", "Write one answer in each row."),
)
_TOO_LARGE = (
    Text(
        "ファイルまたは行が多すぎます(上限 20 MiB、5,000 行)。",
        "The file is too large (limit 20 MiB, 5,000 rows).",
    ),
    Text("質問集ごとにファイルを分けてください。", "Split the file by question set."),
)


def holds_answers(path: Path) -> bool:
    """Whether a file is one of ours and not another tool's results; raise TestSetRefused when it is too large.

    Ours are tables, and lines of which the first has an answer under one of our names or cannot be read at all.
    """
    if path.stat().st_size > MOST_BYTES:
        raise refused_file("answers-too-large", *_TOO_LARGE)
    if path.suffix.lower() in (".json", ".eval"):
        return False
    if path.suffix.lower() not in LINES:
        return True
    with path.open("rb") as file:
        first = next((line for line in file if line.strip()), b"")
    cells = _json_cells(first.decode(errors="replace").removeprefix("\ufeff"))
    return BROKEN in cells or isinstance(cells.get("text"), str | int | float)


def read_answers(path: Path) -> tuple[GivenLine, ...]:
    """Return the answers of an XLSX, CSV or JSONL file in the order of its rows.

    Each row names its question by ID or by its words. A blank answer is none. Raise TestSetRefused, listing every
    problem of every row, when there is any: nothing is half imported.
    """
    rows = list(_json_rows(path) if path.suffix.lower() in LINES else _grid_rows(path))
    problems: list[RowProblem] = []
    lines = [AnswerRow(number, cells, problems).line() for number, cells in rows]
    if problems:
        raise refused_rows(tuple(problems))
    if not any(line.text is not None for line in lines):
        raise refused_file("answers-empty", *_EMPTY)
    return tuple(lines)


def _grid_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    grid = read_grid(path, _is_header, _NO_HEADER)
    fields = [FIELDS.get(folded(cell)) for cell in grid.header.cells]
    for row in grid.rows:
        # A blank cell says nothing: neither "" nor 0.
        yield (
            row.number,
            {field: cell for field, cell in zip(fields, row.cells, strict=False) if field and cell},
        )


def _is_header(row: Row) -> bool:
    fields = {FIELDS.get(folded(cell)) for cell in row.cells}
    return "text" in fields and bool(fields & {"key", "question"})


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    if path.stat().st_size > MOST_BYTES:
        raise refused_file("answers-too-large", *_TOO_LARGE)
    try:
        text, _ = decode(path.read_bytes())
    except IntakeRefused as error:
        raise at_the_door(error) from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MOST_ROWS:
        raise refused_file("answers-too-large", *_TOO_LARGE)
    yield from ((number, _json_cells(line)) for number, line in lines)


def _json_cells(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {BROKEN: True}
    if not isinstance(found, dict):
        return {BROKEN: True}
    named = ((FIELDS.get(folded(name)), value) for name, value in found.items())
    return {field: value for field, value in named if field and value is not None}
