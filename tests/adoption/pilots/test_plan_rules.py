"""What a plan must not say and must say: every contradiction has a sentence, and the hash has one meaning."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.pilots.columns import CellRefused, value_in_unit
from adoption.pilots.definition import (
    KpiDefinition,
    PlanDefinition,
    as_json,
    canonical_text,
    from_json,
    sha256_of_text,
)
from adoption.pilots.kpi_rules import kpi_problems
from adoption.pilots.power import required_sample
from adoption.pilots.progress import progress_of
from adoption.pilots.rules import contradictions, missing

DAY = date(2026, 10, 1)
MINUTES = KpiDefinition(
    "K-D-01",
    "処理時間",
    "",
    "direct",
    "min/task",
    "down",
    "a/b",
    ("a", "b"),
    "short",
    "primary",
    20,
    14,
    None,
)
GUARD = replace(
    MINUTES, kpi_id="K-D-07", name="誤り率", unit="errors/100", role="quality_guard", start=None, target=None
)
KPIS = (MINUTES, GUARD)
PLAN = PlanDefinition(
    design="paired_log",
    min_effect=0.2,
    kill_number=0.05,
    kill_text="中止",
    quality_margin=0.05,
    severe_tolerance=0.05,
    n_required=23,
    n_planned=23,
    n_baseline=10,
    baseline_from=DAY - timedelta(days=30),
    baseline_to=DAY - timedelta(days=1),
    pilot_from=DAY,
    pilot_to=DAY + timedelta(days=60),
    decide_on=DAY + timedelta(days=70),
    arms="同じ作業を両方で",
    measured_by="製造技術課",
)


def problem_fields(plan: PlanDefinition = PLAN, kpis=KPIS) -> list[str]:
    return [problem.field for problem in missing(plan, kpis, DAY)]


def test_a_whole_plan_may_be_frozen():
    assert problem_fields() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"pilot_to": DAY - timedelta(days=1)}, "pilot_to"),
        ({"baseline_to": DAY + timedelta(days=1)}, "pilot_from"),
        ({"baseline_from": DAY}, "baseline_to"),
        ({"decide_on": DAY + timedelta(days=59)}, "decide_on"),
        ({"kill_number": 0.2}, "kill_number"),
        ({"kill_number": 0.5}, "kill_number"),
        ({"min_effect": -0.1, "kill_number": -0.2}, "min_effect"),
        ({"min_effect": 0.31}, "min_effect"),  # the target of 14 from 20 minutes is 30 %
        ({"quality_margin": 0.0}, "quality_margin"),
        ({"severe_tolerance": 1.0}, "severe_tolerance"),
        ({"min_effect": float("nan")}, "min_effect"),
        ({"expected_rho": 1.0}, "expected_rho"),
    ],
)
def test_a_contradiction_is_refused_with_its_field_even_in_a_draft(changed, field):
    assert field in [problem.field for problem in contradictions(replace(PLAN, **changed), KPIS)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kill_number": None}, "kill_number"),
        ({"measured_by": ""}, "measured_by"),
        ({"n_planned": 22}, "n_planned"),
        ({"n_required": None}, "n_planned"),
        ({"pilot_from": DAY - timedelta(days=1), "baseline_to": DAY - timedelta(days=2)}, "pilot_from"),
        ({"severe_tolerance": None}, "severe_tolerance"),
        ({"quality_margin": None}, "quality_margin"),
        ({"design": "mcnemar"}, "design"),
        ({"design": "its", "n_planned": 7, "indicative_agreed": True}, "n_planned"),
        ({"expected_sd": 0.4}, "expected_source"),
    ],
)
def test_what_is_missing_keeps_a_plan_from_being_frozen(changed, field):
    assert problem_fields(replace(PLAN, **changed)) == [field]


def test_a_short_sample_may_be_frozen_once_all_agree_to_call_the_result_indicative():
    assert problem_fields(replace(PLAN, n_planned=12, indicative_agreed=True)) == []


def test_exactly_one_primary_kpi_and_a_quality_guard_beside_time():
    second = replace(MINUTES, kpi_id="", name="別の主KPI")
    assert problem_fields(kpis=(GUARD,)) == ["kpis"]
    assert problem_fields(kpis=(*KPIS, second)) == ["kpis"]
    assert problem_fields(kpis=(MINUTES,)) == ["kpis"]


def test_a_falling_kpi_has_its_target_below_the_start_and_a_rising_one_above():
    wrong = replace(MINUTES, target=25)
    assert [one.field for one in kpi_problems(wrong, ())] == ["target"]
    assert [one.field for one in kpi_problems(replace(MINUTES, direction="up"), ())] == ["target"]
    assert kpi_problems(replace(MINUTES, direction="up", target=25), ()) == ()


def test_a_bound_of_rare_errors_ends_above_the_rate_that_passes():
    severe = replace(MINUTES, kpi_id="K-R-03", unit="%", start=None, target=0.05)
    plan = replace(PLAN, design="cp_upper", min_effect=0.05, kill_number=0.1, n_required=59, n_planned=59)
    assert problem_fields(plan, (severe,)) == []
    assert problem_fields(replace(plan, kill_number=0.04), (severe,)) == ["kill_number"]


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({"expected_sd": 0.4, "expected_rho": 0.6}, 23),
        ({"expected_sd": 0.6, "expected_rho": 0.6}, 48),
        ({"expected_sd": 0.8, "expected_rho": 0.3}, 144),
        ({"expected_sd": 0.4, "design": "ind_t"}, 52),
        ({"expected_sd": 0.4}, None),
        ({"min_effect": None, "expected_sd": 0.4, "expected_rho": 0.6}, None),
    ],
)
def test_the_needed_sample_is_that_of_the_published_table(changed, needed):
    assert required_sample(replace(PLAN, **changed), MINUTES) == needed


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1e6))
def test_progress_is_the_same_way_round_for_rising_and_falling_kpis(start, target, latest):
    share = progress_of(start, target, latest).share
    assert (share is None) == (start == target)
    assert share == progress_of(-start, -target, -latest).share


@pytest.mark.parametrize("given", ["35", "135%x", "", "nan", "１e3"])
def test_a_share_is_35_percent_or_0_35_and_nothing_else(given):
    with pytest.raises(CellRefused):
        value_in_unit(given, "%")
    assert value_in_unit("３５％", "%") == value_in_unit("0.35", "%") == 0.35


CHANGES = st.sampled_from([field.name for field in fields(PlanDefinition)])


@given(CHANGES)
def test_the_hash_changes_exactly_when_a_field_changes(name):
    text = canonical_text("検索", 1, PLAN, KPIS)
    assert canonical_text("検索", 1, from_json(as_json(PLAN)), tuple(reversed(KPIS))) == text
    other = replace(PLAN, **{name: _other(name)})
    assert sha256_of_text(canonical_text("検索", 1, other, KPIS)) != sha256_of_text(text)
    assert from_json(as_json(other)) == other


@pytest.mark.parametrize(
    "changed",
    [
        {"start": 21},
        {"target": 13},
        {"unit": "h"},
        {"formula": "a"},
        {"role": "secondary"},
        {"direction": "up"},
    ],
)
def test_the_hash_is_over_the_kpis_too(changed):
    whole = canonical_text("検索", 1, PLAN, KPIS)
    assert canonical_text("検索", 1, PLAN, (replace(MINUTES, **changed), GUARD)) != whole
    assert canonical_text("検索", 2, PLAN, KPIS) != whole
    assert canonical_text("検索", 1, PLAN, (replace(MINUTES, start=20.0), GUARD)) == whole


def _other(name: str):
    present = getattr(PLAN, name)
    kinds = {"indicative_agreed": True, "expected_source": "x", "exclusions": "x"}
    dates = {"baseline_from", "baseline_to", "pilot_from", "pilot_to", "decide_on"}
    if name in dates:
        return date(2027, 1, 2)
    return kinds.get(name, "x" if isinstance(present, str) else 0.1234)
