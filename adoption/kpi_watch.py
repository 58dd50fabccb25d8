"""KPIs after go-live on control charts: which points say that the process changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from adoption.experiments.control_charts import FEWEST_POINTS, ControlChart, RuleBreak, p_chart, xmr_chart
from adoption.models import KpiInstance, KpiReading, UseCase
from adoption.pilot_selectors import current_readings
from adoption.pilot_states import Period

SHARE = "%"


@dataclass(frozen=True)
class Signal:
    """A broken rule at a reading; `is_worse` when the KPI moved against its direction."""

    broken: RuleBreak
    label: str
    value: float
    is_worse: bool


@dataclass(frozen=True)
class WatchedKpi:
    """A KPI with its chart; `signals` the newest first."""

    kpi: KpiInstance
    chart: ControlChart
    signals: tuple[Signal, ...]

    @property
    def is_calm(self) -> bool:
        return not self.signals

    @property
    def is_worse(self) -> bool:
        return any(one.is_worse for one in self.signals)


def watched_kpis(use_case: UseCase) -> tuple[WatchedKpi, ...]:
    """Every chosen KPI with at least two readings with AI, of the whole, in the order of time."""
    rows: dict[int, list[KpiReading]] = {}
    for row in (
        current_readings(use_case).filter(group="").exclude(period=Period.BASELINE).order_by("on", "pk")
    ):
        rows.setdefault(row.kpi_id, []).append(row)
    return tuple(_watched(kpi, rows[kpi.pk]) for kpi in use_case.kpis.all() if len(rows.get(kpi.pk, [])) > 1)


def control_option(watched: WatchedKpi) -> dict[str, Any]:
    """Return the ECharts option: values, centre, limits, and the points that broke a rule."""
    points = watched.chart.points
    broken = {one.broken.at for one in watched.signals}
    return {
        "legend": {"type": "scroll"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [point.label for point in points]},
        "yAxis": {
            "type": "value",
            "scale": True,
            **({"format": "percent"} if watched.kpi.unit == SHARE else {}),
        },
        "series": [
            _line(_("Value"), [point.value for point in points], "--chart-1", "solid", "circle"),
            _line(_("Centre"), [watched.chart.centre] * len(points), "--chart-3", "solid"),
            _line(_("Upper limit"), [point.high for point in points], "--fail", "dashed"),
            _line(_("Lower limit"), [point.low for point in points], "--fail", "dotted"),
            {
                "name": _("Rule broken"),
                "type": "scatter",
                "symbol": "diamond",
                "symbolSize": 16,
                "itemStyle": {"color": "--fail"},
                "data": [point.value if at in broken else None for at, point in enumerate(points)],
            },
        ],
    }


def _watched(kpi: KpiInstance, rows: Sequence[KpiReading]) -> WatchedKpi:
    chart = _chart(kpi, rows)
    signals = [
        Signal(one, chart.points[one.at].label, chart.points[one.at].value, _is_worse(kpi, chart, one))
        for one in chart.breaks
    ]
    return WatchedKpi(kpi, chart, tuple(sorted(signals, key=lambda one: -one.broken.at)))


def _chart(kpi: KpiInstance, rows: Sequence[KpiReading]) -> ControlChart:
    """Limits stand on the first points alone: a slow change must not move them along."""
    if kpi.unit == SHARE and all(row.n and 0 <= row.value <= 1 for row in rows):
        counts = [(row.on.isoformat(), round(row.value * (row.n or 1)), row.n or 1) for row in rows]
        return p_chart(counts, FEWEST_POINTS)
    return xmr_chart([(row.on.isoformat(), row.value) for row in rows], FEWEST_POINTS)


def _is_worse(kpi: KpiInstance, chart: ControlChart, broken: RuleBreak) -> bool:
    """A trend is judged by where it goes, the other rules by the side on which they are broken."""
    rises = chart.sigmas[broken.at] > 0
    if broken.rule == "trend_of_six":
        rises = chart.sigmas[broken.at] > chart.sigmas[broken.at - 1]
    return rises == (kpi.direction == "down")


def _line(name: str, values: Sequence[float], colour: str, dash: str, symbol: str = "none") -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "symbol": symbol,
        "symbolSize": 7,
        "itemStyle": {"color": colour},
        "lineStyle": {"type": dash, "width": 2, "color": colour},
        "data": [round(value, 5) for value in values],
    }
