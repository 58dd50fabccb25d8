"""The pictures of what a pilot found, as ECharts options: intervals against the plan, and the readings behind them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from adoption.experiments.finding import Chart, Finding, Line
from adoption.experiments.readings import Reading
from adoption.experiments.terms import PlanTerms

_COLOURS = {
    "base": "--chart-2",
    "ai": "--chart-1",
    "treated": "--chart-1",
    "control": "--chart-2",
    "fitted": "--chart-3",
    "counterfactual": "--chart-4",
}
_DASHES = {"counterfactual": "dashed", "control": "dashed"}
_SYMBOLS = {"base": "diamond", "ai": "circle", "treated": "circle", "control": "diamond"}


def interval_chart(rows: Sequence[tuple[str, Finding]], terms: PlanTerms) -> dict[str, Any]:
    """Return one line for each finding from its low to its high end, with the numbers of the plan across.

    The first row is drawn on top. The same figures stand in the table beside it.
    """
    names = [name for name, _finding in reversed(rows)]
    spans = [
        {
            "type": "line",
            "symbol": "none",
            "silent": True,
            "lineStyle": {"width": 5, "color": _span_colour(finding, terms)},
            "data": [[finding.low, name], [finding.high, name]],
        }
        for name, finding in rows
    ]
    points = {
        "type": "scatter",
        "symbolSize": 13,
        "silent": True,
        "itemStyle": {"color": "--bs-body-color"},
        "data": [[finding.effect, name] for name, finding in rows],
        "markLine": _thresholds(terms),
    }
    return {
        "tooltip": {"show": False},
        "grid": {"left": 12, "right": 28, "top": 44, "bottom": 12, "containLabel": True},
        "xAxis": {"type": "value", **({} if terms.effect_unit == "kpi" else {"format": "percent"})},
        "yAxis": {"type": "category", "data": names},
        "series": [*spans, points],
    }


def readings_chart(chart: Chart, readings: Sequence[Reading], language: str) -> dict[str, Any] | None:
    """Return the readings behind a finding; None where a design has no picture of them."""
    if chart.kind == "none":
        return None
    days: dict[int | None, date] = {one.period: one.on for one in readings if one.period is not None}
    if chart.kind == "trend":
        return _trend(chart, days, language)
    return _dots(chart, language)


def _dots(chart: Chart, language: str) -> dict[str, Any]:
    """Pairs beside each other from the quickest task on, or the readings of two groups in their order."""
    lines = _ordered(chart.lines) if chart.kind == "pairs" else [list(line.y) for line in chart.lines]
    longest = max(len(values) for values in lines)
    return {
        "legend": {"type": "scroll"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [str(n + 1) for n in range(longest)]},
        "yAxis": {"type": "value", "min": 0},
        "series": [
            {
                "name": line.name.in_(language),
                "type": "scatter",
                "symbol": _SYMBOLS[line.role],
                "symbolSize": 9,
                "itemStyle": {"color": _COLOURS[line.role]},
                "data": [_rounded(value) for value in values],
            }
            for line, values in zip(chart.lines, lines, strict=True)
        ],
    }


def _ordered(lines: Sequence[Line]) -> list[list[float | None]]:
    """Sort the pairs by their first side, so that the eye sees whether long tasks gain as much as short ones."""
    order = sorted(range(len(lines[0].y)), key=lambda at: lines[0].y[at] or 0.0)
    return [[line.y[at] for at in order] for line in lines]


def _trend(chart: Chart, days: Mapping[int | None, date], language: str) -> dict[str, Any]:
    periods = sorted({x for line in chart.lines for x in line.x if isinstance(x, float)})
    series = [_trend_line(line, periods, language) for line in chart.lines]
    if chart.break_at in periods:
        series[0]["markLine"] = _start_line(periods.index(chart.break_at))
    return {
        "legend": {"type": "scroll"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [_day(days, period) for period in periods]},
        "yAxis": {"type": "value", "scale": True},
        "series": series,
    }


def _trend_line(line: Line, periods: Sequence[float], language: str) -> dict[str, Any]:
    values = dict(zip(line.x, line.y, strict=True))
    return {
        "name": line.name.in_(language),
        "type": "line",
        "symbol": _SYMBOLS.get(line.role, "none"),
        "symbolSize": 8,
        "connectNulls": False,
        "itemStyle": {"color": _COLOURS[line.role]},
        "lineStyle": {
            "width": 0 if line.role in ("base", "ai") else 2,
            "type": _DASHES.get(line.role, "solid"),
            "color": _COLOURS[line.role],
        },
        "data": [_rounded(values.get(period)) for period in periods],
    }


def _start_line(at: int) -> dict[str, Any]:
    return {
        "symbol": "none",
        "silent": True,
        "label": {"show": True, "formatter": _("AI begins"), "position": "insideEndTop"},
        "lineStyle": {"type": "dotted", "width": 2, "color": "--bs-body-color"},
        "data": [{"xAxis": at}],
    }


# Without a rim of the page's light colour, which makes the words unreadable in the dark.
_PLAIN = {"color": "--bs-body-color", "textBorderWidth": 0}


def _thresholds(terms: PlanTerms) -> dict[str, Any]:
    marks = [
        (terms.min_effect, _("Passes"), "--pass-line", "solid"),
        (terms.kill_line, _("Ends"), "--fail", "dashed"),
    ]
    return {
        "symbol": "none",
        "silent": True,
        "data": [
            {
                "xAxis": value,
                "label": {"show": True, "formatter": name, "position": "end", **_PLAIN},
                "lineStyle": {"type": dash, "width": 2, "color": colour},
            }
            for value, name, colour, dash in marks
            if value is not None
        ],
    }


def _span_colour(finding: Finding, terms: PlanTerms) -> str:
    """Pass, when even the bad end does; fail, when not even the good end does; otherwise open."""
    if terms.min_effect is None:
        return "--chart-1"
    is_rate = finding.unit == "rate"
    bad, good = (-finding.high, -finding.low) if is_rate else (finding.low, finding.high)
    wanted = -terms.min_effect if is_rate else terms.min_effect
    if bad >= wanted:
        return "--pass-line"
    return "--fail" if good < wanted else "--chart-1"


def _day(days: Mapping[int | None, date], period: float) -> str:
    found = days.get(int(period))
    return found.isoformat() if found else str(int(period))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
