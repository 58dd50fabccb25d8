"""Reads a pilot: its KPIs as values, the plan in force, and the readings that count."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from adoption.models import KpiInstance, KpiReading, MeasurementPlan, Observation, UseCase
from adoption.pilot_states import DeviationKind, Period
from adoption.pilots.definition import (
    KpiDefinition,
    PlanDefinition,
    from_json,
    kpi_from_json,
    sha256_of_text,
)


@dataclass(frozen=True)
class PlanInForce:
    """The newest frozen version, read from the text that was hashed, never from rows that moved on since."""

    id: int
    version: int
    definition: PlanDefinition
    kpis: tuple[KpiDefinition, ...]
    sha256: str
    frozen_on: date
    is_intact: bool  # the stored text still has the stored hash

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]

    @property
    def primary(self) -> KpiDefinition:
        return next(kpi for kpi in self.kpis if kpi.role == "primary")

    def kpi_like(self, kpi: KpiDefinition) -> KpiDefinition | None:
        """Return the frozen KPI of the same id, or of the same name where it has none."""
        return next((one for one in self.kpis if (one.kpi_id, one.name) == (kpi.kpi_id, kpi.name)), None)


def definition_of(kpi: KpiInstance) -> KpiDefinition:
    """A chosen KPI as a value."""
    return KpiDefinition(
        kpi_id=kpi.kpi_id,
        name=kpi.name,
        name_en=kpi.name_en,
        family=str(kpi.family),
        unit=kpi.unit,
        direction=kpi.direction,  # type: ignore[arg-type]
        formula=kpi.formula,
        inputs=tuple(kpi.inputs),
        horizon=str(kpi.horizon),
        role=kpi.role,  # type: ignore[arg-type]
        start=kpi.start,
        target=kpi.target,
        target_on=kpi.target_on,
    )


def chosen_kpis(use_case: UseCase) -> tuple[KpiDefinition, ...]:
    return tuple(definition_of(kpi) for kpi in use_case.kpis.all())


def newest_plan(use_case: UseCase) -> MeasurementPlan | None:
    return use_case.measurement_plans.order_by("-version").first()


def draft_plan(use_case: UseCase) -> MeasurementPlan | None:
    """The version that is being written, if there is one."""
    newest = newest_plan(use_case)
    return newest if newest is not None and not newest.is_frozen else None


def frozen_plan(use_case: UseCase) -> MeasurementPlan | None:
    """The row of the version in force."""
    return use_case.measurement_plans.filter(frozen_at__isnull=False).order_by("-version").first()


def plan_in_force(use_case: UseCase) -> PlanInForce | None:
    """The newest frozen version as values; None while nothing is frozen."""
    row = frozen_plan(use_case)
    return None if row is None else frozen_values(row)


def frozen_values(row: MeasurementPlan) -> PlanInForce:
    """Read one frozen version back from its text."""
    document = json.loads(row.frozen_text)
    assert row.frozen_at is not None  # noqa: S101
    return PlanInForce(
        id=row.pk,
        version=row.version,
        definition=from_json(document["plan"]),
        kpis=tuple(kpi_from_json(one) for one in document["kpis"]),
        sha256=row.frozen_sha256,
        frozen_on=timezone.localdate(row.frozen_at),
        is_intact=sha256_of_text(row.frozen_text) == row.frozen_sha256,
    )


def current_observations(use_case: UseCase) -> QuerySet[Observation]:
    """Tasks that count: those that no correction has replaced."""
    rows: QuerySet[Observation] = use_case.observations.filter(superseded_by__isnull=True)
    return rows


def current_readings(use_case: UseCase) -> QuerySet[KpiReading]:
    """KPI readings that count, with their KPI."""
    rows: QuerySet[KpiReading] = KpiReading.objects.filter(
        kpi__use_case=use_case, superseded_by__isnull=True
    ).select_related("kpi")
    return rows


@dataclass(frozen=True)
class BaselineMeasured:
    """What was measured before AI: how many cases, over how many days."""

    n: int
    days: int


def baseline_measured(use_case: UseCase) -> BaselineMeasured:
    """Timed tasks without AI before the pilot; where none were timed, the cases behind the KPI readings."""
    tasks = list(current_observations(use_case).filter(period=Period.BASELINE).values_list("on", flat=True))
    if tasks:
        return BaselineMeasured(len(tasks), (max(tasks) - min(tasks)).days + 1)
    readings = [
        (one.on, one.n or 1)
        for one in current_readings(use_case).filter(period=Period.BASELINE)
        if one.kpi.role == "primary"
    ]
    if not readings:
        return BaselineMeasured(0, 0)
    days = [on for on, _ in readings]
    return BaselineMeasured(sum(n for _, n in readings), (max(days) - min(days)).days + 1)


def has_deviation_log(use_case: UseCase, plan_id: int) -> bool:
    """Whether something was logged for the plan: a deviation, or the statement that nothing deviated."""
    return (
        use_case.measurement_plans.get(pk=plan_id).deviations.exclude(kind=DeviationKind.NEW_VERSION).exists()
    )
