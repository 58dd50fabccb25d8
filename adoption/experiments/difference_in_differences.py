"""Sites that switch to AI against sites that do not: the difference of their changes.

A site that switched earlier is never the comparison of one that switches later, because its own effect may still be
growing (Callaway and Sant'Anna 2021): only sites that never switched are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from adoption.experiments.amounts import improvement, too_few
from adoption.experiments.finding import Chart, Check, Finding, Line
from adoption.experiments.panel import SiteSeries, series_of
from adoption.experiments.readings import Direction, Reading
from adoption.experiments.reassigned_starts import Starts, permutation_interval
from language.text import Text

# Cluster-robust errors are too small with few clusters (Cameron and Miller 2015): below, sites are reassigned.
MANY_SITES = 20

NO_PRE_TREND = Text(
    "開始前が2期間未満の拠点があり、事前の傾向が同じだったことを確かめられません",
    "a site has fewer than two periods before the start: equal trends beforehand cannot be checked",
)
PRE_TRENDS_DIFFER = Text(
    "開始前の傾向が拠点間で異なっていました(p = {p:.3f})",
    "the trends differed between the sites before the start (p = {p:.3f})",
)
TOO_FEW_SITES = Text(
    "拠点が少なく(導入{treated}・比較{control})、並べ替え検定では5%水準の差を示せません",
    "with {treated} sites that switched and {control} that did not, no reassignment of sites can show 5 %",
)


def difference_in_differences(readings: Sequence[Reading], direction: Direction) -> Finding:
    """Return the improvement in the KPI's unit; `n` is the number of sites.

    From 20 sites on: OLS with site and period effects, stacked by date of the switch, errors clustered by site (t).
    Fewer: the mean change of each site before and after (Bertrand, Duflo and Mullainathan 2004), p-value and interval
    from reassigning the switches among the sites. Refuse without a site that switched and two that did not.
    """
    treated, control = _sides(series_of(readings))
    few = len(treated) + len(control) < MANY_SITES
    difference, low, high, p, how, reasons = (_by_permutation if few else _by_regression)(treated, control)
    bad, good = sorted(improvement(end, direction, is_time=False) for end in (low, high))
    trend_p = pre_trend_p(treated, control)
    return Finding(
        method="did",
        how=how,
        n=len(treated) + len(control),
        effect=improvement(difference, direction, is_time=False),
        unit="kpi",
        low=bad,
        high=good,
        p=p,
        reasons=(*reasons, *_trend_reasons(trend_p)),
        checks=_checks(treated, control, trend_p),
        chart=_chart(treated, control),
    )


def pre_trend_p(treated: Sequence[SiteSeries], control: Sequence[SiteSeries]) -> float | None:
    """Return the p-value of equal slopes before the first switch (pooled t over sites); None when unknowable."""
    from scipy.stats import ttest_ind

    first = min(one.start for one in treated if one.start is not None)
    slopes = [[_slope(one, first) for one in side] for side in (treated, control)]
    if any(one is None for side in slopes for one in side):
        return None
    ours, theirs = ([float(one) for one in side if one is not None] for side in slopes)
    if len(ours) + len(theirs) < 3:
        return None
    if len(set(ours)) == 1 and len(set(theirs)) == 1:
        return 1.0 if abs(ours[0] - theirs[0]) < 1e-12 else 0.0
    return float(ttest_ind(ours, theirs).pvalue)


def _sides(series: Sequence[SiteSeries]) -> tuple[list[SiteSeries], list[SiteSeries]]:
    treated = [one for one in series if one.start is not None and one.change(one.start) is not None]
    starts = {one.start for one in treated if one.start is not None}
    control = [
        one for one in series if one.start is None and all(one.change(start) is not None for start in starts)
    ]
    if not treated or len(control) < 2:
        raise too_few(
            "導入した拠点が1つ以上、導入していない拠点が2つ以上(いずれも前後の期間を測定)",
            "one site that switched and two that did not, measured before and after",
        )
    return treated, control


def _by_permutation(
    treated: Sequence[SiteSeries], control: Sequence[SiteSeries]
) -> tuple[float, float, float, float, Text, tuple[Text, ...]]:
    starts = Starts.of([*treated, *control])
    found = permutation_interval(starts)
    how = Text("拠点の並べ替え検定(前後の変化の差)", "reassignment of sites (difference of changes)")
    if found.low is not None and found.high is not None:
        return found.effect, found.low, found.high, found.p, how, ()
    low, high = _pooled_interval(treated, control, found.effect)
    reason = TOO_FEW_SITES.filled(treated=len(treated), control=len(control))
    return found.effect, low, high, found.p, how, (reason,)


def _pooled_interval(
    treated: Sequence[SiteSeries], control: Sequence[SiteSeries], effect: float
) -> tuple[float, float]:
    """Return the pooled t interval over the changes of the sites: of one date of switch, the two-sample t."""
    from scipy.stats import t

    starts = [one.start for one in treated if one.start is not None]
    means = {start: fmean(_change(one, start) for one in control) for start in set(starts)}
    ours = [_change(one, start) - means[start] for one, start in zip(treated, starts, strict=True)]
    theirs = [fmean(_change(one, start) - means[start] for start in starts) for one in control]
    degrees = len(ours) + len(theirs) - 2
    squares = sum((one - fmean(side)) ** 2 for side in (ours, theirs) for one in side)
    error = (squares / degrees * (1 / len(ours) + 1 / len(theirs))) ** 0.5
    reach = float(t.ppf(0.975, degrees)) * error
    return effect - reach, effect + reach


def _by_regression(
    treated: Sequence[SiteSeries], control: Sequence[SiteSeries]
) -> tuple[float, float, float, float, Text, tuple[Text, ...]]:
    """Stack one comparison for each date of switch; every stack has its own site and period effects."""
    import numpy as np
    import statsmodels.api as sm

    rows = _stacked(treated, control)
    columns = [np.array([row.dose for row in rows])]
    columns += [
        np.array([row.unit == unit for row in rows], float) for unit in sorted({r.unit for r in rows})
    ]
    columns += [np.array([row.time == time for row in rows], float) for time in _later_times(rows)]
    sites = sorted({row.site for row in rows})
    options = {"groups": np.array([sites.index(row.site) for row in rows]), "use_correction": True}
    model: Any = sm.OLS([row.value for row in rows], np.column_stack(columns))
    fit = model.fit(cov_type="cluster", cov_kwds=options, use_t=True)
    low, high = (float(end) for end in fit.conf_int()[0])
    how = Text("差の差の回帰(拠点でまとめた標準誤差)", "regression with errors clustered by site")
    return float(fit.params[0]), low, high, float(fit.pvalues[0]), how, ()


@dataclass(frozen=True)
class _Row:
    value: float
    dose: float
    site: str
    unit: tuple[int, str]
    time: tuple[int, int]


def _stacked(treated: Sequence[SiteSeries], control: Sequence[SiteSeries]) -> list[_Row]:
    return [
        _Row(
            value,
            float(one.start is not None and period >= one.start),
            one.site,
            (start, one.site),
            (start, period),
        )
        for start in sorted({one.start for one in treated if one.start is not None})
        for one in [*(each for each in treated if each.start == start), *control]
        for period, value in one.values.items()
    ]


def _later_times(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Return the periods of every stack but its first, which the site effects already hold."""
    first = {
        start: min(row.time[1] for row in rows if row.time[0] == start) for start, _ in {r.time for r in rows}
    }
    return sorted({row.time for row in rows if row.time[1] > first[row.time[0]]})


