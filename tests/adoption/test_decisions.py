"""Decisions: who may make them, what they need, what they keep, and when they are stale."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from adoption.content.loader import library
from adoption.errors import DecisionRefused
from adoption.gates.facts import FactName
from adoption.gates.snapshot import sha256_of
from adoption.models import AppendOnlyError, Decision
from adoption.ringi.parts import parts_of
from adoption.selectors import facts_of, gate_review, gate_reviews
from adoption.services import UseCaseDraft, record_decision, record_facts, update_use_case
from tests.adoption.companies import add_use_case, record, verdict
from tests.conftest import member

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


def refusal(use_case, given, by):
    with pytest.raises(DecisionRefused) as refused:
        record_decision(use_case, "G0", given, by)
    assert not Decision.objects.exists()
    return refused.value.message


def test_a_gate_with_every_fact_recommends_to_go_and_the_owner_decides(use_case, owner):
    record(use_case, owner)
    assert gate_review(use_case, "G0").assessment.recommendation.outcome == "go"
    record_decision(use_case, "G0", verdict(use_case), owner)
    review = gate_review(use_case, "G0")
    assert review.is_open
    assert review.latest is not None
    assert review.latest.person_name == "田中 部長"
    assert review.latest.recommended == "go"
    assert review.open_items == 0


def test_the_decision_keeps_the_snapshot_it_was_made_on_and_its_hash(use_case, owner):
    record(use_case, owner)
    decision = record_decision(use_case, "G0", verdict(use_case), owner)
    decision.refresh_from_db()
    assert sha256_of(decision.snapshot) == decision.snapshot_sha256
    assert decision.snapshot["criteria"][1]["facts"] == {
        "ev('workshop_scores').n_voters": {"value": 5, "reference": ""}
    }


def test_go_is_refused_while_a_must_is_unknown(use_case, owner):
    record(use_case, owner, baseline_estimate=None)
    message = refusal(use_case, verdict(use_case), owner)
    assert "G0-C1" in message.ja
    assert "G0-C1" in message.en


def test_a_conditional_go_over_an_unknown_must_needs_conditions_a_later_date_and_the_acknowledgement(
    use_case, owner
):
    record(use_case, owner, baseline_estimate=None)
    whole = {
        "outcome": "conditional_go",
        "conditions": "2週間以内に件数を実測する。",
        "review_date": TOMORROW,
        "unknowns_acknowledged": ("G0-C1",),
    }
    for missing in (
        {"conditions": " "},
        {"review_date": None},
        {"review_date": timezone.localdate()},
        {"unknowns_acknowledged": ()},
    ):
        refusal(use_case, verdict(use_case, **{**whole, **missing}), owner)
    record_decision(use_case, "G0", verdict(use_case, **whole), owner)
    (decision,) = gate_review(use_case, "G0").decisions
    assert decision.unknowns_acknowledged == ("G0-C1",)


def test_class_d_ends_the_case_whatever_the_person_acknowledges(use_case, owner):
    record(use_case, owner, risk_triage={"risk_class": "D"})
    assert gate_review(use_case, "G0").assessment.recommendation.outcome == "stop"
    given = verdict(
        use_case,
        outcome="conditional_go",
        conditions="条件",
        review_date=TOMORROW,
        unknowns_acknowledged=("G0-C3",),
    )
    assert "G0-C3" in refusal(use_case, given, owner).ja
    record_decision(use_case, "G0", verdict(use_case, outcome="stop", whose_safety=""), owner)


@pytest.mark.parametrize("field", ["person_name", "person_title", "reason", "whose_safety"])
def test_a_go_without_a_name_title_reason_or_safety_is_refused(use_case, owner, field):
    record(use_case, owner)
    refusal(use_case, verdict(use_case, **{field: "  "}), owner)


def test_an_outcome_that_does_not_exist_is_refused(use_case, owner):
    refusal(use_case, verdict(use_case, outcome="maybe"), owner)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.VIEWER, Role.EDITOR])
def test_only_owners_and_approvers_decide(use_case, organization, role):
    record(use_case)
    refusal(use_case, verdict(use_case), member(organization, role, "somebody"))


def test_an_owner_of_another_organisation_cannot_decide(use_case, outsider):
    record(use_case)
    refusal(use_case, verdict(use_case), outsider)


def test_an_approver_decides(use_case, organization):
    record(use_case)
    record_decision(use_case, "G0", verdict(use_case), member(organization, Role.APPROVER, "approver"))
    assert gate_review(use_case, "G0").is_open


def test_a_decision_on_evidence_that_moved_meanwhile_is_refused(use_case, owner):
    record(use_case, owner)
    seen_earlier = verdict(use_case)
    record_facts(use_case, "ev", "workshop_scores", {"n_voters": 4}, "再集計", owner)
    message = refusal(use_case, seen_earlier, owner)
    assert "証拠が変わりました" in message.ja


def test_a_decision_goes_stale_when_a_fact_changes_and_is_current_again_when_it_returns(use_case, owner):
    record(use_case, owner)
    record_decision(use_case, "G0", verdict(use_case), owner)
    record_facts(use_case, "ev", "risk_triage", {"risk_class": "C"}, "再判定", owner)
    changed = gate_review(use_case, "G0")
    assert changed.needs_reconfirmation
    assert changed.open_items == 1
    record_facts(use_case, "ev", "risk_triage", {"risk_class": "B"}, "再々判定", owner)
    assert not gate_review(use_case, "G0").needs_reconfirmation


def test_another_owner_name_makes_the_decision_stale(use_case, owner):
    record(use_case, owner)
    record_decision(use_case, "G0", verdict(use_case), owner)
    update_use_case(use_case, UseCaseDraft("技術文書の検索", owner_name="生産技術課 鈴木"), owner)
    assert gate_review(use_case, "G0").needs_reconfirmation


def test_decisions_are_only_ever_added(use_case, owner):
    record(use_case, owner)
    decision = record_decision(use_case, "G0", verdict(use_case), owner)
    decision.reason = "別の理由"
    for change in (
        decision.save,
        decision.delete,
        Decision.objects.all().delete,
        lambda: Decision.objects.update(reason="別の理由"),
        lambda: use_case.decisions.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    assert Decision.objects.get().reason != "別の理由"


def test_a_later_decision_stands_before_the_earlier_one(use_case, owner):
    record(use_case, owner)
    record_decision(use_case, "G0", verdict(use_case, outcome="hold"), owner)
    record_decision(use_case, "G0", verdict(use_case), owner)
    assert [one.outcome for one in gate_review(use_case, "G0").decisions] == ["go", "hold"]


def test_a_decision_is_in_the_audit_trail(use_case, owner, organization):
    record(use_case, owner)
    record_decision(use_case, "G0", verdict(use_case), owner)
    entry = organization.audit_entries.first()
    assert entry.action == "gate.decided"
    assert entry.detail["outcome"] == "go"


def test_all_gates_are_read_together_as_each_alone(use_case, owner, django_assert_max_num_queries):
    record(use_case, owner)
    record_decision(use_case, "G0", verdict(use_case), owner)
    # The facts of all areas are read once, not once for each of six gates.
    with CaptureQueriesContext(connection) as for_one:
        gate_review(use_case, "G0")
    with django_assert_max_num_queries(len(for_one)):
        together = gate_reviews(use_case)
    assert together == tuple(gate_review(use_case, gate) for gate in ("G0", "G1", "G2", "G3", "G4", "G5"))


def test_a_day_that_passes_makes_no_signature_out_of_date_and_the_day_too_many_does(
    organization, owner, monkeypatch
):
    """Days since the table of rules was confirmed grow by themselves: only the criterion's answer is signed."""
    use_case = add_use_case(organization, owner)
    signed, part = [], []
    for age in (10, 11, 91):
        monkeypatch.setattr("governance.gate_facts.table_age_days", lambda _lines, age=age: age)
        facts = facts_of(use_case)
        assert facts[FactName("ev", "regwatch", "age_days")].value == age
        signed.append(gate_review(use_case, "G4").snapshot_sha256)
        part.append(parts_of(library().ringi, facts, {})["rules"])
    assert signed[0] == signed[1] != signed[2]
    assert len(set(part)) == 1
