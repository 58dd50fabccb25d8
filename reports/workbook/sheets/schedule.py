"""Sheet 14 工程・判定・撤退: the time chart, each gate with its criteria, and the numbers at which we stop."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.schedule import GateCheck, GateState, SchedulePart, Span
from reports.workbook.display import REIWA_ZERO
from reports.workbook.page import said_date
from reports.workbook.pen import Pen
from reports.workbook.programme_words import MUST, OPTIONAL, STATUS
from reports.workbook.table import (
    Column,
    Content,
    Figure,
    Marked,
    draw_heading,
    draw_heads,
    draw_lines,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)
from reports.workbook.time_slots import MOST_SLOTS, Slot, slots_of
from reports.workbook.words import NOT_DONE, OUTCOME

_FIRST_SLOT = 3
_WIDTHS = (30, 11, 11, *(3.6 for _ in range(MOST_SLOTS)))
_LAST = len(_WIDTHS) - 1
_NOTE = Text(
    "棒は期間（灰=終了 ✓、青=予定・実施中 ■）、◆は判定・期限の日。"
    "判定の状態は証拠から計算し、未確認は達成として扱いません。",
    "Bars are periods (grey ✓ done, blue ■ planned or running), ◆ is a day of decision or a deadline. "
    "Status follows from evidence; unknown is never a pass.",
)
_DONE, _PLANNED, _DAY = "✓", "■", "◆"
_GATES = (
    Column(Text("ゲート", "Gate"), 0, 0),
    Column(Text("決裁日", "Decided on"), 1, 1, ("center",)),
    Column(Text("見直し日", "Review"), 2, 2, ("center",)),
    Column(Text("規則による推奨", "Recommended by rule"), 3, 7, ("center",)),
    Column(Text("決裁", "Decision"), 8, 14),
    Column(Text("達成", "Met"), 15, 17, ("center",)),
    Column(Text("未達", "Not met"), 18, 20, ("center",)),
    Column(Text("未確認", "Unknown"), 21, 23, ("center",)),
    Column(Text("必須の残り", "Open musts"), 24, 26, ("center",)),
)
_CHECKS = (
    Column(Text("判定基準", "Criterion"), 0, 2),
    Column(Text("区分", "Kind"), 3, 5, ("center",)),
    Column(Text("状態", "Status"), 6, 8),
    Column(Text("証拠", "Evidence"), 9, _LAST),
)
_KILLS = (
    Column(Text("撤退・中止の条件", "Exit condition"), 0, 0),
    Column(Text("中止する数値", "Limit"), 1, 4),
    Column(Text("現在の値", "Now"), 5, 9),
    Column(Text("状態", "Status"), 10, 12),
    Column(Text("出所", "Source"), 13, _LAST),
)
_OUTCOME_LOOK = {
    "go": "good",
    "conditional_go": "unknown",
    "recycle": "bad",
    "hold": "unknown",
    "stop": "bad",
}


def draw_schedule(pen: Pen, cover: Cover, part: SchedulePart) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[14], (_NOTE,), _LAST) + 1
    end = _draw_spans(pen, cover, row, part.spans)
    blocks = [(0, end - 1), (end + 1, _draw_gates(pen, end + 1, part.gates) - 1)]
    start = blocks[-1][1] + 2
    blocks.append((start, _draw_kill_lines(pen, start, part) - 1))
    heads_row = blocks[-1][1] + 2
    draw_heads(pen, heads_row, _CHECKS)
    row = heads_row + 1
    for gate in part.gates:
        start = heads_row if row == heads_row + 1 else row
        row = _draw_checks(pen, row, gate)
        blocks.append((start, row - 1))
    set_table_page(pen, cover, blocks, _LAST, may_part=True, heads_row=heads_row)


def _draw_spans(pen: Pen, cover: Cover, row: int, spans: Sequence[Span]) -> int:
    now = said_date(cover.as_of, cover).in_(cover.language)
    row = draw_section(pen, row, Text(f"工程（基準日 {now}）", f"Schedule (as of {now})"), _LAST)
    if not spans:
        words = Text("日付の入った工程がありません。", "Nothing has a date yet.")
        return draw_nothing(pen, row, words, _LAST)
    slots = slots_of(min(one.starts_on for one in spans), max(one.ends_on for one in spans))
    _draw_calendar(pen, cover, row, slots)
    ordered = sorted(spans, key=lambda one: (one.starts_on, one.ends_on))
    for at, span in enumerate(ordered, start=row + 2):
        _draw_span(pen, at, span, slots)
    return row + 2 + len(spans)


def _places(slots: Sequence[Slot]) -> list[tuple[int, int, Slot]]:
    """Share the columns out evenly: each slot with its first and last column."""
    each = MOST_SLOTS // len(slots)
    return [
        (_FIRST_SLOT + at * each, _FIRST_SLOT + (at + 1) * each - 1, slot) for at, slot in enumerate(slots)
    ]


def _draw_calendar(pen: Pen, cover: Cover, row: int, slots: Sequence[Slot]) -> None:
    for column, head in enumerate((Text("工程", "Item"), Text("開始", "Start"), Text("終了", "End"))):
        pen.merged(row, column, column, head, "head", rows=2)
    places = _places(slots)
    for year in dict.fromkeys(slot.first.year for slot in slots):
        own = [(first, last) for first, last, slot in places if slot.first.year == year]
        era = f"令和{year - REIWA_ZERO}年" if cover.display.era == "japanese" else f"{year}年"
        label = Text(era, str(year))
        pen.merged_or_single(row, own[0][0], own[-1][1], label, "head", "tiny", "shrink")
    for first, last, slot in places:
        now = ("unknown",) if slot.holds(cover.as_of, cover.as_of) else ()
        pen.merged_or_single(row + 1, first, last, slot.label, "head", "tiny", *now, "shrink")


def _draw_span(pen: Pen, row: int, span: Span, slots: Sequence[Slot]) -> None:
    pen.text(row, 0, span.name, "cell", "middle", "indent")
    pen.fit(row, span.name, _WIDTHS[0] - 2)
    pen.date(row, 1, span.starts_on, "cell", "small", "center")
    pen.date(row, 2, span.ends_on, "cell", "small", "center")
    is_day = span.starts_on == span.ends_on
    glyph = _DAY if is_day else _DONE if span.is_done else _PLANNED
    look = "milestone" if is_day else "bar_done" if span.is_done else "bar"
    for first, last, slot in _places(slots):
        if slot.holds(span.starts_on, span.ends_on):
            pen.merged_or_single(row, first, last, glyph, "box", look, "center")
        else:
            pen.merged_or_single(row, first, last, "", "box")


def _draw_gates(pen: Pen, row: int, gates: Sequence[GateState]) -> int:
    row = draw_section(pen, row, Text("判定（ゲート）の状況", "Gates"), _LAST)
    if not gates:
        return draw_nothing(pen, row, NOT_DONE, _LAST)
    return draw_table(pen, row, _GATES, [_gate_line(gate) for gate in gates])


def _gate_line(gate: GateState) -> list[Content]:
    number = {status: sum(one.status == status for one in gate.checks) for status in STATUS}
    open_musts = sum(1 for one in gate.checks if one.must and one.status != "met")
    return [
        Text(f"{gate.id} {gate.name.ja}", f"{gate.id} {gate.name.en}"),
        gate.decided_on or "–",
        gate.review_on or "–",
        OUTCOME[gate.recommendation],
        _decided(gate),
        *(Figure(number[status], "format:0") for status in ("met", "not_met", "unknown")),
        Figure(open_musts, "format:0"),
    ]


def _decided(gate: GateState) -> Marked:
    if gate.decided is None:
        return Marked(Text("未決裁", "not decided"), "quiet")
    word = OUTCOME[gate.decided]
    if gate.is_outdated:
        return Marked(Text(f"{word.ja}（要再確認）", f"{word.en} (confirm again)"), "unknown")
    return Marked(word, _OUTCOME_LOOK[gate.decided])


def _draw_kill_lines(pen: Pen, row: int, part: SchedulePart) -> int:
    row = draw_section(pen, row, Text("撤退・中止の条件", "Exit conditions"), _LAST)
    if not part.kill_lines:
        words = Text(
            "中止する数値が決まっていません。決裁の前に、どの数値で止めるかを決めてください。",
            "No number is set at which we stop. Set it before the decision.",
        )
        return draw_nothing(pen, row, words, _LAST)
    lines = [
        (one.name, one.limit, or_unconfirmed(one.now), STATUS[one.status], or_unconfirmed(one.source))
        for one in part.kill_lines
    ]
    return draw_table(pen, row, _KILLS, lines)


def _draw_checks(pen: Pen, row: int, gate: GateState) -> int:
    title = Text(f"{gate.id} {gate.name.ja} の判定基準", f"Criteria of {gate.id} {gate.name.en}")
    row = draw_section(pen, row, title, _LAST)
    return draw_lines(pen, row, _CHECKS, [_check_line(one) for one in gate.checks])


def _check_line(check: GateCheck) -> list[Content]:
    name = Text(f"{check.id} {check.name.ja}", f"{check.id} {check.name.en}")
    kind = MUST if check.must else OPTIONAL
    return [name, kind, STATUS[check.status], or_unconfirmed(check.evidence)]
