"""Sheet 案の比較: the options beside doing nothing, what their cost is made of, and their cash over the years."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from language.text import Text
from reports.contents import Cover
from reports.workbook.charts import line_chart, stacked_chart
from reports.workbook.cost_groups import COST_GROUPS, CostGroup, rows_in
from reports.workbook.live import Live, LiveRange, concat, if_, largest, text_of, total
from reports.workbook.number_text import MILLIONS
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from reports.workbook.words import NO_VALUE, SHEET_COMPARISON
from tco.plan.shape import DO_NOTHING, Option

REFERENCE_YEAR = 3
_CHART_LABEL = Text("グラフの表示（百万円）", "Label in the chart (million JPY)")
RECOMMENDED, AGAINST_POLICY, LOSES_MONEY, POSSIBLE, BASIS = (
    Text("推奨", "Recommended"),
    Text("方針に不適合", "Against policy"),
    Text("採算割れ", "Loses money"),
    Text("可", "Possible"),
    Text("比較の基準", "Basis"),
)
_WIDTHS = (26.0, 13.0, 13.0, 13.0, 13.0, 13.0, 11.0, 11.0, 12.0, 12.0, 14.0, 14.0, 16.0)
_LAST = len(_WIDTHS) - 1


@dataclass(frozen=True)
class Measure:
    """One column of the option table: what it reads for an option (by key), and its number format."""

    key: str
    head: Text
    style: str
    read: Callable[[RowCells, str], Live]


def _scalar(suffix: str) -> Callable[[RowCells, str], Live]:
    return lambda rows, option: rows.cell(f"{option}.{suffix}")


def initial_cost(rows: RowCells, option: str) -> Live:
    """Cost of the initial year."""
    return rows.cell(f"{option}.cost", 0)


def running_cost(rows: RowCells, option: str) -> Live:
    """Mean cost of an operating year."""
    years = largest(rows.span("year.index"))
    return (total(rows.span(f"{option}.cost")) - initial_cost(rows, option)) / years


MEASURES = (
    Measure("initial", Text("初期費用\n（千円）", "Initial cost\n(kJPY)"), "thousands", initial_cost),
    Measure(
        "yearly",
        Text("運用費（年）\n（千円）", "Running cost a\nyear, mean (kJPY)"),
        "thousands",
        running_cost,
    ),
    Measure("tco", Text("5年TCO\n（千円）", "5-year TCO\n(kJPY)"), "thousands", _scalar("tco")),
    Measure(
        "tco_pv", Text("TCO現在価値\n（千円）", "TCO, present\nvalue (kJPY)"), "thousands", _scalar("tco_pv")
    ),
    Measure("npv", Text("NPV 税引後\n（千円）", "NPV after tax\n(kJPY)"), "thousands", _scalar("npv")),
    Measure("irr", Text("IRR", "IRR"), "percent", _scalar("irr")),
    Measure("payback", Text("回収期間\n（年）", "Payback\n(years)"), "tenths", _scalar("payback")),
    Measure(
        "discounted_payback",
        Text("割引回収期間\n（年）", "Discounted\npayback (years)"),
        "tenths",
        _scalar("discounted_payback"),
    ),
    Measure(
        "cost_per_request",
        Text("1回当たり\n（円）", "Per request\n(JPY)"),
        "tenths",
        _scalar("cost_per_request"),
    ),
    Measure(
        "cost_per_mtok",
        Text("100万トークン\n当たり（円）", "Per 1M tokens\n(JPY)"),
        "whole_number",
        _scalar("cost_per_mtok"),
    ),
    Measure(
        "breakeven",
        Text("NPVが0になる\n実現率", "Redeployment\nrate for NPV 0"),
        "percent",
        _scalar("breakeven_redeployment"),
    ),
)
_NOTE = Text(
    "金額は千円（セルの値は円）、税抜。NPV・IRR・回収期間は「何もしない」場合との差額で計算しています。",
    "Amounts in thousands of JPY (cells hold JPY), net of consumption tax. NPV, IRR and payback are differences from "
    "doing nothing.",
)


@dataclass(frozen=True)
class ComparisonCells:
    """What page 1 reads from this sheet."""

    names: LiveRange
    measures: dict[str, dict[str, Live]]
    columns: dict[str, LiveRange]
    verdicts: dict[str, Live]
    years: LiveRange
    cumulative: dict[str, LiveRange]
    groups: tuple[tuple[Text, LiveRange], ...]
    group_totals: dict[str, Live]
    labelled_names: LiveRange


def draw_comparison(pen: Pen, cover: Cover, rows: RowCells, year_labels: Sequence[str]) -> ComparisonCells:
    """Draw the sheet and return its cells."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_COMPARISON, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    measures, verdicts = _draw_options(pen, 3, rows)
    groups, totals, labelled = _draw_groups(pen, 10, rows)
    years, cumulative = _draw_cumulative(pen, 17, rows, year_labels)
    names = pen.block(4, 0, [pen.book.say(o.label) for o in OPTIONS], down=True)
    columns = {
        m.key: pen.block(4, 1 + index, [measures[o.key][m.key].value for o in OPTIONS], down=True)
        for index, m in enumerate(MEASURES)
    }
    cells = ComparisonCells(names, measures, columns, verdicts, years, cumulative, groups, totals, labelled)
    _draw_charts(pen, cells)
    set_page(pen, cover, last_row=42, last_column=_LAST, on_one_page=True)
    return cells


