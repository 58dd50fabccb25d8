"""Choosing the KPIs of a use case; once a plan is frozen they change only for its next version."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.audit import hold_chain, record
from accounts.models import User
from adoption.content.library import Kpi
from adoption.content.loader import library
from adoption.errors import PilotRefused
from adoption.models import KpiInstance, UseCase
from adoption.pilot_selectors import definition_of, newest_plan
from adoption.pilots.computed import inputs_of
from adoption.pilots.kpi_rules import kpi_problems
from adoption.pilots.rules import Problem
from language.text import Text

SAFE = Text("何も保存していません。", "Nothing was saved.")


@dataclass(frozen=True)
class KpiDraft:
    """What people enter: of a library KPI only role, start and target count; the rest is the library's."""

    role: str
    start: float | None = None
    start_source: str = ""
    target: float | None = None
    target_on: date | None = None
    name: str = ""
    name_en: str = ""
    family: str = "direct"
    unit: str = ""
    direction: str = "down"
    formula: str = ""
    horizon: str = "short"


class ProblemsFound(PilotRefused):
    """A KPI or a plan was refused; `problems` name the fields."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0].message
        super().__init__(Text(first.ja + SAFE.ja, f"{first.en} {SAFE.en}"))
        self.problems = problems


def library_kpi(kpi_id: str) -> Kpi | None:
    return next((kpi for kpi in library().kpis.kpis if kpi.id == kpi_id), None)


@transaction.atomic
def choose_kpi(use_case: UseCase, kpi_id: str, draft: KpiDraft, by: User | None) -> KpiInstance:
    """Choose a KPI of the library, or with kpi_id "" one of the company's own; PilotRefused says what is wrong."""
    hold_chain(use_case.organization_id)
    _require_open(use_case)
    row = KpiInstance(use_case=use_case, kpi_id=kpi_id, created_by=by)
    _describe(row, draft)
    _save(row, draft)
    record(use_case.organization, by, "kpi.chosen", f"{use_case.name}: {row}", role=row.role)
    return row


@transaction.atomic
def change_kpi(kpi: KpiInstance, draft: KpiDraft, by: User | None) -> KpiInstance:
    """Change role, start and target, and of an own KPI its definition while nothing was measured by it."""
    hold_chain(kpi.use_case.organization_id)
    _require_open(kpi.use_case)
    before = definition_of(kpi)
    _describe(kpi, draft)
    after = definition_of(kpi)
    fixed = ("name", "unit", "direction", "formula", "inputs")
    if kpi.readings.exists() and any(getattr(before, one) != getattr(after, one) for one in fixed):
        raise _refused(
            "このKPIにはすでに測定値があるため、名前・単位・向き・計算式は変えられません。別のKPIを追加してください。",
            "This KPI has readings: its name, unit, direction and formula stay. Add another KPI instead.",
        )
    _save(kpi, draft)
    record(kpi.use_case.organization, by, "kpi.changed", f"{kpi.use_case.name}: {kpi}", role=kpi.role)
    return kpi


@transaction.atomic
def remove_kpi(kpi: KpiInstance, by: User | None) -> None:
    """Take a KPI out of the choice; one with readings stays."""
    hold_chain(kpi.use_case.organization_id)
    _require_open(kpi.use_case)
    if kpi.readings.exists():
        raise _refused(
            "測定値のあるKPIは外せません。役割を変えて残してください。",
            "A KPI with readings is not removed: change its role and keep it.",
        )
    record(kpi.use_case.organization, by, "kpi.removed", f"{kpi.use_case.name}: {kpi}")
    kpi.delete()


def _require_open(use_case: UseCase) -> None:
    newest = newest_plan(use_case)
    if newest is not None and newest.is_frozen:
        raise _refused(
            "測定計画が凍結されているため、KPIは変えられません。変える場合は、理由を書いて計画の新しい版を作ってください。",
            "The measurement plan is frozen, and its KPIs with it. To change them, make a new version with its reason.",
        )


def _describe(row: KpiInstance, draft: KpiDraft) -> None:
    if row.kpi_id:
        _from_library(row)
    else:
        _from_people(row, draft)
    row.role, row.start, row.target = draft.role, draft.start, draft.target
    row.start_source, row.target_on = draft.start_source.strip(), draft.target_on


def _from_library(row: KpiInstance) -> None:
    kpi = library_kpi(row.kpi_id)
    if kpi is None:
        raise _refused("このKPIはライブラリにありません。", "The library has no such KPI.")
    row.name, row.name_en = kpi.name.ja, kpi.name.en
    row.family, row.unit, row.direction = kpi.family, kpi.unit, kpi.direction
    row.formula, row.inputs, row.horizon = kpi.formula, list(kpi.inputs), kpi.horizon


def _from_people(row: KpiInstance, draft: KpiDraft) -> None:
    if not (draft.name.strip() and draft.unit.strip() and draft.formula.strip()):
        raise _refused(
            "自社KPIの名前・単位・計算式を入力してください。",
            "Enter name, unit and formula of the KPI of your own.",
        )
    row.inputs = list(inputs_of(draft.formula))
    row.name, row.name_en = draft.name.strip(), draft.name_en.strip()
    row.family, row.unit, row.direction = draft.family, draft.unit.strip(), draft.direction
    row.formula, row.horizon = draft.formula.strip(), draft.horizon


def _save(row: KpiInstance, draft: KpiDraft) -> None:
    others = row.use_case.kpis.exclude(pk=row.pk)
    if any(one.name == row.name for one in others):
        raise _refused("同じKPIがすでに選ばれています。", "The same KPI is chosen already.")
    if draft.start is not None and not draft.start_source.strip():
        raise ProblemsFound(
            (
                Problem(
                    "start_source",
                    Text("開始値の出所を入力してください。", "Enter where the start comes from."),
                ),
            )
        )
    problems = kpi_problems(definition_of(row), [definition_of(one) for one in others])
    if problems:
        raise ProblemsFound(problems)
    row.save()


def _refused(ja: str, en: str) -> PilotRefused:
    return PilotRefused(Text(ja + SAFE.ja, f"{en} {SAFE.en}"))
