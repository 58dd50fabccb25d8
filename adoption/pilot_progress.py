"""How far each chosen KPI has come: by its own values, else by the timed and judged tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adoption.models import KpiInstance, KpiReading, UseCase
from adoption.pilot_analysis import mean_of, task_of
from adoption.pilot_selectors import current_observations, current_readings, definition_of
from adoption.pilots.comparing import SHARE_SCALE, judged_readings, timed_readings
from adoption.pilots.definition import SEVERE, KpiDefinition
from adoption.pilots.progress import Progress, progress_of
from adoption.pilots.tasks import TaskDraft

TIMED = frozenset({"K-D-01", "K-D-04"})  # minutes of one task or search
REDUCTION = "K-D-02"
JUDGED = frozenset({"K-D-06", "K-D-07", SEVERE})


@dataclass(frozen=True)
class KpiProgress:
    """`on` is the day of the newest reading; `is_start_measured`: nobody entered the start, the baseline gave it."""

    kpi: KpiInstance
    progress: Progress
    on: date | None
    is_start_measured: bool


def kpi_progress(use_case: UseCase) -> tuple[KpiProgress, ...]:
    """Every chosen KPI in its unit; what was measured by neither values nor tasks stays unknown."""
    tasks = tuple(task_of(row) for row in current_observations(use_case))
    values = list(current_readings(use_case).filter(group="").order_by("on", "pk"))
    return tuple(
        _progress(kpi, [one for one in values if one.kpi_id == kpi.pk], tasks) for kpi in use_case.kpis.all()
    )


def _progress(kpi: KpiInstance, values: Sequence[KpiReading], tasks: Sequence[TaskDraft]) -> KpiProgress:
    measured, latest, on = _from_values(values) if values else _measured(definition_of(kpi), tasks)
    start = measured if kpi.start is None else kpi.start
    found = progress_of(start, kpi.target, latest)
    return KpiProgress(kpi, found, on, kpi.start is None and measured is not None)


def _from_values(values: Sequence[KpiReading]) -> tuple[float | None, float | None, date | None]:
    before = [one.value for one in values if one.period == "baseline"]
    return before[-1] if before else None, values[-1].value, values[-1].on


def _measured(
    kpi: KpiDefinition, tasks: Sequence[TaskDraft]
) -> tuple[float | None, float | None, date | None]:
    base, latest = from_tasks(kpi, tasks)
    days = [task.on for task in tasks if task.arm == "with"]
    return base, latest, max(days) if days and latest is not None else None


def from_tasks(kpi: KpiDefinition, tasks: Sequence[TaskDraft]) -> tuple[float | None, float | None]:
    """Return the KPI without AI and with it, as means of the tasks; None where no task speaks of it."""
    if kpi.kpi_id in TIMED or kpi.kpi_id == REDUCTION:
        timed = timed_readings(tasks)
        base, ai = mean_of(timed, "base"), mean_of(timed, "ai")
        if kpi.kpi_id in TIMED:
            return base, ai
        return None, None if not base or ai is None else 1 - ai / base
    if kpi.kpi_id not in JUDGED:
        return None, None
    judged, scale = judged_readings(tasks, kpi), SHARE_SCALE[kpi.unit]
    base, ai = mean_of(judged, "base"), mean_of(judged, "ai")
    return None if base is None else base * scale, None if ai is None else ai * scale
