"""Turns recorded tasks and KPI values into the readings that an analysis compares."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from adoption.experiments.readings import Arm, Minutes, Reading
from adoption.pilots.definition import SEVERE, KpiDefinition
from adoption.pilots.tasks import TaskDraft
from adoption.pilots.values import ValueDraft

SHARE_SCALE = {"%": 1, "errors/100": 100}
_ARMS: dict[str, Arm] = {"without": "base", "with": "ai"}


def timed_readings(tasks: Iterable[TaskDraft]) -> tuple[Reading, ...]:
    """Return the minutes of each task; a task with AI that also has minutes without it gives both sides of a pair."""
    return tuple(reading for task in tasks for reading in _timed(task))


def judged_readings(tasks: Iterable[TaskDraft], kpi: KpiDefinition) -> tuple[Reading, ...]:
    """Return right or wrong of each judged task: events are what the KPI counts, severe errors for K-R-03."""
    found = []
    for task in tasks:
        verdict = task.is_severe if kpi.kpi_id == SEVERE else task.is_correct
        if verdict is None:
            continue
        event = verdict if kpi.kpi_id == SEVERE or kpi.direction == "up" else not verdict
        found.append(_about(task, _ARMS[task.arm], events=int(event), trials=1))
    return tuple(found)


def value_readings(values: Sequence[ValueDraft], kpi: KpiDefinition) -> tuple[Reading, ...]:
    """Return the KPI's values over numbered periods; a share with its cases is read as events of trials."""
    number = _numbering(values)
    return tuple(
        Reading(
            arm=_arm(one),
            on=one.on,
            value=None if _is_count(one, kpi) else one.value,
            events=round(one.value / SHARE_SCALE[kpi.unit] * (one.n or 0)) if _is_count(one, kpi) else None,
            trials=one.n if _is_count(one, kpi) else None,
            site=one.group,
            period=number(one.on),
        )
        for one in values
    )


def _timed(task: TaskDraft) -> Iterable[Reading]:
    if task.baseline_minutes is not None:
        yield _about(task, "base", minutes=Minutes(task.baseline_minutes))
    if task.arm == "with" and task.prompt_minutes is not None:
        minutes = Minutes(
            task.prompt_minutes,
            task.wait_minutes or 0,
            task.review_minutes or 0,
            task.rework_minutes or 0,
        )
        yield _about(task, "ai", minutes=minutes)


def _about(
    task: TaskDraft,
    arm: Arm,
    minutes: Minutes | None = None,
    events: int | None = None,
    trials: int | None = None,
) -> Reading:
    return Reading(
        arm=arm,
        on=task.on,
        minutes=minutes,
        events=events,
        trials=trials,
        task=task.pair or task.key,
        person=task.person,
        site=task.group,
        period=task.sequence,
        skill=task.skill,
        difficulty=task.difficulty,
    )


def _is_count(one: ValueDraft, kpi: KpiDefinition) -> bool:
    return kpi.unit in SHARE_SCALE and bool(one.n)


def _arm(one: ValueDraft) -> Arm:
    """With AI from the pilot on, unless a staggered roll-out says otherwise."""
    if one.is_treated is not None:
        return "ai" if one.is_treated else "base"
    return "base" if one.period == "baseline" else "ai"


def _numbering(values: Sequence[ValueDraft]) -> Callable[[date], int]:
    """Months, unless a site has several values in one month: weeks then."""
    in_month = Counter((one.group, one.on.year, one.on.month) for one in values)
    if any(count > 1 for count in in_month.values()):
        return lambda on: (on.toordinal() - 1) // 7
    return lambda on: on.year * 12 + on.month
