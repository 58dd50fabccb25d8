"""The whole suite, its parts side by side: `python -m tests.parts`.

Each part is a pytest of its own with its own data folder, database and ports; only the prepared weights are shared,
behind their locks. A part prints what it has to say when it ends, in one piece.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=15")
FAULTS = ("tests/faults",)
EVALUATIONS = ("tests/evaluations",)
BROWSER = ("tests/browser",)
# What another database engine can change: not how endpoints misbehave, nor what leaves the machine, nor a server that
# is killed, which that test starts for itself.
ON_POSTGRESQL = (
    "tests/faults",
    *(
        f"--ignore=tests/faults/test_{name}.py"
        for name in ("endpoints", "sending_policy", "no_way_out", "database")
    ),
    "tests/accounts",
    "tests/adoption",
    "--ignore=tests/adoption/experiments",
    "tests/governance",
    "tests/handover",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/evaluations").glob("test_*.py")),
    "tests/evaluations/money/test_capped_runs.py",
    "tests/evaluations/money/test_workers_at_once.py",
    "tests/evaluations/running",
    "tests/reports/test_pages.py",
    "tests/reports/test_services.py",
    "tests/tco/test_pages.py",
    "tests/tco/test_services.py",
)
POSTGRESQL = (sys.executable, "-m", "tests.postgres", "--")
PARTS: dict[str, tuple[str, ...]] = {
    "evaluations, on SQLite": (*PYTEST, *EVALUATIONS),
    "faults, on SQLite": (*PYTEST, *FAULTS),
    "pages in a browser, on SQLite": (*PYTEST, *BROWSER),
    # Whatever the others do not name: nothing new is left out.
    "everything else, on SQLite": (
        *PYTEST,
        "tests",
        *(f"--ignore={path}" for path in (*EVALUATIONS, *FAULTS, *BROWSER)),
    ),
    "what touches the database, on PostgreSQL": (*POSTGRESQL, *PYTEST, *ON_POSTGRESQL),
}
EVERY_S = 60.0


@dataclass
class Started:
    """A part at work, its output in a file."""

    name: str
    process: subprocess.Popen[bytes]
    output: Path
    began_s: float = field(default_factory=time.monotonic)

    def share(self) -> str:
        """How far pytest says that it is."""
        return (re.findall(rb"\[ *(\d+%)\]", self.output.read_bytes()) or [b"0%"])[-1].decode()

    def report(self) -> None:
        minutes, seconds = divmod(round(time.monotonic() - self.began_s), 60)
        verdict = "FAILED" if self.process.returncode else "passed"
        print(f"[test] {self.name}: {verdict} in {minutes} min {seconds} s", flush=True)
        print(self.output.read_text(errors="replace"), flush=True)


def main() -> int:
    # A terminated suite ends its parts as Ctrl-C does, which may be ignored where this was started in the background.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    failed = side_by_side(PARTS)
    if failed:
        print(f"[test] failed: {'; '.join(failed)}", file=sys.stderr)
    return bool(failed)


def side_by_side(parts: Mapping[str, Sequence[str]], every_s: float = EVERY_S) -> list[str]:
    """Run the commands at once and return the names of those that failed."""
    with tempfile.TemporaryDirectory(prefix="shirube-parts-") as folder:
        started: list[Started] = []
        try:
            for number, (name, command) in enumerate(parts.items()):
                started.append(start(name, command, Path(folder) / str(number)))
            wait(started, every_s)
        finally:
            end(started)
        return [part.name for part in started if part.process.returncode]


def start(name: str, command: Sequence[str], folder: Path) -> Started:
    (folder / "data").mkdir(parents=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    # As workers of the product do: threads of a model that wait must not keep the processors from the other parts.
    environment |= {"SHIRUBE_DATA": str(folder / "data"), "OMP_WAIT_POLICY": "PASSIVE"}
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Started(name, process, output)


def wait(started: Sequence[Started], every_s: float) -> None:
    """Report each part as it ends, and now and then how far the others are."""
    working, told_s = list(started), time.monotonic()
    while working:
        for part in [part for part in working if part.process.poll() is not None]:
            part.report()
            working.remove(part)
        if time.monotonic() - told_s > every_s:
            told_s = time.monotonic()
            print("[test]", ", ".join(f"{part.name} {part.share()}" for part in working), flush=True)
        time.sleep(0.2)


def end(started: Sequence[Started]) -> None:
    """Interrupt those that still work, and wait until they have put their processes away."""
    for part in started:
        if part.process.poll() is None:
            os.killpg(part.process.pid, signal.SIGINT)
    for part in started:
        part.process.wait()


if __name__ == "__main__":
    sys.exit(main())
