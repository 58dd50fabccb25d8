"""The same task or person with and without AI: the mean of the differences, times on a log scale."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, geometric_mean, median, stdev

from adoption.experiments.amounts import amount_of, improved_interval, improvement, scaled, too_few
from adoption.experiments.finding import Chart, Check, Finding, Line
from adoption.experiments.readings import Direction, Reading
from language.text import Text

FEWEST_PERSONS = 6  # below, a robust error over persons is too small
FEW_PERSONS = Text(
    "同じ人が複数の組を測っており、人数が{count}人と少ないため区間が狭く出るおそれがあります",
    "persons measured several pairs each and are only {count}: the interval may come out too narrow",
)
BY_PERSON = Text(
    "同じ人の複数の組は独立ではないため、人ごとにまとめた誤差を使いました",
    "pairs of one person are not independent: errors are clustered by person",
)
UNPAIRED = Text("相手のない測定{count}件は使っていません", "{count} readings without a partner were left out")


@dataclass(frozen=True)
class Pair:
    """One task or person, without and with AI, in the KPI's unit."""

    base: float
    ai: float
    person: str = ""


def pairs_of(readings: Sequence[Reading]) -> tuple[tuple[Pair, ...], int]:
    """Return the pairs by person and task, and how many readings have no partner.

    Where the person differs, the task pairs alone (a matched task). Several readings of one side are averaged:
    geometrically where all are above zero.
    """
    sides: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    same_person = _persons_pair(readings)
    for one in readings:
        key = (one.person if same_person else "", one.task)
        sides[key][one.arm].append(amount_of(one))
    pairs = [
        Pair(_middle(arms["base"]), _middle(arms["ai"]), person)
        for (person, _task), arms in sorted(sides.items())
        if arms["base"] and arms["ai"]
    ]
    alone = sum(len(a["base"]) + len(a["ai"]) for a in sides.values() if not (a["base"] and a["ai"]))
    return tuple(pairs), alone


def compare_pairs(pairs: Sequence[Pair], direction: Direction, *, is_time: bool) -> Finding:
    """Return the improvement with its 95 % t interval, the Wilcoxon test beside it.

    Times: mean of log(with) - log(without), turned into a share, so the interval is not symmetric. With several pairs
    of one person the error is clustered by person (t with persons - 1 degrees of freedom). Refuse below two pairs.

    >>> found = compare_pairs([Pair(10, 8), Pair(20, 15), Pair(30, 25)], "down", is_time=True)
    >>> round(found.effect, 4), found.n
    (0.2063, 3)
    """
    if len(pairs) < 2:
        raise too_few("2組以上の測定", "at least two pairs")
    base = scaled([one.base for one in pairs], is_time=is_time)
    ai = scaled([one.ai for one in pairs], is_time=is_time)
    differences = [after - before for after, before in zip(ai, base, strict=True)]
    persons = [one.person or f"\0{index}" for index, one in enumerate(pairs)]
    mean, low, high, p = _mean_interval(differences, persons)
    bad, good = improved_interval(low, high, direction, is_time=is_time)
    repeated = len(set(persons)) < len(persons)
    few = repeated and len(set(persons)) < FEWEST_PERSONS
    return Finding(
        method="paired_log",
        how=_how(is_time=is_time),
        n=len(pairs),
        effect=improvement(mean, direction, is_time=is_time),
        unit="relative" if is_time else "kpi",
        low=bad,
        high=good,
        p=p,
        reasons=(FEW_PERSONS.filled(count=len(set(persons))),) if few else (),
        notes=(BY_PERSON,) if repeated else (),
        checks=_checks(differences, persons, direction, is_time=is_time),
        chart=_chart(pairs),
    )


def paired_readings(readings: Sequence[Reading], direction: Direction, *, is_time: bool) -> Finding:
    """Pair the readings and compare them; those without a partner are counted in a note."""
    pairs, alone = pairs_of(readings)
    found = compare_pairs(pairs, direction, is_time=is_time)
    return replace(found, notes=(*found.notes, UNPAIRED.filled(count=alone))) if alone else found


def _mean_interval(differences: Sequence[float], groups: Sequence[str]) -> tuple[float, float, float, float]:
    """Return mean, low, high, p of a t interval, clustered where a group has several values."""
    from scipy.stats import t

    n, mean = len(differences), fmean(differences)
    sums: dict[str, float] = defaultdict(float)
    for value, group in zip(differences, groups, strict=True):
        sums[group] += value - mean
    count = len(sums)
    if count < 2:
        raise too_few("2人以上の測定", "readings of at least two persons")
    error = math.sqrt(sum(one**2 for one in sums.values()) * count / (count - 1)) / n
    if error == 0:
        return mean, mean, mean, 1.0 if mean == 0 else 0.0
    reach = float(t.ppf(0.975, count - 1)) * error
    return mean, mean - reach, mean + reach, float(2 * t.sf(abs(mean) / error, count - 1))


def _checks(
    differences: Sequence[float], groups: Sequence[str], direction: Direction, *, is_time: bool
) -> tuple[Check, ...]:
    means: dict[str, list[float]] = defaultdict(list)
    for value, group in zip(differences, groups, strict=True):
        means[group].append(value)
    middle = improvement(median(differences), direction, is_time=is_time)
    return (
        Check(Text("Wilcoxonの符号付順位検定 p値", "Wilcoxon signed-rank p"), _wilcoxon(means), "p"),
        Check(Text("改善の中央値", "median improvement"), middle, "relative" if is_time else "number"),
        Check(Text("差の標準偏差", "standard deviation of the differences"), stdev(differences)),
    )


def _wilcoxon(means: dict[str, list[float]]) -> float:
    from scipy.stats import wilcoxon

    values = [fmean(one) for one in means.values()]
    return float(wilcoxon(values).pvalue) if any(values) else 1.0


def _persons_pair(readings: Sequence[Reading]) -> bool:
    """Whether any person did both ways; otherwise the tasks were matched across persons."""
    arms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in readings:
        arms[one.person, one.task].add(one.arm)
    return any(len(both) == 2 for both in arms.values())


def _middle(values: list[float]) -> float:
    if not values:
        return math.nan
    return geometric_mean(values) if min(values) > 0 else fmean(values)


def _how(*, is_time: bool) -> Text:
    if is_time:
        return Text("対応のあるt検定(対数時間)", "paired t on log time")
    return Text("対応のあるt検定", "paired t")


def _chart(pairs: Sequence[Pair]) -> Chart:
    names = tuple(float(index) for index in range(1, len(pairs) + 1))
    without = Line(Text("AIなし", "Without AI"), names, tuple(one.base for one in pairs), "base")
    return Chart(
        "pairs", (without, Line(Text("AIあり", "With AI"), names, tuple(one.ai for one in pairs), "ai"))
    )
