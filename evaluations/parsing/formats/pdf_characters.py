"""Runs of characters on one line of a PDF page, with their boxes."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A gap of this many letter heights ends a run: a gutter or a table column, not a space between words.
_GAP_IN_HEIGHTS = 0.9


@dataclass(frozen=True)
class Run:
    """Text set without a gap; coordinates in points, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class _Glyph:
    code: int
    box: tuple[float, float, float, float] | None  # left, bottom, right, top; None for a made-up space


def runs_of_page(page: pdfium.PdfPage) -> list[Run]:
    """Return the runs of a page in the order of its content stream."""
    text_page = page.get_textpage()
    try:
        return list(_runs(_glyphs(text_page)))
    finally:
        text_page.close()


def _glyphs(text_page: pdfium.PdfTextPage) -> Iterator[_Glyph]:
    """Yield characters; line ends that PDFium made up become a glyph of code 10."""
    measure = _Measure(text_page)
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            yield _Glyph(10, None)
        elif raw.FPDFText_IsGenerated(text_page, index) == 1:
            yield _Glyph(32, None)
        else:
            yield _Glyph(code, measure.box(index))


class _Measure:
    """Boxes of one letter height: PDFium's own hug the ink, so that 一 would be a line of its own."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page = text_page
        self._rectangle, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Return left, bottom, right, top of a character by its baseline and size; None if not placed."""
        if not (
            raw.FPDFText_GetLooseCharBox(self._page, index, ctypes.byref(self._rectangle))
            and raw.FPDFText_GetMatrix(self._page, index, ctypes.byref(self._matrix))
            and raw.FPDFText_GetCharOrigin(self._page, index, ctypes.byref(self._x), ctypes.byref(self._y))
        ):
            return None
        box, matrix = self._rectangle, self._matrix
        height = raw.FPDFText_GetFontSize(self._page, index) * math.hypot(matrix.c, matrix.d)
        found = (box.left, box.bottom, box.right, box.top)
        if height > 0 and abs(matrix.b) < 0.1 * abs(matrix.a):
            found = (box.left, self._y.value - 0.12 * height, box.right, self._y.value + 0.88 * height)
        return found if all(map(math.isfinite, found)) else None


def _runs(glyphs: Iterator[_Glyph]) -> Iterator[Run]:
    held: list[_Glyph] = []
    last: tuple[float, float, float, float] | None = None
    for glyph in glyphs:
        ends = glyph.code == 10 or (last and glyph.box and _is_apart(last, glyph.box))
        if ends and held:
            yield from _run(held)
            held, last = [], None
        if glyph.code != 10:
            held.append(glyph)
            last = glyph.box or last
    yield from _run(held)


def _is_apart(last: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    height = max(last[3] - last[1], box[3] - box[1], 1.0)
    overlap = min(last[3], box[3]) - max(last[1], box[1])
    return box[0] - last[2] > _GAP_IN_HEIGHTS * height or box[0] < last[0] - height or overlap < 0.2 * height


def _run(glyphs: list[_Glyph]) -> Iterator[Run]:
    boxes = [glyph.box for glyph in glyphs if glyph.box and not chr(glyph.code).isspace()]
    text = _text(glyphs).strip()
    if boxes and text:
        yield Run(
            text,
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def _text(glyphs: list[_Glyph]) -> str:
    """Join code units; PDFium gives rare kanji as two surrogates, and 2 for a hyphen at a line end."""
    units = "".join("-" if glyph.code == 2 else chr(glyph.code) for glyph in glyphs if glyph.code)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
