"""A use case with its KPIs, a plan that may be frozen, and readings, all through the services."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from adoption.models import MeasurementPlan, Observation, UseCase
from adoption.pilot_states import ReadingSource
from adoption.pilots.definition import PlanDefinition
from adoption.pilots.files import FileRow
from adoption.services.pilots_kpis import KpiDraft, choose_kpi
from adoption.services.pilots_plans import freeze_plan, save_draft
from adoption.services.pilots_readings import Origin, record_readings


def today() -> date:
    return timezone.localdate()


def definition(**changed) -> PlanDefinition:
    """A plan whose pilot begins today: 23 pairs show 20 % less time at a log spread of .4 and correlation of .6."""
    whole = PlanDefinition(
        design="paired_log",
        min_effect=0.2,
        kill_number=0.05,
        kill_text="中止して手順書の整備に戻る",
        quality_margin=0.05,
        severe_tolerance=0.05,
        expected_sd=0.4,
        expected_rho=0.6,
        expected_source="予備測定 2026-09",
        n_planned=23,
        n_baseline=10,
        baseline_from=today() - timedelta(days=40),
        baseline_to=today() - timedelta(days=10),
        pilot_from=today(),
        pilot_to=today() + timedelta(days=60),
        decide_on=today() + timedelta(days=70),
        arms="同じ作業をAIなし・ありで行う",
        measured_by="製造技術課",
    )
    return replace(whole, **changed)


def choose(use_case: UseCase, by=None) -> UseCase:
    """A primary KPI of time with the guard that it needs."""
    choose_kpi(use_case, "K-D-01", KpiDraft("primary", 20, "作業日報", 14), by)
    choose_kpi(use_case, "K-D-07", KpiDraft("quality_guard"), by)
    return use_case


def frozen(use_case: UseCase, by, **changed) -> MeasurementPlan:
    if not use_case.kpis.exists():
        choose(use_case, by)
    return freeze_plan(save_draft(use_case, definition(**changed), by), by)


def cells(key="T-1", **changed) -> dict[str, str]:
    """One task of the baseline as the cells of a file."""
    whole = {
        "key": key,
        "on": (today() - timedelta(days=20)).isoformat(),
        "period": "ベースライン",
        "arm": "AIなし",
        "person": "P01",
        "baseline_minutes": "20",
    }
    return {name: text for name, text in {**whole, **changed}.items() if text is not None}


def with_ai(key="T-1", **changed) -> dict[str, str]:
    """One task of the pilot with AI and the same task without it: 12 minutes net against 20."""
    minutes = {"prompt_minutes": "6", "wait_minutes": "0", "review_minutes": "4", "rework_minutes": "2"}
    return cells(key, on=today().isoformat(), period="試行", arm="AIあり", **{**minutes, **changed})


def record(use_case: UseCase, *rows: dict[str, str], kind="tasks", by=None):
    numbered = [FileRow(at, row) for at, row in enumerate(rows, start=2)]
    return record_readings(use_case, kind, numbered, Origin(ReadingSource.FORM, by))


def baseline(use_case: UseCase, n: int = 12) -> None:
    """`n` tasks of the baseline over three weeks."""
    days = [today() - timedelta(days=35 - at * 20 // max(n - 1, 1)) for at in range(n)]
    record(use_case, *(cells(f"B-{at}", on=day.isoformat()) for at, day in enumerate(days)))


def pairs(use_case: UseCase, n: int, **changed) -> None:
    """`n` pairs of the pilot, each by another person, that take 40 % less time give or take."""
    record(
        use_case,
        *(
            with_ai(
                f"T-{at}",
                person=f"P{at:02}",
                baseline_minutes=str(18 + at % 5),
                rework_minutes=str(1 + at % 3),
                is_correct="はい",
                is_severe="いいえ",
                **changed,
            )
            for at in range(n)
        ),
    )


def keys(use_case: UseCase) -> list[str]:
    return list(Observation.objects.filter(use_case=use_case).values_list("key", flat=True))
