"""Waits that an endpoint asks for, and whom they may hold up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Answer
from evaluations.providers.protocol import RateLimited
from evaluations.running.loop import Outcome
from evaluations.services.journal import LONGEST_WAIT_S, DatabaseJournal
from evaluations.services.prompting import PromptBook
from evaluations.services.reconcile import wake_waiting_work
from evaluations.states import AnswerState
from language.text import Text
from tests.evaluations.running.waiting_run import waiting_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(organization, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return waiting_run(organization, owner)


@pytest.mark.parametrize("asked_s", [3_600.0, 1e300])
def test_no_endpoint_can_make_a_question_wait_for_ever(run, asked_s):
    place = run.run_candidates.first()
    journal = DatabaseJournal(place, "worker", PromptBook(run))
    (work,) = journal.claim_now(1)
    busy = RateLimited("rate-limited", Text("混み合っています。", "Too busy."), True, asked_s)
    journal.write_now([Outcome(work, error=busy)])
    answer = Answer.objects.get(pk=work.answer_id)
    assert answer.state == AnswerState.PENDING
    assert answer.not_before is not None
    assert answer.not_before <= timezone.now() + timedelta(seconds=LONGEST_WAIT_S)


def test_one_question_that_waits_for_its_retry_does_not_hold_up_the_others(run):
    answers = Answer.objects.filter(run_candidate__run=run)
    later = timezone.now() + timedelta(minutes=10)
    answers.filter(item__number=1).update(not_before=later)
    assert wake_waiting_work() == 1


def test_a_run_whose_questions_all_wait_for_a_retry_is_left_alone(run):
    later = timezone.now() + timedelta(minutes=10)
    Answer.objects.filter(run_candidate__run=run).update(not_before=later)
    assert wake_waiting_work() == 0
