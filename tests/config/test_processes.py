"""Processes of one machine: started once, found again, ended with their children, never confused with others."""

import os
import socket
import sys

import psutil
import pytest

from config import processes
from config.processes import Process, ProcessFailed, port_answers, redis_process

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "RUN_DIR", tmp_path / "run")
    monkeypatch.setattr(processes, "LOG_DIR", tmp_path / "log")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server(name: str = "files") -> Process:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    return Process(name, command, lambda: port_answers(port), port=port)


@pytest.fixture
def running():
    process = server()
    process.start()
    yield process
    process.stop()


def test_a_process_is_started_once(running):
    pid = running.find().pid
    assert running.start() is False
    assert running.find().pid == pid


def test_a_stopped_process_is_gone(running):
    pid = running.find().pid
    assert running.stop() is True
    assert not psutil.pid_exists(pid)
    assert running.stop() is False


def test_a_killed_process_is_noticed_and_started_again(running):
    first = running.find()
    first.kill()
    first.wait(30)
    assert running.find() is None
    assert running.start() is True
    assert running.find().pid != first.pid


def test_another_process_with_the_same_number_is_not_ours(running):
    own, noted = psutil.Process(), running.pid_file.read_text()
    running.pid_file.write_text(f"{own.pid} {own.create_time() - 1000}")
    assert running.find() is None
    running.pid_file.write_text(noted)  # or nobody ends it


def test_a_port_that_is_taken_is_named_and_nothing_is_started(running):
    rival = Process("rival", running.command, running.is_ready, port=running.port)
    with pytest.raises(ProcessFailed, match=str(running.port)):
        rival.start()
    assert rival.find() is None


def test_a_process_that_ends_at_once_is_a_failure_that_names_its_log():
    broken = Process("broken", [sys.executable, "-c", "raise SystemExit('no')"], lambda: False, patience_s=10)
    with pytest.raises(ProcessFailed, match=r"broken\.log"):
        broken.start()
    assert "no" in broken.log_file.read_text()


def test_our_own_redis_answers_on_its_own_port_and_folder(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    settings.DATA_DIR = tmp_path
    process = redis_process()
    process.start()
    try:
        assert processes.redis_answers()
        assert (tmp_path / "redis").is_dir()
    finally:
        process.stop()
    assert not processes.redis_answers()


def test_a_redis_that_runs_elsewhere_is_not_started_here(monkeypatch):
    monkeypatch.setitem(os.environ, "REDIS_URL", "redis://redis.example:6379/0")
    assert redis_process() is None
