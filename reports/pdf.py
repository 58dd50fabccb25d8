"""Printing the summary of a finished workbook: the PDF and previews of its pages, stored beside the file.

The workbook is complete without them: a server without LibreOffice says so, and nothing else changes.
"""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.models import F

from accounts.leases import free, lease_end, new_owner
from reports.models import ReportFile
from reports.printing import can_print, print_pdf
from reports.states import PdfState, ReportState
from reports.workbook.printable import write_printable

logger = logging.getLogger(__name__)

PRINT = "reports.tasks.print_report"
# The first three pages are what a phone shows of the report.
MOST_PREVIEWS = 3
MOST_ATTEMPTS = 3


def print_report(report_id: int) -> None:
    """Print a finished report unless that is done or another worker is at it; safe to call any number of times."""
    owner = new_owner()
    report = _claim(report_id, owner)
    if report is None:
        return
    try:
        values = _printed(report, owner)
    except Exception:
        logger.exception("report %s could not be printed", report.pk)
        values = {"pdf_state": PdfState.FAILED}
    _mine(report, owner).update(**values, lease_until=None)


def preview_path(report: ReportFile, number: int) -> Path:
    """Where the picture of a printed page lies, counted from 1."""
    pdf = Path(report.pdf.path)
    return pdf.with_name(f"{pdf.stem}-{number}.png")


def _claim(report_id: int, owner: str) -> ReportFile | None:
    ready = ReportFile.objects.filter(
        free(), pk=report_id, state=ReportState.READY, pdf_state=PdfState.WAITING
    )
    if not ready.update(owner=owner, lease_until=lease_end(), pdf_attempt=F("pdf_attempt") + 1):
        return None
    return ReportFile.objects.get(pk=report_id)


def _mine(report: ReportFile, owner: str) -> Any:
    return ReportFile.objects.filter(pk=report.pk, owner=owner, pdf_state=PdfState.WAITING)


def _printed(report: ReportFile, owner: str) -> dict[str, object]:
    """Print, and return what the row is to say of it."""
    if not can_print():
        return {"pdf_state": PdfState.ABSENT}
    if report.pdf_attempt > MOST_ATTEMPTS:
        # Each attempt ended its worker; one more would do so again.
        return {"pdf_state": PdfState.FAILED}
    workbook = Path(report.file.path)
    stem = f"print-{owner.rpartition(':')[2]}"
    for left in workbook.parent.glob("print-*"):
        # A worker was killed here: what it wrote belongs to no row.
        left.unlink(missing_ok=True)
    pages = _print(
        workbook, stem, report.language, lambda: _mine(report, owner).update(lease_until=lease_end())
    )
    name = f"{Path(str(report.file.name)).parent}/{stem}.pdf"
    return {"pdf_state": PdfState.READY, "pdf": name, "pdf_pages": pages}


def _print(workbook: Path, stem: str, language: str, still_at_it: Callable[[], object]) -> int:
    """Write the PDF and its previews beside the workbook and return how many previews there are."""
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        folder = Path(name)
        write_printable(workbook, folder / "summary.xlsx", language)
        pdf = print_pdf(folder / "summary.xlsx", folder, still_at_it)
        previews = _previews(pdf)
        for number, picture in enumerate(previews, start=1):
            workbook.with_name(f"{stem}-{number}.png").write_bytes(picture)
        workbook.with_name(f"{stem}.pdf").write_bytes(pdf.read_bytes())
    return len(previews)


def _previews(pdf: Path) -> list[bytes]:
    # A web process has no use for PDFium.
    from pypdfium2 import PdfDocument

    from evaluations.parsing.pages import render_page

    with PdfDocument(pdf) as document:
        count = min(MOST_PREVIEWS, len(document))
    return [render_page(pdf, number, 1_200) for number in range(1, count + 1)]
