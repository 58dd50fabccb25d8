"""Lines of a column become paragraphs: broken lines are joined, new paragraphs kept apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from evaluations.parsing.formats.pdf_columns import TextLine

_BULLET = re.compile(r"^(?:[・●○■□◆◇▲△※★☆•▪►✓*]|[①-⑳]|[(（][0-9０-９a-zｱ-ﾝア-ン]{1,2}[)）])")
# Opens an item, "1.", "3.1 点検", "第2章", unless the sentence above goes on: "… 幅は / 3.1 mm".
_NUMBER = re.compile(
    r"^(?:[0-9０-９]{1,2}[)）.．](?![0-9０-９])|[0-9０-９]{1,2}(?:[.．\-][0-9０-９]{1,2}){1,3}\s"
    r"|第[0-9０-９一二三四五六七八九十]+[章節条項])"
)
_WIDE_EDGE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff01-\uff9f]")
_BROKEN_CODE = re.compile(r"[0-9A-Za-z][-‐‑]$")
_SENTENCE_END = re.compile(r"[。.!?！？：:]$")


@dataclass(frozen=True)
class Paragraph:
    """Text of joined lines and the height of its letters in points."""

    text: str
    height: float
    line_count: int


def paragraphs(lines: list[TextLine]) -> Iterator[Paragraph]:
    """Join the lines of one page, given in reading order, into paragraphs."""
    held: list[TextLine] = []
    usual_step = _usual_step(lines)
    for line in lines:
        if held and _starts_anew(held[-1], line, usual_step):
            yield _paragraph(held)
            held = []
        held.append(line)
    if held:
        yield _paragraph(held)


def _usual_step(lines: list[TextLine]) -> float:
    """The median distance of two lines, in letter heights."""
    steps = [
        (a.bottom - b.bottom) / a.height
        for a, b in pairwise(lines)
        if a.column_left == b.column_left and 0 < a.bottom - b.bottom < 3 * a.height
    ]
    return median(steps) if steps else 1.5


def _starts_anew(last: TextLine, line: TextLine, usual_step: float) -> bool:
    step = (last.bottom - line.bottom) / last.height
    is_next_column = line.column_left != last.column_left or step <= 0
    if abs(line.height - last.height) > 0.12 * last.height or line.is_row or last.is_row:
        return True
    if _BROKEN_CODE.search(last.text) and line.text[0].isalnum() and line.text[0].isascii():
        return False
    ends_short = last.right < last.column_right - 1.7 * last.height
    is_after_sentence = ends_short or bool(_SENTENCE_END.search(last.text))
    if _BULLET.match(line.text) or (is_after_sentence and _NUMBER.match(line.text)):
        return True
    if is_next_column:
        return is_after_sentence
    has_hanging_indent = _BULLET.match(last.text) or _NUMBER.match(last.text)
    is_indented = line.left > last.left + 0.7 * line.height and not has_hanging_indent
    return step > 1.35 * usual_step or ends_short or is_indented


def _paragraph(lines: list[TextLine]) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text += glue(text, line.text) + line.text
    return Paragraph(text, max(line.height for line in lines), len(lines))


def glue(text: str, following: str) -> str:
    """Nothing between Japanese letters and after a hyphen (E- / 0421 is one code), else a space."""
    if _WIDE_EDGE.match(text[-1]) or _WIDE_EDGE.match(following[0]):
        return ""
    return "" if re.search(r"\w[-‐‑]$", text) else " "
