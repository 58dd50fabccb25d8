"""Sheet 案の比較: the options beside doing nothing, what their cost is made of, and their cash over the years."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from language.text import Text
from reports.contents import Cover
from reports.workbook.charts import MOST_LINES, line_chart, stacked_chart
from reports.workbook.cost_groups import COST_GROUPS, CostGroup, rows_in
from reports.workbook.live import Live, LiveRange, concat, text_of, total
from reports.workbook.number_text import MILLIONS
from reports.workbook.page import break_between, set_page, width_scale
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.option_table import OptionTables, draw_options, units_row
from reports.workbook.words import SHEET_COMPARISON, over_years
from tco.plan.shape import DO_NOTHING, Option, PlanShape

_CHART_LABEL = Text("グラフの表示（百万円）", "Label in the chart (million JPY)")
_WIDTHS = (28.0, 13.0, 14.0, 13.0, 16.5, 13.5, 13.0, 11.0, 11.0, 12.0, 13.0, 12.0, 15.0)
_LAST = len(_WIDTHS) - 1
_TABLES_ROW, _CHART_ROWS = 3, 17
# More options than this make the tables too long to share a page with their charts.
_MOST_ON_ONE_PAGE = 5
_NOTE = Text(
    "金額は千円（セルの値は円）、税抜。NPV・IRR・回収期間は「何もしない」場合との差額で計算しています。",
    "Amounts in thousands of JPY (cells hold JPY), net of consumption tax. NPV, IRR and payback are differences from "
    "doing nothing.",
)


@dataclass(frozen=True)
class ComparisonCells:
    """What page 1 reads from this sheet."""

    shape: PlanShape
    options: OptionTables
    years: LiveRange
    cumulative: dict[str, LiveRange]
    groups: tuple[tuple[Text, LiveRange], ...]
    group_totals: dict[str, Live]
    labelled_names: LiveRange


def draw_comparison(pen: Pen, cover: Cover, rows: RowCells, year_labels: Sequence[str]) -> ComparisonCells:
    """Draw the sheet and return its cells."""
    count = len(rows.shape.options)
    groups_row = units_row(_TABLES_ROW, count) + count + 3
    cumulative_row = groups_row + count + 3
    charts_row = cumulative_row + count + 3
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_COMPARISON, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    options = draw_options(pen, _TABLES_ROW, rows, _LAST)
    groups, totals, labelled = _draw_groups(pen, groups_row, rows)
    years, cumulative = _draw_cumulative(pen, cumulative_row, rows, year_labels)
    cells = ComparisonCells(rows.shape, options, years, cumulative, groups, totals, labelled)
    last_row = charts_row + _CHART_ROWS
    _draw_charts(pen, cells, charts_row, last_row)
    is_short = count <= _MOST_ON_ONE_PAGE
    set_page(pen, cover, last_row=last_row, last_column=_LAST, on_one_page=is_short)
    if not is_short:
        blocks = [(0, groups_row - 2), (groups_row - 1, charts_row - 1), (charts_row, last_row)]
        break_between(pen, blocks, width_scale(pen, _LAST), (0, 0))
    return cells


def _draw_groups(
    pen: Pen, row: int, rows: RowCells
) -> tuple[tuple[tuple[Text, LiveRange], ...], dict[str, Live], LiveRange]:
    """Return each group's column, each option's total, and the options named with their TCO for the chart."""
    options, years = rows.shape.options, rows.shape.years
    title = Text(f"{years}年間の費用の内訳（千円）", f"{over_years(years).en} cost by kind (kJPY)")
    pen.text(row - 1, 0, title, "bold")
    heads = (Text("案", "Option"), *(g.label for g in COST_GROUPS), Text("費用合計", "Total cost"))
    pen.header(row, heads, lines=2)
    pen.merged(row, len(heads), len(heads) + 2, _CHART_LABEL, "head")
    lines = [_draw_group_line(pen, at, rows, option) for at, option in enumerate(options, start=row + 1)]
    blocks = tuple(
        (group.label, pen.block(row + 1, 1 + index, [line[index].value for line in lines], down=True))
        for index, group in enumerate(COST_GROUPS)
    )
    totals = {option.key: line[-2] for option, line in zip(options, lines, strict=True)}
    labelled = pen.block(row + 1, len(heads), [line[-1].value for line in lines], down=True)
    return blocks, totals, labelled


def _draw_group_line(pen: Pen, at: int, rows: RowCells, option: Option) -> list[Live]:
    """Draw an option's groups, their total and its label in the chart."""
    pen.text(at, 0, option.label, "cell", "bold", "shrink")
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
    """Add up the fiscal years of all categories of a group."""
    first, *rest = (total(rows.span(f"{key}.fy")) for key in rows_in(group, option, rows.shape))
    for part in rest:
        first = first + part
    return first


