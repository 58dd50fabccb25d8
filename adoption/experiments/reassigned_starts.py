"""Permutation inference for few sites: what if the same switches had fallen on other sites?"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from adoption.experiments.panel import SiteSeries

MOST_EXACT = 10_000
SAMPLED = 9_999
SEED = 20_261_101


@dataclass(frozen=True)
class Starts:
    """Sites with the dates of switch, and how each site changed across each of these dates."""

    series: tuple[SiteSeries, ...]
    starts: tuple[int, ...]  # of the sites that switched, in the order of `series`
    changes: dict[int, list[float]]  # by date of switch, one for each site
    doses: dict[int, list[float]]  # what a unit effect of the sites' own switches makes of these changes

    @classmethod
    def of(cls, series: Sequence[SiteSeries]) -> "Starts":
        """Keep the sites that can stand in for every start."""
        starts = tuple(one.start for one in series if one.start is not None)
        usable = [one for one in series if all(one.change(start) is not None for start in set(starts))]
        kept = tuple(one.start for one in usable if one.start is not None)
        changes = {start: [one.change(start) or 0.0 for one in usable] for start in set(kept)}
        doses = {start: [_dose(one, start) for one in usable] for start in set(kept)}
        return cls(tuple(usable), kept, changes, doses)


@dataclass(frozen=True)
class Permuted:
    """The effect with its p-value; no interval where no reassignment can reach 5 %."""

    effect: float
    p: float
    low: float | None
    high: float | None


def permutation_interval(starts: Starts, significance: float = 0.05) -> Permuted:
    """Return the difference of changes with the two-sided p-value of reassigning the starts, and its inversion.

    For an effect of `tau` taken off the readings with AI, each reassignment gives a - tau·b with the same a and b, so
    that p(tau) is a count. The interval holds every tau that is not rejected.
    """
    import numpy as np

    pairs = np.array([_statistics(starts, given) for given in _assignments(starts)])
    values, doses, effect = pairs[:, 0], pairs[:, 1], float(pairs[0, 0])

    def p_of(tau: float) -> float:
        reached = np.abs(values - tau * doses) >= abs(effect - tau) - 1e-9 * max(1.0, abs(effect))
        return float(reached.mean())

    smallest = float((np.abs(doses) >= 1 - 1e-9).mean())
    if smallest > significance:
        return Permuted(effect, p_of(0.0), None, None)
    scale = max(float(np.std(values)), abs(effect), 1e-9)
    return Permuted(
        effect,
        p_of(0.0),
        _end(p_of, effect, -scale, significance),
        _end(p_of, effect, scale, significance),
    )


def _end(p_of: Callable[[float], float], effect: float, step: float, significance: float) -> float:
    """Go outwards until rejected, then halve."""
    inside, outside = effect, effect + step
    while p_of(outside) > significance and abs(outside - effect) < 1e9 * abs(step):
        inside, outside = outside, effect + 2 * (outside - effect)
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if p_of(middle) > significance else (inside, middle)
    return outside


def _assignments(starts: Starts) -> Iterator[dict[int, int]]:
    """Give site index -> start, the real one first; all of them, or a seeded sample where there are too many."""
    real = {index: one.start for index, one in enumerate(starts.series) if one.start is not None}
    yield real
    count, chosen = len(starts.series), len(starts.starts)
    kinds = math.perm(count, chosen)
    for start in set(starts.starts):
        kinds //= math.factorial(starts.starts.count(start))
    every = _all(count, sorted(starts.starts)) if kinds <= MOST_EXACT else _sampled(count, starts.starts)
    yield from (one for one in every if one != real)


def _all(count: int, starts: Sequence[int]) -> Iterator[dict[int, int]]:
    """Give every different way to hand the starts to `count` sites, cohort by cohort."""
    cohorts = [(start, starts.count(start)) for start in sorted(set(starts))]

    def deal(free: tuple[int, ...], left: list[tuple[int, int]]) -> Iterator[dict[int, int]]:
        if not left:
            yield {}
            return
        start, size = left[0]
        for picked in combinations(free, size):
            rest = tuple(one for one in free if one not in picked)
            for others in deal(rest, left[1:]):
                yield dict.fromkeys(picked, start) | others

    yield from deal(tuple(range(count)), cohorts)


def _sampled(count: int, starts: Sequence[int]) -> Iterator[dict[int, int]]:
    random = Random(SEED)  # noqa: S311  a reproducible draw, not a secret
    for _ in range(SAMPLED):
        yield dict(zip(random.sample(range(count), len(starts)), starts, strict=True))


def _statistics(starts: Starts, given: dict[int, int]) -> tuple[float, float]:
    """Return the difference of changes of the values and of the real doses (1 with AI, 0 without)."""
    return _difference(starts.changes, given), _difference(starts.doses, given)


def _difference(changes: dict[int, list[float]], given: dict[int, int]) -> float:
    """Return the mean of each switched site's change less that of the sites without a switch at that date."""
    found = 0.0
    for start, every in changes.items():
        own = [every[index] for index, one in given.items() if one == start]
        without = (math.fsum(every) - math.fsum(every[index] for index in given)) / (len(every) - len(given))
        found += math.fsum(own) - len(own) * without
    return found / len(given)


def _dose(one: SiteSeries, start: int) -> float:
    """Return the change that a unit effect of the site's own switch makes across `start`."""
    if one.start is None:
        return 0.0
    before = [float(period >= one.start) for period in one.values if period < start]
    after = [float(period >= one.start) for period in one.values if period >= start]
    return sum(after) / len(after) - sum(before) / len(before)
