"""The processes of one test: started on free ports in a folder of their own, ended by their pids."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from django.conf import settings
from django.db import connection

from config.processes import port_answers, redis_binary

ROOT = Path(__file__).resolve().parents[2]
ALL_QUEUES = "evaluate,parse,report"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(
    condition: Callable[[], object], what: str, patience_s: float = 120.0, every_s: float = 0.1
) -> None:
    """Look again and again; fail with `what` when it does not come true."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {patience_s:.0f} s: {what}")
        time.sleep(every_s)


class Machine:
    """Redis, workers and beats of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis_port = free_port()
        self.endpoint_port = free_port()
        self.started: list[psutil.Process] = []
        self.lease_s = 3

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    def start_redis(self) -> psutil.Process:
        """A Redis that keeps nothing: killed, it has lost every message."""
        options = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = [redis_binary(), *options, "--dir", str(self.folder)]
        return self.start("redis", command, lambda _log: port_answers(self.redis_port))

    def start_worker(self, name: str, queues: str = ALL_QUEUES, lease_s: int | None = None) -> psutil.Process:
        """One worker with one child."""
        options = [
            "-n",
            f"{name}@%h",
            "-Q",
            queues,
            "-c",
            "1",
            "-l",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ]
        lease = {"SHIRUBE_LEASE_SECONDS": str(lease_s or self.lease_s)}
        return self.start(name, _celery("worker", *options), lambda log: " ready." in log, lease)

    def start_beat(self, name: str) -> psutil.Process:
        """One beat with a schedule file of its own."""
        schedule = str(self.folder / f"schedule-{name}")
        command = _celery("beat", "-l", "INFO", "--pidfile=", "-s", schedule)
        return self.start(name, command, lambda log: "beat: Starting" in log)

    def start(
        self,
        name: str,
        command: Sequence[str],
        is_ready: Callable[[str], object],
        environment: Mapping[str, str] | None = None,
    ) -> psutil.Process:
        log = self.folder / f"{name}.log"
        before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment() | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = psutil.Process(child.pid)
        self.started.append(process)

        def ready_or_gone() -> object:
            if child.poll() is not None:
                pytest.fail(f"{name} ended at once:\n{log.read_text()[-2000:]}")
            return is_ready(log.read_text(errors="replace")[before:])

        wait_until(ready_or_gone, f"{name} is ready")
        return process

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def end_all(self) -> None:
        """The last first: a worker without its Redis would only complain."""
        for process in reversed(self.started):
            kill(process)

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.redis_url,
            "SHIRUBE_DATA": str(self.folder),
            "SHIRUBE_SECRET_KEY": settings.SECRET_KEY,
            "SHIRUBE_ENDPOINTS": f"127.0.0.1:{self.endpoint_port}",
            "SHIRUBE_LEASE_SECONDS": str(self.lease_s),
            "SHIRUBE_DRIVER_SECONDS": "5",
            "PYTHONUNBUFFERED": "1",
        }


def database_url() -> str:
    """The database of the running tests, as another process names it."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    user = ":".join(quote(str(made[key]), safe="") for key in ("USER", "PASSWORD") if made[key])
    return f"postgres://{user}@{made['HOST']}:{made['PORT']}/{made['NAME']}"


def tree(process: psutil.Process) -> list[psutil.Process]:
    """A process and everything below it."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill(process: psutil.Process) -> None:
    """kill -9 of a process and everything below it, by pid."""
    family = tree(process)
    send(family, signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)


def kill_pool_child(worker: psutil.Process) -> None:
    """kill -9 of the child that does the work; its parent lives on."""
    (child,) = worker.children()
    kill(child)


def end_gently(worker: psutil.Process, patience_s: float = 90.0) -> None:
    """SIGTERM, as a deployment does, and wait until the worker has ended."""
    worker.terminate()
    worker.wait(patience_s)


def freeze(process: psutil.Process) -> None:
    send(tree(process), signal.SIGSTOP)


def thaw(process: psutil.Process) -> None:
    send(tree(process), signal.SIGCONT)


def send(family: Sequence[psutil.Process], number: signal.Signals) -> None:
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(number)


def _celery(*words: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config", *words]
