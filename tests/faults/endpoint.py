"""The test's handle on the stub endpoint."""

import json
import sys
from collections import Counter
from dataclasses import asdict

import psutil

from config.processes import port_answers
from tests.faults.machine import Machine, kill
from tests.faults.stub_server import Behaviour


class StubEndpoint:
    """One endpoint process; it can be killed and started again on the same port."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.notes = machine.folder / "calls.txt"
        self.notes.touch()
        self.process: psutil.Process | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.machine.endpoint_port}/v1"

    def start(self, **behaviour: object) -> None:
        port = self.machine.endpoint_port
        told = json.dumps(asdict(Behaviour(**behaviour)))  # type: ignore[arg-type]
        command = [sys.executable, "-m", "tests.faults.stub_server", "--port", str(port)]
        command += ["--notes", str(self.notes), "--behaviour", told]
        self.process = self.machine.start("endpoint", command, lambda _log: port_answers(port))

    def kill(self) -> None:
        assert self.process
        kill(self.process)

    def calls(self, what: str = "asked") -> Counter[str]:
        """How often each question arrived and was "asked", "answered" or "refused"."""
        lines = [line.split() for line in self.notes.read_text().splitlines()]
        return Counter(key for key, happened in lines if happened == what)

    def in_flight(self) -> int:
        """How many calls it has neither answered nor refused."""
        return (self.calls() - self.calls("answered")).total()
