"""A finished pilot as rows: a plan frozen before its first reading, pairs timed and judged, a log."""

import math
from datetime import UTC, date, datetime, timedelta

import numpy as np

from adoption.models import Deviation, KpiInstance, MeasurementPlan, Observation
from adoption.pilot_selectors import definition_of
from adoption.pilots.definition import PlanDefinition, as_json, canonical_text, sha256_of_text

FROZEN = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
FIRST = date(2026, 7, 1)
SKILLS = ("novice", "experienced", "expert")


def add_pilot(
    use_case, owner, pairs: int = 48, n_planned: int = 48, is_logged: bool = True
) -> MeasurementPlan:
    """Nine people; novices save most, experts next to nothing; a tenth of the outputs is wrong either way."""
    _kpis(use_case)
    plan = _plan(use_case, owner, n_planned)
    random = np.random.default_rng(11)
    for number in range(pairs):
        _pair(use_case, plan, number, random)
    if is_logged:
        _log(plan, owner)
    return plan


def _kpis(use_case) -> None:
    about = {"use_case": use_case, "start": 30.0, "target": 22.0}
    KpiInstance.objects.create(
        kpi_id="K-D-01", name="1件あたり処理時間", name_en="Active minutes per task", family="direct", unit="min/task",
        direction="down", formula="sum(active_min)/n_tasks", inputs=["active_min", "n_tasks"], horizon="short",
        role="primary", **about,
    )  # fmt: skip
    KpiInstance.objects.create(
        kpi_id="K-D-06", name="一発OK率", name_en="First-time-right rate", family="direct", unit="%", direction="up",
        formula="accepted_without_change/outputs", inputs=["accepted_without_change", "outputs"], horizon="short",
        role="quality_guard", use_case=use_case, start=0.9, target=0.9,
    )  # fmt: skip


def _plan(use_case, owner, n_planned: int) -> MeasurementPlan:
    definition = PlanDefinition(
        design="paired_log", min_effect=0.10, kill_number=0.05, kill_text="測定を止め、別の業務を選ぶ",
        quality_margin=0.15, severe_tolerance=0.10, expected_sd=0.6, expected_rho=0.6, expected_source="予備測定",
        n_required=48, n_planned=n_planned, n_baseline=20, pilot_from=FIRST, pilot_to=date(2026, 9, 30),
        decide_on=date(2026, 10, 10), arms="同じ図面を両方で", measured_by="鈴木",
    )  # fmt: skip
    text = canonical_text(
        use_case.name, 1, definition, tuple(definition_of(kpi) for kpi in use_case.kpis.all())
    )
    return MeasurementPlan.objects.create(
        use_case=use_case, version=1, design="paired_log", definition=as_json(definition), created_by=owner,
        frozen_text=text, frozen_sha256=sha256_of_text(text), frozen_by=owner, frozen_by_name="品質 花子",
        frozen_at=FROZEN,
    )  # fmt: skip


def _pair(use_case, plan, number: int, random) -> None:
    before = 30 * math.exp(random.normal(0, 0.4))
    kept = (0.62, 0.75, 0.93)[number % 3]
    after = before * kept * math.exp(random.normal(0, 0.15))
    about = {
        "use_case": use_case, "plan": plan, "source": "file", "period": "pilot",
        "on": FIRST + timedelta(days=int(number * 1.9)), "person": f"P{number % 9:02d}", "pair": f"D{number:02d}",
        "skill": SKILLS[number % 3], "is_severe": False,
    }  # fmt: skip
    Observation.objects.create(
        key=f"{number}-A", arm="without", baseline_minutes=before, is_correct=number % 10 != 0, **about
    )
    Observation.objects.create(
        key=f"{number}-B", arm="with", prompt_minutes=after * 0.6, wait_minutes=after * 0.05,
        review_minutes=after * 0.25, rework_minutes=after * 0.1, is_correct=number % 10 != 1, **about,
    )  # fmt: skip


def _log(plan, owner) -> None:
    Deviation.objects.create(
        plan=plan, kind="dropout", on=date(2026, 8, 3), what="1名が異動した", why="組織変更", effect="残りの組で続けた",
        recorded_by=owner, recorded_by_name="品質 花子",
    )  # fmt: skip
