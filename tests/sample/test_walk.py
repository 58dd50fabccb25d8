"""The walk from G0 to G4: what the sample lacks is brought by the usual ways, and each gate opens only then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import first_broken_entry
from adoption.errors import DecisionRefused
from adoption.gates.facts import FactValue
from adoption.gates.record import Verdict
from adoption.selectors import gate_review
from adoption.services.decisions import record_decision
from adoption.services.evidence import link_cost_plan, link_evaluation, record_facts
from config.demo.company import owner_of
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.story.choosing import case_of
from config.demo.story.people import people_of
from config.demo.story.telling import tell_the_present
from governance.services.documents import Approval, approve_document, first_text, save_document
from governance.services.exits import save_tolerance
from governance.services.readiness import ReadinessDraft, save_readiness
from governance.vendor_records import tolerance_of
from governance.vendor_states import DocumentKind
from tests.sample.evaluated import WITH_CLOSED, add_sample_run


@pytest.fixture
def sample(told, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user, search = owner_of(told), case_of(told, "UC-01")
    _alone, base = worked_plans(told, user)
    link_evaluation(search, add_sample_run(told, user), user)
    link_cost_plan(search, main_plan(told, user), user)
    tell_the_present(told, base)
    return told


def test_the_sample_goes_from_the_choice_to_the_scale_on_evidence_alone(sample):
    people, search = people_of(sample), case_of(sample, "UC-01")
    refused(search, "G2", people)
    compare_a_closed_model(search, people)
    assert decided(search, "G2", people).stage == "S2"

    refused(search, "G3", people)
    finish_readiness(sample, people)
    assert decided(search, "G3", people, "president").stage == "S2"

    refused(search, "G4", people)
    bring_actuals(search, people)
    refused(search, "G4", people)  # the workload of one vendor is still above what management tolerates
    widen_the_tolerance(sample, people)
    assert decided(search, "G4", people, "president").stage == "S3"

    opened = {one.gate for one in search.decisions.filter(outcome__in=("go", "conditional_go"))}
    assert opened == {"G0", "G1", "G2", "G3", "G4"}
    assert first_broken_entry(sample) is None


def verdict(search, gate, by) -> Verdict:
    review = gate_review(search, gate)
    return Verdict(
        outcome="go",
        person_name=by.name,
        person_title=by.title,
        reason="基準がすべてそろった。",
        whose_safety="保全・検査の作業者",
        seen_sha256=review.snapshot_sha256,
    )


def refused(search, gate, people):
    with pytest.raises(DecisionRefused, match="musts are open"):
        record_decision(search, gate, verdict(search, gate, people["approver"]), people["approver"])


def decided(search, gate, people, who="approver"):
    advice = gate_review(search, gate).assessment
    assert advice.recommendation.outcome == "go", [
        one.criterion.id for one in advice.results if one.status != "met"
    ]
    record_decision(search, gate, verdict(search, gate, people[who]), people[who])
    search.refresh_from_db()
    return search


def compare_a_closed_model(search, people):
    """A second evaluation of the same questions, with a closed model beside the open ones."""
    run = add_sample_run(search.organization, people["owner"], WITH_CLOSED, "クローズドモデルを含む評価")
    link_evaluation(search, run, people["owner"])


def finish_readiness(sample, people):
    today = timezone.localdate()
    for item in ("OR-06", "OR-13"):
        draft = ReadinessDraft("done", "江口 亮", done_on=today, evidence="運用手順書 OP-12")
        save_readiness(sample, item, draft, people["it"])


def bring_actuals(search, people):
    """Six months of operation lie outside the sample: a person answers for them, with the document named."""
    facts: dict[str, dict[str, FactValue]] = {
        "actuals": {"months": 6, "within_20_percent": False, "explained": True},
        "scenario": {"n": 4},
        "scope_curve": {"present": True},
    }
    for key, values in facts.items():
        record_facts(search, "ev", key, values, "運用6か月報告書(架空)", people["owner"])


def widen_the_tolerance(sample, people):
    """Management tolerates more and says so in writing: the statement is approved anew."""
    tolerance, by = tolerance_of(sample), people["president"]
    tolerance.vendor_index_max = tolerance.origin_index_max = 0.9
    save_tolerance(tolerance, by)
    text = first_text(sample, DocumentKind.DEPENDENCY, "ja")
    draft = save_document(sample, DocumentKind.DEPENDENCY, text, by)
    review_on = timezone.localdate() + timedelta(days=180)
    approve_document(draft, Approval(by.name, by.title, review_on), draft.text_sha256, by)
