"""A driver takes a run from its first question to its last score."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.models import Answer, Run, RunCandidate
from evaluations.providers.protocol import ProviderError
from evaluations.services import driving
from evaluations.services.driving import Driver, seconds_until_due
from evaluations.services.reconcile import wake_waiting_work
from evaluations.services.runs import cancel_run, retry_failed
from evaluations.states import AnswerState, RunState
from evaluations.weights.errors import WeightsMissing
from language.text import Text
from tests.evaluations.running.scripted import ScriptedProvider
from tests.evaluations.running.waiting_run import waiting_run

pytestmark = pytest.mark.django_db(transaction=True)
SORRY = Text("混み合っています。", "Too busy.")


@pytest.fixture
def run(organization, owner, media):
    return waiting_run(organization, owner)


@pytest.fixture
def provider(monkeypatch):
    scripted = ScriptedProvider(lambda question, n: "3か月ごと")
    monkeypatch.setattr(driving, "open_provider", lambda snapshot: scripted)
    return scripted


def drive(run, must_stop=lambda: False):
    return Driver(run, must_stop).drive()


def states(run):
    return set(Answer.objects.filter(run_candidate__run=run).values_list("state", flat=True))


def test_a_run_is_answered_scored_and_closed(run, provider):
    assert drive(run) is False
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert run.finished_at
    assert states(run) == {AnswerState.DONE}
    assert Answer.objects.filter(run_candidate__run=run, score__isnull=True).count() == 0
    assert provider.closed


def test_waking_a_finished_run_again_asks_nothing(run, provider):
    drive(run)
    asked = sum(provider.asked.values())
    assert drive(run) is False
    assert sum(provider.asked.values()) == asked


def test_every_candidate_is_asked_every_question_once(run, provider):
    drive(run)
    assert set(provider.asked.values()) == {run.run_candidates.count()}


def test_the_machine_is_noted_with_the_measurement(run, provider):
    drive(run)
    assert "cores" in run.run_candidates.first().hardware


def test_a_candidate_that_cannot_be_opened_says_why_and_the_others_go_on(run, monkeypatch):
    broken = run.run_candidates.first()
    scripted = ScriptedProvider(lambda question, n: "3か月ごと")

    def open_provider(snapshot):
        if snapshot["key"] == broken.snapshot["key"]:
            raise WeightsMissing("Qwen", [Text("データパッケージ: なし", "data packages: none")])
        return scripted

    monkeypatch.setattr(driving, "open_provider", open_provider)
    drive(run)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert "weights-missing" in str(RunCandidate.objects.get(pk=broken.pk).failure)
    assert set(broken.answers.values_list("state", flat=True)) == {AnswerState.FAILED}
    others = Answer.objects.filter(run_candidate__run=run).exclude(run_candidate=broken)
    assert set(others.values_list("state", flat=True)) == {AnswerState.DONE}


def test_what_a_killed_worker_held_ends_with_a_candidate_that_cannot_be_opened(run, monkeypatch):
    def open_provider(snapshot):
        raise WeightsMissing("Qwen", [Text("データパッケージ: なし", "data packages: none")])

    held = run.run_candidates.first().answers.first()
    long_ago = timezone.now() - timedelta(minutes=10)
    Answer.objects.filter(pk=held.pk).update(
        state=AnswerState.RUNNING, owner="gone", attempt=1, lease_until=long_ago
    )
    monkeypatch.setattr(driving, "open_provider", open_provider)
    assert drive(run) is False
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert states(run) == {AnswerState.FAILED}


def test_a_stopped_run_keeps_its_answers_and_asks_no_more(run, provider, owner):
    first = run.run_candidates.first().answers.first()
    Answer.objects.filter(pk=first.pk).update(state=AnswerState.DONE, text="80℃", finish_reason="stop")
    cancel_run(run, owner)
    drive(run)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert not provider.asked
    assert Answer.objects.get(pk=first.pk).score


def test_a_stopped_run_can_go_on_and_never_asks_what_is_answered(run, provider, owner):
    first = run.run_candidates.first().answers.first()
    Answer.objects.filter(pk=first.pk).update(state=AnswerState.DONE, text="80℃", finish_reason="stop")
    cancel_run(run, owner)
    drive(run)
    retry_failed(run, owner)
    run.refresh_from_db()
    drive(run)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Answer.objects.get(pk=first.pk).text == "80℃"


def test_failed_questions_can_be_asked_again(run, monkeypatch, owner):
    sick = ScriptedProvider(lambda question, n: ProviderError("broken", SORRY))
    monkeypatch.setattr(driving, "open_provider", lambda snapshot: sick)
    drive(run)
    run.refresh_from_db()
    assert (run.state, states(run)) == (RunState.DONE, {AnswerState.FAILED})
    well = ScriptedProvider(lambda question, n: "3か月ごと")
    monkeypatch.setattr(driving, "open_provider", lambda snapshot: well)
    count = retry_failed(run, owner)
    assert count == Answer.objects.filter(run_candidate__run=run).count()
    run.refresh_from_db()
    drive(run)
    assert states(run) == {AnswerState.DONE}


def test_a_retry_that_is_not_due_is_left_to_a_successor(run, monkeypatch):
    busy = ScriptedProvider(
        lambda question, n: ProviderError("busy", SORRY, retryable=True, retry_after_s=5.0)
    )
    monkeypatch.setattr(driving, "open_provider", lambda snapshot: busy)
    assert drive(run) is True
    assert set(busy.asked.values()) == {run.run_candidates.count()}
    assert 0.2 <= seconds_until_due(run) <= 5.0


def test_a_worker_that_shuts_down_leaves_the_rest_waiting(run, provider):
    assert drive(run, must_stop=lambda: len(provider.asked) >= 1) is True
    run.refresh_from_db()
    assert run.state == RunState.ANSWERING
    assert AnswerState.PENDING in states(run)
    assert AnswerState.RUNNING not in states(run)


def test_the_reconciler_wakes_an_unattended_run_and_leaves_an_attended_one(run, settings):
    assert wake_waiting_work() == 1
    Run.objects.filter(pk=run.pk).update(woken_at=None)
    Answer.objects.filter(run_candidate__run=run).update(
        state=AnswerState.RUNNING, lease_until=timezone.now() + timedelta(seconds=60)
    )
    assert wake_waiting_work() == 0
    Answer.objects.filter(run_candidate__run=run).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert wake_waiting_work() == 1


def test_a_message_is_not_repeated_while_the_last_may_be_on_its_way(run):
    assert [wake_waiting_work(), wake_waiting_work()] == [1, 0]


def test_a_run_whose_search_stops_every_worker_is_given_up_with_a_reason(run, provider):
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RETRIEVING, attempt=3, lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert drive(run) is False
    run.refresh_from_db()
    assert (run.state, run.failure["code"]) == (RunState.FAILED, "gave-up")
    assert not provider.asked


def test_what_a_killed_worker_held_waits_again_when_the_run_is_stopped(run, provider, owner):
    held = run.run_candidates.first().answers.first()
    Answer.objects.filter(pk=held.pk).update(
        state=AnswerState.RUNNING, owner="gone", lease_until=timezone.now() - timedelta(seconds=1)
    )
    cancel_run(run, owner)
    drive(run)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert AnswerState.RUNNING not in states(run)
    retry_failed(run, owner)
    run.refresh_from_db()
    drive(run)
    assert states(run) == {AnswerState.DONE}
