"""Sheet シートの一覧: the eighteen sheets of an approval file, each there or 未実施 with what is missing for it."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover, SheetStatus
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.words import DONE, NOT_DONE, SHEET_LIST

_WIDTHS = (6.0, 30.0, 12.0, 78.0)
_LAST = 3
_LIST_ROW = 4
_NOTE = Text(
    "決裁に必要な18のシートです。材料がないシートは作らず、何が足りないかを示します。未実施は「問題なし」ではありません。",
    "The eighteen sheets of an approval file. A sheet without material is not made; what is missing is said here. Not "
    "done does not mean that all is well.",
)
_HEADS = (
    Text("No.", "No."),
    Text("シート", "Sheet"),
    Text("状態", "State"),
    Text("足りないもの・参照先", "What is missing, or where it is"),
)


def draw_list(pen: Pen, cover: Cover, statuses: Sequence[SheetStatus], others: Sequence[Text]) -> None:
    """Draw the list; `others` are sheets that explain the eighteen."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_LIST, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    done = sum(status.is_there for status in statuses)
    count = Text(
        f"実施 {done} / 未実施 {len(statuses) - done}", f"Done {done} / not done {len(statuses) - done}"
    )
    pen.text(2, 0, count, "bold")
    pen.header(_LIST_ROW, _HEADS)
    for row, status in enumerate(statuses, start=_LIST_ROW + 1):
        _draw_status(pen, row, status)
    row = _LIST_ROW + 2 + len(statuses)
    pen.text(row, 1, Text("計算と裏付け", "Calculation and records"), "bold")
    for offset, title in enumerate(others, start=1):
        pen.text(row + offset, 1, title, "cell")
        pen.text(row + offset, 2, "", "cell")
        pen.text(row + offset, 3, "", "cell")
    set_page(pen, cover, last_row=row + len(others), last_column=_LAST, on_one_page=True)


def _draw_status(pen: Pen, row: int, status: SheetStatus) -> None:
    pen.number(row, 0, status.number, "cell", "center")
    pen.text(row, 1, status.title, "cell", "bold", "middle")
    look = "good" if status.is_there else "unknown"
    pen.text(row, 2, DONE if status.is_there else NOT_DONE, "cell", "center", look)
    pen.text(row, 3, status.missing, "cell", "small", "middle")
    pen.fit(row, status.missing, _WIDTHS[3], 8.5)
