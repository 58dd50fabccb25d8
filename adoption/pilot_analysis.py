"""What a pilot found against its frozen plan, computed from the readings that count now."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from adoption.errors import ExperimentRefused
from adoption.experiments.analyses import analyse_labelled, net_of_review
from adoption.experiments.finding import Finding
from adoption.experiments.items import quality_guard, severe_readings
from adoption.experiments.labels import Conduct, labelled
from adoption.experiments.readings import Reading
from adoption.experiments.retention import week_8_retention
from adoption.experiments.terms import PlanTerms
from adoption.experiments.verdict import QualityGuard, Verdict, verdict_of
from adoption.models import Deviation, KpiReading, Observation, UseCase
from adoption.pilot_selectors import (
    PlanInForce,
    current_observations,
    current_readings,
    frozen_values,
    has_deviation_log,
    plan_in_force,
)
from adoption.pilot_states import Period
from adoption.pilots.comparing import judged_readings, timed_readings, value_readings
from adoption.pilots.definition import SEVERE, KpiDefinition, is_about_time, terms_of
from adoption.pilots.tasks import TaskDraft
from adoption.pilots.values import ValueDraft
from evaluations.statistics.estimate import Estimate
from language.text import Text


@dataclass(frozen=True)
class KpiFinding:
    """One KPI of the plan; `refusal` says why there is no finding yet. `before` and `after` are in the KPI's unit."""

    kpi: KpiDefinition
    terms: PlanTerms
    readings: tuple[Reading, ...]
    finding: Finding | None
    refusal: Text | None

    @property
    def n_before(self) -> int:
        return _count(self.readings, "base")

    @property
    def n_after(self) -> int:
        return _count(self.readings, "ai")

    @property
    def before(self) -> float | None:
        return mean_of(self.readings, "base")

    @property
    def after(self) -> float | None:
        return mean_of(self.readings, "ai")


@dataclass(frozen=True)
class PilotAnalysis:
    """Every KPI of the plan in force with its finding, and the verdict that the gates ask for."""

    plan: PlanInForce
    primary: KpiFinding
    others: tuple[KpiFinding, ...]
    guard: QualityGuard | None
    severe: Finding | None
    verdict: Verdict
    retention: Estimate | None


def pilot_analysis(use_case: UseCase) -> PilotAnalysis | None:
    """Analyse the pilot as its frozen plan says; None while no plan is frozen."""
    plan = plan_in_force(use_case)
    return None if plan is None else _analysis_as_of(use_case, plan, _rows_until(use_case))


def _rows_until(use_case: UseCase) -> tuple[object, ...]:
    """The newest row of each kind, and today: rows are only ever added, so these say which rows there are."""
    kinds = (
        use_case.observations,
        KpiReading.objects.filter(kpi__use_case=use_case),
        Deviation.objects.filter(plan__use_case=use_case),
    )
    newest = (kind.order_by("-pk").values_list("pk", "recorded_at").first() for kind in kinds)
    return (timezone.localdate(), *newest)


@lru_cache(maxsize=32)
def _analysis_as_of(
    use_case: UseCase,
    plan: PlanInForce,
    rows_until: tuple[object, ...],  # noqa: ARG001  tells one state of the rows from another
) -> PilotAnalysis:
    """Gates ask for the analysis on every page: the same rows under the same plan give the same one."""
    every = tuple(task_of(row) for row in current_observations(use_case))
    # What was measured in operation, after the pilot, moves neither its verdict nor its number of readings.
    tasks = tuple(task for task in every if task.period != Period.OPERATION)
    values = _values_by_kpi(use_case)
    readings = {kpi: readings_of(plan, kpi, tasks, values) for kpi in plan.kpis}
    conduct = _conduct(use_case, plan, readings[plan.primary])
    found = {kpi: _finding(plan, kpi, own, conduct) for kpi, own in readings.items()}
    primary = found[plan.primary]
    guard, severe = _guard(plan, found), _severe(plan, tasks)
    return PilotAnalysis(
        plan=plan,
        primary=primary,
        others=tuple(one for kpi, one in found.items() if kpi.role != "primary"),
        guard=guard,
        severe=severe,
        verdict=verdict_of(
            primary.finding,
            primary.terms,
            guard,
            severe,
            plan.definition.severe_tolerance,
            net_of_review(timed_readings(tasks)),
            has_moved=_has_moved(use_case, plan, conduct.first_reading_on),
        ),
        retention=_retention(every),
    )


def readings_of(
    plan: PlanInForce,
    kpi: KpiDefinition,
    tasks: Sequence[TaskDraft],
    values: dict[tuple[str, str], tuple[ValueDraft, ...]],
) -> tuple[Reading, ...]:
    """Return what a KPI is judged by: its own values where there are any, else the timed or judged tasks."""
    own = values.get((kpi.kpi_id, kpi.name), ())
    terms = terms_of(plan.definition, kpi, plan.frozen_on)
    if kpi.role == "primary" and terms.is_minutes:
        return timed_readings(tasks)
    if own:
        return value_readings(own, kpi)
    return timed_readings(tasks) if is_about_time(kpi) else judged_readings(tasks, kpi)


