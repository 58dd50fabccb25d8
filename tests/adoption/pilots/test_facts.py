"""What a pilot tells the gates: computed from its rows, never typed in, and a decision on it goes stale."""

from datetime import timedelta

import pytest
from django.utils import timezone

from adoption.content.loader import gate_book
from adoption.errors import EvidenceRefused
from adoption.gates.facts import FactName
from adoption.pilot_analysis import pilot_analysis
from adoption.pilot_facts import facts_of_pilot
from adoption.selectors import facts_of, gate_review
from adoption.services import record_decision, record_facts
from adoption.services.pilots_kpis import KpiDraft, choose_kpi
from adoption.services.pilots_plans import freeze_plan, save_draft, start_new_version
from tests.adoption.companies import verdict
from tests.adoption.pilots.planned import baseline, choose, definition, frozen, pairs, record, today


def value(use_case, source, key, field):
    fact = facts_of(use_case).get(FactName(source, key, field))
    return None if fact is None else fact.value


def met(use_case, gate) -> set[str]:
    review = gate_review(use_case, gate)
    return {one.criterion.id for one in review.assessment.with_status("met")}


def test_without_a_plan_a_pilot_says_nothing(use_case):
    assert facts_of_pilot(use_case) == ()


def test_a_draft_is_not_frozen_and_says_nothing_else(chosen, owner):
    save_draft(chosen, definition(), owner)
    assert value(chosen, "ev", "measurement_plan", "frozen") is False
    assert value(chosen, "ev", "measurement_plan", "kill_criteria") is None


def test_a_frozen_plan_with_its_baseline_meets_the_criteria_of_g1_that_are_about_measuring(use_case, owner):
    frozen(use_case, owner)
    assert {"G1-C1", "G1-C3", "G1-C6"} <= met(use_case, "G1")
    assert "G1-C2" not in met(use_case, "G1")
    baseline(use_case, 12)
    assert "G1-C2" in met(use_case, "G1")
    assert value(use_case, "ev", "baseline", "n") == 12


def test_a_baseline_of_enough_cases_in_too_few_days_is_not_measured(use_case, owner):
    frozen(use_case, owner)
    record_days = [{"key": f"B-{at}"} for at in range(12)]
    from tests.adoption.pilots.planned import cells

    record(use_case, *(cells(**one) for one in record_days))
    assert value(use_case, "ev", "baseline", "measured") is False


def test_twenty_three_pairs_of_40_percent_meet_g2_and_twelve_are_only_indicative(use_case, owner):
    frozen(use_case, owner)
    assert value(use_case, "kpi", "primary", "ci_low") is None
    pairs(use_case, 23)
    assert value(use_case, "kpi", "primary", "ci_low") > 0.2
    assert value(use_case, "kpi", "primary", "kill_line_reached") is False
    assert value(use_case, "kpi", "K-D-02", "net") is True
    assert {"G2-C1", "G2-C4", "G2-C8"} <= met(use_case, "G2")


def test_an_effect_at_the_kill_number_ends_the_pilot_by_the_rule(use_case, owner):
    frozen(use_case, owner)
    pairs(use_case, 23, prompt_minutes="14")
    assert value(use_case, "kpi", "primary", "kill_line_reached") is True
    assert gate_review(use_case, "G2").assessment.recommendation.outcome == "stop"


def test_the_log_counts_once_somebody_has_written_in_it(use_case, owner):
    from adoption.services.pilots_deviations import DeviationDraft, log_deviation

    frozen(use_case, owner)
    assert value(use_case, "ev", "deviation_log", "present") is None
    log_deviation(
        use_case, DeviationDraft("unfavourable", today(), "難しい作業では短縮なし", "x", "y"), owner
    )
    assert "G2-C6" in met(use_case, "G2")


def test_retention_is_the_companys_own_reading(use_case, owner):
    choose_kpi(use_case, "K-A-02", KpiDraft("secondary"), owner)
    frozen_later = choose(use_case, owner)
    freeze_plan(save_draft(frozen_later, definition(), owner), owner)
    row = {"key": "1", "kpi": "K-A-02", "on": today().isoformat(), "period": "試行", "value": "60%"}
    record(use_case, row, kind="values")
    assert value(use_case, "kpi", "K-A-02", "value") == pytest.approx(0.6)
    assert "G2-C7" in met(use_case, "G2")


