"""The weeks of the sample company: told once, through the services, in an order that holds together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from adoption.models import Observation
from adoption.pilot_analysis import pilot_analysis
from adoption.pilot_selectors import frozen_plan
from adoption.selectors import gate_review
from adoption.states import RingiState
from config.demo.story.calendar import told_at
from config.demo.story.choosing import case_of
from config.demo.story.telling import tell_history
from governance.models import Incident, Risk

EXPECTED = {
    # No model was asked yet: what an evaluation and a cost plan would show is unknown, and stays so.
    ("UC-01", "G0"): ("go", ()),
    ("UC-01", "G1"): ("hold", ("G1-C5",)),
    ("UC-01", "G2"): ("hold", ("G2-C5",)),
    ("UC-01", "G3"): ("recycle", ("G3-C4",)),
    ("UC-01", "G4"): ("recycle", ("G4-C3",)),
    ("UC-05", "G0"): ("conditional_go", ("G0-C5",)),
    ("UC-16", "G0"): ("go", ()),
}


@pytest.fixture
def search(told):
    return case_of(told, "UC-01")


def test_every_gate_recommends_what_the_story_says_it_does(told):
    found = {}
    for case, gate in EXPECTED:
        advice = gate_review(case_of(told, case), gate).assessment.recommendation
        found[case, gate] = (advice.outcome, advice.because)
    assert found == EXPECTED


def test_the_pilot_passes_on_readings_that_came_after_the_frozen_plan(search):
    plan, analysis = frozen_plan(search), pilot_analysis(search)
    with_ai = Observation.objects.filter(use_case=search, arm="with")
    assert with_ai.count() == 72
    assert plan.frozen_at.date() < min(with_ai.values_list("on", flat=True))
    assert analysis.verdict.passes
    assert analysis.primary.finding.low == pytest.approx(0.226, abs=0.001)
    assert analysis.severe.high == pytest.approx(
        0.0642, abs=0.0001
    )  # one error in 72: 1 - BetaInv(.05; 71, 2)


def test_the_sample_is_honest_about_what_went_badly(told, search):
    kinds = set(frozen_plan(search).deviations.values_list("kind", flat=True))
    assert {"interruption", "dropout", "unfavourable"} <= kinds
    assert search.decisions.filter(gate="G1").exclude(dissent="").exists()
    assert Risk.objects.filter(organization=told, review_on__lt=timezone.localdate(), state="open").exists()
    assert Incident.objects.filter(organization=told, state="closed").exclude(lesson="").exists()


def test_a_request_was_sent_back_once_and_then_approved_with_conditions(told):
    pilot, go_live = told.ringi.order_by("serial")
    assert (pilot.state, pilot.round) == (RingiState.CONDITIONAL, 2)
    assert pilot.steps.filter(round=1, state="returned").count() == 1
    assert go_live.state == RingiState.DRAFT


def test_the_story_is_told_once_and_its_trail_holds(told):
    before = AuditEntry.objects.count()
    assert not tell_history(told)
    assert AuditEntry.objects.count() == before
    assert first_broken_entry(told) is None


def test_the_invented_clock_ends_with_the_story():
    past = timezone.now() - timedelta(weeks=20)
    with told_at(past):
        assert timezone.now() == past
    assert timezone.now() - past > timedelta(weeks=19)
