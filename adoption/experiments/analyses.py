"""The analysis that a plan names, of the readings that a pilot has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adoption.errors import ExperimentRefused
from adoption.experiments.amounts import amounts, refused
from adoption.experiments.crossover import crossover
from adoption.experiments.difference_in_differences import difference_in_differences
from adoption.experiments.finding import Finding
from adoption.experiments.interrupted_series import interrupted_series
from adoption.experiments.items import matched_items, quality_guard, severe_readings, two_rates
from adoption.experiments.labels import Conduct, labelled
from adoption.experiments.paired import paired_readings
from adoption.experiments.readings import Reading
from adoption.experiments.skewed_cost import compare_means
from adoption.experiments.terms import PlanTerms
from adoption.experiments.two_groups import compare_groups
from language.text import Text

LEARNING = Text(
    "使い始めの{weeks}週間({count}件)は慣れの期間として除きました",
    "the first {weeks} weeks with AI ({count} readings) were left out for learning",
)


@dataclass(frozen=True)
class SkillFinding:
    """The finding of one skill group; None where it is too small for any. Subgroups explain, they decide nothing."""

    skill: str
    readings: int
    finding: Finding | None


def analyse(terms: PlanTerms, readings: Sequence[Reading]) -> Finding:
    """Run the planned analysis; raise ExperimentRefused with a sentence when the readings do not carry it.

    The finding has no label yet: `analyse_labelled` gives it.
    """
    if terms.method not in _ANALYSES:
        raise refused(
            f"「{terms.method}」は効果を示す分析ではありません。測定計画で別の方法を選んでください。",
            f"{terms.method} is no analysis that shows an effect. Choose another method in the plan.",
        )
    kept = after_learning(readings, terms.first_weeks_discarded)
    found = _ANALYSES[terms.method](terms, kept)
    if len(kept) == len(readings):
        return found
    left_out = LEARNING.filled(weeks=terms.first_weeks_discarded, count=len(readings) - len(kept))
    return replace(found, notes=(*found.notes, left_out))


def analyse_labelled(terms: PlanTerms, readings: Sequence[Reading], conduct: Conduct) -> Finding:
    """Run the planned analysis and label it 確定 or 参考値; errors as in `analyse`."""
    return labelled(analyse(terms, readings), terms, conduct)


def by_skill(terms: PlanTerms, readings: Sequence[Reading]) -> tuple[SkillFinding, ...]:
    """Return the planned analysis for each skill group, without p-values: the plan's n is that of the whole."""
    found = []
    for skill in sorted({one.skill for one in readings if one.skill}):
        own = [one for one in readings if one.skill == skill]
        found.append(SkillFinding(skill, len(own), _or_none(terms, own)))
    return tuple(found)


def after_learning(readings: Sequence[Reading], weeks: int) -> list[Reading]:
    """Leave out the readings with AI of each person's first `weeks` weeks with it."""
    if weeks <= 0:
        return list(readings)
    began: dict[str, date] = {}
    for one in readings:
        if one.arm == "ai":
            began[one.person] = min(one.on, began.get(one.person, one.on))
    limit = timedelta(weeks=weeks)
    return [one for one in readings if one.arm == "base" or one.on >= began[one.person] + limit]


def net_of_review(readings: Sequence[Reading]) -> bool | None:
    """Whether the minutes with AI were read in parts, review among them; None without readings with AI.

    A pilot in which nobody ever recorded a minute of review or rework is not net: zero everywhere means not measured.
    """
    with_ai = [one for one in readings if one.arm == "ai"]
    if not with_ai:
        return None
    parts = [one.minutes for one in with_ai if one.minutes is not None]
    return len(parts) == len(with_ai) and any(one.review + one.rework > 0 for one in parts)


def _or_none(terms: PlanTerms, readings: Sequence[Reading]) -> Finding | None:
    try:
        return replace(analyse(terms, readings), p=None)
    except ExperimentRefused:
        return None


def _groups(readings: Sequence[Reading]) -> tuple[list[float], list[float]]:
    base, ai = (amounts(one for one in readings if one.arm == arm) for arm in ("base", "ai"))
    return base, ai


def _paired(terms: PlanTerms, readings: Sequence[Reading]) -> Finding:
    return paired_readings(readings, terms.reading_direction, is_time=terms.is_time)


def _independent(terms: PlanTerms, readings: Sequence[Reading]) -> Finding:
    return compare_groups(*_groups(readings), terms.reading_direction, is_time=terms.is_time)


def _guard(terms: PlanTerms, readings: Sequence[Reading]) -> Finding:
    found = quality_guard(readings, terms.margin or 0.0, terms.reading_direction).finding
    if found is None:
        raise refused(
            "非劣性の判定にはAIなし・AIありの両方の測定が必要です。測定を続けてください。",
            "Non-inferiority needs readings with and without AI. Go on measuring.",
        )
    return found


_ANALYSES: Mapping[str, Callable[[PlanTerms, Sequence[Reading]], Finding]] = {
    "paired_log": _paired,
    "crossover": lambda terms, readings: crossover(readings, terms.reading_direction, is_time=terms.is_time),
    "ind_t": _independent,
    "did": lambda terms, readings: difference_in_differences(readings, terms.reading_direction),
    "its": lambda terms, readings: interrupted_series(readings, terms.reading_direction),
    "mcnemar": lambda terms, readings: matched_items(readings, terms.reading_direction),
    "prop2": lambda terms, readings: two_rates(readings, terms.reading_direction),
    "cp_upper": lambda _terms, readings: severe_readings(readings),
    "noninf": _guard,
    "boot": lambda terms, readings: compare_means(*_groups(readings), terms.reading_direction),
}

# Methods of kpis.yaml that show an effect; "spc" only watches a process (control_charts).
METHODS: tuple[str, ...] = tuple(_ANALYSES)
