"""Sheet n年TCO: what each option costs, of what it is made, year by year, and how it grows with the volume."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover
from reports.workbook.break_even_curve import CostCurve
from reports.workbook.charts import line_chart, stacked_chart
from reports.workbook.display import UNIT_MARK, InUnit
from reports.workbook.live import Live, concat, text_of, total
from reports.workbook.number_text import MILLIONS
from reports.workbook.page import break_between, set_page, width_scale
from reports.workbook.pen import Pen, Said
from reports.workbook.row_cells import RowCells
from reports.workbook.sheets.option_cells import CostCells
from reports.workbook.sheets.option_charts import groups_title
from reports.workbook.words import over_years, sheet_tco
from tco.cost_groups import COST_GROUPS, CostGroup, keys_in
from tco.plan.decision import break_even_key
from tco.plan.shape import Kind, Option, PlanShape

_WIDTHS = (28.0, *(13.5,) * 11)
_LAST = len(_WIDTHS) - 1
_CHART_ROWS = 17
# More options than this make the tables too long to share a page with their charts.
_MOST_ON_ONE_PAGE = 5
_NOTE = InUnit(
    Text(
        "金額は{unit}（セルの値は円）、税抜。内訳は年度の合計で、どの費目もいずれかの区分に入ります。",
        "Amounts in {unit} (cells hold JPY), net of consumption tax. Groups add up the fiscal years; "
        "every cost is in one.",
    )
)
_CURVE_NOTE = Text(
    "この表は作成日の計算結果を貼り付けた値です（1人1日の作業件数を倍にしたときのTCO現在価値。台数は切り上がるため段になります）。",
    "Pasted values of the day the file was made: present value of the TCO with the tasks per person multiplied. Whole "
    "machines make steps.",
)


def draw_total_cost(
    pen: Pen, cover: Cover, rows: RowCells, years: Sequence[Live], curve: CostCurve
) -> CostCells:
    """Draw the sheet and return its cells."""
    count, shape = len(rows.shape.options), rows.shape
    pen.columns(_WIDTHS)
    pen.text(0, 0, sheet_tco(shape.years), "title")
    pen.height(0, 24)
    pen.said(1, 0, _NOTE, "note")
    cells = _draw_groups(pen, 4, rows)
    years_row = 4 + count + 3
    _draw_years(pen, years_row, rows, years)
    charts_row = years_row + count + 2
    _draw_groups_chart(pen, cells, shape, charts_row)
    curve_row = charts_row + _CHART_ROWS + 3
    last_row = _draw_break_even(pen, _draw_curve(pen, curve_row, shape, curve), rows)
    _draw_curve_chart(pen, shape, curve, curve_row, charts_row)
    is_short = count <= _MOST_ON_ONE_PAGE
    set_page(pen, cover, last_row=last_row, last_column=_LAST, on_one_page=is_short)
    if not is_short:
        blocks = [(0, charts_row - 1), (charts_row, curve_row - 2), (curve_row - 1, last_row)]
        break_between(pen, blocks, width_scale(pen, _LAST), (0, 0))
    return cells


def _draw_groups(pen: Pen, row: int, rows: RowCells) -> CostCells:
    options, years = rows.shape.options, rows.shape.years
    title = Text(
        f"{years}年間の費用の内訳（{UNIT_MARK}）", f"{over_years(years).en} cost by kind ({UNIT_MARK})"
    )
    pen.said(row - 1, 0, InUnit(title), "bold")
    n = over_years(years)
    heads: tuple[Said, ...] = (
        Text("案", "Option"),
        *(g.label for g in COST_GROUPS),
        Text("費用合計", "Total cost"),
        Text("売却収入", "Sale of assets"),
        Text(f"{n.ja}TCO", f"{n.en} TCO"),
    )
    pen.header(row, heads, lines=2)
    pen.merged(row, _LAST - 1, _LAST, Text("グラフの表示（百万円）", "Label in the chart"), "head", "middle")
    lines = [_draw_option(pen, at, rows, option) for at, option in enumerate(options, start=row + 1)]
    blocks = tuple(
        (group.label, pen.block(row + 1, 1 + index, [line[index].value for line in lines], down=True))
        for index, group in enumerate(COST_GROUPS)
    )
    totals = {option.key: line[-2] for option, line in zip(options, lines, strict=True)}
    labelled = pen.block(row + 1, _LAST - 1, [line[-1].value for line in lines], down=True)
    return CostCells(blocks, totals, labelled)


def _draw_option(pen: Pen, at: int, rows: RowCells, option: Option) -> list[Live]:
    """Draw an option's groups, their total and its label in the chart."""
    pen.text(at, 0, option.label, "cell", "bold", "shrink")
    cells = [_draw_group(pen, at, 1 + n, rows, group, option) for n, group in enumerate(COST_GROUPS)]
    line = pen.block(at, 1, [cell.value for cell in cells])
    column = 1 + len(COST_GROUPS)
    cells.append(pen.formula(at, column, total(line), "total", "amount"))
    pen.formula(at, column + 1, total(rows.span(f"{option.key}.disposal")), "cell", "amount")
    tco = pen.formula(at, column + 2, rows.cell(f"{option.key}.tco"), "total", "amount")
    shown = text_of(tco / 1_000_000, pen.book.say(MILLIONS))
    named = concat(pen.book.say(option.label) + " ", shown)
    cells.append(pen.merged_formula(at, _LAST - 1, _LAST, named, "cell", "small", "indent"))
    return cells


