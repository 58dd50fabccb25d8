"""Sheet 感度・シナリオ: what moves the case, and the three scenarios, as the server calculated them on that day."""

from dataclasses import dataclass

from language.text import Text
from reports.contents import Cover, StressPart
from reports.workbook.charts import tornado_chart
from reports.workbook.display import UNIT_MARK, InUnit
from reports.workbook.drivers import Driver
from reports.workbook.live import Live, LiveRange, absolute, and_, if_, sum_product
from reports.workbook.number_format import shown_input
from reports.workbook.page import break_between, said_date, set_page, width_scale
from reports.workbook.pen import Pen
from reports.workbook.scenarios import SCENARIOS, ends
from reports.workbook.sheets.assumptions import AssumptionCells
from reports.workbook.sheets.stress_tables import draw_breaks, draw_futures, draw_two_way
from reports.workbook.two_way import TwoWay
from reports.workbook.words import SHEET_SENSITIVITY
from tco.assumptions import AssumptionValue, Scenario
from tco.plan.model import PlanModel
from tco.plan.shape import Option
from tco.uncertainty.breaking import Break

SHOWN_DRIVERS = 8
FRESH = Text("最新", "Up to date")
STALE = Text("前提変更あり・再作成", "Assumptions changed: make a new file")
_WIDTHS = (52.0, 18.0, 18.0, 18.0, 20.0, 20.0, 20.0)
_LAST = len(_WIDTHS) - 1
_SCENARIO_ROW = 6


@dataclass(frozen=True)
class ScenarioOutcome:
    """NPV of each option (JPY) and the recommended option in one scenario."""

    npv_by_option: dict[str, float]
    recommended: Option


@dataclass(frozen=True)
class SensitivityCells:
    """What page 1 reads from this sheet."""

    freshness: Live
    npv_by_scenario: dict[Scenario, LiveRange]
    drivers: tuple[tuple[Driver, Live, Live], ...]


@dataclass(frozen=True)
class Further:
    """What stands below the tornado."""

    model: PlanModel
    two_way: TwoWay
    breaks: tuple[Break, ...]
    stress: StressPart | None


