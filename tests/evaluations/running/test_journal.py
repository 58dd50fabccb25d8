"""Claims, leases and fenced writes: the rows that make sure nothing is answered twice or lost."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from evaluations.errors import as_row
from evaluations.models import Answer, Call, Score
from evaluations.providers.protocol import Generation, ProviderError
from evaluations.running.loop import Outcome
from evaluations.services import journal as journal_module
from evaluations.services.journal import DatabaseJournal
from evaluations.states import AnswerState, CallOutcome
from language.text import Text
from tests.evaluations.running.waiting_run import waiting_run

pytestmark = pytest.mark.django_db
SORRY = Text("混み合っています。", "Too busy.")


@pytest.fixture
def run(organization, owner, media):
    return waiting_run(organization, owner)


@pytest.fixture
def place(run):
    return run.run_candidates.first()


def journal_of(place, owner="worker-1"):
    return DatabaseJournal(place, owner)


def generation(text="3か月ごと", finish="stop"):
    return Generation(text, finish, 100, 5, None, 0.1, 0.4, "m")


def claim(journal, slots):
    return journal.exchange_now([], slots).works


def write(journal, outcomes):
    """Store and score at once, as at the end of a loop."""
    journal.exchange_now(outcomes, 0)
    journal.score_now()


def let_leases_run_out(place):
    place.answers.filter(state=AnswerState.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claim_leases_questions_in_their_order_and_notes_the_calls(place):
    claimed = claim(journal_of(place), 2)
    assert [Answer.objects.get(pk=w.answer_id).item.number for w in claimed] == [1, 2]
    assert [w.attempt for w in claimed] == [1, 1]
    assert Call.objects.filter(outcome=CallOutcome.UNKNOWN).count() == 2


def test_two_drivers_never_hold_the_same_question(place):
    first = claim(journal_of(place, "a"), 3)
    second = claim(journal_of(place, "b"), 10)
    assert not {w.answer_id for w in first} & {w.answer_id for w in second}
    assert len(first) + len(second) == place.answers.count()


def test_an_answer_is_stored_with_its_tokens_prompt_and_passages_and_is_scored(place):
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    write(journal, [Outcome(work, generation())])
    answer = Answer.objects.get(pk=work.answer_id)
    assert (answer.state, answer.text, answer.input_tokens) == (AnswerState.DONE, "3か月ごと", 100)
    assert len(answer.prompt_sha256) == 64
    assert answer.passage_ids
    assert answer.score.passed
    assert answer.calls.get().outcome == CallOutcome.OK


def test_a_late_writer_changes_nothing(place):
    late = journal_of(place, "late")
    (work,) = claim(late, 1)
    let_leases_run_out(place)
    heir = journal_of(place, "heir")
    (again,) = [w for w in claim(heir, 10) if w.answer_id == work.answer_id]
    write(heir, [Outcome(again, generation("正しい答え"))])
    write(late, [Outcome(work, generation("遅れた答え"))])
    assert Answer.objects.get(pk=work.answer_id).text == "正しい答え"
    assert again.attempt == 2


def test_what_a_lost_worker_had_sent_stays_visible_as_unknown(place):
    (work,) = claim(journal_of(place, "lost"), 1)
    let_leases_run_out(place)
    heir = journal_of(place, "heir")
    write(heir, [Outcome(w, generation()) for w in claim(heir, 10)])
    outcomes = dict(Call.objects.filter(answer_id=work.answer_id).values_list("attempt", "outcome"))
    assert outcomes == {1: CallOutcome.UNKNOWN, 2: CallOutcome.OK}


def test_a_renewed_lease_is_not_taken_over(place):
    journal = journal_of(place)
    claimed = claim(journal, 1)
    let_leases_run_out(place)
    journal.extend_now()
    assert claimed[0].answer_id not in {w.answer_id for w in claim(journal_of(place, "b"), 10)}


def test_an_answered_question_is_never_claimed_again(place):
    journal = journal_of(place)
    write(journal, [Outcome(w, generation()) for w in claim(journal, 10)])
    assert claim(journal, 10) == ()


def test_a_retryable_error_waits_its_turn(place):
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    busy = ProviderError("rate-limited", SORRY, retryable=True, retry_after_s=30.0)
    write(journal, [Outcome(work, error=busy)])
    answer = Answer.objects.get(pk=work.answer_id)
    assert answer.state == AnswerState.PENDING
    assert answer.not_before
    assert 25 < (answer.not_before - timezone.now()).total_seconds() < 31
    assert work.answer_id not in {w.answer_id for w in claim(journal, 10)}


def test_the_last_allowed_attempt_fails_with_its_reason_and_no_score(place):
    Answer.objects.filter(run_candidate=place).update(attempts_allowed=1)
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    write(journal, [Outcome(work, error=ProviderError("endpoint-error", SORRY, retryable=True))])
    answer = Answer.objects.get(pk=work.answer_id)
    assert (answer.state, answer.failure) == (AnswerState.FAILED, as_row("endpoint-error", SORRY))
    assert not Score.objects.filter(answer=answer).exists()


def test_a_final_error_is_not_tried_again(place):
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    write(journal, [Outcome(work, error=ProviderError("context", SORRY))])
    assert Answer.objects.get(pk=work.answer_id).state == AnswerState.FAILED


def test_a_question_that_ends_every_worker_is_given_up_and_the_rest_goes_on(place):
    (work,) = claim(journal_of(place, "dies"), 1)
    Answer.objects.filter(pk=work.answer_id).update(attempt=6)
    let_leases_run_out(place)
    claimed = claim(journal_of(place, "next"), 10)
    assert work.answer_id not in {w.answer_id for w in claimed}
    assert len(claimed) == place.answers.count() - 1
    assert "worker-lost" in str(Answer.objects.get(pk=work.answer_id).failure)


def test_an_answer_cut_by_the_token_limit_never_passes(place):
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    write(journal, [Outcome(work, generation("3か月ごと", finish="length"))])
    answer = Answer.objects.get(pk=work.answer_id)
    assert answer.is_truncated
    assert not answer.score.passed


def test_a_null_character_from_a_model_does_not_lose_the_answer(place):
    journal = journal_of(place)
    (work,) = claim(journal, 1)
    write(journal, [Outcome(work, generation("3か月\x00ごと"))])
    assert Answer.objects.get(pk=work.answer_id).text == "3か月ごと"


def test_each_answer_is_scored_once_though_answers_arrive_while_others_are_scored(place, monkeypatch):
    scored: list[int] = []
    monkeypatch.setattr(journal_module, "SCORED_TOGETHER", 1)
    monkeypatch.setattr(journal_module, "SCORED_AFTER_S", 0.02)

    def steps(ids: Sequence[int]) -> Iterator[None]:
        scored.extend(ids)
        return iter(())

    monkeypatch.setattr(journal_module, "scoring_steps", steps)
    monkeypatch.setattr(journal_module, "score_answers", scored.extend)
    journal = journal_of(place)
    write_now = journal._write

    def slowly(outcomes):
        ids = write_now(outcomes)
        time.sleep(0.1)
        return ids

    journal._write = slowly

    async def answer_one_by_one():
        claimed = await journal.exchange([], 1)
        while claimed.works:
            claimed = await journal.exchange([Outcome(work, generation()) for work in claimed.works], 1)
        await journal.finish()

    async_to_sync(answer_one_by_one)()
    assert sorted(scored) == sorted(place.answers.values_list("pk", flat=True))