def test_a_decision_goes_stale_when_the_plan_gets_a_new_version(use_case, owner):
    frozen(use_case, owner)
    decided = record_decision(
        use_case, "G1", verdict(use_case, "G1", outcome="hold", reason="質問集が足りない"), owner
    )
    assert not gate_review(use_case, "G1").needs_reconfirmation
    start_new_version(use_case, "期間を延ばす", owner)
    assert not gate_review(use_case, "G1").needs_reconfirmation
    save_draft(use_case, definition(exclusions="10分を超える中断"), owner)
    freeze_plan(use_case.measurement_plans.get(version=2), owner)
    assert gate_review(use_case, "G1").needs_reconfirmation
    assert decided.snapshot_sha256 != gate_review(use_case, "G1").snapshot_sha256


def test_a_decision_goes_stale_when_another_reading_comes_in(use_case, owner):
    frozen(use_case, owner)
    pairs(use_case, 23)
    record_decision(use_case, "G2", verdict(use_case, "G2", outcome="hold", reason="確認待ち"), owner)
    from tests.adoption.pilots.planned import with_ai

    record(use_case, with_ai("T-99", person="P99", baseline_minutes="15"))
    assert gate_review(use_case, "G2").needs_reconfirmation


def test_what_a_pilot_measures_is_not_typed_in_without_the_document_that_shows_it(use_case, owner):
    facts = {"frozen": True, "primary": 1}
    with pytest.raises(EvidenceRefused, match="measured"):
        record_facts(use_case, "ev", "measurement_plan", facts, "計画書", owner)
    record_facts(use_case, "ev", "measurement_plan", facts, "3頁", owner, document="測定計画書 MP-12")
    shown = facts_of(use_case)[FactName("ev", "measurement_plan", "frozen")]
    assert shown.value is True
    assert "測定計画書 MP-12" in shown.source
    assert shown.source != "測定計画書 MP-12 / 3頁"  # it is marked as measured elsewhere
    with pytest.raises(EvidenceRefused):
        record_facts(use_case, "ev", "workshop_scores", {"n_voters": 3}, "x", owner, document="議事録")


def test_the_plan_frozen_here_stands_before_what_was_measured_elsewhere(use_case, owner):
    record_facts(
        use_case, "ev", "measurement_plan", {"min_effect": 0.01}, "3頁", owner, document="別の計画書"
    )
    frozen(use_case, owner)
    assert value(use_case, "ev", "measurement_plan", "min_effect") == 0.2


def test_every_fact_of_a_pilot_is_one_that_a_gate_asks_for(use_case, owner):
    frozen(use_case, owner)
    baseline(use_case)
    pairs(use_case, 23)
    known = {kind.fact_name for kind in gate_book().facts}
    told = {FactName(one.source, one.key, field) for one in facts_of_pilot(use_case) for field in one.facts}
    assert told <= known


def test_severe_errors_of_real_use_count_only_where_the_plan_promises_to_measure_them(use_case, owner):
    choose_kpi(use_case, "K-R-03", KpiDraft("secondary"), owner)
    frozen(choose(use_case, owner), owner)
    pairs(use_case, 23)
    assert value(use_case, "kpi", "K-R-03", "upper95") == pytest.approx(1 - 0.05 ** (1 / 23))
    assert "G2-C3" not in met(use_case, "G2")  # 23 clean tasks cannot show 5 %


def test_tasks_of_operation_move_nothing_of_the_pilot(use_case, owner):
    frozen(use_case, owner)
    pairs(use_case, 12)
    before = pilot_analysis(use_case)
    for row in use_case.observations.all():
        row.pk, row.key, row.period, row._state.adding = None, f"{row.key}-later", "operation", True
        row.prompt_minutes, row.is_severe = 60.0, True
        row.save()
    after = pilot_analysis(use_case)
    assert use_case.observations.count() == 24
    assert after.primary.finding == before.primary.finding
    assert (after.severe, after.verdict) == (before.severe, before.verdict)


@pytest.mark.parametrize(
    ("changed", "known"), [({"min_effect": 0.25}, False), ({"exclusions": "中断"}, True)]
)
def test_a_pass_line_that_moves_after_ai_was_measured_proves_nothing(
    use_case, owner, monkeypatch, changed, known
):
    frozen(use_case, owner)
    pairs(use_case, 23)
    start_new_version(use_case, "計画を見直す", owner)
    tomorrow = timezone.now() + timedelta(days=1)
    save_draft(use_case, definition(**changed, pilot_from=today() + timedelta(days=1)), owner)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    freeze_plan(use_case.measurement_plans.get(version=2), owner)
    assert (value(use_case, "kpi", "primary", "ci_low") is not None) == known
