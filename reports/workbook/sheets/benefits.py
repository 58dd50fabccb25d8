"""Sheet 効果算定: freed time is capacity, only a part of it becomes cash, and some effects have no price."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.text import Text
from reports.contents import ManagementReport
from reports.workbook.charts import waterfall_chart
from reports.workbook.display import InUnit
from reports.workbook.effects import Effect, effects_of, is_effect_firm
from reports.workbook.live import Live, at, at_least, at_most, choose, concat, total
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.option_table import OptionTables
from reports.workbook.words import INDICATIVE, SHEET_BENEFITS, over_years

_WIDTHS = (36.0, 11.0, *(13.0,) * 9)
_LAST = len(_WIDTHS) - 1
_YEARS_ROW, _CHART_ROWS = 5, 16
_NOTE = Text(
    "削減時間は能力値（空いた時間）であり、現金効果はその一部（実現率）だけです。NPVが最も高い案の値で、前提に応じて変わります。",
    "Hours saved are capacity; cash is only the part that is redeployed. Figures of the option with the highest NPV; "
    "they follow the assumptions.",
)
_LINES = (
    (
        Text("短縮時間（総）", "Gross hours saved"),
        Text("時間/年", "hours"),
        "benefit.hours_saved.fy",
        "whole_number",
    ),
    (
        Text("回答の確認時間", "Hours reviewing"),
        Text("時間/年", "hours"),
        "benefit.hours_reviewing.fy",
        "whole_number",
    ),
    (
        Text("短縮時間（純）", "Net hours saved"),
        Text("時間/年", "hours"),
        "{option}.hours.fy",
        "whole_number",
    ),
    (Text("余力の金額換算（能力値）", "Value of capacity"), None, "{option}.capacity.fy", "amount"),
    (Text("短縮時間の現金効果", "Cash from freed time"), None, "{option}.cash_from_time.fy", "amount"),
    (Text("その他の現金効果", "Other cash benefit"), None, "{option}.other_cash.fy", "amount"),
    (Text("現金効果 合計", "Cash benefit"), None, "{option}.cash_benefit.fy", "amount"),
)
_STEP_HEADS = (
    Text("段階", "Step"),
    Text("", ""),
    InUnit(Text("増減（{unit}）", "Change ({unit})")),
    Text("始まり", "From"),
    Text("終わり", "To"),
    Text("下地（正）", "Base +"),
    Text("棒（正）", "Bar +"),
    Text("下地（負）", "Base -"),
    Text("棒（負）", "Bar -"),
)
_EFFECT_HEADS = (
    (0, 0, Text("効果", "Effect")),
    (1, 1, Text("区分", "Kind")),
    (2, 3, Text("大きさ", "Size")),
    (4, 8, Text("根拠・出所", "Evidence and source")),
    (9, 10, Text("確度", "Certainty")),
)


@dataclass(frozen=True)
class Step:
    """One step of the waterfall; a result stands on the ground."""

    label: Text
    change: Live
    is_result: bool = False


def draw_benefits(
    pen: Pen, report: ManagementReport, rows: RowCells, years: Sequence[Live], tables: OptionTables
) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_BENEFITS, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    if not is_effect_firm(report):
        pen.merged(0, _LAST - 1, _LAST, INDICATIVE, "stamp")
    best = rows.cell("decision.best")
    shown = concat(pen.book.say(Text("対象の案: ", "Option: ")), at(tables.names, best))
    pen.merged_formula(2, 0, 3, shown, "bold")
    row = _draw_years(pen, _YEARS_ROW, rows, years)
    steps_row = row + 2
    row = _draw_steps(pen, steps_row, rows)
    row = _draw_effects(pen, row + 2, effects_of(report))
    set_page(pen, report.cover, last_row=row, last_column=_LAST, on_one_page=True)


def of_best(rows: RowCells, key: str, year: int | None = None) -> Live:
    """Read a row of the option with the highest NPV, whichever that is; `{option}` stands for its key."""
    if "{option}" not in key:
        return _cell(rows, key, year)
    cells = [_cell(rows, key.format(option=option.key), year) for option in rows.shape.options]
    return choose(rows.cell("decision.best"), cells) if len(cells) > 1 else cells[0]


def total_of_best(rows: RowCells, key: str) -> Live:
    """Add up a row of the option with the highest NPV over the plan."""
    cells = [total(rows.span(key.format(option=option.key))) for option in rows.shape.options]
    return choose(rows.cell("decision.best"), cells) if len(cells) > 1 else cells[0]


def _cell(rows: RowCells, key: str, year: int | None) -> Live:
    return rows.cell(key) if year is None else rows.in_year(key, year)


def _draw_years(pen: Pen, row: int, rows: RowCells, years: Sequence[Live]) -> int:
    title = Text("直接効果: 能力と現金（年度別）", "Direct effect: capacity and cash by year")
    pen.text(row - 1, 0, title, "bold")
    pen.header(row, (Text("項目", "Item"), Text("単位", "Unit"), *years, Text("合計", "Total")))
    for at_row, (label, unit, key, style) in enumerate(_LINES, start=row + 1):
        look = "subtotal" if style == "amount" and "cash_benefit" in key else "cell"
        pen.text(at_row, 0, label, "cell", look)
        pen.said(at_row, 1, unit or InUnit(Text("{unit}", "{unit}")), "cell", look, "tiny", "center")
        cells = [of_best(rows, key, year) for year in rows.model.years]
        pen.formulas(at_row, 2, cells, "cell", look, style)
        line = pen.block(at_row, 2, [cell.value for cell in cells])
        pen.formula(at_row, 2 + len(cells), total(line), "total", style)
    return row + 1 + len(_LINES)


def steps_of(rows: RowCells) -> tuple[Step, ...]:
    """From the value of freed time to the cash that stays, over the plan."""
    capacity = total_of_best(rows, "{option}.capacity.fy")
    cash = total_of_best(rows, "{option}.cash_from_time.fy")
    n = over_years(rows.shape.years)
    return (
        Step(Text("余力（能力値）", "Capacity"), capacity, True),
        Step(Text("現金にならない分", "Not redeployed"), cash - capacity),
        Step(Text("その他の現金効果", "Other cash"), total_of_best(rows, "{option}.other_cash.fy")),
        Step(Text("費用", "Cost"), Live("0", 0) - total_of_best(rows, "{option}.cost.fy")),
        Step(Text("税金", "Tax"), Live("0", 0) - total_of_best(rows, "{option}.tax.fy")),
        Step(Text("売却収入", "Sale of assets"), total_of_best(rows, "{option}.disposal.fy")),
        Step(
            Text(f"残る現金（{n.ja}）", f"Cash left ({n.en})"),
            total_of_best(rows, "{option}.cash_flow.fy"),
            True,
        ),
    )


def _draw_steps(pen: Pen, row: int, rows: RowCells) -> int:
    """A waterfall of stacked columns: what lies below a bar is drawn without colour, on both sides of zero."""
    years = over_years(rows.shape.years)
    title = Text(f"能力から現金へ（{years.ja}間の合計）", f"From capacity to cash ({years.en} total)")
    pen.text(row - 1, 0, title, "bold")
    pen.header(row, _STEP_HEADS)
    steps, before = steps_of(rows), pen.cell(row, 4, 0)
    columns: list[tuple[Live, ...]] = []
    for number, step in enumerate(steps, start=row + 1):
        before, bars = _draw_step(pen, number, step, before)
        columns.append(bars)
    first, last = row + len(steps) + 2, row + len(steps) + 2 + _CHART_ROWS
    names = pen.block(row + 1, 0, [pen.book.say(step.label) for step in steps], down=True)
    blocks = [
        pen.block(row + 1, 5 + n, [bars[n].value for bars in columns], down=True)
        for n in range(len(columns[0]))
    ]
    falls = [not step.is_result and n > 0 and float(step.change.value) < 0 for n, step in enumerate(steps)]
    results = [step.is_result for step in steps]
    title_ja = f"能力から現金へ（{years.ja}間の合計、百万円）"
    chart_title = pen.book.say(Text(title_ja, f"From capacity to cash ({years.en} total, million JPY)"))
    pattern = pen.book.styles.pattern("millions_axis")
    chart = waterfall_chart(pen.book, chart_title, names, blocks, falls, results, pattern)
    pen.place_chart(chart, first, 0, last, _LAST, chart_title)
    return last


def _draw_step(pen: Pen, row: int, step: Step, before: Live) -> tuple[Live, tuple[Live, ...]]:
    """Draw a step's table row; return where it ends and its four layers: base and bar above zero, then below."""
    pen.merged(row, 0, 1, step.label, "cell", *(("bold",) if step.is_result else ()))
    change = pen.formula(row, 2, step.change, "cell", "amount")
    start = pen.fixed(row, 3, 0, "cell", "amount", "quiet")
    if not step.is_result:
        start = pen.formula(row, 3, before, "cell", "amount", "quiet")
    end = pen.formula(row, 4, start + change, "cell", "amount", "quiet")
    low, high = at_most(start, end), at_least(start, end)
    layers = (
        at_least(low, 0),
        at_least(high, 0) - at_least(low, 0),
        at_most(high, 0),
        at_most(low, 0) - at_most(high, 0),
    )
    bars = tuple(
        pen.formula(row, column, layer, "cell", "amount", "quiet")
        for column, layer in enumerate(layers, start=5)
    )
    return end, bars


def _draw_effects(pen: Pen, row: int, effects: Sequence[Effect]) -> int:
    title = Text("効果の区分と根拠", "Effects and what they stand on")
    pen.text(row - 1, 0, title, "bold")
    for first, last, head in _EFFECT_HEADS:
        pen.merged_or_single(row, first, last, head, "head")
    for at_row, effect in enumerate(effects, start=row + 1):
        texts = (effect.name, effect.kind, effect.size, effect.evidence, effect.certainty)
        for (first, last, _head), text in zip(_EFFECT_HEADS, texts, strict=True):
            look = ("unknown",) if text is effect.certainty and not effect.is_firm else ()
            side = ("center",) if text in (effect.kind, effect.certainty) else ()
            pen.merged_or_single(at_row, first, last, text, "cell", "small", "middle", *side, *look)
        pen.fit(at_row, effect.evidence, sum(_WIDTHS[4:9]), 8.5)
        pen.fit(at_row, effect.name, _WIDTHS[0], 8.5)
        pen.fit(at_row, effect.size, sum(_WIDTHS[2:4]) - 2, 8.5)
    return row + len(effects)
