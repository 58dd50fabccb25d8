"""A picture of one PDF page, to stand beside its passages."""

import io
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.pdf import open_pdf

_MAX_HEIGHT_PX = 6_000


def render_page(path: Path, number: int, width_px: int = 900) -> bytes:
    """Return page `number` (from 1) of a PDF as PNG, `width_px` wide unless it is extremely tall.

    Raise DocumentRefused for a file that cannot be opened or a page that is not there. PDFium is not
    thread-safe: a web process serves previews through sandbox.render_safely.
    """
    with closing(open_pdf(path)) as document:
        if not 1 <= number <= len(document):
            raise refused("no_such_page", number=number)
        try:
            with closing(document[number - 1]) as page:
                return _png(page, width_px)
        except pdfium.PdfiumError as error:
            raise refused("truncated_file") from error


def _png(page: pdfium.PdfPage, width_px: int) -> bytes:
    width_pt, height_pt = page.get_size()
    scale = min(width_px / max(width_pt, 1), _MAX_HEIGHT_PX / max(height_pt, 1))
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
