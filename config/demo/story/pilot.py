"""The pilot of document search: KPIs, a baseline, a plan frozen before the first reading with AI, readings, a log."""

from typing import Any

from accounts.models import User
from adoption.models import UseCase
from adoption.pilots.definition import PlanDefinition
from adoption.services.pilots_deviations import DeviationDraft, log_deviation
from adoption.services.pilots_imports import check_file, take_import
from adoption.services.pilots_kpis import KpiDraft, choose_kpi
from adoption.services.pilots_plans import freeze_plan, save_draft
from config.demo.story.book import chapter, readings
from config.demo.story.calendar import told_at
from config.demo.story.people import People
from intake.csv_file import csv_bytes

BASELINE = "ベースライン"


def plan_the_pilot(use_case: UseCase, people: People) -> None:
    """Choose KPIs, measure work as it is, then freeze how the pilot will be judged."""
    told = chapter("pilot")
    by = people[told["by"]]
    with told_at(told["kpis_at"]):
        for row in told["kpis"]:
            choose_kpi(use_case, row["id"], KpiDraft(**row["draft"]), by)
    with told_at(told["baseline_taken_at"]):
        _take(use_case, told["baseline_file"], is_baseline=True, by=by)
    with told_at(told["frozen_at"]):
        freeze_plan(save_draft(use_case, PlanDefinition(**told["plan"]), by), by)


def run_the_pilot(use_case: UseCase, people: People) -> None:
    """Log what went otherwise than planned, and import what was measured once the pilot was over."""
    told = chapter("pilot")
    for row in told["deviations"]:
        _log(use_case, row, people)
    with told_at(told["readings_taken_at"]):
        _take(use_case, told["readings_file"], is_baseline=False, by=people[told["by"]])
        _take_values(use_case, told, people[told["by"]])


def _log(use_case: UseCase, row: dict[str, Any], people: People) -> None:
    with told_at(row["at"]):
        log_deviation(use_case, DeviationDraft(**row["draft"]), people[row["by"]])


def _take(use_case: UseCase, name: str, *, is_baseline: bool, by: User) -> None:
    header, *rows = readings()
    period = header.index("時期")
    kept = [row for row in rows if (row[period] == BASELINE) == is_baseline]
    take_import(check_file(use_case, "tasks", name, csv_bytes([header, *kept]), by), by)


def _take_values(use_case: UseCase, told: dict[str, Any], by: User) -> None:
    header = ["番号", "KPI", "日付", "時期", "値", "入力項目", "件数", "出所"]
    rows = [[str(cell) for cell in row] for row in told["values"]]
    take_import(check_file(use_case, "values", told["values_file"], csv_bytes([header, *rows]), by), by)
