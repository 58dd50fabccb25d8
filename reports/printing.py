"""Prints a workbook to PDF with LibreOffice, where the server has it: a process of its own, with a time limit."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PROGRAM = "soffice"
LONGEST_S = 90.0
_STEP_S = 1.0


class NotPrinted(Exception):
    """LibreOffice made no PDF: it failed, or it took too long."""


def can_print() -> bool:
    """Whether LibreOffice is installed here."""
    return shutil.which(PROGRAM) is not None


def print_pdf(
    workbook: Path, folder: Path, still_at_it: Callable[[], object], longest_s: float = LONGEST_S
) -> Path:
    """Print a workbook into `folder` and return the PDF; `still_at_it` is called about every second meanwhile.

    Raises NotPrinted.
    """
    with tempfile.TemporaryDirectory(prefix="print-", ignore_cleanup_errors=True) as home:
        child = subprocess.Popen(
            _command(workbook, folder, Path(home)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # None of the server's own variables: no keys, no addresses.
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "LANG": "C.UTF-8"},
            cwd=home,
            start_new_session=True,
        )
        try:
            code = _wait(child, still_at_it, longest_s)
        finally:
            _end(child)
    pdf = folder / f"{workbook.stem}.pdf"
    if code != 0 or not pdf.is_file():
        raise NotPrinted(f"LibreOffice ended with {code} and made no PDF")
    return pdf


def _command(workbook: Path, folder: Path, home: Path) -> list[str]:
    program = shutil.which(PROGRAM)
    if program is None:
        raise NotPrinted("LibreOffice is not installed")
    profile = (home / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
    return [program, *options, "--convert-to", "pdf:calc_pdf_Export", "--outdir", str(folder), str(workbook)]


def _wait(child: subprocess.Popen[bytes], still_at_it: Callable[[], object], longest_s: float) -> int:
    end = time.monotonic() + longest_s
    while True:
        try:
            return child.wait(_STEP_S)
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                raise NotPrinted(f"LibreOffice was stopped after {longest_s:g} s") from None
            still_at_it()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End what LibreOffice left behind: its starter and the program itself are one group."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
