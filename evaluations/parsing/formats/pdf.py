"""PDF: text page by page in reading order; a page without a text layer is named, never silently empty."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.pdf_characters import runs_of_page
from evaluations.parsing.formats.pdf_columns import TextLine, lines_in_reading_order
from evaluations.parsing.formats.pdf_paragraphs import Paragraph, paragraphs
from evaluations.parsing.headings import HeadingStack
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice
from evaluations.parsing.places import Page
from evaluations.parsing.reading import Reading

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_TAIL_BYTES = 4096
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")
_GARBLED_SHARE = 0.3


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF; raise DocumentRefused when it needs a password or is cut off."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        tail = stream.read()
    # PDFium repairs a file that lacks its end by dropping what is missing, which would lose pages silently.
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise refused("truncated_file")
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        is_password = getattr(error, "err_code", None) == _PASSWORD_ERROR or "assword" in str(error)
        raise refused("encrypted_pdf" if is_password else "truncated_file") from error


def read(path: Path, limits: Limits) -> Reading:
    """Read every page; pages without usable text become notices."""
    with closing(open_pdf(path)) as document:
        count = len(document)
        if count > limits.pages:
            raise refused("too_many_pages", pages=count, limit=limits.pages)
        pages: list[list[TextLine]] = []
        notices: list[Notice] = []
        for number in range(1, count + 1):
            lines, problem = _page(document, number)
            pages.append(lines)
            notices.extend([problem] if problem else [])
    return Reading(tuple(_blocks(pages)), tuple(notices), count)


def _page(document: pdfium.PdfDocument, number: int) -> tuple[list[TextLine], Notice | None]:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise refused("truncated_file") from error
    with closing(page):
        lines = lines_in_reading_order(runs_of_page(page))
        text = "".join(line.text for line in lines)
        where = f"p.{number}"
        if not text.strip():
            has_marks = next(iter(page.get_objects(max_depth=2)), None) is not None
            return [], notice("page_without_text" if has_marks else "page_blank", where, page=number)
        if len(_GARBLED.findall(text)) > _GARBLED_SHARE * len(text):
            return [], notice("page_text_unreadable", where, page=number)
        return lines, None


def _blocks(pages: list[list[TextLine]]) -> Iterator[Block]:
    levels = _heading_levels(pages)
    stack = HeadingStack()
    for number, lines in enumerate(pages, 1):
        for paragraph in paragraphs(lines):
            level = levels.get(_size_key(paragraph.height)) if _may_be_heading(paragraph) else None
            path = stack.enter(level, paragraph.text) if level else stack.path
            yield Block(paragraph.text, Page(number), path, is_heading=level is not None)


def _size_key(height: float) -> int:
    return round(height * 2)


def _may_be_heading(paragraph: Paragraph) -> bool:
    return paragraph.line_count <= 2 and len(paragraph.text) <= 80 and bool(re.search(r"\w", paragraph.text))


def _heading_levels(pages: list[list[TextLine]]) -> dict[int, int]:
    """Rank the letter sizes clearly above that of the body: the largest is level 1, at most four levels."""
    sizes: Counter[int] = Counter()
    for lines in pages:
        for line in lines:
            sizes[_size_key(line.height)] += len(line.text)
    if not sizes:
        return {}
    body = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size >= body * 1.15), reverse=True)
    return {size: min(rank, 4) for rank, size in enumerate(larger, 1)}
