"""The database server dies in the middle of a run and comes back: what reached us is kept, and nothing is bought twice.

The server, its rows and the worker are this test's own, whatever database the other tests run on.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from evaluations.states import RunState
from tests import postgres
from tests.faults.machine import ROOT, wait_until

pytestmark = pytest.mark.services
QUESTIONS = 60


@pytest.fixture
def database():
    """A server that can be killed and started again on the same port."""
    folder = Path(tempfile.mkdtemp(prefix="shirube-pg-"))
    binaries = postgres.folders_with_binaries()[-1]
    port = postgres.start(binaries, folder)
    server = Server(binaries, folder, port)
    yield server
    server.kill()
    shutil.rmtree(folder)


class Server:
    def __init__(self, binaries: Path, folder: Path, port: int) -> None:
        self.binaries, self.folder, self.port = binaries, folder, port

    @property
    def url(self) -> str:
        return f"postgres://shirube@127.0.0.1:{self.port}/postgres"

    def kill(self) -> None:
        """kill -9 of the postmaster and everything below it, by pid."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for member in family:
            member.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)

    def start(self) -> None:
        options = postgres.OPTIONS.format(folder=self.folder) + f" -p {self.port}"
        data, log = self.folder / "data", self.folder / "log"
        postgres.run(
            self.binaries / "pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "-t", "30", "start"
        )


def told(environment: dict[str, str], *words: str) -> str:
    """What a process with its own database says."""
    command = [sys.executable, "-m", "tests.faults.other_database", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def test_a_database_that_is_killed_and_comes_back_costs_no_answer_and_no_second_call(
    machine, endpoint, database
):
    endpoint.start(latency_s=0.3)
    environment = machine._environment() | {"DATABASE_URL": database.url, "SHIRUBE_DRIVER_SECONDS": "60"}
    run = told(environment, "start", endpoint.base_url, str(QUESTIONS))
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.other_database", "drive", run],
        env=environment,
        cwd=ROOT,
    )
    machine.started.append(psutil.Process(worker.pid))
    wait_until(lambda: endpoint.calls("answered").total() >= 10, "some questions are answered")
    database.kill()
    database.start()
    wait_until(lambda: worker.poll() is not None, "the driver has ended")
    state, answered, scored = told(environment, "look", run).split()
    assert (state, int(answered), int(scored)) == (RunState.DONE, QUESTIONS, QUESTIONS)
    # Leases cannot be trusted right after a restart, so nobody took over what the driver still held.
    assert endpoint.calls().total() == QUESTIONS
