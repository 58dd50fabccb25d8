"""Charts with their data cached in the file; series differ by line, marker or pattern and never by colour alone."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from xlsxwriter.chart import Chart

from language.text import Text
from reports.workbook.live import LiveRange
from reports.workbook.pen import Book
from reports.workbook.styles import BLUE, GOLD, GREEN, GREY, NAVY, ORANGE, RULE
from reports.workbook.theme import FONT

LINES = (
    {"color": NAVY, "dash": "solid", "marker": "circle"},
    {"color": ORANGE, "dash": "dash", "marker": "square"},
    {"color": GREEN, "dash": "round_dot", "marker": "triangle"},
    {"color": GOLD, "dash": "solid", "marker": "triangle"},
    {"color": "#7030A0", "dash": "square_dot", "marker": "circle"},
    {"color": "#2E9CCA", "dash": "long_dash", "marker": "square"},
    {"color": "#404040", "dash": "dash_dot", "marker": "x"},
)
BASIS = {"color": GREY, "dash": "long_dash_dot", "marker": "diamond"}
MOST_LINES = len(LINES)
_MOST_NAMES_BELOW = 5
FILLS = (NAVY, BLUE, GOLD, "#BFBFBF", GREEN, ORANGE, "#8FAADC", "#806000", "#A9D18E", "#7F7F7F")
_MEASURED, _TARGET = Text("測定した変化", "Measured change"), Text("目標", "Target")
_SIGNED_SHARE = Text('+0%;"△"0%;0%', "+0%;-0%;0%")
Series = tuple[str, LiveRange, LiveRange]
Point = tuple[LiveRange, LiveRange, LiveRange]  # the cells of its name, of x and of y


def line_chart(
    book: Book, title: str, series: list[Series], number_format: str, *, has_basis: bool = True
) -> Chart:
    """Lines, each with its own colour, dash and marker: at most MOST_LINES, and the last one grey as the basis."""
    chart = book.workbook.add_chart({"type": "line"})
    looks: tuple[dict[str, str], ...] = (
        (*LINES[: len(series) - 1], BASIS) if has_basis else LINES[: len(series)]
    )
    for (name, categories, values), look in zip(series, looks, strict=True):
        line = {"color": look["color"], "width": 2.25, "dash_type": look["dash"]}
        dot = {"color": look["color"]}
        marker = {"type": look["marker"], "size": 6, "fill": dot, "border": dot}
        chart.add_series(_data(name, categories, values) | {"line": line, "marker": marker})
    _dress(book, chart, title, number_format)
    if len(series) > _MOST_NAMES_BELOW:
        chart.set_legend({"position": "right", "font": _font(book, 8)})
    return chart


def step_chart(book: Book, title: str, series: list[Series], number_format: str) -> Chart:
    """Lines over days; a line begins at its first number."""
    chart = book.workbook.add_chart({"type": "line"})
    for (name, categories, values), look in zip(series, LINES, strict=False):
        line = {"color": look["color"], "width": 2.0, "dash_type": look["dash"]}
        dot = {"color": look["color"]}
        marker = {"type": look["marker"], "size": 6, "fill": dot, "border": dot}
        chart.add_series(_data(name, categories, values) | {"line": line, "marker": marker})
    _dress(book, chart, title, number_format)
    chart.show_blanks_as("gap")
    return chart


def stacked_chart(book: Book, title: str, series: list[Series], number_format: str) -> Chart:
    """Stacked columns: one column per category, one layer per series."""
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for index, (name, categories, values) in enumerate(series):
        fill = {"fill": {"color": FILLS[index % len(FILLS)]}, "border": {"color": "#FFFFFF", "width": 0.75}}
        chart.add_series(_data(name, categories, values) | fill | {"gap": 55})
    _dress(book, chart, title, number_format)
    if len(series) >= _MOST_NAMES_BELOW:
        chart.set_legend({"position": "right", "font": _font(book, 8)})
    return chart


def waterfall_chart(
    book: Book,
    title: str,
    names: LiveRange,
    layers: Sequence[LiveRange],
    falls: Sequence[bool],
    results: Sequence[bool],
    number_format: str,
) -> Chart:
    """Steps from one sum to another; `layers` are base and bar above zero, then base and bar below it."""
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    points = [
        {"fill": {"color": NAVY if is_result else ORANGE if is_fall else GREEN}}
        for is_fall, is_result in zip(falls, results, strict=True)
    ]
    for number, values in enumerate(layers):
        is_bar = number % 2 == 1
        look = {"points": points} if is_bar else {"fill": {"none": True}, "border": {"none": True}}
        chart.add_series(_data(title, names, values) | look | {"gap": 40})
    _dress(book, chart, title, number_format)
    chart.set_legend({"none": True})
    return chart


def scatter_chart(
    book: Book, title: str, points: Sequence[Point], axes: tuple[str, str], formats: tuple[str, str]
) -> Chart:
    """One named point per series, each with its own marker and colour; `axes` name x and y."""
    chart = book.workbook.add_chart({"type": "scatter"})
    for (name, across, up), look in zip(points, LINES, strict=False):
        dot = {"color": look["color"]}
        marker = {"type": look["marker"], "size": 10, "fill": dot, "border": dot}
        chart.add_series(_data("=" + name.text, across, up) | {"marker": marker})
    _dress(book, chart, title, formats[1])
    chart.set_x_axis(
        {
            "name": axes[0],
            "name_font": _font(book, 9),
            "num_format": formats[0],
            "num_font": _font(book, 9),
            "major_gridlines": _rule(),
            "min": 0,
        }
    )
    chart.set_y_axis(
        {
            "name": axes[1],
            "name_font": _font(book, 9),
            "num_format": formats[1],
            "num_font": _font(book, 9),
            "major_gridlines": _rule(),
            "min": 0,
            "max": 1,
        }
    )
    return chart


def interval_chart(
    book: Book, title: str, series: Series, above: LiveRange, below: LiveRange, number_format: str
) -> Chart:
    """Columns with the confidence interval drawn on each."""
    chart = book.workbook.add_chart({"type": "column"})
    bars = {
        "type": "custom",
        "plus_values": "=" + above.text,
        "minus_values": "=" + below.text,
        "line": {"color": "#404040", "width": 1.25},
    }
    look = {"fill": {"color": "#8FAADC"}, "border": {"color": NAVY}, "gap": 120, "y_error_bars": bars}
    chart.add_series(_data(*series) | look)
    _dress(book, chart, title, number_format)
    chart.set_legend({"none": True})
    return chart


def dot_chart(
    book: Book,
    title: str,
    names: LiveRange,
    values: LiveRange,
    arms: tuple[LiveRange, LiveRange],
    targets: LiveRange,
) -> Chart:
    """Dots at shares with the arms of their intervals (above, below), and a diamond at each target."""
    chart = book.workbook.add_chart({"type": "line"})
    bars = {
        "type": "custom",
        "plus_values": "=" + arms[0].text,
        "minus_values": "=" + arms[1].text,
        "line": {"color": "#404040", "width": 1.5},
    }
    looks: tuple[tuple[LiveRange, str, str, dict[str, Any]], ...] = (
        (values, "circle", NAVY, {"y_error_bars": bars}),
        (targets, "diamond", ORANGE, {}),
    )
    for (numbers, shape, color, more), name in zip(
        looks, (book.say(_MEASURED), book.say(_TARGET)), strict=True
    ):
        dot = {"color": color}
        marker = {"type": shape, "size": 9, "fill": dot, "border": dot}
        look = {"line": {"none": True}, "marker": marker} | more
        chart.add_series(_data(name, names, numbers) | look)
    pattern = book.say(_SIGNED_SHARE)
    _dress(book, chart, title, pattern)
    highs = [value + arm for value, arm in zip(values.numbers, arms[0].numbers, strict=True)]
    lows = [value - arm for value, arm in zip(values.numbers, arms[1].numbers, strict=True)]
    # Readers fit the axis to the dots alone and would cut an interval off.
    ends = {
        "min": floor(min([0.0, *lows, *targets.numbers]) * 10) / 10,
        "max": ceil(max([0.0, *highs, *targets.numbers]) * 10) / 10,
    }
    chart.set_y_axis(
        {
            "num_format": pattern,
            "num_font": _font(book, 9),
            "major_gridlines": _rule(),
            "line": {"none": True},
        }
        | ends
    )
    return chart


def tornado_chart(book: Book, title: str, low: Series, high: Series, number_format: str) -> Chart:
    """Horizontal bars around the base case, largest swing on top."""
    chart = book.workbook.add_chart({"type": "bar", "subtype": "clustered"})
    for (name, categories, values), color in ((low, ORANGE), (high, BLUE)):
        look = {"fill": {"color": color}, "overlap": 100, "gap": 45}
        chart.add_series(_data(name, categories, values) | look)
    _dress(book, chart, title, number_format)
    # In a bar chart XlsxWriter's x axis is the value axis' partner: categories stand on x.
    chart.set_x_axis({"num_format": number_format, "num_font": _font(book, 9), "major_gridlines": _rule()})
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": _font(book, 9), "line": _grey()})
    return chart


def _data(name: str, categories: LiveRange, values: LiveRange) -> dict[str, Any]:
    return {"name": name, "categories": "=" + categories.text, "values": "=" + values.text}


def _dress(book: Book, chart: Chart, title: str, number_format: str) -> None:
    chart.set_title({"name": title, "overlay": False, "name_font": _font(book, 11, bold=True, color=NAVY)})
    chart.set_legend({"position": "bottom", "font": _font(book, 9)})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})
    chart.set_x_axis({"num_font": _font(book, 9), "line": _grey(), "label_position": "low"})
    chart.set_y_axis(
        {
            "num_format": number_format,
            "num_font": _font(book, 9),
            "major_gridlines": _rule(),
            "line": {"none": True},
        }
    )


def _font(book: Book, size: float, *, bold: bool = False, color: str = "#404040") -> dict[str, Any]:
    return {"name": FONT.in_(book.language), "size": size, "bold": bold, "color": color}


def _rule() -> dict[str, Any]:
    return {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}


def _grey() -> dict[str, Any]:
    return {"color": "#7F7F7F"}
