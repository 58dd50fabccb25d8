"""Sheet 投資評価: what the company gets for its money, year by year, in cash and in profit, for every option."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.text import Text
from reports.contents import Cover
from reports.workbook.charts import line_chart
from reports.workbook.display import InUnit
from reports.workbook.live import Live, LiveRange, at
from reports.workbook.page import Block, break_between, set_page, width_scale
from reports.workbook.pen import Pen, Said
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.option_cells import CashCells
from reports.workbook.words import SHEET_INVESTMENT
from tco.plan.shape import DO_NOTHING, Option

_WIDTHS = (34.0, *(13.0,) * 9)
_LAST = len(_WIDTHS) - 1
_TABLE_ROW, _CHART_ROWS = 4, 16
_MOST_COLUMNS = _LAST
_NOTE = InUnit(
    Text(
        "金額は{unit}（セルの値は円）、税抜、「何もしない」との差額。NPV・IRR・回収期間は月ごとのキャッシュフローから計算しています。",
        "Amounts in {unit} (cells hold JPY), net of consumption tax, as differences from doing nothing. NPV, IRR and "
        "payback follow from monthly cash flows.",
    )
)
_TAX_NOTE = Text(
    "営業利益への影響 = 現金効果 − 費用（資産計上分を除く） − 減価償却費 + 売却損益。"
    "税金が△の年は、ほかの利益にかかる税が減ります。",
    "Effect on profit = cash benefit - expenses - depreciation + gain on sale. A negative tax lowers the tax on other "
    "profit.",
)


@dataclass(frozen=True)
class Measure:
    """One line of the first table."""

    label: Said
    suffix: str
    style: str


_MEASURES = (
    Measure(InUnit(Text("正味現在価値 NPV（税引後、{unit}）", "NPV after tax ({unit})")), "npv", "amount"),
    Measure(Text("内部収益率 IRR（税引後）", "IRR after tax"), "irr", "percent"),
    Measure(Text("修正内部収益率 MIRR", "MIRR"), "mirr", "percent"),
    Measure(Text("単純回収期間（年）", "Simple payback (years)"), "payback", "tenths"),
    Measure(Text("割引回収期間（年）", "Discounted payback (years)"), "discounted_payback", "tenths"),
    Measure(Text("投資利益率 ROI（税引前）", "ROI before tax"), "roi", "percent"),
    Measure(
        InUnit(Text("年当たり等価費用（{unit}）", "Equivalent annual cost ({unit})")), "annual_cost", "amount"
    ),
    Measure(
        Text("NPVが0になる実現率", "Redeployment rate at which the NPV is 0"),
        "breakeven_redeployment",
        "percent",
    ),
)
_LINES = (
    (Text("現金効果", "Cash benefit"), "cash_benefit.fy", "cell"),
    (Text("費用合計", "Cost"), "cost.fy", "cell"),
    (Text("減価償却費", "Depreciation"), "depreciation.fy", "cell"),
    (Text("営業利益への影響（償却後・税引前）", "Effect on operating profit"), "taxable_year", "subtotal"),
    (Text("税金", "Tax"), "tax.fy", "cell"),
    (Text("売却収入", "Sale of assets"), "disposal.fy", "cell"),
    (Text("税引後キャッシュフロー", "Cash flow after tax"), "cash_flow.fy", "subtotal"),
    (Text("累積キャッシュフロー", "Cumulative cash flow"), "cumulative.fy", "cell"),
)
_DISCOUNTED = Text("累積（割引後）", "Cumulative, discounted")


def draw_investment(pen: Pen, cover: Cover, rows: RowCells, years: Sequence[Live], best: Option) -> CashCells:
    """Draw the sheet and return its cells."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_INVESTMENT, "title")
    pen.height(0, 24)
    pen.said(1, 0, _NOTE, "note")
    pen.text(2, 0, _TAX_NOTE, "note")
    row = _draw_measures(pen, _TABLE_ROW, rows)
    charts_row = row + 1
    row = charts_row + _CHART_ROWS + 2
    sheet, blocks = _Years(pen, rows, years), []
    for option in rows.shape.options:
        blocks.append((row, row + len(_LINES) + 1))
        row = sheet.draw(row, option) + 1
    nothing = _draw_nothing(pen, row, rows)
    # One line alone is no page: it stays with the last option.
    blocks[-1] = (blocks[-1][0], row)
    cells = CashCells(sheet.years, {**sheet.cumulative, DO_NOTHING.key: nothing})
    _draw_best_chart(pen, sheet, best, charts_row)
    set_page(pen, cover, last_row=row, last_column=_LAST)
    break_between(pen, [(0, charts_row + _CHART_ROWS), *blocks], width_scale(pen, _LAST), (0, 0))
    return cells