def _draw_options(pen: Pen, row: int, rows: RowCells) -> tuple[dict[str, dict[str, Live]], dict[str, Live]]:
    heads = (Text("案", "Option"), *(m.head for m in MEASURES), Text("判断", "Verdict"))
    pen.header(row, heads, lines=2)
    measures: dict[str, dict[str, Live]] = {}
    verdicts: dict[str, Live] = {}
    for at, option in enumerate(OPTIONS, start=row + 1):
        pen.text(at, 0, option.label, "cell", "bold")
        measures[option.key] = {
            m.key: pen.formula(at, 1 + index, m.read(rows, option.key), "cell", m.style, "right")
            for index, m in enumerate(MEASURES)
        }
        verdicts[option.key] = pen.formula(at, _LAST, option_verdict(pen, rows, option), "cell", "center")
    verdicts[DO_NOTHING.key] = _draw_do_nothing(pen, row + 1 + len(OPTIONS), rows)
    words = {pen.book.say(RECOMMENDED): "good", pen.book.say(AGAINST_POLICY): "muted"}
    pen.mark_words(row + 1, _LAST, row + 1 + len(OPTIONS), _LAST, words)
    return measures, verdicts


def _draw_do_nothing(pen: Pen, row: int, rows: RowCells) -> Live:
    pen.text(row, 0, DO_NOTHING.label, "cell", "bold")
    for column in range(1, _LAST):
        pen.text(row, column, NO_VALUE, "cell", "right")
    npv_column = 1 + [m.key for m in MEASURES].index("npv")
    pen.formula(row, npv_column, rows.cell("none.npv"), "cell", "thousands", "right")
    return pen.formula(row, _LAST, option_verdict(pen, rows, DO_NOTHING), "cell", "center")


def option_verdict(pen: Pen, rows: RowCells, option: Option) -> Live:
    """Say in words whether the plan speaks for this option; it follows the inputs."""
    say = pen.book.say
    is_recommended = rows.cell("decision.recommended").equals(option.code)
    if option is DO_NOTHING:
        return if_(is_recommended, say(RECOMMENDED), say(BASIS))
    allowed = rows.cell(f"{option.key}.allowed") > 0
    other = if_(rows.cell(f"{option.key}.npv") < 0, say(LOSES_MONEY), say(POSSIBLE))
    return if_(allowed, if_(is_recommended, say(RECOMMENDED), other), say(AGAINST_POLICY))


def _draw_groups(
    pen: Pen, row: int, rows: RowCells
) -> tuple[tuple[tuple[Text, LiveRange], ...], dict[str, Live], LiveRange]:
    """Return each group's column, each option's total, and the options named with their TCO for the chart."""
    pen.text(row - 1, 0, Text("5年間の費用の内訳（千円）", "What five years cost (kJPY)"), "bold")
    heads = (Text("案", "Option"), *(g.label for g in COST_GROUPS), Text("費用合計", "Total cost"))
    pen.header(row, heads, lines=2)
    pen.merged(row, len(heads), len(heads) + 2, _CHART_LABEL, "head")
    lines = [_draw_group_line(pen, at, rows, option) for at, option in enumerate(OPTIONS, start=row + 1)]
    blocks = tuple(
        (group.label, pen.block(row + 1, 1 + index, [line[index].value for line in lines], down=True))
        for index, group in enumerate(COST_GROUPS)
    )
    totals = {option.key: line[-2] for option, line in zip(OPTIONS, lines, strict=True)}
    labelled = pen.block(row + 1, len(heads), [line[-1].value for line in lines], down=True)
    return blocks, totals, labelled


