"""Control charts for the time after go-live: a broken rule opens an incident or an item of the next review."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from adoption.experiments.amounts import refused, too_few
from language.text import Text

Rule = Literal["beyond_limit", "run_of_nine", "trend_of_six", "two_of_three"]

FEWEST_POINTS = 8
RULES: dict[Rule, Text] = {
    "beyond_limit": Text("管理限界(3σ)の外", "a point beyond the 3-sigma limits"),
    "run_of_nine": Text("9点連続で中心線の同じ側", "nine points in a row on one side of the centre"),
    "trend_of_six": Text("6点連続で上昇または下降", "six points in a row rising or falling"),
    "two_of_three": Text("3点中2点が同じ側の2σの外", "two of three points beyond 2 sigma on one side"),
}
_D2 = 1.128  # mean range of two values in standard deviations


@dataclass(frozen=True)
class ChartPoint:
    """A point with its own 3-sigma limits (p-charts of varying size have varying limits)."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class RuleBreak:
    """`at` is the index of the point with which the rule is broken."""

    rule: Rule
    at: int


@dataclass(frozen=True)
class ControlChart:
    """`sigmas` are each point's distance from the centre; `is_provisional` while the limits stand on few points."""

    kind: Literal["p", "xmr"]
    centre: float
    points: tuple[ChartPoint, ...]
    sigmas: tuple[float, ...]
    breaks: tuple[RuleBreak, ...]
    is_provisional: bool
    ranges: tuple[float, ...] = ()
    range_limit: float | None = None


def p_chart(counts: Sequence[tuple[str, int, int]], baseline: int | None = None) -> ControlChart:
    """Return the chart of (label, events, trials): centre p, limits p ± 3 sqrt(p (1 - p) / n) within 0 to 1.

    The first `baseline` points set the centre (all without it), so that a change does not hide itself.
    """
    if not counts or any(n < 1 or not 0 <= k <= n for _, k, n in counts):
        raise refused(
            "各期間の該当件数と全体件数(1以上)を確認してください。",
            "Check the events and the total of each period.",
        )
    base = counts[: baseline or len(counts)]
    centre = sum(k for _, k, _ in base) / sum(n for _, _, n in base)
    sigma = [math.sqrt(centre * (1 - centre) / n) for _, _, n in counts]
    points = tuple(
        ChartPoint(label, k / n, max(0.0, centre - 3 * s), min(1.0, centre + 3 * s))
        for (label, k, n), s in zip(counts, sigma, strict=True)
    )
    sigmas = tuple(_distance(one.value, centre, s) for one, s in zip(points, sigma, strict=True))
    return ControlChart("p", centre, points, sigmas, rule_breaks(sigmas), len(base) < FEWEST_POINTS)


def xmr_chart(values: Sequence[tuple[str, float]], baseline: int | None = None) -> ControlChart:
    """Return the chart of single values: limits mean ± 2.66 · mean moving range, ranges up to 3.267 times it.

    >>> chart = xmr_chart([("1", 10.0), ("2", 12.0), ("3", 11.0), ("4", 13.0)])
    >>> round(chart.centre, 2), round(chart.points[0].high, 2), round(chart.range_limit, 3)
    (11.5, 15.93, 5.445)
    """
    if len(values) < 2:
        raise too_few("2期間以上の値", "the values of two periods")
    if not all(math.isfinite(value) for _, value in values):
        raise refused("値のない期間があります。値を入れてください。", "A period has no value. Enter it.")
    base = [value for _, value in values[: max(2, baseline or len(values))]]
    centre = fmean(base)
    mean_range = fmean(abs(after - before) for before, after in itertools.pairwise(base))
    sigma = mean_range / _D2
    points = tuple(
        ChartPoint(label, value, centre - 3 * sigma, centre + 3 * sigma) for label, value in values
    )
    sigmas = tuple(_distance(value, centre, sigma) for _, value in values)
    ranges = tuple(abs(after - before) for (_, before), (_, after) in itertools.pairwise(values))
    return ControlChart(
        "xmr",
        centre,
        points,
        sigmas,
        rule_breaks(sigmas),
        len(base) < FEWEST_POINTS,
        ranges,
        3.267 * mean_range,
    )


def rule_breaks(sigmas: Sequence[float]) -> tuple[RuleBreak, ...]:
    """Return each rule broken, at the point with which it is: Nelson's rules 1, 2, 3 and 5.

    A run goes on being one break until it ends.

    >>> [one.rule for one in rule_breaks([0.0, 3.5])]
    ['beyond_limit']
    """
    found = [RuleBreak("beyond_limit", at) for at, one in enumerate(sigmas) if abs(one) > 3]
    found += _onsets("run_of_nine", sigmas, 9, _same_side)
    found += _onsets("trend_of_six", sigmas, 6, _trends)
    found += _onsets("two_of_three", sigmas, 3, _two_out)
    return tuple(sorted(found, key=lambda one: (one.at, one.rule)))


def _onsets(
    rule: Rule, sigmas: Sequence[float], size: int, holds: Callable[[Sequence[float]], bool]
) -> list[RuleBreak]:
    """Return the first point of every stretch in which the last `size` points break the rule."""
    broken = [at + 1 >= size and holds(sigmas[at + 1 - size : at + 1]) for at in range(len(sigmas))]
    return [RuleBreak(rule, at) for at, now in enumerate(broken) if now and not (at and broken[at - 1])]


def _same_side(window: Sequence[float]) -> bool:
    return all(one > 0 for one in window) or all(one < 0 for one in window)


def _trends(window: Sequence[float]) -> bool:
    steps = [after - before for before, after in itertools.pairwise(window)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _two_out(window: Sequence[float]) -> bool:
    return any(sum(side * one > 2 for one in window) >= 2 for side in (1, -1))


def _distance(value: float, centre: float, sigma: float) -> float:
    """Return the distance in sigmas; without any spread, whatever moves is beyond every limit."""
    if sigma > 0:
        return (value - centre) / sigma
    return 0.0 if math.isclose(value, centre, abs_tol=1e-12) else math.copysign(math.inf, value - centre)
