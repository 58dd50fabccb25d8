"""Messages that are lost, doubled or cannot be sent: they only wake workers, the rows are the work."""

import time

import pytest

from config.processes import port_answers
from evaluations.models import Run
from evaluations.services.waking import wake
from evaluations.states import CallOutcome
from tests.faults.evaluation import answered, calls_of, once_each, start_evaluation
from tests.faults.machine import kill, wait_until
from tests.faults.test_workers import CALM_LEASE_S, assert_all_answered_once

pytestmark = pytest.mark.services
DRIVE = "evaluations.tasks.drive_run"


def assert_nothing_repeated(run, endpoint):
    assert_all_answered_once(run)
    assert endpoint.calls() == once_each(run)
    assert not calls_of(run, CallOutcome.UNKNOWN)


def test_a_killed_redis_with_all_messages_lost_repeats_nothing(
    machine, endpoint, organization, owner, finish
):
    endpoint.start(latency_s=0.8)
    redis = machine.started[0]
    machine.start_worker("a", lease_s=CALM_LEASE_S)
    run = start_evaluation(organization, owner, endpoint.base_url)
    wait_until(lambda: answered(run) >= 10, "some questions are answered")
    kill(redis)
    time.sleep(1)
    machine.start_redis()
    # Longer than one driver works: its successor's message meets the new Redis or none.
    finish(run)
    assert_nothing_repeated(run, endpoint)


def test_a_run_started_while_redis_is_away_starts_at_once_and_is_found_later(
    machine, endpoint, organization, owner, finish
):
    endpoint.start(latency_s=0.05)
    machine.start_worker("a", lease_s=CALM_LEASE_S)
    kill(machine.started[0])
    began_s = time.monotonic()
    run = start_evaluation(organization, owner, endpoint.base_url)
    wake(DRIVE, run.pk)
    assert time.monotonic() - began_s < 15
    assert not port_answers(machine.redis_port)
    machine.start_redis()
    finish(run)
    assert_nothing_repeated(run, endpoint)


def test_many_wake_ups_of_two_workers_ask_nothing_twice(machine, endpoint, organization, owner, finish):
    endpoint.start(latency_s=0.2)
    for name in ("a", "b"):
        machine.start_worker(name, lease_s=CALM_LEASE_S)
    run = start_evaluation(organization, owner, endpoint.base_url)
    for _ in range(6):
        wake(DRIVE, run.pk)
    finish(run)
    assert_nothing_repeated(run, endpoint)


def test_two_beats_find_a_run_whose_message_was_lost_and_ask_nothing_twice(
    machine, endpoint, organization, owner
):
    """Nothing but real beats and workers; the reconciler of the other tests does not run."""
    endpoint.start(latency_s=0.05)
    redis = machine.started[0]
    kill(redis)
    run = start_evaluation(organization, owner, endpoint.base_url)
    Run.objects.filter(pk=run.pk).update(woken_at=None)
    machine.start_redis()
    for name in ("beat-1", "beat-2"):
        machine.start_beat(name)
    for name in ("a", "b"):
        machine.start_worker(name, lease_s=CALM_LEASE_S)

    def is_over():
        run.refresh_from_db()
        return run.finished_at

    wait_until(is_over, "the run is over")
    assert_nothing_repeated(run, endpoint)
