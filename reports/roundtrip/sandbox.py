"""Opening an uploaded workbook in a process of its own: no keys, no network, bounded memory and time."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import reports
from language.text import Text
from reports.roundtrip.codec import LIMITS, found_from
from reports.roundtrip.reading import ReadWorkbook, check_size
from reports.roundtrip.refusal import WorkbookRefused, refused, too_heavy

_ROOT = Path(reports.__path__[0]).resolve().parent


def read_safely(data: bytes) -> ReadWorkbook:
    """Read a workbook as `read_workbook` does, in a child process; a crash or a limit becomes WorkbookRefused."""
    check_size(len(data))
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        output = _ask(file.name)
    try:
        answer = json.loads(output)
        if "refused" not in answer:
            return found_from(answer["result"])
        refusal = WorkbookRefused(str(answer["refused"]), Text(*map(str, answer["message"])))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise refused("unreadable_table") from error
    raise refusal


def _ask(path: str) -> bytes:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        # Each thread of a numeric library reserves address space.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.roundtrip.child", path],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=tempfile.gettempdir(),
            timeout=LIMITS.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_heavy(f"{LIMITS.wall_seconds:g} s") from error
    return done.stdout
