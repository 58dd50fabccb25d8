"""How the summary of a run is laid out on a page: against a baseline, and as a chart."""

from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from evaluations.summary import CandidateSummary, ComparisonSummary, RunSummary
from evaluations.verdict_summary import AgainstReference, PlaceSummary


@dataclass(frozen=True)
class CandidateRow:
    """A candidate with its comparison to the baseline, if the run compared the two."""

    candidate: CandidateSummary
    is_baseline: bool
    comparison: ComparisonSummary | None


@dataclass(frozen=True)
class PlaceRow:
    """A candidate on the verdict page, under the letter that the chart shows it by."""

    letter: str
    candidate: CandidateSummary
    place: PlaceSummary | None
    against: AgainstReference | None
    is_reference: bool
    is_choice: bool


@dataclass(frozen=True)
class OpenClosedGap:
    """The best open and the best closed candidate; `difference` is closed minus open, in shares of the questions."""

    best_open: CandidateSummary
    best_closed: CandidateSummary
    difference: float
    comparison: (
        ComparisonSummary | None
    )  # None: neither of the two was the reference, so there is no interval


def open_closed_gap(summary: RunSummary) -> OpenClosedGap | None:
    """How far closed candidates are ahead (above 0) or behind, of those that were judged on every question."""
    best: dict[str, CandidateSummary] = {}
    for one in summary.candidates:
        rate, leader = one.passed, best.get(one.openness)
        if rate is None or rate.n == 0 or rate.n != summary.n_items:
            continue
        if leader is None or leader.passed is None or rate.share > leader.passed.share:
            best[one.openness] = one
    ahead, behind = best.get("closed"), best.get("open")
    if ahead is None or behind is None or ahead.passed is None or behind.passed is None:
        return None
    comparison = _against(summary, ahead.key, behind.key)
    return OpenClosedGap(behind, ahead, ahead.passed.share - behind.passed.share, comparison)


def place_rows(summary: RunSummary) -> tuple[PlaceRow, ...]:
    """Every candidate with its standing and its comparison to the reference, in the order of the run."""
    verdict = summary.verdict
    if verdict is None:
        return ()
    places = {one.key: one for one in verdict.places}
    against = {one.key: one for one in verdict.against}
    return tuple(
        PlaceRow(
            letter=_letter(number),
            candidate=one,
            place=places.get(one.key),
            against=against.get(one.key),
            is_reference=one.key == verdict.reference_key,
            is_choice=one.key == verdict.choice_key,
        )
        for number, one in enumerate(summary.candidates)
    )


def _letter(number: int) -> str:
    """A, B … Z, then A2, B2 …

    >>> _letter(0), _letter(27)
    ('A', 'B2')
    """
    around, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(around + 1) if around else "")


def chosen_baseline(summary: RunSummary, key: str) -> CandidateSummary | None:
    """The candidate with this key, else the reference of the run, else the first."""
    by_key = {candidate.key: candidate for candidate in summary.candidates}
    reference = summary.verdict.reference_key if summary.verdict else ""
    return by_key.get(key) or by_key.get(reference) or next(iter(summary.candidates), None)


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