def _draw_cumulative(
    pen: Pen, row: int, rows: RowCells, year_labels: Sequence[str]
) -> tuple[LiveRange, dict[str, LiveRange]]:
    title = Text(
        "累積キャッシュフロー 税引後、年度末（千円）", "Cumulative cash flow after tax, year end (kJPY)"
    )
    pen.text(row - 1, 0, title, "bold")
    pen.header(row, (Text("案", "Option"), *year_labels))
    lines: dict[str, LiveRange] = {}
    for at, option in enumerate(rows.shape.all_options, start=row + 1):
        pen.text(at, 0, option.label, "cell", "bold", "shrink")
        suffix = "cash_flow.fy" if option is DO_NOTHING else "cumulative.fy"
        cells = [
            pen.formula(at, 1 + year, rows.cell(f"{option.key}.{suffix}", year), "cell", "thousands")
            for year in rows.model.years
        ]
        lines[option.key] = pen.block(at, 1, [cell.value for cell in cells])
    return pen.block(row, 1, list(year_labels)), lines


def _draw_charts(pen: Pen, cells: ComparisonCells, first: int, last: int) -> None:
    say = pen.book.say
    pen.place_chart(cumulative_chart(pen, cells), first, 0, last, 5, say(cumulative_title(cells.shape)))
    pen.place_chart(groups_chart(pen, cells), first, 6, last, _LAST, say(groups_title(cells.shape)))


def groups_title(shape: PlanShape) -> Text:
    """Name the chart of cost groups."""
    n = over_years(shape.years)
    return Text(
        f"{n.ja}間の費用の内訳（百万円、案名の右は売却収入を引いた{n.ja}TCO）",
        f"{n.en} cost by kind (million JPY; beside the name: TCO)",
    )


def cumulative_title(shape: PlanShape, most: int = MOST_LINES) -> Text:
    """Name the chart of cash flows; it says when only the best of many options are drawn."""
    if len(shape.options) <= most:
        return Text("累積キャッシュフロー（税引後、百万円）", "Cumulative cash flow (after tax, million JPY)")
    return Text(
        f"累積キャッシュフロー（税引後、百万円、上位{most}案）",
        f"Cumulative cash flow (after tax, million JPY, best {most})",
    )


def cumulative_chart(pen: Pen, cells: ComparisonCells, most: int = MOST_LINES) -> Chart:
    """One line per option, doing nothing included; of more than `most` options those with the best end."""
    say = pen.book.say
    series = [(say(o.label), cells.years, cells.cumulative[o.key]) for o in charted_options(cells, most)]
    title = say(cumulative_title(cells.shape, most))
    return line_chart(pen.book, title, series, pen.book.styles.pattern("millions_axis"))


def charted_options(cells: ComparisonCells, most: int) -> list[Option]:
    """Choose the options whose lines the chart can tell apart, by what they end with, in their own order."""
    options = cells.shape.options
    best_first = sorted(options, key=lambda o: -cells.cumulative[o.key].numbers[-1])
    shown = set(best_first[:most])
    return [*(option for option in options if option in shown), DO_NOTHING]


def groups_chart(pen: Pen, cells: ComparisonCells) -> Chart:
    """One column per option, one layer per group."""
    say = pen.book.say
    series = [(say(label), cells.labelled_names, block) for label, block in cells.groups]
    return stacked_chart(
        pen.book, say(groups_title(cells.shape)), series, pen.book.styles.pattern("millions_axis")
    )
