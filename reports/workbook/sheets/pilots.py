"""Sheet 9 PoC結果: each KPI before and after with its interval, against the plan as it was frozen."""

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.pilots import Change, KpiResult, PilotPart
from reports.workbook.charts import dot_chart
from reports.workbook.live import LiveRange
from reports.workbook.number_format import decimals
from reports.workbook.pen import Pen
from reports.workbook.programme_words import FIRM, HASH_LETTERS, NONE, NOT_FIRM, STATUS, day_text
from reports.workbook.table import (
    UNCONFIRMED,
    Column,
    Content,
    Figure,
    draw_heading,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)
from reports.workbook.words import INDICATIVE, UNKNOWN

_WIDTHS = (26, 8, 8, 8.5, 8.5, 8.5, 9, 9, 8.5, 8.5, 9, 20, 8, 8, 8)
_LAST = len(_WIDTHS) - 1
_CHART_ROWS = 14
# Smaller p values are only said to be smaller.
_LEAST_P = 0.001
_NOTE = Text(
    "区間は95%信頼区間。達成は区間の悪い側の端で判定します。時間は指示・待ち・確認・手直しを含む正味です。"
    "標本が計画に足りない結果は参考値とし、確定値として扱いません。",
    "Intervals: 95 %. A target counts as met only at the bad end of the interval. Times are net of prompting, waiting, "
    "review and rework. A result short of its planned sample is indicative.",
)
_HEADS = (
    Text("KPI", "KPI"),
    Text("単位", "Unit"),
    Text("良い向き", "Better"),
    Text("導入前", "Before"),
    Text("導入後", "After"),
    Text("目標", "Target"),
    Text("目標の変化率", "Target change"),
    Text("変化", "Change"),
    Text("95%下限", "95 % low"),
    Text("95%上限", "95 % high"),
    Text("標本数", "Sample"),
    Text("検定・推定", "Test or estimate"),
    Text("p値", "p value"),
    Text("確度", "Certainty"),
    Text("目標達成", "Target met"),
)
_DIRECTION = {"up": Text("↑増加", "↑ up"), "down": Text("↓減少", "↓ down")}
_CHART_HEADS = (
    (10, 10, Text("変化（基準比）", "Change")),
    (11, 11, Text("グラフのKPI", "KPI in the chart")),
    (12, 12, Text("上側の幅", "Upper arm")),
    (13, 13, Text("下側の幅", "Lower arm")),
    (14, 14, Text("目標", "Target")),
)
_DEVIATIONS = (
    Column(Text("逸脱日", "Day"), 0, 0),
    Column(Text("計画からの逸脱", "Deviation from the plan"), 1, 11),
    Column(Text("記録者", "Recorded by"), 12, 14),
)


def draw_pilots(pen: Pen, cover: Cover, pilots: tuple[PilotPart, ...]) -> None:
    """Draw the whole sheet: one block for each pilot."""
    pen.columns(_WIDTHS)
    stamp = None if all(pilot.is_firm for pilot in pilots) else INDICATIVE
    row = draw_heading(pen, TITLES[9], (_NOTE,), _LAST, stamp) + 1
    blocks = []
    for pilot in pilots:
        end = _draw_pilot(pen, cover, row, pilot)
        blocks.append((row, end - 1))
        row = end + 1
    set_table_page(pen, cover, blocks, _LAST)


def _draw_pilot(pen: Pen, cover: Cover, row: int, pilot: PilotPart) -> int:
    name = pilot.name if isinstance(pilot.name, Text) else Text(pilot.name, pilot.name)
    row = draw_section(pen, row, name, _LAST)
    for label, words in _facts(pilot, cover):
        pen.text(row, 0, label, "cell", "small", "bold")
        pen.merged(row, 1, _LAST, words, "cell", "small", "middle")
        pen.fit(row, words, sum(_WIDTHS[1:]), 8.5)
        row += 1
    columns = [Column(head, at, at) for at, head in enumerate(_HEADS)]
    row = draw_table(pen, row + 1, columns, [_line(one) for one in pilot.results])
    row = _draw_notes(pen, row, pilot.results) + 1
    row = _draw_changes(pen, row, pilot.results)
    if not pilot.deviations:
        return _draw_no_deviation(pen, row, pilot)
    lines = [(one.on, one.text, or_unconfirmed(one.entered_by)) for one in pilot.deviations]
    return draw_table(pen, row, _DEVIATIONS, lines)


def _draw_notes(pen: Pen, row: int, results: tuple[KpiResult, ...]) -> int:
    """Say under the table why a result is only indicative, or why there is none."""
    for result in results:
        if result.note:
            name, note = result.name, result.note
            said = note if isinstance(note, Text) else Text(note, note)
            words = Text(f"※ {name.ja}: {said.ja}", f"* {name.en}: {said.en}")
            pen.merged(row, 0, _LAST, words, "note", "middle")
            pen.fit(row, words, sum(_WIDTHS), 9)
            row += 1
    return row


