"""At the moment of sending: policy, what is remembered, money, the note of the call. And how each answer ends."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from evaluations.models import (
    Answer,
    BatchMeasurement,
    CachedAnswer,
    Call,
    CandidatePrice,
    Document,
    Host,
    Run,
    RunCandidate,
    SendingRule,
    TestSet,
)
from evaluations.providers.protocol import BatchPoint, EndpointDown, Generation, ProviderError, RateLimited
from evaluations.running.loop import Outcome
from evaluations.services.journal import DatabaseJournal
from evaluations.states import (
    ANSWER_HELD,
    AnswerState,
    CallOutcome,
    Confidentiality,
    HostKind,
    ProviderKind,
)
from language.text import Text
from tests.evaluations.running.waiting_run import waiting_run

pytestmark = pytest.mark.django_db
SORRY = Text("混み合っています。", "Too busy.")
YEN = 1_000_000


@pytest.fixture
def run(organization, owner, media):
    return waiting_run(organization, owner)


@pytest.fixture
def place(run):
    """A candidate at a vendor, paid 3 yen a call, that may see internal text."""
    place = run.run_candidates.select_related("run", "candidate").first()
    changes = {
        "provider": ProviderKind.OPENAI,
        "base_url": "https://api.vendor.example/v1",
        "model_name": "vendor-1",
    }
    RunCandidate.objects.filter(pk=place.pk).update(snapshot={**place.snapshot, **changes})
    CandidatePrice.objects.create(
        candidate=place.candidate,
        currency="JPY",
        input_per_million=0,
        output_per_million=0,
        per_call=3,
        valid_from=date(2026, 1, 1),
        source="見積書",
    )
    host = Host.objects.create(
        organization=run.organization,
        name="ベンダー",
        kind=HostKind.VENDOR,
        address="api.vendor.example:443",
        jurisdiction="US",
    )
    for one in (Confidentiality.PUBLIC, Confidentiality.INTERNAL):
        SendingRule.objects.create(organization=run.organization, host=host, confidentiality=one)
    TestSet.objects.update(confidentiality=Confidentiality.INTERNAL)
    return RunCandidate.objects.select_related("run").get(pk=place.pk)


def said(text="3か月ごと", finish="stop", **more):
    return Generation(text, finish, 100, 5, None, 0.1, 0.4, "m", **more)


def claim(journal, slots=10):
    return journal.exchange_now([], slots).works


def amounts(place):
    run = Run.objects.get(pk=place.run_id)
    return run.reserved_microyen, run.spent_microyen


# --- policy


def test_what_the_policy_forbids_is_not_sent_and_says_why(place):
    Document.objects.update(confidentiality=Confidentiality.SECRET)
    assert not claim(DatabaseJournal(place, "w"))
    answers = place.answers.all()
    assert {answer.state for answer in answers} == {AnswerState.REFUSED_BY_POLICY}
    assert all("社外秘" in answer.failure["ja"] for answer in answers)
    assert AuditEntry.objects.filter(action="policy.refused").count() == len(answers)
    assert not Call.objects.exists()
    assert amounts(place) == (0, 0)


def test_a_class_that_is_raised_between_two_tries_stops_the_second(place):
    journal = DatabaseJournal(place, "w")
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, error=EndpointDown("endpoint-down", SORRY, True))], 0)
    Answer.objects.filter(pk=work.answer_id).update(not_before=None)
    Document.objects.update(confidentiality=Confidentiality.PARTNER)
    assert work.answer_id not in {one.answer_id for one in claim(journal)}
    assert Answer.objects.get(pk=work.answer_id).state == AnswerState.REFUSED_BY_POLICY


def test_a_call_keeps_where_it_went_what_it_carried_and_what_is_reserved(place):
    (work,) = claim(DatabaseJournal(place, "w"), 1)
    call = Call.objects.get(answer=work.answer_id)
    assert (call.host_name, call.host_address) == ("ベンダー", "api.vendor.example:443")
    assert (call.confidentiality, call.document_ids) == ("internal", [Document.objects.get().pk])
    assert (call.outcome, call.reserved_microyen) == (CallOutcome.UNKNOWN, 3 * YEN)
    assert call.organization_id == place.run.organization_id
    assert len(call.request_sha256) == 64
    assert call.budget_month is not None


# --- money


def test_what_is_reserved_is_settled_with_the_answer(place):
    journal = DatabaseJournal(place, "w")
    works = claim(journal, 2)
    assert amounts(place) == (6 * YEN, 0)
    journal.exchange_now([Outcome(work, said()) for work in works], 0)
    assert amounts(place) == (0, 6 * YEN)
    assert set(place.answers.filter(state=AnswerState.DONE).values_list("cost_microyen", flat=True)) == {
        3 * YEN
    }


def test_no_more_is_claimed_than_fits_under_the_cap_and_the_rest_waits_unharmed(place):
    Run.objects.filter(pk=place.run_id).update(cap_microyen=8 * YEN)
    journal = DatabaseJournal(place, "w")
    works = claim(journal)
    assert len(works) == 2
    journal.exchange_now([Outcome(work, said()) for work in works], 10)
    assert journal.refusal is not None
    assert journal.refusal.code == "run-cap"
    waiting = place.answers.filter(state=AnswerState.PENDING)
    assert set(waiting.values_list("attempt", "owner")) == {(0, "")}
    assert amounts(place) == (0, 6 * YEN)


def test_an_unknown_price_lets_nothing_leave(place):
    CandidatePrice.objects.all().delete()
    journal = DatabaseJournal(place, "w")
    assert not claim(journal)
    assert journal.refusal is not None
    assert journal.refusal.code == "price-unknown"


@pytest.mark.parametrize(
    ("error", "reserved", "outcome"),
    [
        (RateLimited("rate-limited", SORRY, True, 1.0), 0, CallOutcome.ERROR),
        (EndpointDown("endpoint-down", SORRY, True), 0, CallOutcome.ERROR),
        (EndpointDown("endpoint-busy", SORRY, True, 60.0), 0, CallOutcome.ERROR),
        (EndpointDown("endpoint-timeout", SORRY, True), 3, CallOutcome.UNKNOWN),
        (EndpointDown("endpoint-broke-off", SORRY, True), 3, CallOutcome.UNKNOWN),
        (EndpointDown("endpoint-error", SORRY, True), 3, CallOutcome.UNKNOWN),
        (ProviderError("wrong-model", SORRY), 3, CallOutcome.UNKNOWN),
    ],
)
def test_only_what_surely_was_not_billed_is_given_back(place, error, reserved, outcome):
    journal = DatabaseJournal(place, "w")
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, error=error)], 0)
    call = Call.objects.get()
    assert (call.reserved_microyen, call.outcome) == (reserved * YEN, outcome)
    assert call.failure_code == error.code
    assert amounts(place) == (reserved * YEN, 0)


def test_a_late_answer_is_paid_for_though_another_stands(place):
    late = DatabaseJournal(place, "late")
    (work,) = claim(late, 1)
    place.answers.filter(pk=work.answer_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    heir = DatabaseJournal(place, "heir")
    again = next(one for one in claim(heir) if one.answer_id == work.answer_id)
    heir.exchange_now([Outcome(again, said("正しい答え"))], 0)
    late.exchange_now([Outcome(work, said("遅れた答え"))], 0)
    assert Answer.objects.get(pk=work.answer_id).text == "正しい答え"
    assert amounts(place)[1] == 6 * YEN


# --- how answers end


@pytest.mark.parametrize(
    ("finish", "state"),
    [
        ("stop", AnswerState.DONE),
        ("length", AnswerState.TRUNCATED),
        ("refused", AnswerState.REFUSED_BY_MODEL),
    ],
)
def test_what_the_model_said_or_would_not_say_is_held_and_scored(place, finish, state):
    journal = DatabaseJournal(place, "w")
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, said(finish=finish))], 0)
    journal.score_now()
    answer = Answer.objects.get(pk=work.answer_id)
    assert answer.state == state
    assert state in ANSWER_HELD
    assert answer.score.passed == (finish == "stop")


def test_being_turned_away_is_no_try_of_the_question_until_the_deadline(place):
    journal = DatabaseJournal(place, "w")
    for _ in range(8):
        (work,) = claim(journal, 1)
        journal.exchange_now([Outcome(work, error=RateLimited("rate-limited", SORRY, True, 0.5))], 0)
        place.answers.update(not_before=None)
    answer = Answer.objects.get(pk=work.answer_id)
    assert (answer.state, answer.attempt) == (AnswerState.PENDING, 8)
    long_ago = timezone.now() - timedelta(seconds=place.run.give_up_after_s)
    place.answers.update(limited_since=long_ago)
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, error=RateLimited("rate-limited", SORRY, True, 0.5))], 0)
    answer = Answer.objects.get(pk=work.answer_id)
    assert answer.state == AnswerState.RATE_LIMITED
    assert "429" in answer.failure["en"]
    assert not hasattr(answer, "score")


def test_half_a_surrogate_pair_does_not_lose_the_answer(place):
    journal = DatabaseJournal(place, "w")
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, said("80℃\ud83d"))], 0)
    assert Answer.objects.get(pk=work.answer_id).text == "80℃?"


def test_what_the_own_hardware_measured_is_kept_by_batch(place):
    class Measuring:
        def take_batches(self):
            return [BatchPoint("cpu", 4, 400, 20, 1.5, ttft_s=0.3)]

    journal = DatabaseJournal(place, "w", Measuring())
    (work,) = claim(journal, 1)
    journal.exchange_now([Outcome(work, said())], 0)
    (point,) = BatchMeasurement.objects.filter(run_candidate=place)
    assert (point.device, point.batch_size, point.wall_s, point.energy_j) == ("cpu", 4, 1.5, None)


# --- what is remembered


def answered_once(place):
    """All questions, paid for; then waiting again as in another run of the same set."""
    journal = DatabaseJournal(place, "w")
    journal.exchange_now([Outcome(work, said()) for work in claim(journal)], 0)
    keys = set(place.answers.values_list("cache_key", flat=True))
    place.answers.update(state=AnswerState.PENDING, text="", cache_key="", cost_microyen=None)
    return keys


def test_an_answer_that_was_paid_for_is_not_paid_for_again(place):
    keys = answered_once(place)
    paid = amounts(place)
    assert not claim(DatabaseJournal(place, "again"))
    answers = list(place.answers.all())
    assert {(a.state, a.text, a.from_cache, a.cost_microyen) for a in answers} == {
        (AnswerState.DONE, "3か月ごと", True, 0)
    }
    assert {answer.cache_key for answer in answers} == keys
    assert {(answer.ttft_s, answer.total_s) for answer in answers} == {(None, None)}
    assert amounts(place) == paid


@pytest.mark.parametrize(
    "change",
    [
        {"model_name": "vendor-2"},
        {"base_url": "https://api.other.example/v1"},
        {"temperature": 0.7},
        {"max_new_tokens": 49},
        {"prompt_version": "P0"},
        {"reasoning_mode": "high"},
    ],
)
def test_anything_that_may_change_the_answer_changes_the_key(place, change):
    before = {one.cache_key for one in DatabaseJournal(place, "a").desk.claim(10).sent}
    Answer.objects.update(state=AnswerState.PENDING, lease_until=None)
    host = Host.objects.create(
        organization=place.run.organization, name="他", kind=HostKind.VENDOR, address="api.other.example:443"
    )
    SendingRule.objects.create(organization=place.run.organization, host=host, confidentiality="internal")
    place.snapshot = {**place.snapshot, **change}
    after = {one.cache_key for one in DatabaseJournal(place, "b").desk.claim(10).sent}
    assert len(after) == place.answers.count()
    assert not before & after


def test_a_run_that_asks_afresh_remembers_nothing(place):
    answered_once(place)
    place.run.use_cache = False
    assert len(claim(DatabaseJournal(place, "again"))) == place.answers.count()


def test_errors_are_never_remembered(place):
    journal = DatabaseJournal(place, "w")
    errors = [Outcome(work, error=ProviderError("endpoint-refused", SORRY)) for work in claim(journal)]
    journal.exchange_now(errors, 0)
    assert not CachedAnswer.objects.exists()


def test_another_company_does_not_see_what_is_remembered(place, other_organization):
    answered_once(place)
    CachedAnswer.objects.update(organization=other_organization)
    assert len(claim(DatabaseJournal(place, "again"))) == place.answers.count()
