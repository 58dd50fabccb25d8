"""Sheet チェック: what must hold in this file whatever is typed, and one master check for page 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.text import Text
from reports.contents import Cover
from reports.workbook.live import Live, count_equal, if_
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.words import NG, OK, SHEET_CHECKS

_WIDTHS = (6.0, 76.0, 18.0, 18.0, 12.0)
_HEADS = (
    Text("No.", "No."),
    Text("確認する内容", "What must hold"),
    Text("左辺", "Left side"),
    Text("右辺", "Right side"),
    Text("結果", "Result"),
)
_NOTE = Text(
    "前提条件を変えても成り立つべき関係です。1つでもNGなら、決裁サマリーに「NG」と表示されます。",
    "Relations that hold whatever is typed. A single NG shows on the decision summary.",
)


@dataclass(frozen=True)
class Check:
    """Two amounts and the condition between them."""

    name: Text
    left: Live
    right: Live
    holds: Live


def draw_checks(pen: Pen, cover: Cover, checks: Sequence[Check]) -> Live:
    """Draw the checks and return the master check: OK or NG."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_CHECKS, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    pen.header(3, _HEADS)
    ok, ng = pen.book.say(OK), pen.book.say(NG)
    results = [_draw_check(pen, 4 + index, index + 1, check) for index, check in enumerate(checks)]
    row = 5 + len(checks)
    block = pen.block(4, 4, [r.value for r in results], down=True)
    pen.text(row, 1, Text("総合結果", "Master check"), "total")
    for column in (2, 3):
        pen.text(row, column, "", "total")
    master = if_(count_equal(block, ng).equals(0), ok, ng)
    cell = pen.formula(row, 4, master, "total", "center")
    pen.mark_words(4, 4, row, 4, {ok: "good", ng: "bad"})
    set_page(pen, cover, last_row=row, last_column=len(_WIDTHS) - 1)
    return pen.name("master_check", cell)


def _draw_check(pen: Pen, row: int, number: int, check: Check) -> Live:
    pen.number(row, 0, number, "cell", "small", "center")
    pen.text(row, 1, check.name, "cell", "middle")
    pen.fit(row, check.name, _WIDTHS[1])
    pen.formula(row, 2, check.left, "cell", "whole_number", "right")
    pen.formula(row, 3, check.right, "cell", "whole_number", "right")
    return pen.formula(row, 4, if_(check.holds, pen.book.say(OK), pen.book.say(NG)), "cell", "center")