def _draw_group_line(pen: Pen, at: int, rows: RowCells, option: Option) -> list[Live]:
    """Draw an option's groups, their total and its label in the chart."""
    pen.text(at, 0, option.label, "cell", "bold")
    cells = [
        pen.formula(at, 1 + index, _group_sum(rows, group, option), "cell", "thousands")
        for index, group in enumerate(COST_GROUPS)
    ]
    line = pen.block(at, 1, [cell.value for cell in cells])
    column = 1 + len(COST_GROUPS)
    cells.append(pen.formula(at, column, total(line), "total", "thousands"))
    named = _with_total(pen, option, rows.cell(f"{option.key}.tco"))
    cells.append(pen.merged_formula(at, column + 1, column + 3, named, "cell", "small", "indent"))
    return cells


def _with_total(pen: Pen, option: Option, amount: Live) -> Live:
    shown = text_of(amount / 1_000_000, pen.book.say(MILLIONS))
    return concat(pen.book.say(option.label) + " ", shown)


def _group_sum(rows: RowCells, group: CostGroup, option: Option) -> Live:
    first, *rest = (total(rows.span(key)) for key in rows_in(group, option.key))
    for part in rest:
        first = first + part
    return first


def _draw_cumulative(
    pen: Pen, row: int, rows: RowCells, year_labels: Sequence[str]
) -> tuple[LiveRange, dict[str, LiveRange]]:
    pen.text(
        row - 1,
        0,
        Text("累積キャッシュフロー 税引後（千円）", "Cumulative cash flow after tax (kJPY)"),
        "bold",
    )
    pen.header(row, (Text("案", "Option"), *year_labels))
    lines: dict[str, LiveRange] = {}
    for at, option in enumerate(ALL_OPTIONS, start=row + 1):
        pen.text(at, 0, option.label, "cell", "bold")
        suffix = "cash_flow" if option is DO_NOTHING else "cumulative"
        cells = [
            pen.formula(at, 1 + index, rows.cell(f"{option.key}.{suffix}", period), "cell", "thousands")
            for index, period in enumerate(rows.results.model.periods)
        ]
        lines[option.key] = pen.block(at, 1, [cell.value for cell in cells])
    return pen.block(row, 1, list(year_labels)), lines


def _draw_charts(pen: Pen, cells: ComparisonCells) -> None:
    pen.place_chart(cumulative_chart(pen, cells), 24, 0, 42, 5, pen.book.say(CUMULATIVE_TITLE))
    pen.place_chart(groups_chart(pen, cells), 24, 6, 42, _LAST, pen.book.say(GROUPS_TITLE))


CUMULATIVE_TITLE = Text(
    "累積キャッシュフロー（税引後、百万円）", "Cumulative cash flow (after tax, million JPY)"
)
GROUPS_TITLE = Text(
    "5年間の費用の内訳（百万円、案名の右は売却収入を引いた5年TCO）",
    "What five years cost (million JPY; beside the name: 5-year TCO)",
)


def cumulative_chart(pen: Pen, cells: ComparisonCells) -> Chart:
    """One line per option, doing nothing included."""
    say = pen.book.say
    series = [(say(o.label), cells.years, cells.cumulative[o.key]) for o in ALL_OPTIONS]
    return line_chart(pen.book, say(CUMULATIVE_TITLE), series, pen.book.styles.pattern("millions_axis"))


def groups_chart(pen: Pen, cells: ComparisonCells) -> Chart:
    """One column per option, one layer per group."""
    say = pen.book.say
    series = [(say(label), cells.labelled_names, block) for label, block in cells.groups]
    return stacked_chart(pen.book, say(GROUPS_TITLE), series, pen.book.styles.pattern("millions_axis"))