def task_of(row: Observation) -> TaskDraft:
    """A stored task as a value."""
    return TaskDraft(
        **{field.name: getattr(row, field.name) for field in fields(TaskDraft) if field.name != "plan"}
    )


def value_of(row: KpiReading, kpi: int = 0) -> ValueDraft:
    """A stored KPI reading as a value."""
    left_out = ("plan", "kpi", "inputs")
    kept: dict[str, Any] = {
        field.name: getattr(row, field.name) for field in fields(ValueDraft) if field.name not in left_out
    }
    return ValueDraft(**kept, kpi=kpi)


def _conduct(use_case: UseCase, plan: PlanInForce, primary: Sequence[Reading]) -> Conduct:
    """When AI was first measured, and whether the log has an entry once the pilot is over."""
    first = min((one.on for one in primary if one.arm == "ai"), default=None)
    last = plan.definition.pilot_to
    is_over = last is not None and last < timezone.localdate()
    return Conduct(first, is_logged=not is_over or has_deviation_log(use_case, plan.id))


def _has_moved(use_case: UseCase, plan: PlanInForce, first: date | None) -> bool:
    """Whether the version in force when AI was first measured, if any, asked for something else."""
    if first is None or plan.frozen_on <= first:
        return False
    rows = use_case.measurement_plans.filter(frozen_at__isnull=False).order_by("-version")
    earlier = next((one for one in map(frozen_values, rows) if one.frozen_on <= first), None)
    return earlier is None or _asked(earlier) != _asked(plan)


def _asked(plan: PlanInForce) -> tuple[object, ...]:
    """What decides whether a pilot passes."""
    one, primary = plan.definition, plan.primary
    numbers = (one.min_effect, one.kill_number, one.quality_margin, one.severe_tolerance, one.n_planned)
    return (one.design, primary.kpi_id, primary.name, *numbers)


def _values_by_kpi(use_case: UseCase) -> dict[tuple[str, str], tuple[ValueDraft, ...]]:
    found: dict[tuple[str, str], tuple[ValueDraft, ...]] = {}
    for row in current_readings(use_case).exclude(period=Period.OPERATION):
        key = (row.kpi.kpi_id, row.kpi.name)
        found[key] = (*found.get(key, ()), value_of(row))
    return found


def _finding(
    plan: PlanInForce, kpi: KpiDefinition, readings: tuple[Reading, ...], conduct: Conduct
) -> KpiFinding:
    terms = terms_of(plan.definition, kpi, plan.frozen_on)
    finding, refusal = _analysed(terms, readings, conduct)
    return KpiFinding(kpi, terms, readings, finding, refusal)


@lru_cache(maxsize=64)
def _analysed(
    terms: PlanTerms, readings: tuple[Reading, ...], conduct: Conduct
) -> tuple[Finding | None, Text | None]:
    """The same readings under the same terms give the same finding: gates ask for it on every page."""
    try:
        return analyse_labelled(terms, readings, conduct), None
    except ExperimentRefused as refusal:
        return None, refusal.message


def _guard(plan: PlanInForce, found: dict[KpiDefinition, KpiFinding]) -> QualityGuard | None:
    """The first quality guard of the plan against its margin; unknown where it cannot be said."""
    margin = plan.definition.quality_margin
    guards = [one for kpi, one in found.items() if kpi.role == "quality_guard"]
    if not guards or margin is None:
        return None
    return _guarded(guards[0].readings, margin, guards[0].kpi.direction)


@lru_cache(maxsize=64)
def _guarded(readings: tuple[Reading, ...], margin: float, direction: Any) -> QualityGuard:
    try:
        return quality_guard(readings, margin, direction)
    except ExperimentRefused:
        return QualityGuard(None, None, margin)


def _severe(plan: PlanInForce, tasks: Sequence[TaskDraft]) -> Finding | None:
    """The bound of severe errors in real use, only where the plan promises to measure it there."""
    kpi = next((one for one in plan.kpis if one.kpi_id == SEVERE), None)
    readings = [] if kpi is None else [one for one in judged_readings(tasks, kpi) if one.arm == "ai"]
    if kpi is None or not readings:
        return None
    return labelled(severe_readings(readings), terms_of(plan.definition, kpi, plan.frozen_on), Conduct(None))


def _retention(tasks: Sequence[TaskDraft]) -> Estimate | None:
    used: dict[str, frozenset[Any]] = {}
    for task in tasks:
        if task.arm == "with":
            used[task.person] = used.get(task.person, frozenset()) | {task.on}
    return week_8_retention(used, timezone.localdate())


def _count(readings: Sequence[Reading], arm: str) -> int:
    return sum(one.trials if one.trials is not None else 1 for one in readings if one.arm == arm)


def mean_of(readings: Sequence[Reading], arm: str) -> float | None:
    """Return the mean minutes or value of one arm, or the share of its events; None without a reading."""
    amounts = [one.amount for one in readings if one.arm == arm and one.amount is not None]
    trials = [one for one in readings if one.arm == arm and one.trials]
    if trials:
        return sum(one.events or 0 for one in trials) / sum(one.trials or 0 for one in trials)
    return sum(amounts) / len(amounts) if amounts else None
