"""ECharts options of the cost pages, as plain JSON values."""

from typing import Any

from language.text import Text
from tco.selectors import PlanResults

# Each of twelve options and doing nothing has its own mark and dash, so that colour is never alone.
MARKS = (
    ("diamond", "solid"),
    ("circle", "solid"),
    ("rect", "dashed"),
    ("triangle", "dotted"),
    ("roundRect", "solid"),
    ("pin", "dashed"),
    ("arrow", "dotted"),
    ("circle", "dotted"),
    ("rect", "solid"),
    ("triangle", "dashed"),
    ("roundRect", "dotted"),
    ("pin", "solid"),
    ("arrow", "dashed"),
)
JPY_PER_MILLION = 1_000_000


def cumulative_key(option: str) -> str:
    """Return the yearly row that holds an option's cumulative cash flow."""
    return "none.cash_flow.fy" if option == "none" else f"{option}.cumulative.fy"


def cumulative_millions(found: PlanResults) -> list[tuple[Text, list[float]]]:
    """Return the cumulative after-tax cash flow of each option in millions of yen."""
    return [
        (option.label, [value / JPY_PER_MILLION for value in found.results.each(cumulative_key(option.key))])
        for option in found.shape.all_options
    ]


def cumulative_chart(found: PlanResults, language: str) -> dict[str, Any]:
    """Return the line chart of the cumulative cash flow: each option has its own mark and dash."""
    series = []
    for option, (label, values) in zip(found.shape.all_options, cumulative_millions(found), strict=True):
        symbol, dash = MARKS[option.code % len(MARKS)]
        series.append(
            {
                "name": label.in_(language),
                "type": "line",
                "symbol": symbol,
                "symbolSize": 8,
                "lineStyle": {"type": dash, "width": 2},
                "data": [round(value, 3) for value in values],
            }
        )
    return {
        "legend": {"type": "scroll"},
        "xAxis": {"type": "category", "data": [label.in_(language) for label in found.year_labels]},
        "yAxis": {"type": "value"},
        "series": series,
    }
