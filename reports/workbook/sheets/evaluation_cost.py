"""On the sheet of the evaluation: what a right answer costs, and how quality and cost stand to each other."""

from evaluations.summary import CandidateSummary
from language.text import Text
from reports.workbook.charts import scatter_chart
from reports.workbook.pen import Pen

_HEADS = (
    (0, 0, Text("候補", "Candidate")),
    (1, 2, Text("1問の費用（円）", "Cost of a question (JPY)")),
    (3, 4, Text("95%下限（円）", "95 % low (JPY)")),
    (5, 6, Text("95%上限（円）", "95 % high (JPY)")),
    (7, 8, Text("正答1件の費用（円）", "Cost of a right answer (JPY)")),
)
_RATE_COLUMN = 9
_LAST = 15
_LEAST_ROWS = 11
_MOST_POINTS = 7


def draw_cost_of_quality(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> int:
    """Draw table and chart at `row`; return the row after them. A cost that nobody knows is not zero."""
    pen.text(row, 0, Text("費用と品質", "Cost and quality"), "bold")
    for first, last, head in _HEADS:
        pen.merged_or_single(row + 1, first, last, head, "head", "middle")
    pen.text(row + 1, _RATE_COLUMN, Text("正答率", "Pass rate"), "head", "middle")
    pen.height(row + 1, 30)
    for at, candidate in enumerate(candidates, start=row + 2):
        _draw_candidate(pen, at, candidate)
    _draw_note(pen, row + 2 + len(candidates), candidates)
    last = row + 1 + max(_LEAST_ROWS, len(candidates) + 2)
    _draw_chart(pen, row + 1, last, row + 2, candidates)
    return last + 1


def _draw_candidate(pen: Pen, row: int, c: CandidateSummary) -> None:
    pen.text(row, 0, c.name, "cell", "bold", "middle")
    cost = c.cost_jpy
    numbers = (
        cost.value if cost else None,
        cost.low if cost else None,
        cost.high if cost else None,
        c.cost_per_correct_jpy,
    )
    for column, number in zip((1, 3, 5, 7), numbers, strict=True):
        pen.merged_number(row, column, column + 1, number, "cell", "hundredths", "center")
    pen.number(row, _RATE_COLUMN, c.passed.share if c.passed else None, "cell", "percent")
    pen.height(row, 30)


def _draw_note(pen: Pen, row: int, candidates: tuple[CandidateSummary, ...]) -> None:
    unknown = [c for c in candidates if c.cost_jpy is None]
    if not unknown:
        return
    note = Text(
        f"費用が分からない候補: {len(unknown)}件（単価または消費電力が未登録。図には載せません）。",
        f"Cost unknown for {len(unknown)} candidates (no price or power is recorded); not in the chart.",
    )
    pen.text(row, 0, note, "note")


def _draw_chart(
    pen: Pen, first: int, last: int, table: int, candidates: tuple[CandidateSummary, ...]
) -> None:
    known = [(n, c) for n, c in enumerate(candidates) if c.cost_jpy and c.passed][:_MOST_POINTS]
    if not known:
        missing = Text(
            "費用の分かる候補がないため、図はありません。", "No chart: no candidate's cost is known."
        )
        pen.merged(first, _RATE_COLUMN + 1, _LAST, missing, "note", "center")
        return
    say = pen.book.say
    points = [
        (
            pen.block(table + n, 0, [c.name]),
            pen.block(table + n, 1, [c.cost_jpy.value if c.cost_jpy else 0.0]),
            pen.block(table + n, _RATE_COLUMN, [c.passed.share if c.passed else 0.0]),
        )
        for n, c in known
    ]
    title = say(Text("品質と費用（左上ほど良い）", "Quality and cost (top left is better)"))
    axes = (say(Text("1問の費用（円）", "Cost of a question (JPY)")), say(Text("正答率", "Pass rate")))
    chart = scatter_chart(pen.book, title, points, axes, ("#,##0.00", "0%"))
    pen.place_chart(chart, first, _RATE_COLUMN + 1, last, _LAST, title)
