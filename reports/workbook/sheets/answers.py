"""Sheet 質問別の結果: every question with the expected answer and each candidate's own words, as text only."""

from language.text import Text
from reports.contents import Cover, ItemResult, Marked
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.words import FAILED, PASSED, SEVERITY, SHEET_ANSWERS, UNSCORED

_HEADS = (
    Text("番号", "No."),
    Text("質問", "Question"),
    Text("正解", "Expected"),
    Text("重大度", "Severity"),
    Text("根拠", "Source"),
)
_WIDTHS = (9.0, 30.0, 17.0, 7.0, 20.0)
_ANSWER_WIDTH, _MARK_WIDTH = 27.0, 7.0
_LONGEST_ANSWER_UTF16 = 1_500
_NOTE = Text(
    "回答はモデルの出力をそのまま文字として載せています。数式としては働きません。",
    "Answers are the models' own words, stored as text: nothing in them works as a formula.",
)
_FIRST_ONLY = Text(
    "全{total}問のうち、初めの{shown}問を載せています。",
    "The first {shown} of {total} questions are listed.",
)
_REST = Text(
    "全回答は「すべての回答」シートを有効にして作成すると載ります。",
    "A workbook made with the sheet of all answers lists every one.",
)
_HEAD_ROW = 3


def draw_answers(pen: Pen, cover: Cover, items: tuple[ItemResult, ...], total: int) -> None:
    """Draw one row per question; the columns follow the candidates of the first one. `total` counts all there are."""
    candidates = [marked.candidate for marked in items[0].answers]
    pen.columns((*_WIDTHS, *(width for _ in candidates for width in (_ANSWER_WIDTH, _MARK_WIDTH))))
    pen.text(0, 0, SHEET_ANSWERS, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    if total > len(items):
        shown = _FIRST_ONLY.filled(total=f"{total:,}", shown=f"{len(items):,}")
        pen.text(2, 0, Text(f"{shown.ja}{_REST.ja}", f"{shown.en} {_REST.en}"), "warning_note")
    answer_heads = [head for name in candidates for head in (name, Text("採点", "Result"))]
    pen.header(_HEAD_ROW, (*_HEADS, *answer_heads), lines=2)
    for row, item in enumerate(items, start=_HEAD_ROW + 1):
        _draw_item(pen, row, item)
    last_row = _HEAD_ROW + len(items)
    last_column = len(_WIDTHS) + 2 * len(candidates) - 1
    pen.sheet.autofilter(_HEAD_ROW, 0, last_row, last_column)
    set_page(pen, cover, last_row=last_row, last_column=last_column, repeat_row=_HEAD_ROW)


def _draw_item(pen: Pen, row: int, item: ItemResult) -> None:
    severity = SEVERITY.get(item.severity, item.severity)
    texts = (item.key, item.question, item.expected, severity, item.source)
    for column, text in enumerate(texts):
        pen.text(row, column, text, "cell", "small", "wrap")
        pen.fit(row, text, _WIDTHS[column], 8.5)
    for index, marked in enumerate(item.answers):
        _draw_answer(pen, row, len(_WIDTHS) + 2 * index, marked)


def _draw_answer(pen: Pen, row: int, column: int, marked: Marked) -> None:
    words = (
        f"{marked.answer}\n（{marked.note}）"
        if marked.note and marked.answer
        else marked.answer or marked.note
    )
    pen.text(row, column, words, "cell", "small", "wrap", limit=_LONGEST_ANSWER_UTF16)
    pen.fit(row, words[:400], _ANSWER_WIDTH, 8.5)
    if marked.passed is None:
        pen.text(row, column + 1, UNSCORED, "cell", "small", "center", "unknown")
    elif marked.passed:
        pen.text(row, column + 1, PASSED, "cell", "small", "center", "good")
    else:
        pen.text(row, column + 1, FAILED, "cell", "small", "center", "bad")
