import pytest

from accounts import worker_messages
from evaluations import tasks
from evaluations.services.gpu_queues import runs_here
from evaluations.services.runs import DRIVE
from evaluations.services.waking import wake
from evaluations.states import ProviderKind

LOCAL = {"provider": ProviderKind.TRANSFORMERS, "device": ""}
ON_PROCESSOR = {"provider": ProviderKind.TRANSFORMERS, "device": "cpu"}
ENDPOINT = {"provider": ProviderKind.OPENAI, "device": ""}


@pytest.fixture
def sent(monkeypatch):
    queues = []
    monkeypatch.setattr(
        worker_messages.current_app,
        "send_task",
        lambda task, queue="", **_: queues.append((task.split(".")[-1], queue)),
    )
    return queues


@pytest.mark.parametrize("candidate", [LOCAL, ON_PROCESSOR, ENDPOINT])
def test_without_gpu_workers_every_worker_answers_for_every_candidate(settings, candidate):
    settings.GPU_QUEUES, settings.OWN_QUEUE = [], "gpu0"
    assert runs_here(candidate)


@pytest.mark.parametrize(
    ("own", "local", "on_processor", "endpoint"),
    [("gpu0", True, False, False), ("gpu1", True, False, False), ("", False, True, True)],
)
def test_with_gpu_workers_local_weights_are_theirs_and_nothing_else_is(
    settings, own, local, on_processor, endpoint
):
    settings.GPU_QUEUES, settings.OWN_QUEUE = ["gpu0", "gpu1"], own
    assert (runs_here(LOCAL), runs_here(ON_PROCESSOR), runs_here(ENDPOINT)) == (local, on_processor, endpoint)


def test_every_candidate_has_a_worker(settings):
    settings.GPU_QUEUES = ["gpu0"]
    for candidate in (LOCAL, ON_PROCESSOR, ENDPOINT, {"provider": ProviderKind.FILE}):
        takers = []
        for own in ("", "gpu0"):
            settings.OWN_QUEUE = own
            takers.append(runs_here(candidate))
        assert sum(takers) == 1


def test_a_run_wakes_the_ordinary_worker_and_each_gpu_worker(settings, sent):
    settings.GPU_QUEUES = ["gpu0", "gpu1"]
    wake(DRIVE, 7)
    wake("evaluations.tasks.parse_document", 8)
    assert sent == [("drive_run", ""), ("drive_run", "gpu0"), ("drive_run", "gpu1"), ("parse_document", "")]


@pytest.mark.parametrize(("own", "queue"), [("gpu1", "gpu1"), ("", ""), ("elsewhere", "")])
def test_a_worker_sends_its_successor_to_its_own_queue_only(settings, sent, monkeypatch, own, queue):
    settings.GPU_QUEUES, settings.OWN_QUEUE = ["gpu0", "gpu1"], own
    monkeypatch.setattr("evaluations.models.Run.objects.filter", lambda **_: Found())
    monkeypatch.setattr("evaluations.services.driving.Driver", lambda *_: UnfinishedDriver())
    tasks.drive_run(7)
    assert sent == [("drive_run", queue)]


class Found:
    def first(self):
        return object()


class UnfinishedDriver:
    def drive(self):
        return True

    def successor_in_s(self):
        return 0.5