def charts_place() -> Block:
    """Return the rows beside which the chart of all options stands."""
    first = _TABLE_ROW + len(_MEASURES) + 2
    return first, first + _CHART_ROWS


def _draw_measures(pen: Pen, row: int, rows: RowCells) -> int:
    options = rows.shape.options[:_MOST_COLUMNS]
    pen.header(row, (Text("指標", "Measure"), *(option.label for option in options)), lines=2)
    for at_row, measure in enumerate(_MEASURES, start=row + 1):
        pen.said(at_row, 0, measure.label, "cell")
        for column, option in enumerate(options, start=1):
            cell = rows.cell(f"{option.key}.{measure.suffix}")
            pen.formula(at_row, column, cell, "cell", measure.style, "right")
    return row + 1 + len(_MEASURES)


class _Years:
    """The blocks of years, one for each option."""

    def __init__(self, pen: Pen, rows: RowCells, labels: Sequence[Live]) -> None:
        self.pen, self.rows, self.labels = pen, rows, labels
        self.years = LiveRange("", ())
        self.cumulative: dict[str, LiveRange] = {}
        self.discounted: dict[str, LiveRange] = {}

    def draw(self, row: int, option: Option) -> int:
        """Draw an option's years at `row`; return the row after them."""
        pen = self.pen
        pen.header(row, (option.label, *self.labels), lines=1)
        if not self.years.text:
            self.years = pen.block(row, 1, [label.value for label in self.labels])
        for at_row, (label, suffix, look) in enumerate(_LINES, start=row + 1):
            found = [self.rows.in_year(f"{option.key}.{suffix}", year) for year in self.rows.model.years]
            block = self._draw_line(at_row, label, found, look)
            if suffix == "cumulative.fy":
                self.cumulative[option.key] = block
        last = row + 1 + len(_LINES)
        self.discounted[option.key] = self._draw_line(last, _DISCOUNTED, self._discounted(option), "cell")
        return last + 1

    def _draw_line(self, row: int, label: Text, cells: list[Live], look: str) -> LiveRange:
        self.pen.text(row, 0, label, "cell", look)
        self.pen.formulas(row, 1, cells, "cell", look, "amount")
        return self.pen.block(row, 1, [cell.value for cell in cells])

    def _discounted(self, option: Option) -> list[Live]:
        """Read the month that ends each year; the months begin with month 0."""
        months = self.rows.span(f"{option.key}.discounted_cumulative")
        return [at(months, self.rows.in_year("year.last_month", year) + 1) for year in self.rows.model.years]


def _draw_nothing(pen: Pen, row: int, rows: RowCells) -> LiveRange:
    pen.text(row, 0, Text("何もしない（比較の基準）", "Do nothing (basis)"), "cell", "muted")
    cells = [rows.in_year("none.cash_flow.fy", year) for year in rows.model.years]
    pen.formulas(row, 1, cells, "cell", "muted", "amount")
    return pen.block(row, 1, [cell.value for cell in cells])


def _draw_best_chart(pen: Pen, sheet: _Years, best: Option, row: int) -> None:
    say = pen.book.say
    title = say(
        Text(
            f"{best.label.ja}: 累積キャッシュフロー（割引前・割引後、百万円）",
            f"{best.label.en}: cumulative cash, plain and discounted (million JPY)",
        )
    )
    series = [
        (say(Text("割引前", "Plain")), sheet.years, sheet.cumulative[best.key]),
        (say(Text("割引後", "Discounted")), sheet.years, sheet.discounted[best.key]),
    ]
    chart = line_chart(pen.book, title, series, pen.book.styles.pattern("millions_axis"), has_basis=False)
    pen.place_chart(chart, row, 5, row + _CHART_ROWS, _LAST, title)
