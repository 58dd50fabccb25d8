"""Charts of the options that several sheets show."""

from xlsxwriter.chart import Chart

from language.text import Text
from reports.workbook.charts import MOST_LINES, line_chart, stacked_chart
from reports.workbook.pen import Pen
from reports.workbook.sheets.option_cells import OptionCells
from reports.workbook.words import over_years
from tco.plan.shape import DO_NOTHING, Option, PlanShape


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


def cumulative_chart(pen: Pen, cells: OptionCells, most: int = MOST_LINES) -> Chart:
    """One line per option, doing nothing included; of more than `most` options those with the best end."""
    say = pen.book.say
    series = [(say(o.label), cells.years, cells.cumulative[o.key]) for o in charted_options(cells, most)]
    title = say(cumulative_title(cells.shape, most))
    return line_chart(pen.book, title, series, pen.book.styles.pattern("millions_axis"))


def charted_options(cells: OptionCells, most: int) -> list[Option]:
    """Choose the options whose lines the chart can tell apart, by what they end with, in their own order."""
    options = cells.shape.options
    best_first = sorted(options, key=lambda o: -cells.cumulative[o.key].numbers[-1])
    shown = set(best_first[:most])
    return [*(option for option in options if option in shown), DO_NOTHING]


def groups_chart(pen: Pen, cells: OptionCells) -> Chart:
    """One column per option, one layer per group."""
    say = pen.book.say
    series = [(say(label), cells.labelled_names, block) for label, block in cells.groups]
    return stacked_chart(
        pen.book, say(groups_title(cells.shape)), series, pen.book.styles.pattern("millions_axis")
    )
