"""Sheet すべての回答: every answer to every question, poured row by row into a sheet drawn with its heads alone.

A run with more answers than a sheet has rows goes on, on further sheets.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from language.text import Text
from reports.contents import AllAnswers, AnswerLine, Cover
from reports.workbook.cell_text import clean
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.streaming import Cell, pour_rows
from reports.workbook.words import FAILED, PASSED, SEVERITY, SHEET_ALL_ANSWERS, UNSCORED

Progress = Callable[[float], None]
_HEAD_ROW = 3
_MOST_ROWS_EXCEL = 1_048_576
MOST_ANSWERS = _MOST_ROWS_EXCEL - _HEAD_ROW - 1
_TELL_EVERY = 2_000
_TEXT, _NUMBER = ("cell", "small", "indent", "quoted"), ("cell", "small")
# The formats of amounts show 0 as a dash; here a 0 was measured, and only a blank is unknown.
_COUNT, _HUNDREDTHS, _THOUSANDTHS = ((*_NUMBER, f"format:{f}") for f in ("#,##0", "#,##0.00", "#,##0.000"))
# Head, width in characters, look.
_COLUMNS = (
    (Text("番号", "No."), 9.0, _TEXT),
    (Text("質問", "Question"), 34.0, _TEXT),
    (Text("回・表記ゆれ", "Time or noise"), 12.0, _TEXT),
    (Text("正解", "Expected"), 20.0, _TEXT),
    (Text("重大度", "Severity"), 8.0, _TEXT),
    (Text("候補モデル", "Candidate"), 22.0, _TEXT),
    (Text("回答", "Answer"), 44.0, _TEXT),
    (Text("状態", "State"), 14.0, _TEXT),
    (Text("採点", "Result"), 8.0, _TEXT),
    (Text("文字F1", "Character F1"), 9.0, _HUNDREDTHS),
    (Text("回答が示した出典", "Sources it cites"), 24.0, _TEXT),
    (Text("入力トークン", "Tokens in"), 9.0, _COUNT),
    (Text("出力トークン", "Tokens out"), 9.0, _COUNT),
    (Text("秒", "Seconds"), 8.0, _HUNDREDTHS),
    (Text("円", "Yen"), 9.0, _THOUSANDTHS),
)
_NOTE = Text(
    "全{total}件の回答のうち{first}～{last}件目です。回答はモデルの出力をそのまま文字として載せています。"
    "空欄は記録がないことを示し、0ではありません。",
    "Answers {first} to {last} of {total}. They are the models' own words, stored as text. A blank cell means that "
    "nothing is recorded, not 0.",
)
_NONE = Text("回答はまだありません。", "There are no answers yet.")


@dataclass(frozen=True)
class Part:
    """One of the sheets: answers `first` to `last` of `total`, counted from 1."""

    title: Text
    first: int
    last: int
    total: int

    @property
    def rows(self) -> int:
        return self.last - self.first + 1


def parts_of(answers: AllAnswers | None) -> tuple[Part, ...]:
    """Return the sheets that a run's answers need; none when they were not asked for."""
    if answers is None:
        return ()
    starts = range(0, max(1, answers.count), MOST_ANSWERS)
    return tuple(
        Part(_title(number), start + 1, min(answers.count, start + MOST_ANSWERS), answers.count)
        for number, start in enumerate(starts, start=1)
    )


def _title(number: int) -> Text:
    if number == 1:
        return SHEET_ALL_ANSWERS
    return Text(f"{SHEET_ALL_ANSWERS.ja} {number}", f"{SHEET_ALL_ANSWERS.en} {number}")


def draw_all_answers(pen: Pen, cover: Cover, part: Part) -> None:
    """Draw the heads and one row without content whose looks every answer takes over."""
    pen.columns([width for _, width, _ in _COLUMNS])
    pen.text(0, 0, part.title, "title")
    pen.height(0, 24)
    figures = {name: f"{getattr(part, name):,}" for name in ("first", "last", "total")}
    pen.text(1, 0, _NOTE.filled(**figures) if part.total else _NONE, "note")
    pen.header(_HEAD_ROW, [head for head, _, _ in _COLUMNS], lines=2)
    for column, (_, _, look) in enumerate(_COLUMNS):
        pen.text(_HEAD_ROW + 1, column, "", *look)
    last_row, last_column = _HEAD_ROW + max(1, part.rows), len(_COLUMNS) - 1
    pen.sheet.autofilter(_HEAD_ROW, 0, last_row, last_column)
    set_page(pen, cover, last_row=last_row, last_column=last_column, repeat_row=_HEAD_ROW)


def pour_all_answers(path: Path, language: str, answers: AllAnswers, progress: Progress) -> None:
    """Put every answer into the closed workbook at `path`, holding a few hundred of them at a time."""
    rows = _rows(answers, language, progress)
    for part in parts_of(answers):
        pour_rows(path, part.title.in_(language), _HEAD_ROW + 2, islice(rows, part.rows))


def _rows(answers: AllAnswers, language: str, progress: Progress) -> Iterator[list[Cell]]:
    for number, line in enumerate(answers.lines()):
        if number % _TELL_EVERY == 0:
            progress(min(1.0, number / max(1, answers.count)))
        yield _cells(line, language)


def _cells(line: AnswerLine, language: str) -> list[Cell]:
    severity = SEVERITY.get(line.severity)
    return [
        clean(line.key, language),
        clean(line.question, language),
        clean(line.variant, language),
        clean(line.expected, language),
        severity.in_(language) if severity else clean(line.severity, language),
        clean(line.candidate, language),
        clean(line.answer, language),
        clean(line.state, language),
        _result(line.passed).in_(language),
        line.char_f1,
        clean(line.cited, language),
        line.input_tokens,
        line.output_tokens,
        line.seconds,
        line.yen,
    ]


def _result(passed: bool | None) -> Text:
    if passed is None:
        return UNSCORED
    return PASSED if passed else FAILED