def draw_sensitivity(
    pen: Pen,
    cover: Cover,
    inputs: AssumptionCells,
    options: tuple[Option, ...],
    outcomes: dict[Scenario, ScenarioOutcome],
    shown_option: Option,
    drivers: tuple[Driver, ...],
    lines: tuple[AssumptionValue, ...],
    further: Further,
) -> SensitivityCells:
    """Draw the sheet and return its cells."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_SENSITIVITY, "title")
    pen.height(0, 24)
    pen.text(1, 0, _snapshot_note(cover), "note")
    freshness = _draw_freshness(pen, inputs)
    npv_by_scenario = _draw_scenarios(pen, options, outcomes)
    shown = drivers[:SHOWN_DRIVERS]
    row = _SCENARIO_ROW + len(options) + 6
    driver_cells = _draw_drivers(pen, row, shown_option, shown, {line.key: line for line in lines})
    end = _draw_tornado(pen, row, shown, driver_cells) if shown else row
    below = draw_two_way(pen, end + 2, shown_option, further.two_way)
    below = draw_breaks(pen, below + 1, further.model, further.breaks)
    last_row = draw_futures(pen, below + 1, further.model, further.stress) - 1
    set_page(pen, cover, last_row=last_row, last_column=_LAST)
    break_between(pen, [(0, row - 3), (row - 2, end), (end + 2, last_row)], width_scale(pen, _LAST), (0, 0))
    return SensitivityCells(freshness, npv_by_scenario, driver_cells)


def _snapshot_note(cover: Cover) -> Text:
    day = said_date(cover.as_of, cover)
    return Text(
        f"この表だけは{day.ja}時点の計算結果を貼り付けた値です（Excelでは再計算されません）。"
        "前提を変えると下の表示が「前提変更あり」に変わります。",
        f"Only these tables are values pasted on {day.en}; Excel does not recalculate them. The "
        "cell below says so when an assumption changes.",
    )


def _draw_freshness(pen: Pen, inputs: AssumptionCells) -> Live:
    """Compare a fingerprint of all input cells with the one at the time of writing."""
    pen.text(3, 0, Text("この表の状態", "State of these tables"), "cell", "bold")
    heads = (Text("下限", "Low"), Text("標準", "Standard"), Text("上限", "High"))
    conditions = []
    for column, (head, block) in enumerate(
        zip(heads, (inputs.low, inputs.mode, inputs.high), strict=True), start=4
    ):
        now = sum_product(block, inputs.numbers)
        pen.text(2, column, Text(f"指紋（{head.ja}）", f"Fingerprint ({head.en.lower()})"), "head", "tiny")
        then = pen.fixed(3, column, float(now.value), "cell", "tiny", "hundredths")
        conditions.append(absolute(now - then) < _tolerance(then))
    cell = if_(and_(*conditions), pen.book.say(FRESH), pen.book.say(STALE))
    freshness = pen.merged_formula(3, 1, 3, cell, "cell", "bold", "center")
    pen.mark_words(3, 1, 3, 1, {pen.book.say(FRESH): "good", pen.book.say(STALE): "bad"})
    return pen.name("freshness", freshness)


def _tolerance(then: Live) -> Live:
    """A millionth of a millionth: far below any typed change, far above rounding."""
    return absolute(then) / 1_000_000 / 1_000_000 + Live("0.000001", 0.000001)


def _draw_scenarios(
    pen: Pen, options: tuple[Option, ...], outcomes: dict[Scenario, ScenarioOutcome]
) -> dict[Scenario, LiveRange]:
    title = Text("シナリオ別のNPV（税引後、{unit}）", "NPV by scenario (after tax, {unit})")
    pen.said(_SCENARIO_ROW - 1, 0, InUnit(title), "bold")
    pen.header(_SCENARIO_ROW, (Text("案", "Option"), *(scenario.label for scenario in SCENARIOS)))
    first, last = _SCENARIO_ROW + 1, _SCENARIO_ROW + 1 + len(options)
    for row, option in enumerate(options, start=first):
        pen.text(row, 0, option.label, "cell", "bold", "shrink")
    pen.text(last, 0, Text("推奨", "Recommended"), "total")
    blocks = {}
    for column, scenario in enumerate(SCENARIOS, start=1):
        outcome = outcomes[scenario.key]
        numbers = [outcome.npv_by_option[option.key] for option in options]
        for row, number in enumerate(numbers, start=first):
            pen.number(row, column, number, "cell", "amount")
        pen.text(last, column, outcome.recommended.label, "total", "center", "shrink")
        blocks[scenario.key] = pen.block(first, column, numbers, down=True)
    return blocks


def _draw_drivers(
    pen: Pen, first: int, option: Option, drivers: tuple[Driver, ...], lines: dict[str, AssumptionValue]
) -> tuple[tuple[Driver, Live, Live], ...]:
    title = Text(
        f"NPVを動かす要因（{option.label.ja}、1つずつ下限・上限にした場合の増減、{UNIT_MARK}）",
        f"What moves the NPV ({option.label.en}; each alone at its low and high end, {UNIT_MARK})",
    )
    pen.said(first - 2, 0, InUnit(title), "bold")
    heads = (
        Text("要因", "Assumption"),
        Text("下限", "Low"),
        Text("標準", "Standard"),
        Text("上限", "High"),
        Text("下限のとき", "At the low end"),
        Text("上限のとき", "At the high end"),
        Text("振れ幅", "Swing"),
    )
    pen.header(first - 1, heads)
    return tuple(
        _draw_driver(pen, row, driver, lines[driver.spec.key])
        for row, driver in enumerate(drivers, start=first)
    )


def _draw_driver(pen: Pen, row: int, driver: Driver, line: AssumptionValue) -> tuple[Driver, Live, Live]:
    pen.text(row, 0, driver.spec.label, "cell")
    for column, value in enumerate(ends(line), start=1):
        pen.text(row, column, shown_input(driver.spec, value, pen.book.language), "cell", "small", "right")
    low = pen.fixed(row, 4, driver.at_low, "cell", "amount")
    high = pen.fixed(row, 5, driver.at_high, "cell", "amount")
    pen.number(row, 6, driver.swing, "cell", "amount")
    return driver, low, high


def _draw_tornado(
    pen: Pen, row: int, drivers: tuple[Driver, ...], cells: tuple[tuple[Driver, Live, Live], ...]
) -> int:
    say = pen.book.say
    names = pen.block(row, 0, [say(d.spec.label) for d in drivers], down=True)
    lows = pen.block(row, 4, [low.value for _, low, _ in cells], down=True)
    highs = pen.block(row, 5, [high.value for _, _, high in cells], down=True)
    title = say(Text("NPVの増減（百万円）", "Change in NPV (million JPY)"))
    chart = tornado_chart(
        pen.book,
        title,
        (say(Text("下限のとき", "At the low end")), names, lows),
        (say(Text("上限のとき", "At the high end")), names, highs),
        pen.book.styles.pattern("millions_axis"),
    )
    first = row + len(drivers) + 1
    pen.place_chart(chart, first, 0, first + 13, _LAST, title)
    return first + 13
