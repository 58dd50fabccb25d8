"""Below the tornado: two assumptions at once, what breaks the case first, and the regret in every future."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import StressPart
from reports.workbook.display import UNIT_MARK, InUnit
from reports.workbook.number_format import shown_input
from reports.workbook.pen import Pen
from reports.workbook.two_way import TwoWay
from reports.workbook.words import NO, NOT_DONE, YES
from tco.plan.model import PlanModel
from tco.plan.shape import Option
from tco.uncertainty.breaking import Break

_LAST = 6
_SHOWN_BREAKS = 5
_HOW = {
    "npv": Text("推奨案のNPVが0を下回る", "NPV of the recommended option falls below 0"),
    "cheapest": Text("最も安い案が入れ替わる", "another option becomes the cheapest"),
    "worth_it": Text("導入が割に合うようになる", "an option becomes worth it"),
}
_BREAK_HEADS = (
    (0, 0, Text("前提", "Assumption")),
    (1, 1, Text("標準", "Standard")),
    (2, 2, Text("覆る値", "Breaks at")),
    (3, 3, Text("入力した範囲内", "In its range")),
    (4, _LAST, Text("どう覆るか", "How")),
)


def draw_two_way(pen: Pen, row: int, option: Option, found: TwoWay) -> int:
    """Draw the table at `row`; return the row after it."""
    title = Text(
        f"業務量 × 実現率（{option.label.ja}のNPV、{UNIT_MARK}）",
        f"Volume x redeployment rate (NPV of {option.label.en}, {UNIT_MARK})",
    )
    pen.said(row, 0, InUnit(title), "bold")
    pen.text(row + 1, 0, Text("業務量（計画の倍率）＼ 実現率", "Volume (times the plan) / rate"), "head")
    for column, rate in enumerate(found.rates, start=1):
        pen.number(row + 1, column, rate, "head", "percent")
    for at, (volume, line) in enumerate(zip(found.volumes, found.npv_jpy, strict=True), start=row + 2):
        pen.text(at, 0, f"×{volume:g}", "cell", "center", *(("bold",) if volume == 1 else ()))
        for column, npv in enumerate(line, start=1):
            is_plan = volume == 1 and column == 3
            pen.number(at, column, npv, "cell", "amount", *(("subtotal",) if is_plan else ()))
    return row + 2 + len(found.volumes)


def draw_breaks(pen: Pen, row: int, model: PlanModel, found: Sequence[Break]) -> int:
    """Say which assumption alone overturns the case by the smallest move."""
    pen.text(row, 0, Text("結論を覆す最初の前提", "The first assumption that breaks the case"), "bold")
    if not found:
        none = Text(
            "どの前提も、入力した幅の2倍まで動かしても結論は変わりません。",
            "No assumption alone, moved by up to twice its range, changes the conclusion.",
        )
        pen.merged(row + 1, 0, _LAST, none, "cell", "good")
        return row + 2
    for first, last, head in _BREAK_HEADS:
        pen.merged_or_single(row + 1, first, last, head, "head")
    for at, one in enumerate(found[:_SHOWN_BREAKS], start=row + 2):
        _draw_break(pen, at, model, one)
    return row + 2 + min(_SHOWN_BREAKS, len(found))


def _draw_break(pen: Pen, row: int, model: PlanModel, one: Break) -> None:
    spec, language = model.input_by_key[one.key], pen.book.language
    look = ("bold",) if one.is_inside else ()
    pen.text(row, 0, spec.label, "cell", *look)
    pen.text(row, 1, shown_input(spec, one.standard, language), "cell", "small", "right")
    pen.text(row, 2, shown_input(spec, float(f"{one.at:.3g}"), language), "cell", "small", "right")
    pen.text(row, 3, YES if one.is_inside else NO, "cell", "center", *(("unknown",) if one.is_inside else ()))
    pen.merged(row, 4, _LAST, _HOW[one.how], "cell", "small", "indent")


def draw_futures(pen: Pen, row: int, model: PlanModel, stress: StressPart | None) -> int:
    """The regret of every choice in every future, as the stress test of the plan found it."""
    title = Text(f"将来像ごとの後悔額（{UNIT_MARK}）", f"Regret in the futures ({UNIT_MARK})")
    pen.said(row, 0, InUnit(title), "bold")
    if stress is None:
        missing = Text(
            f"{NOT_DONE.ja}: 費用計画の「将来像」で実行すると、ここに入ります。",
            f"{NOT_DONE.en}: run the futures of the cost plan to see them here.",
        )
        pen.merged(row + 1, 0, _LAST, missing, "cell", "unknown")
        return row + 2
    shown = _shown(model, stress)
    pen.header(row + 1, (Text("将来像", "Future"), *(option.label for option in shown)), lines=2)
    for at, line in enumerate(stress.lines, start=row + 2):
        pen.text(at, 0, line.world, "cell", "shrink")
        for column, option in enumerate(shown, start=1):
            look = ("good",) if line.best == option.key else ()
            pen.number(at, column, line.regret_jpy[option.key], "cell", "amount", *look)
    last = row + 2 + len(stress.lines)
    pen.text(last, 0, Text("最大の後悔額", "Worst regret"), "total")
    for column, option in enumerate(shown, start=1):
        pen.number(last, column, stress.worst_jpy[option.key], "total", "amount")
    least = model.option(stress.least_regret).label
    note = Text(
        f"最大の後悔額が最も小さい案: {least.ja}。緑はその将来像で最もよい案。第{stress.revision}版の前提で計算。",
        f"Smallest worst regret: {least.en}. Green: best in that future. Calculated for revision {stress.revision}.",
    )
    pen.text(last + 1, 0, note, "note")
    return last + 2


def _shown(model: PlanModel, stress: StressPart) -> list[Option]:
    """Of many options those that would be regretted least; doing nothing is always there."""
    options = [option for option in model.shape.all_options if option.key in stress.worst_jpy]
    best_first = sorted(options[:-1], key=lambda option: stress.worst_jpy[option.key])
    kept = set(best_first[: _LAST - 1])
    return [*(option for option in options[:-1] if option in kept), options[-1]]
