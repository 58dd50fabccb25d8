"""What would become of every row of readings: new, stored already, repeated, or wrong with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone

from adoption.models import KpiInstance, KpiReading, Observation, UseCase
from adoption.pilot_selectors import PlanInForce, definition_of, plan_in_force
from adoption.pilots.columns import CellProblem
from adoption.pilots.definition import KpiDefinition
from adoption.pilots.files import FileRow, Kind, is_example
from adoption.pilots.tasks import TaskDraft, read_task
from adoption.pilots.values import ValueDraft, read_value
from language.text import Text

State = Literal["new", "stored", "changed", "repeated", "example", "wrong"]
FEWEST_OF_HASH = 8


@dataclass(frozen=True)
class Fate:
    """One row: `changed` is stored already with other values and is left as it is; `draft` only of new rows."""

    number: int
    key: str
    state: State
    problems: tuple[CellProblem, ...] = ()
    draft: TaskDraft | ValueDraft | None = None


@dataclass(frozen=True)
class Checked:
    """The fate of every row; nothing is taken while one is wrong."""

    kind: Kind
    fates: tuple[Fate, ...]
    plan: PlanInForce | None
    kpis: tuple[KpiInstance, ...]

    def of(self, *states: State) -> tuple[Fate, ...]:
        return tuple(fate for fate in self.fates if fate.state in states)

    @property
    def wrong(self) -> tuple[Fate, ...]:
        return self.of("wrong")

    @property
    def new(self) -> tuple[Fate, ...]:
        return self.of("new")

    @property
    def ignored(self) -> tuple[Fate, ...]:
        return self.of("stored", "changed", "repeated")

    @property
    def may_be_taken(self) -> bool:
        return bool(self.new) and not self.wrong


def check_rows(use_case: UseCase, kind: Kind, rows: Sequence[FileRow]) -> Checked:
    """Check rows against themselves, each other, the plan in force and what is stored; stores nothing."""
    plan, kpis = plan_in_force(use_case), tuple(use_case.kpis.all())
    definitions = tuple(definition_of(kpi) for kpi in kpis)
    stored = _stored_tasks(use_case) if kind == "tasks" else _stored_values(use_case)
    seen: set[tuple[int | None, str]] = set()
    fates: list[Fate] = []
    for row in rows:
        draft, problems = read_task(row.cells) if kind == "tasks" else read_value(row.cells, definitions)
        fates.append(_fate(row, draft, problems, plan, definitions, stored, seen))
    return Checked(kind, tuple(fates), plan, kpis)


def admission_problems(
    draft: TaskDraft | ValueDraft, plan: PlanInForce | None, kpis: Sequence[KpiDefinition], today: date
) -> tuple[CellProblem, ...]:
    """Return why a reading may not be recorded under the plan in force; empty when it may."""
    problems = [*_dated(draft, plan, today), *_of_this_version(draft.plan, plan)]
    if isinstance(draft, ValueDraft) and plan is not None:
        problems += _as_frozen(kpis[draft.kpi], plan)
    return tuple(problems)


def _fate(
    row: FileRow,
    draft: TaskDraft | ValueDraft | None,
    problems: tuple[CellProblem, ...],
    plan: PlanInForce | None,
    kpis: tuple[KpiDefinition, ...],
    stored: Mapping[tuple[int | None, str], Mapping[str, object]],
    seen: set[tuple[int | None, str]],
) -> Fate:
    key = row.cells.get("key", "")[:60]
    if is_example(row):
        return Fate(row.number, key, "example")
    if draft is None:
        return Fate(row.number, key, "wrong", problems)
    name = (draft.kpi if isinstance(draft, ValueDraft) else None, draft.key)
    if name in seen:
        return Fate(row.number, key, "repeated")
    seen.add(name)
    if name in stored:
        same = all(getattr(draft, one) == value for one, value in stored[name].items())
        return Fate(row.number, key, "stored" if same else "changed")
    problems = admission_problems(draft, plan, kpis, timezone.localdate())
    return Fate(row.number, key, "wrong", problems) if problems else Fate(row.number, key, "new", (), draft)


def _dated(draft: TaskDraft | ValueDraft, plan: PlanInForce | None, today: date) -> Iterator[CellProblem]:
    if draft.on > today:
        yield CellProblem("on", Text("日付が未来です。", "The date lies in the future."))
    if plan is None:
        if draft.period != "baseline":
            yield CellProblem(
                "period",
                Text(
                    "測定計画が凍結されるまで、記録できるのはベースラインだけです。",
                    "Until the measurement plan is frozen only baseline readings can be recorded.",
                ),
            )
        return
    first, last = plan.definition.pilot_from, plan.definition.pilot_to
    if first is None or last is None:
        return
    if draft.period == "baseline" and draft.on >= first:
        yield CellProblem("period", _OUTSIDE["baseline"].filled(first=first, last=last))
    if draft.period == "pilot" and not first <= draft.on <= last:
        yield CellProblem("on", _OUTSIDE["pilot"].filled(first=first, last=last))
    if draft.period == "operation" and draft.on <= last:
        yield CellProblem("period", _OUTSIDE["operation"].filled(first=first, last=last))


_OUTSIDE = {
    "baseline": Text(
        "凍結した計画では{first}から試行です。この日付はベースラインになりません。",
        "By the frozen plan the pilot runs from {first}: this date is no baseline.",
    ),
    "pilot": Text(
        "凍結した計画の試行期間({first}〜{last})の外です。延ばすときは計画の新しい版を作ってください。",
        "This is outside the pilot of the frozen plan ({first} to {last}). To extend it, make a new version.",
    ),
    "operation": Text(
        "凍結した計画では{last}まで試行です。運用の値はその後に記録します。",
        "By the frozen plan the pilot lasts to {last}; readings of operation come after it.",
    ),
}


def _of_this_version(given: str, plan: PlanInForce | None) -> Iterator[CellProblem]:
    if not given:
        return
    if plan is None or len(given) < FEWEST_OF_HASH or not plan.sha256.startswith(given.lower()):
        yield CellProblem(
            "plan",
            Text(
                "この行は、今有効な測定計画とは別の計画で測られています。計画の番号を確かめてください。",
                "This row was measured under another plan than the one in force. Check the plan's number.",
            ),
        )


def _as_frozen(kpi: KpiDefinition, plan: PlanInForce) -> Iterator[CellProblem]:
    frozen = plan.kpi_like(kpi)
    if frozen is None:
        yield CellProblem(
            "kpi",
            Text(
                "このKPIは凍結した計画にありません。計画の新しい版を凍結してから記録してください。",
                "This KPI is not in the frozen plan. Freeze a new version first.",
            ),
        )
        return
    fixed = ("unit", "direction", "formula", "inputs")
    if any(getattr(frozen, name) != getattr(kpi, name) for name in fixed):
        yield CellProblem(
            "kpi",
            Text(
                "このKPIの定義は凍結した後に変わりました。計画の新しい版を凍結してから記録してください。",
                "The definition of this KPI changed after the freeze. Freeze the new version first.",
            ),
        )


_TASK_FIELDS = (
    "on",
    "period",
    "arm",
    "person",
    "pair",
    "sequence",
    "group",
    "baseline_minutes",
    "prompt_minutes",
    "wait_minutes",
    "review_minutes",
    "rework_minutes",
    "is_correct",
    "is_severe",
)
_VALUE_FIELDS = ("on", "period", "value", "n", "group")


def _stored_tasks(use_case: UseCase) -> dict[tuple[int | None, str], Mapping[str, object]]:
    """What is known under each key: of a corrected task the correction."""
    rows = Observation.objects.filter(use_case=use_case).order_by("pk").values("key", *_TASK_FIELDS)
    return {(None, row["key"]): {name: row[name] for name in _TASK_FIELDS} for row in rows}


def _stored_values(use_case: UseCase) -> dict[tuple[int | None, str], Mapping[str, object]]:
    places = {kpi.pk: at for at, kpi in enumerate(use_case.kpis.all())}
    rows = KpiReading.objects.filter(kpi__use_case=use_case).order_by("pk")
    return {
        (places[row["kpi_id"]], row["key"]): {name: row[name] for name in _VALUE_FIELDS}
        for row in rows.values("kpi_id", "key", *_VALUE_FIELDS)
    }
