"""Endpoints that go away, break, refuse or cut: a question waits its turn, or says why it failed."""

import time
from collections import Counter

import pytest

from evaluations.models import Answer
from evaluations.services.runs import RunOptions, resume_run
from evaluations.states import AnswerState, CallOutcome, RunState
from tests.faults.evaluation import (
    IN_FLIGHT,
    answered,
    answers_of,
    calls_of,
    keys_of,
    once_each,
    start_evaluation,
    states_of,
)
from tests.faults.machine import wait_until
from tests.faults.test_workers import CALM_LEASE_S, assert_all_answered_once

pytestmark = pytest.mark.services
YEN = 1_000_000


@pytest.fixture
def worker(machine):
    return machine.start_worker("a", lease_s=CALM_LEASE_S)


def test_an_endpoint_that_is_killed_and_comes_back_loses_no_question(
    worker, endpoint, organization, owner, finish
):
    endpoint.start(latency_s=0.2)
    run = start_evaluation(organization, owner, endpoint.base_url)
    wait_until(lambda: answered(run) >= 10, "some questions are answered")
    endpoint.kill()
    time.sleep(1.5)
    endpoint.start(latency_s=0.05)
    finish(run)
    assert_all_answered_once(run)
    assert calls_of(run, CallOutcome.ERROR)
    # An answer may have been on its way when the endpoint died; whatever reached us was not asked again.
    assert (endpoint.calls() - once_each(run)).total() <= IN_FLIGHT


def test_an_endpoint_that_never_answers_fails_every_question_with_a_sentence(
    worker, endpoint, organization, owner, finish
):
    run = start_evaluation(organization, owner, endpoint.base_url, questions=20)
    Answer.objects.filter(run_candidate__run=run).update(attempts_allowed=2)
    finish(run)
    assert run.state == RunState.DONE
    assert states_of(run) == Counter({AnswerState.FAILED: 20})
    for answer in answers_of(run):
        assert answer.attempt == 2
        assert answer.failure
        assert answer.failure["code"] == "endpoint-down"
        assert "接続できません" in answer.failure["ja"]
        assert "cannot be reached" in answer.failure["en"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_storm_is_waited_out_as_the_endpoint_asks(worker, endpoint, organization, owner, finish, status):
    endpoint.start(busy_s=3.0, retry_after_s=2, busy_status=status)
    run = start_evaluation(organization, owner, endpoint.base_url)
    finish(run)
    assert_all_answered_once(run)
    assert endpoint.calls() == once_each(run)
    # 60 questions wait, but after the first refusals only one more handful knocks before the storm is over.
    assert 1 <= endpoint.calls("refused").total() <= 3 * IN_FLIGHT


def test_a_server_error_is_tried_again(worker, endpoint, organization, owner, finish):
    endpoint.start(broken_first=True)
    run = start_evaluation(organization, owner, endpoint.base_url, questions=30)
    finish(run)
    assert_all_answered_once(run)
    assert endpoint.calls("refused") == once_each(run) == endpoint.calls()
    assert calls_of(run, CallOutcome.ERROR) == once_each(run)


def test_an_answer_cut_by_the_token_limit_is_kept_and_never_passes(
    worker, endpoint, organization, owner, finish
):
    cut = {f"Q{number:04}" for number in range(1, 60, 3)}
    endpoint.start(cut=tuple(sorted(cut)))
    run = start_evaluation(organization, owner, endpoint.base_url)
    finish(run)
    assert run.state == RunState.DONE
    assert endpoint.calls() == once_each(run)
    answers = answers_of(run)
    assert {answer.item.key for answer in answers if answer.is_truncated} == cut
    assert all(answer.text.startswith("80℃") for answer in answers)
    assert {answer.item.key for answer in answers if not answer.score.passed} >= cut
    assert keys_of(run) - cut


@pytest.mark.parametrize("fault", ["cut_first", "garbled_first"])
def test_an_answer_that_breaks_off_is_asked_for_again_and_its_money_is_not_given_back(
    worker, endpoint, organization, owner, finish, fault
):
    endpoint.start(**{fault: True})
    cap = RunOptions(cap_microyen=1_000 * YEN)
    run = start_evaluation(organization, owner, endpoint.base_url, questions=12, yen_per_call=3, options=cap)
    finish(run)
    assert_all_answered_once(run)
    assert endpoint.calls() == once_each(run) + once_each(run)
    # Whoever broke off may have counted the tokens: the first calls stay reserved and say so.
    assert calls_of(run, CallOutcome.UNKNOWN) == once_each(run)
    assert (run.spent_microyen, run.reserved_microyen) == (12 * 3 * YEN, 12 * 3 * YEN)


def test_a_storm_of_429_reserves_nothing_in_the_end(worker, endpoint, organization, owner, finish):
    endpoint.start(busy_s=1.5, retry_after_s=1)
    cap = RunOptions(cap_microyen=1_000 * YEN)
    run = start_evaluation(organization, owner, endpoint.base_url, questions=20, yen_per_call=3, options=cap)
    finish(run)
    assert_all_answered_once(run)
    assert (run.spent_microyen, run.reserved_microyen) == (60 * YEN, 0)


def test_a_run_with_a_cap_of_100_yen_stops_under_100_yen(worker, endpoint, organization, owner, finish):
    endpoint.start(latency_s=0.05)
    cap = RunOptions(cap_microyen=100 * YEN)
    run = start_evaluation(organization, owner, endpoint.base_url, yen_per_call=3, options=cap)
    finish(run)
    assert run.state == RunState.PAUSED
    assert run.pause_reason is not None
    assert run.pause_reason["code"] == "run-cap"
    assert (run.spent_microyen, run.reserved_microyen) == (99 * YEN, 0)
    assert endpoint.calls().total() == answered(run) == 33
    resume_run(run, owner, cap_microyen=1_000 * YEN)
    finish(run)
    assert_all_answered_once(run)
    assert endpoint.calls() == once_each(run)
    assert run.spent_microyen == 180 * YEN
