"""How the summary of a run is laid out on a page: against a baseline, and as a chart."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from evaluations.summary import CandidateSummary, ComparisonSummary, RunSummary


@dataclass(frozen=True)
class CandidateRow:
    """A candidate with its comparison to the baseline, if the run compared the two."""

    candidate: CandidateSummary
    is_baseline: bool
    comparison: ComparisonSummary | None


def chosen_baseline(summary: RunSummary, key: str) -> CandidateSummary | None:
    """The candidate with this key, else the first."""
    named = (candidate for candidate in summary.candidates if candidate.key == key)
    return next(named, summary.candidates[0] if summary.candidates else None)


def deltas(summary: RunSummary, baseline: CandidateSummary | None) -> tuple[CandidateRow, ...]:
    """Every candidate, each but the baseline with its difference from the baseline."""
    if baseline is None:
        return ()
    return tuple(
        CandidateRow(one, one.key == baseline.key, _against(summary, one.key, baseline.key))
        for one in summary.candidates
    )


def quality_chart(summary: RunSummary) -> dict[str, Any] | None:
    """Pass rate of each candidate as a point on its 95 % interval; None while nothing is judged."""
    judged = [(c.name, c.passed) for c in reversed(summary.candidates) if c.passed and c.passed.n]
    if not judged:
        return None
    intervals = [
        {
            "type": "line",
            "data": [[rate.low, name], [rate.high, name]],
            "symbol": "none",
            "lineStyle": {"width": 3, "color": "--chart-1"},
            "silent": True,
        }
        for name, rate in judged
    ]
    ends = {
        "type": "scatter",
        "symbol": "rect",
        "symbolSize": [3, 14],
        "itemStyle": {"color": "--chart-1"},
        "data": [[end, name] for name, rate in judged for end in (rate.low, rate.high)],
        "silent": True,
    }
    means = {
        "type": "scatter",
        "name": _("Pass rate"),
        "symbolSize": 14,
        "itemStyle": {"color": "--chart-1"},
        "data": [[rate.share, name] for name, rate in judged],
    }
    return {
        "xAxis": {"type": "value", "min": 0, "max": 1, "format": "percent"},
        "yAxis": {"type": "category", "data": [name for name, _rate in judged]},
        "tooltip": {"trigger": "item"},
        "series": [*intervals, ends, means],
    }


def _against(summary: RunSummary, key: str, baseline: str) -> ComparisonSummary | None:
    """The comparison of the two, turned round where the run wrote it the other way."""
    for one in summary.comparisons:
        if (one.a_key, one.b_key) == (key, baseline):
            return one
        if (one.b_key, one.a_key) == (key, baseline):
            return _turned(one)
    return None


def _turned(one: ComparisonSummary) -> ComparisonSummary:
    return replace(
        one,
        a_key=one.b_key,
        a_name=one.b_name,
        b_key=one.a_key,
        b_name=one.a_name,
        difference=-one.difference,
        low=-one.high,
        high=-one.low,
    )