def _change(one: SiteSeries, start: int) -> float:
    change = one.change(start)
    assert change is not None  # noqa: S101  _sides keeps only sites with both sides
    return change


def _slope(one: SiteSeries, before: int) -> float | None:
    points = [(period, value) for period, value in one.values.items() if period < before]
    if len(points) < 2:
        return None
    middle = fmean(period for period, _ in points)
    spread = sum((period - middle) ** 2 for period, _ in points)
    return sum((period - middle) * value for period, value in points) / spread


def _trend_reasons(trend_p: float | None) -> tuple[Text, ...]:
    if trend_p is None:
        return (NO_PRE_TREND,)
    return (PRE_TRENDS_DIFFER.filled(p=trend_p),) if trend_p < 0.05 else ()


def _checks(
    treated: Sequence[SiteSeries], control: Sequence[SiteSeries], trend_p: float | None
) -> tuple[Check, ...]:
    counts = (
        Check(Text("導入した拠点", "sites that switched"), len(treated), "count"),
        Check(Text("比較した拠点", "comparison sites"), len(control), "count"),
    )
    if trend_p is None:
        return counts
    return (*counts, Check(Text("事前傾向の差 p値", "difference of trends beforehand, p"), trend_p, "p"))


def _chart(treated: Sequence[SiteSeries], control: Sequence[SiteSeries]) -> Chart:
    """Return the mean of both sides in every period: the mandatory picture of the trends beforehand."""
    first = min(one.start for one in treated if one.start is not None)
    return Chart(
        "trend",
        (
            _mean_line(Text("導入した拠点の平均", "Sites that switched, mean"), treated, "treated"),
            _mean_line(Text("比較拠点の平均", "Comparison sites, mean"), control, "control"),
        ),
        break_at=float(first),
    )


def _mean_line(name: Text, side: Sequence[SiteSeries], role: Any) -> Line:
    periods = sorted({period for one in side for period in one.values})
    means = [fmean(one.values[period] for one in side if period in one.values) for period in periods]
    return Line(name, tuple(float(period) for period in periods), tuple(means), role)