def _draw_no_deviation(pen: Pen, row: int, pilot: PilotPart) -> int:
    """Without a frozen plan nobody can say that it was kept."""
    if pilot.plan_sha256:
        pen.text(row, 0, Text("計画からの逸脱", "Deviations from the plan"), "cell", "small", "bold")
        pen.merged(row, 1, _LAST, NONE, "cell", "small")
        return row + 1
    words = Text(
        "測定計画が凍結されていないため、逸脱の有無は判断できません。",
        "The plan was not frozen, so nobody can say whether it was kept.",
    )
    return draw_nothing(pen, row, words, _LAST)


def _facts(pilot: PilotPart, cover: Cover) -> list[tuple[Text, str | Text]]:
    starts, ends = day_text(pilot.starts_on, cover), day_text(pilot.ends_on, cover)
    frozen = UNKNOWN
    if pilot.frozen_on and pilot.plan_sha256:
        day, digest = day_text(pilot.frozen_on, cover), pilot.plan_sha256[:HASH_LETTERS]
        frozen = Text(f"{day.ja}に凍結（hash {digest}）", f"frozen on {day.en} (hash {digest})")
    period = Text(f"{starts.ja} 〜 {ends.ja}", f"{starts.en} to {ends.en}")
    return [
        (Text("測定設計", "Design"), pilot.design or UNKNOWN),
        (Text("期間", "Period"), period),
        (Text("測定計画", "Plan"), frozen),
        (Text("計画標本数", "Planned sample"), pilot.planned_n or UNKNOWN),
        (Text("中止する数値", "Kill number"), pilot.kill_line or UNKNOWN),
    ]


def _line(result: KpiResult) -> list[Content]:
    change, name = result.change, result.name
    pattern = _pattern(result.baseline, result.after, result.target)
    moved = "signed_percent" if change and change.is_relative else _pattern(*_ends(change))
    return [
        Text(f"【主】{name.ja}", f"[primary] {name.en}") if result.is_primary else name,
        result.unit,
        _DIRECTION[result.direction],
        Figure(result.baseline, pattern),
        Figure(result.after, pattern),
        Figure(result.target, pattern),
        Figure(_target_change(result), "signed_percent"),
        *(Figure(number, moved) for number in _ends(change)),
        or_unconfirmed(result.n),
        or_unconfirmed(result.method),
        _p_value(result.p_value),
        UNCONFIRMED if result.after is None else FIRM if result.is_firm else NOT_FIRM,
        STATUS[result.reached],
    ]


def _ends(change: Change | None) -> tuple[float | None, float | None, float | None]:
    return (change.value, change.low, change.high) if change else (None, None, None)


def _target_change(result: KpiResult) -> float | None:
    if result.target is None or not result.baseline:
        return None
    return result.target / result.baseline - 1


def _pattern(*numbers: float | None) -> str:
    """As many decimals as the numbers have, two at most."""
    places = min(2, max((decimals(one) for one in numbers if one is not None), default=0))
    return ("whole_number", "unit_yen", "hundredths")[places]


def _p_value(value: float | None) -> Content:
    return "<0.001" if value is not None and value < _LEAST_P else Figure(value, "format:0.000")


def _draw_changes(pen: Pen, row: int, results: tuple[KpiResult, ...]) -> int:
    """Draw every change as a dot with its interval beside its target; return the row after the chart."""
    moved = [(one, change) for one in results if (change := _relative(one))]
    if not moved:
        return row
    for first, last, head in _CHART_HEADS:
        pen.merged_or_single(row, first, last, head, "head", "tiny")
    names, values, above, below, targets = _write_moves(pen, row + 1, moved)
    title = Text("KPIの変化率と95%区間（◆は目標）", "Change of each KPI with 95 % interval (◆ target)")
    chart = dot_chart(pen.book, pen.book.say(title), names, values, (above, below), targets)
    last = row + max(_CHART_ROWS, 2 + len(moved))
    pen.place_chart(chart, row, 0, last - 1, 9, pen.book.say(title))
    return last + 1


def _relative(result: KpiResult) -> Change | None:
    return result.change.relative_to(result.baseline) if result.change else None


def _write_moves(
    pen: Pen, first: int, moved: list[tuple[KpiResult, Change]]
) -> tuple[LiveRange, LiveRange, LiveRange, LiveRange, LiveRange]:
    """Write names, changes, the two arms and the targets; a KPI without a target gets an empty cell and no mark."""
    names = [pen.book.say(one.name) for one, _ in moved]
    columns: tuple[tuple[int, list[float | None]], ...] = (
        (10, [change.value for _, change in moved]),
        (12, [0.0 if change.high is None else change.high - change.value for _, change in moved]),
        (13, [0.0 if change.low is None else change.value - change.low for _, change in moved]),
        (14, [_target_change(one) for one, _ in moved]),
    )
    for at, name in enumerate(names, start=first):
        pen.text(at, 11, name, "cell", "tiny", "indent", "shrink")
    for column, numbers in columns:
        for at, number in enumerate(numbers, start=first):
            if number is not None:
                pen.number(at, column, number, "cell", "tiny", "signed_percent")
    change, above, below, targets = (
        pen.block(first, column, ["" if one is None else one for one in numbers], down=True)
        for column, numbers in columns
    )
    return pen.block(first, 11, names, down=True), change, above, below, targets
