"""One site over time: did level and trend change when AI began (segmented regression, Bernal et al. 2017)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from adoption.experiments.amounts import improvement, refused, too_few
from adoption.experiments.finding import Chart, Check, Finding, Line
from adoption.experiments.panel import SiteSeries, series_of
from adoption.experiments.readings import Direction, Reading
from language.text import Text

FEWEST_EACH_SIDE = 8
TOO_SHORT = Text(
    "開始前{before}点・開始後{after}点で、各8点に足りません",
    "{before} points before and {after} after: eight are needed on each side",
)
ONE_SITE = Text(
    "比較する拠点がないため、同じ時期の他の変化(受注量・季節など)と区別できません",
    "without a comparison site, other changes of the same time (orders, season) cannot be told apart",
)


@dataclass(frozen=True)
class Segments:
    """A fitted segmented regression: `fit` of statsmodels, the points, and when AI began."""

    fit: Any
    periods: tuple[int, ...]
    values: tuple[float, ...]
    start: int

    @property
    def after(self) -> tuple[int, ...]:
        return tuple(one for one in self.periods if one >= self.start)


def interrupted_series(readings: Sequence[Reading], direction: Direction) -> Finding:
    """Return the improvement in the KPI's unit, averaged over the periods with AI against the continued old trend.

    OLS of level, trend, change of level and change of trend; HAC errors (Newey-West, lag 4(n/100)^(2/9)) with t.
    `n` is the number of points on the shorter side. Refuse below three on either.
    """
    segments = fitted(_only_series(readings))
    since = fmean(one - segments.start for one in segments.after)
    contrast = segments.fit.t_test([[0.0, 0.0, 1.0, since]])
    low, high = (float(end) for end in contrast.conf_int()[0])
    ends = sorted(improvement(end, direction, is_time=False) for end in (low, high))
    after = len(segments.after)
    before = len(segments.periods) - after
    return Finding(
        method="its",
        how=Text("区分回帰(Newey-West標準誤差)", "segmented regression (Newey-West errors)"),
        n=min(before, after),
        effect=improvement(float(contrast.effect[0]), direction, is_time=False),
        unit="kpi",
        low=ends[0],
        high=ends[1],
        p=float(contrast.pvalue),
        reasons=(TOO_SHORT.filled(before=before, after=after),)
        if min(before, after) < FEWEST_EACH_SIDE
        else (),
        notes=(ONE_SITE,),
        checks=_checks(segments),
        chart=_chart(segments),
    )


def fitted(series: SiteSeries) -> Segments:
    """Fit level, trend and their changes; errors as in `interrupted_series`."""
    import statsmodels.api as sm

    if series.start is None:
        raise too_few("AIを使い始めた後の測定", "readings from after AI began")
    periods, values = tuple(series.values), tuple(series.values.values())
    after = sum(one >= series.start for one in periods)
    if min(after, len(periods) - after) < 3:
        raise too_few("開始前後それぞれ3期間以上の測定", "three periods before and three after the start")
    rows = [_row(period, periods[0], series.start) for period in periods]
    lags = max(1, int(4 * (len(periods) / 100) ** (2 / 9)))
    options = {"maxlags": lags, "use_correction": True}
    return Segments(
        sm.OLS(values, rows).fit(cov_type="HAC", cov_kwds=options, use_t=True), periods, values, series.start
    )


def _row(period: int, first: int, start: int) -> list[float]:
    after = float(period >= start)
    return [1.0, float(period - first), after, after * (period - start)]


def _only_series(readings: Sequence[Reading]) -> SiteSeries:
    found = series_of(readings)
    if len(found) != 1:
        raise refused(
            f"中断時系列は1拠点の分析ですが、{len(found)}拠点の測定があります。差の差分析を選んでください。",
            f"An interrupted series is of one site, but there are {len(found)}. Choose difference-in-differences.",
        )
    return found[0]


def _checks(segments: Segments) -> tuple[Check, ...]:
    from statsmodels.stats.stattools import durbin_watson

    parameters = segments.fit.params
    return (
        Check(Text("開始時の水準の変化", "change of level at the start"), float(parameters[2])),
        Check(Text("1期間あたりの傾きの変化", "change of trend per period"), float(parameters[3])),
        Check(
            Text("Durbin-Watson(2に近いほど自己相関なし)", "Durbin-Watson"),
            float(durbin_watson(segments.fit.resid)),
        ),
    )


def _chart(segments: Segments) -> Chart:
    x = tuple(float(one) for one in segments.periods)
    is_after = [one >= segments.start for one in segments.periods]
    level, trend, _, _ = segments.fit.params
    old = [float(level + trend * (one - segments.periods[0])) for one in segments.periods]
    return Chart(
        "trend",
        (
            Line(Text("AIなし", "Without AI"), x, _side(segments, after=False), "base"),
            Line(Text("AIあり", "With AI"), x, _side(segments, after=True), "ai"),
            Line(Text("あてはめ", "Fitted"), x, tuple(float(v) for v in segments.fit.fittedvalues), "fitted"),
            Line(
                Text("AIがなかった場合の見込み", "Continued without AI"),
                x,
                tuple(v if a else None for v, a in zip(old, is_after, strict=True)),
                "counterfactual",
            ),
        ),
        break_at=float(segments.start),
    )


def _side(segments: Segments, *, after: bool) -> tuple[float | None, ...]:
    points = zip(segments.periods, segments.values, strict=True)
    return tuple(value if (period >= segments.start) is after else None for period, value in points)
