"""Evidence: what may be recorded, what counts, and what stays unknown."""

import pytest

from adoption.errors import EvidenceRefused
from adoption.gates.facts import FactName
from adoption.selectors import facts_of, gate_review
from adoption.services import record_facts
from governance.services.clearances import VIEWS, ClearanceDraft, draft_clearance
from tests.adoption.companies import add_use_case, record


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def test_a_use_case_without_evidence_knows_only_its_owner(use_case):
    assert [str(name) for name in facts_of(use_case)] == ["role('R-OWNER').person"]


def test_a_use_case_without_an_owner_leaves_that_must_unknown(organization):
    review = gate_review(add_use_case(organization, owner_name=" "), "G0")
    assert "G0-C4" in [one.criterion.id for one in review.assessment.with_status("unknown")]


def test_the_later_fact_counts_and_facts_recorded_apart_stand_together(use_case, owner):
    record_facts(use_case, "ev", "actuals", {"months": 2, "explained": True}, "実績表 第1版", owner)
    record_facts(use_case, "ev", "actuals", {"months": 6}, "実績表 第2版", owner)
    facts = facts_of(use_case)
    assert facts[FactName("ev", "actuals", "months")].value == 6
    assert facts[FactName("ev", "actuals", "months")].source == "実績表 第2版"
    assert facts[FactName("ev", "actuals", "explained")].source == "実績表 第1版"


def test_a_row_whose_every_fact_was_recorded_again_is_superseded(use_case, owner):
    first = record_facts(use_case, "ev", "actuals", {"months": 2}, "第1版", owner)
    record_facts(use_case, "ev", "actuals", {"months": 6, "explained": True}, "第2版", owner)
    first.refresh_from_db()
    assert first.superseded


@pytest.mark.parametrize(
    ("source", "key", "facts", "source_text"),
    [
        ("ev", "baseline_estimate", {"present": True}, "  "),
        ("ev", "baseline_estimate", {}, "議事録"),
        ("ev", "baseline_estimate", {"present": "yes"}, "議事録"),
        ("ev", "baseline_estimate", {"present": 1}, "議事録"),
        ("ev", "workshop_scores", {"n_voters": True}, "議事録"),
        ("ev", "workshop_scores", {"n_voters": "5"}, "議事録"),
        ("ev", "workshop_scores", {"n_voters": float("nan")}, "議事録"),
        ("ev", "workshop_scores", {"n_voters": float("inf")}, "議事録"),
        ("ev", "risk_triage", {"risk_class": "E"}, "議事録"),
        ("ev", "measurement_plan", {"frozen": True}, "議事録"),
        ("ev", "nothing", {"present": True}, "議事録"),
        ("ev", "eval_report", {"n_closed": 3}, "議事録"),
        ("ev", "tco", {"options": 3}, "議事録"),
        ("role", "R-OWNER", {"person": "山田"}, "議事録"),
    ],
)
def test_what_no_person_can_answer_for_is_refused_and_nothing_is_saved(
    use_case, owner, source, key, facts, source_text
):
    with pytest.raises(EvidenceRefused) as refused:
        record_facts(use_case, source, key, facts, source_text, owner)
    assert "何も記録されていません" in refused.value.message.ja
    assert not use_case.evidence.exists()


def test_recorded_evidence_is_in_the_audit_trail_without_its_text(use_case, owner, organization):
    record_facts(
        use_case, "ev", "measurement_plan", {"kill_criteria": "誤り5%超で中止"}, "3頁", owner, "計画書"
    )
    entry = organization.audit_entries.first()
    assert entry.action == "evidence.recorded"
    assert "中止" not in str(entry.detail)


def test_evidence_of_one_use_case_says_nothing_about_another(use_case, owner, organization):
    record(use_case, owner)
    assert len(facts_of(add_use_case(organization, owner))) == 1


def test_a_consultant_says_of_nothing_that_it_was_approved(use_case, owner, consultant):
    approved = ("doc", "data_clearance", {"approved": True}, "法務の回答 2026-11-02")
    with pytest.raises(EvidenceRefused, match="people of the company"):
        record_facts(use_case, *approved, consultant)
    assert not use_case.evidence.exists()
    assert record_facts(use_case, *approved, owner).pk


def test_a_check_that_waits_for_its_decision_is_not_covered_by_what_was_typed_before(use_case, owner):
    name = FactName("doc", "data_clearance", "approved")
    record_facts(use_case, name.source, name.key, {name.field: True}, "法務の回答 2026-11-02", owner)
    assert facts_of(use_case)[name].value is True
    answers = dict.fromkeys(VIEWS, "allowed")
    draft_clearance(
        use_case.system,
        ClearanceDraft("客先図面", "secret", **answers, conditions="", source_text="台帳"),
        owner,
    )
    assert facts_of(use_case)[name].value is False
