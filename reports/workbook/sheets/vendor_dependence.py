"""The part of sheet 11 on dependence: how concentrated the uses are, and how each system would leave its supplier."""

from language.text import Text
from reports.programme.vendors import Dependence, VendorPart, WayOut
from reports.workbook.pen import Pen
from reports.workbook.programme_words import STATUS
from reports.workbook.table import (
    Column,
    Content,
    Figure,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
)

_DEPENDENCE = (
    Column(Text("集中度（1=1社だけ）", "Concentration (1 = only one)"), 0, 0),
    Column(Text("最大の相手", "Largest"), 1, 2),
    Column(Text("費用で見た値", "By spend"), 3, 3),
    Column(Text("件数で見た値", "By workload"), 4, 4),
    Column(Text("許容上限", "Tolerated up to"), 5, 5),
    Column(Text("状態", "Status"), 6, 6),
)
_WAYS_OUT = (
    Column(Text("AIシステム", "AI system"), 0, 0),
    Column(Text("代替（再評価済み）", "Substitute (evaluated again)"), 1, 2),
    Column(Text("乗換日数", "Days to switch"), 3, 3),
    Column(Text("根拠", "Basis"), 4, 4, ("center",)),
    Column(Text("許容日数", "Tolerated days"), 5, 5),
    Column(Text("訓練日", "Drilled on"), 6, 6),
    Column(Text("状態", "Status"), 7, 9),
)
_MEASURED, _ESTIMATED = Text("訓練で実測", "measured in a drill"), Text("見積", "estimate")


def draw_dependence(pen: Pen, row: int, part: VendorPart, last_column: int) -> int:
    """Draw both tables; return the row after them."""
    row = draw_section(pen, row, Text("外部依存と乗換", "Dependence and the way out"), last_column)
    if not part.dependence and not part.ways_out:
        words = Text("集中度と乗換計画が記録されていません。", "No concentration and no way out is recorded.")
        return draw_nothing(pen, row, words, last_column)
    if part.dependence:
        row = draw_table(pen, row, _DEPENDENCE, [_dependence(one) for one in part.dependence])
    if part.ways_out:
        row = draw_table(pen, row, _WAYS_OUT, [_way_out(one) for one in part.ways_out])
    return row


def _dependence(one: Dependence) -> list[Content]:
    return [
        one.name,
        or_unconfirmed(one.largest),
        Figure(one.by_spend, "hundredths"),
        Figure(one.by_workload, "hundredths"),
        Figure(one.limit, "hundredths"),
        STATUS[one.status],
    ]


def _way_out(one: WayOut) -> list[Content]:
    return [
        one.system,
        or_unconfirmed(one.substitute),
        Figure(one.days, "format:0.0"),
        _MEASURED if one.is_measured else _ESTIMATED if one.days is not None else or_unconfirmed(""),
        Figure(one.days_limit, "format:0.0"),
        one.drilled_on,
        STATUS[one.status],
    ]
