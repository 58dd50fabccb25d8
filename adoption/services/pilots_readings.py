"""Recording readings: all of a batch or none of it; a mistake is corrected by a new row that says why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from adoption.errors import PilotRefused
from adoption.models import KpiReading, Observation, ReadingImport, UseCase
from adoption.pilot_checking import Checked, Fate, admission_problems, check_rows
from adoption.pilot_selectors import PlanInForce, definition_of, plan_in_force
from adoption.pilot_states import ReadingSource
from adoption.pilots.columns import CellProblem
from adoption.pilots.files import FileRow, Kind
from adoption.pilots.tasks import TaskDraft, read_task
from adoption.pilots.values import ValueDraft, read_value
from language.text import Text

SAFE = Text("何も記録していません。", "Nothing was recorded.")


class RowsRefused(PilotRefused):
    """Readings were refused: `rows` say what is wrong with each wrong one."""

    def __init__(self, rows: Sequence[Fate]) -> None:
        super().__init__(
            Text(
                "{n}件に問題があります。何も記録していません。下の理由を直してください。",
                "{n} readings need correction. Nothing was recorded. Correct what is listed.",
            ).filled(n=len(rows))
        )
        self.rows = tuple(rows)


@dataclass(frozen=True)
class Origin:
    """Who or what gave the readings."""

    source: ReadingSource
    by: User | None = None
    by_name: str = ""
    imported: ReadingImport | None = None

    @property
    def name(self) -> str:
        return self.by_name or (str(self.by) if self.by else "")


@dataclass(frozen=True)
class Recorded:
    recorded: int
    ignored: int


@transaction.atomic
def record_readings(use_case: UseCase, kind: Kind, rows: Sequence[FileRow], origin: Origin) -> Recorded:
    """Record every new row, leave those out that are stored already; RowsRefused when one is wrong."""
    hold_chain(use_case.organization_id)
    checked = check_rows(use_case, kind, rows)
    if checked.wrong:
        raise RowsRefused(checked.wrong)
    _add(use_case, checked, origin)
    if checked.new:
        record(
            use_case.organization,
            origin.by,
            "readings.recorded",
            use_case.name,
            kind=kind,
            recorded=len(checked.new),
            ignored=len(checked.ignored),
            source=str(origin.source),
            by_name=origin.name,
        )
    return Recorded(len(checked.new), len(checked.ignored))


@transaction.atomic
def correct_task(row: Observation, cells: dict[str, str], reason: str, by: User) -> Observation:
    """Replace a task by a corrected one; the old row stays and says what replaced it."""
    use_case = row.use_case
    _lock_for_correction(use_case, row, reason)
    draft, problems = read_task({**cells, "key": row.key})
    _require(draft, problems, use_case)
    assert isinstance(draft, TaskDraft)  # noqa: S101
    made = Observation(
        use_case=use_case,
        supersedes=row,
        reason=reason.strip(),
        **_task_values(draft),
        **_about(plan_in_force(use_case), Origin(ReadingSource.FORM, by)),
    )
    made.save()
    _audit_correction(use_case, row.key, by)
    return made


@transaction.atomic
def correct_value(row: KpiReading, cells: dict[str, str], reason: str, by: User) -> KpiReading:
    """Replace a KPI reading by a corrected one; the old row stays and says what replaced it."""
    use_case = row.kpi.use_case
    _lock_for_correction(use_case, row, reason)
    kpis = tuple(use_case.kpis.all())
    given = {**cells, "key": row.key, "kpi": row.kpi.kpi_id or row.kpi.name}
    draft, problems = read_value(given, tuple(definition_of(kpi) for kpi in kpis))
    _require(draft, problems, use_case)
    assert isinstance(draft, ValueDraft)  # noqa: S101
    made = KpiReading(
        kpi=row.kpi,
        supersedes=row,
        reason=reason.strip(),
        **_value_values(draft),
        **_about(plan_in_force(use_case), Origin(ReadingSource.FORM, by)),
    )
    made.save()
    _audit_correction(use_case, row.key, by)
    return made


def _lock_for_correction(use_case: UseCase, row: Observation | KpiReading, reason: str) -> None:
    hold_chain(use_case.organization_id)
    if not reason.strip():
        raise _refused("訂正の理由を入力してください。", "Enter why the reading is corrected.")
    if type(row)._default_manager.filter(supersedes=row).exists():
        raise _refused(
            "この測定値はすでに訂正されています。最新の行を訂正してください。",
            "This reading was corrected already. Correct the newest row.",
        )


def _require(
    draft: TaskDraft | ValueDraft | None, problems: tuple[CellProblem, ...], use_case: UseCase
) -> None:
    if draft is not None:
        kpis = tuple(definition_of(kpi) for kpi in use_case.kpis.all())
        problems = admission_problems(draft, plan_in_force(use_case), kpis, timezone.localdate())
    if problems:
        raise RowsRefused([Fate(1, "", "wrong", problems)])


def _audit_correction(use_case: UseCase, key: str, by: User) -> None:
    record(use_case.organization, by, "reading.corrected", f"{use_case.name}: {key}")


def _add(use_case: UseCase, checked: Checked, origin: Origin) -> None:
    about = _about(checked.plan, origin)
    tasks: list[Observation] = []
    values: list[KpiReading] = []
    for draft in (fate.draft for fate in checked.new):
        if isinstance(draft, TaskDraft):
            tasks.append(Observation(use_case=use_case, **_task_values(draft), **about))
        elif isinstance(draft, ValueDraft):
            values.append(KpiReading(kpi=checked.kpis[draft.kpi], **_value_values(draft), **about))
    Observation.objects.bulk_create(tasks, batch_size=500)
    KpiReading.objects.bulk_create(values, batch_size=500)


def _task_values(draft: TaskDraft) -> dict[str, Any]:
    return {name: value for name, value in asdict(draft).items() if name != "plan"}


def _value_values(draft: ValueDraft) -> dict[str, Any]:
    left_out = ("plan", "kpi")
    return {name: value for name, value in asdict(draft).items() if name not in left_out}


def _about(plan: PlanInForce | None, origin: Origin) -> dict[str, Any]:
    return {
        "plan_id": plan.id if plan else None,
        "source": origin.source,
        "imported": origin.imported,
        "recorded_by": origin.by,
        "recorded_by_name": origin.name,
    }


def _refused(ja: str, en: str) -> PilotRefused:
    return PilotRefused(Text(ja + SAFE.ja, f"{en} {SAFE.en}"))
