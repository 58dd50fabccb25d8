"""PDF: text page by page in reading order; a page without a text layer is named, never silently empty."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.pdf_cells import whole_cells
from evaluations.parsing.formats.pdf_characters import Run, runs_of_page
from evaluations.parsing.formats.pdf_columns import TextLine, lines_in_reading_order
from evaluations.parsing.formats.pdf_paragraphs import Paragraph, paragraphs
from evaluations.parsing.formats.pdf_running import Sheet, running_runs, texts_of
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
_MAX_NAMED, _MAX_NAMED_LETTERS = 6, 60


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
    """Read every page; running headers and footers and pages without usable text become notices."""
    with closing(open_pdf(path)) as document:
        count = len(document)
        if count > limits.pages:
            raise refused("too_many_pages", pages=count, limit=limits.pages)
        sheets = [_sheet(document, number) for number in range(1, count + 1)]
        running = running_runs(sheets)
        pages: list[list[TextLine]] = []
        notices = list(_running_notice(running))
        for sheet in sheets:
            lines, problem = _lines(document, sheet, set(running.get(sheet.number, ())))
            pages.append(lines)
            notices.extend([problem] if problem else [])
    return Reading(tuple(_blocks(pages)), tuple(notices), count)


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    try:
        return document[number - 1]
    except pdfium.PdfiumError as error:
        raise refused("truncated_file") from error


def _sheet(document: pdfium.PdfDocument, number: int) -> Sheet:
    with closing(_page(document, number)) as page:
        _, bottom, _, top = page.get_bbox()
        return Sheet(number, tuple(runs_of_page(page)), bottom, top, is_upright=page.get_rotation() == 0)


def _lines(
    document: pdfium.PdfDocument, sheet: Sheet, running: set[Run]
) -> tuple[list[TextLine], Notice | None]:
    """Return the lines of a page without its header and footer, or the reason why there are none."""
    where = f"p.{sheet.number}"
    text = "".join(run.text for run in sheet.runs)
    if len(_GARBLED.findall(text)) > _GARBLED_SHARE * len(text):
        return [], notice("page_text_unreadable", where, page=sheet.number)
    runs = [run for run in sheet.runs if run not in running]
    if runs:
        return lines_in_reading_order(whole_cells(runs)), None
    with closing(_page(document, sheet.number)) as page:
        kinds = {item.type for item in page.get_objects(max_depth=2)}
    # Letters that are no text, as a scan's text layer of spaces has them, are marks where no header explains them.
    has_marks = bool(kinds - {raw.FPDF_PAGEOBJ_TEXT} if running else kinds)
    return [], notice("page_without_text" if has_marks else "page_blank", where, page=sheet.number)


def _running_notice(running: Mapping[int, Sequence[Run]]) -> Iterator[Notice]:
    if running:
        texts = [_shortened(text) for text in texts_of(running)[:_MAX_NAMED]]
        ja, en = "".join(f"「{text}」" for text in texts), ", ".join(f'"{text}"' for text in texts)
        yield notice("running_text", f"p.{min(running)}-{max(running)}", ja=ja, en=en)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_NAMED_LETTERS else f"{text[:_MAX_NAMED_LETTERS]}…"


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
