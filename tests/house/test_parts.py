"""The parts of the suite run side by side, and none of them can fail unheard."""

import subprocess
import sys

import psutil

from tests.parts import PARTS, PYTEST, ROOT, side_by_side


def saying(words: str, code: int = 0) -> list[str]:
    return [sys.executable, "-c", f"print({words!r}); raise SystemExit({code})"]


def test_a_part_that_fails_is_named_and_what_every_part_said_is_shown(capfd):
    assert side_by_side({"good": saying("all well"), "bad": saying("one is wrong", 1)}) == ["bad"]
    shown = capfd.readouterr().out
    assert "good: passed in 0 min" in shown and "all well" in shown
    assert "bad: FAILED in 0 min" in shown and "one is wrong" in shown


def test_parts_share_no_data_folder_and_no_database(capfd, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///shared")
    code = "import os; print('->', os.environ['SHIRUBE_DATA'], os.environ.get('DATABASE_URL'))"
    assert side_by_side({name: [sys.executable, "-c", code] for name in ("one", "other")}) == []
    first, second = (line for line in capfd.readouterr().out.splitlines() if line.startswith("->"))
    assert first != second
    assert first.endswith(" None") and second.endswith(" None")


def test_every_test_belongs_to_one_part_on_sqlite():
    named = [
        word
        for command in PARTS.values()
        if command[: len(PYTEST)] == PYTEST
        for word in command[len(PYTEST) :]
    ]
    left_out = {word.removeprefix("--ignore=") for word in named if word.startswith("--ignore=")}
    whole = [word for word in named if not word.startswith("--ignore=")]
    assert len(whole) == len(set(whole))
    assert set(whole) == left_out | {"tests"}


def test_what_is_named_exists():
    words = {word.removeprefix("--ignore=") for command in PARTS.values() for word in command}
    assert [word for word in words if word.startswith("tests/") and not (ROOT / word).exists()] == []


def test_a_suite_that_is_ended_ends_its_parts():
    code = (
        "import signal, sys, tests.parts as parts; signal.signal(signal.SIGTERM, signal.default_int_handler); "
        "parts.side_by_side({'long': [sys.executable, '-c', 'import time; time.sleep(300)']}, every_s=0.1)"
    )
    suite = psutil.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert "long 0%" in suite.stdout.readline()
    (part,) = suite.children()
    suite.terminate()
    suite.communicate(timeout=60)
    assert suite.returncode != 0
    assert not part.is_running()
