"""Japanese text as the words that a search compares."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞", "接頭辞", "接尾辞"})
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Verbs and nouns that stand in every passage.
EMPTY = frozenset(
    {"為る", "有る", "居る", "成る", "因る", "出来る", "事", "物", "為", "様", "等", "何", "其れ", "此れ"}
)
# Letters and digits together, beginning with a letter (SUS304) or joined by - or / (E-0421, 6204-2RS):
# SudachiPy would split E-0421 into E / - / 0421. An amount such as 5mm is no code.
CODE = re.compile(
    r"(?<![A-Za-z0-9.])(?=[A-Za-z0-9/-]*[0-9])(?=[A-Za-z0-9/-]*[A-Za-z])"
    r"(?:[A-Za-z][A-Za-z0-9]*|[0-9][A-Za-z0-9]*(?=[-/]))(?:[-/][A-Za-z0-9]+)*(?![A-Za-z0-9])"
)
# SudachiPy refuses longer input (49,149 bytes); a passage is far shorter, an uploaded question may not be.
PIECE_CHARACTERS = 8_000
_threads = threading.local()


def japanese_tokens(text: str, mode: Literal["A", "C"] = "A") -> list[str]:
    """Return content words in normalised form, lower case; codes stay whole, in capitals.

    Mode A gives the shortest words, which finds 温度計 by 温度; mode C keeps compounds.

    >>> japanese_tokens("ﾓｰﾀのエラーE-0421を点検する")
    ['モーター', 'エラー', 'E-0421', '点検']
    """
    text = unicodedata.normalize("NFKC", text).translate(DASHES)
    tokens: list[str] = []
    end = 0
    for code in CODE.finditer(text):
        tokens += _words(text[end : code.start()], mode)
        tokens.append(code.group().upper())
        end = code.end()
    return tokens + list(_words(text[end:], mode))


def _words(text: str, mode: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE_CHARACTERS):
        for word in _tokenizer(mode).tokenize(text[start : start + PIECE_CHARACTERS]):
            form = word.normalized_form().lower()
            if word.part_of_speech()[0] in CONTENT and form not in EMPTY:
                yield form


@cache
def _dictionary() -> Any:
    from sudachipy import Dictionary  # 90 MB and 0.2 s: only once somebody searches

    return Dictionary()


def _tokenizer(mode: str) -> Any:
    """One tokenizer for each thread: SudachiPy's must not be shared."""
    from sudachipy import SplitMode

    made: dict[str, Any] = _threads.__dict__.setdefault("made", {})
    if mode not in made:
        made[mode] = _dictionary().tokenizer(mode=SplitMode.A if mode == "A" else SplitMode.C)
    return made[mode]
