"""A machine of its own for every fault test: files, Redis, endpoint, messages and a reconciler."""

import signal
import time
from datetime import timedelta

import pytest
from celery import Celery

from accounts import worker_messages
from evaluations.services import reconcile
from tests.faults.endpoint import StubEndpoint
from tests.faults.machine import Machine

# Far above what any of them takes: a machine that does other things as well may be many times slower.
LIMIT_S = 300
PATIENCE = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def minutes_at_most():
    """A test that hangs is a failure, not a wait."""

    def too_long(_number, _frame):
        pytest.fail(f"the test took longer than {LIMIT_S} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def machine(transactional_db, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    made = Machine(tmp_path)
    settings.LEASE_SECONDS = made.lease_s
    messages = Celery("tests", set_as_current=False)
    messages.config_from_object("django.conf:settings", namespace="CELERY")
    messages.conf.broker_url = made.redis_url
    monkeypatch.setattr(worker_messages, "current_app", messages)
    made.start_redis()
    yield made
    made.end_all()
    messages.close()


@pytest.fixture
def endpoint(machine) -> StubEndpoint:
    return StubEndpoint(machine)


@pytest.fixture
def reconciler(machine, monkeypatch):
    """Call it again and again: once a second it does what beat makes a worker do every ten."""
    from config.tasks import reconcile as wake_everything

    monkeypatch.setattr(reconcile, "PATIENCE", PATIENCE)
    monkeypatch.setattr("reports.services.PATIENCE", PATIENCE)
    last_s = 0.0

    def tick():
        nonlocal last_s
        if time.monotonic() - last_s > 1:
            last_s = time.monotonic()
            wake_everything()

    return tick


@pytest.fixture
def finish(reconciler):
    """Wait for the end of a run while the reconciler does its rounds."""
    from evaluations.states import RUN_ACTIVE
    from tests.faults.machine import wait_until

    def wait(run, patience_s=150.0):
        def is_over():
            reconciler()
            run.refresh_from_db()
            return run.state not in RUN_ACTIVE

        wait_until(is_over, "the run is over", patience_s)

    return wait
