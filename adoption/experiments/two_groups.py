"""Different people with and without AI: Welch's interval, Mann-Whitney beside it."""

from collections.abc import Sequence

from adoption.experiments.amounts import improved_interval, improvement, scaled, too_few
from adoption.experiments.finding import Chart, Check, Finding, Line
from adoption.experiments.readings import Direction
from language.text import Text


def compare_groups(
    base: Sequence[float], ai: Sequence[float], direction: Direction, *, is_time: bool
) -> Finding:
    """Return the improvement of `ai` over `base` with its 95 % Welch interval; times on a log scale.

    `n` is the smaller group, which is what a plan counts per group. Refuse below two in either group.

    >>> found = compare_groups([10, 12, 14], [8, 9, 10], "down", is_time=False)
    >>> found.effect, round(found.low, 3), round(found.high, 3)
    (3.0, -1.155, 7.155)
    """
    if min(len(base), len(ai)) < 2:
        raise too_few("各群2件以上の測定", "at least two readings in each group")
    before, after = scaled(base, is_time=is_time), scaled(ai, is_time=is_time)
    difference, low, high, p = _welch(after, before)
    bad, good = improved_interval(low, high, direction, is_time=is_time)
    return Finding(
        method="ind_t",
        how=Text("Welchのt検定(対数時間)", "Welch's t on log time")
        if is_time
        else Text("Welchのt検定", "Welch's t"),
        n=min(len(base), len(ai)),
        effect=improvement(difference, direction, is_time=is_time),
        unit="relative" if is_time else "kpi",
        low=bad,
        high=good,
        p=p,
        checks=(Check(Text("Mann-Whitney検定 p値", "Mann-Whitney p"), _mann_whitney(base, ai), "p"),),
        chart=groups_chart(base, ai),
    )


def groups_chart(base: Sequence[float], ai: Sequence[float]) -> Chart:
    """Return the readings of both groups side by side."""
    lines = (
        Line(
            Text("AIなし", "Without AI"), tuple(float(n + 1) for n in range(len(base))), tuple(base), "base"
        ),
        Line(Text("AIあり", "With AI"), tuple(float(n + 1) for n in range(len(ai))), tuple(ai), "ai"),
    )
    return Chart("groups", lines)


def _welch(after: Sequence[float], before: Sequence[float]) -> tuple[float, float, float, float]:
    from statistics import fmean

    difference = fmean(after) - fmean(before)
    if len(set(after)) == 1 and len(set(before)) == 1:  # no spread: the test divides by zero
        return difference, difference, difference, 1.0 if difference == 0 else 0.0
    from scipy.stats import ttest_ind

    test = ttest_ind(after, before, equal_var=False)
    interval = test.confidence_interval(0.95)
    return difference, float(interval.low), float(interval.high), float(test.pvalue)


def _mann_whitney(base: Sequence[float], ai: Sequence[float]) -> float:
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(ai, base, alternative="two-sided").pvalue)