def _draw_group(pen: Pen, at: int, column: int, rows: RowCells, group: CostGroup, option: Option) -> Live:
    """Add up the fiscal years of all categories of a group; an option may have none of them."""
    keys = keys_in(group, option, rows.shape)
    if not keys:
        return pen.fixed(at, column, 0, "cell", "amount")
    first, *rest = (total(rows.span(f"{key}.fy")) for key in keys)
    for part in rest:
        first = first + part
    return pen.formula(at, column, first, "cell", "amount")


def _draw_years(pen: Pen, row: int, rows: RowCells, years: Sequence[Live]) -> None:
    title = Text("年度別の費用（{unit}）", "Cost by fiscal year ({unit})")
    pen.said(row - 1, 0, InUnit(title), "bold")
    pen.header(row, (Text("案", "Option"), *years, Text("合計", "Total")))
    for at, option in enumerate(rows.shape.options, start=row + 1):
        pen.text(at, 0, option.label, "cell", "bold", "shrink")
        key = f"{option.key}.cost.fy"
        cells = [rows.in_year(key, year) for year in rows.model.years]
        pen.formulas(at, 1, cells, "cell", "amount")
        line = pen.block(at, 1, [cell.value for cell in cells])
        pen.formula(at, 1 + len(cells), total(line), "total", "amount")


def _draw_groups_chart(pen: Pen, cells: CostCells, shape: PlanShape, row: int) -> None:
    say = pen.book.say
    series = [(say(label), cells.labelled_names, block) for label, block in cells.groups]
    title = say(groups_title(shape))
    chart = stacked_chart(pen.book, title, series, pen.book.styles.pattern("millions_axis"))
    pen.place_chart(chart, row, 0, row + _CHART_ROWS, 5, title)


def _draw_curve(pen: Pen, row: int, shape: PlanShape, curve: CostCurve) -> int:
    title = Text("業務量とTCO現在価値（{unit}）", "Volume and present value of the TCO ({unit})")
    pen.said(row - 1, 0, InUnit(title), "bold")
    heads: list[str | Text] = [
        Text("業務量（計画の倍率）", "Volume (times the plan)"),
        *map(_times, curve.multiples),
    ]
    pen.header(row, heads)
    for at, option in enumerate(shape.options, start=row + 1):
        pen.text(at, 0, option.label, "cell", "bold", "shrink")
        for column, value in enumerate(curve.present_cost_jpy[option.key], start=1):
            pen.number(at, column, value, "cell", "amount")
    after = row + 1 + len(shape.options)
    pen.text(after, 0, _CURVE_NOTE, "note", "tiny")
    return after + 2


def _draw_curve_chart(pen: Pen, shape: PlanShape, curve: CostCurve, table_row: int, row: int) -> None:
    say = pen.book.say
    names = pen.block(table_row, 1, [_times(m) for m in curve.multiples])
    shown = shape.options[:6]
    series = [
        (
            say(option.label),
            names,
            pen.block(table_row + 1 + shape.options.index(option), 1, curve.present_cost_jpy[option.key]),
        )
        for option in shown
    ]
    title = say(
        Text(
            "業務量とTCO現在価値（百万円、横軸は計画の倍率）",
            "Volume (times the plan) and TCO, present value (million JPY)",
        )
    )
    chart = line_chart(pen.book, title, series, pen.book.styles.pattern("millions_axis"), has_basis=False)
    pen.place_chart(chart, row, 6, row + _CHART_ROWS, _LAST, title)


def _draw_break_even(pen: Pen, row: int, rows: RowCells) -> int:
    """The volumes at which an option billed by tokens costs what machines cost; these follow the inputs."""
    pairs = break_even_pairs(rows.shape)
    pen.text(
        row - 1, 0, Text("費用が並ぶ業務量（計画の倍率）", "Volume of equal cost (times the plan)"), "bold"
    )
    for at, (api, other) in enumerate(pairs, start=row):
        name = Text(f"{other.label.ja} と {api.label.ja}", f"{other.label.en} and {api.label.en}")
        pen.merged(at, 0, 2, name, "cell")
        pen.formula(at, 3, rows.cell(break_even_key(api, other)), "cell", "tenths", "right")
    if not pairs:
        pen.text(row, 0, Text("比べる組がありません", "No pair to compare"), "note")
    return row + max(1, len(pairs)) - 1


def break_even_pairs(shape: PlanShape) -> tuple[tuple[Option, Option], ...]:
    """Return every option billed by tokens beside every one with machines, owned or rented."""
    apis = [option for option in shape.options if option.kind in (Kind.API, Kind.DOMESTIC)]
    sized = [option for option in shape.options if option.is_sized and option.kind is not Kind.HYBRID]
    return tuple((api, other) for api in apis for other in sized)


def _times(multiple: float) -> str:
    return f"×{multiple:g}"
