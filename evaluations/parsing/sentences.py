"""Cutting long text where a reader would: after sentences, then after clauses, never inside a code."""

import re
from collections.abc import Iterator
from math import ceil

_SENTENCE_END = re.compile(
    r"""[。！？!?]+[」』）)】〕》”"']*\s* | \n+ | (?<=[^\s.]{2})[.．](?=\s+[A-Z"“(]|\s*\n) \s*""", re.VERBOSE
)
_CLAUSE_END = re.compile(r"[、，,;；：:]\s*(?=\D)|[ \t\u3000]+")
# A part number or value with its joints, half or full width: E-0421, AB/12.5, ﾓｰﾀ stays free to break.
_LETTER = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_JOINT = r"\-‐‑‒–—−－ー./_+#%．／＿"
# Beyond 80 characters it is no part number but a hostile or encoded run, and may be cut.
_ATOM = re.compile(
    rf"[{_LETTER}](?:[{_LETTER}{_JOINT}]{{0,78}}[{_LETTER}])?"
    r"|.[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*",
    re.DOTALL,
)


def width(text: str) -> float:
    """Return the length in full-width characters: a half-width (ASCII) character counts half.

    >>> width("硬さ HRC")
    4.0
    """
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def _cut_after(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    start = 0
    for match in pattern.finditer(text):
        if match.end() > start:
            yield text[start : match.end()]
            start = match.end()
    if start < len(text):
        yield text[start:]


def _fitting(text: str, most: float) -> Iterator[str]:
    """Yield pieces no wider than `most`, each as long a natural unit as fits."""
    for sentence in _cut_after(_SENTENCE_END, text):
        if width(sentence) <= most:
            yield sentence
            continue
        for clause in _cut_after(_CLAUSE_END, sentence):
            if width(clause) <= most:
                yield clause
            else:
                yield from (match.group() for match in _ATOM.finditer(clause))


def split_long(text: str, most: float) -> list[str]:
    """Split text into pieces of about equal width, none wider than `most` (full-width characters).

    No character is lost or moved; white space at the ends of pieces is dropped. A code of up to 80
    characters is never cut.

    >>> split_long("弁を閉じる。圧力を抜く。", 7)
    ['弁を閉じる。', '圧力を抜く。']
    """
    total = width(text)
    if total <= most:
        return [text.strip()] if text.strip() else []
    even = total / ceil(total / most)
    pieces, current, size = [], "", 0.0
    for part in _fitting(text, most):
        part_width = width(part)
        if current and (size + part_width > most or size + part_width / 2 > even):
            pieces.append(current.strip())
            current, size = "", 0.0
        current += part
        size += part_width
    pieces.append(current.strip())
    return [piece for piece in pieces if piece]
