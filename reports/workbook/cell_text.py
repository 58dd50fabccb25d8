"""Text from users, documents and models, made safe to store in a cell as text."""

import re

from language.text import Text

LIMIT_UTF16 = 32_767
CUT_MARK = Text("…【以下省略】", "… [cut here]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean(text: str, language: str = "ja", limit: int = LIMIT_UTF16) -> str:
    """Drop characters that XML or Excel cannot hold, and cut what is longer than a cell, marking the cut.

    `limit` counts UTF-16 units, as Excel does.

    >>> clean("a" + chr(7) + "b")
    'ab'
    """
    kept = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _units(kept) <= limit:
        return kept
    mark = CUT_MARK.in_(language)
    room = (limit - _units(mark)) * 2
    return kept.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + mark


def looks_like_formula(text: str) -> bool:
    """True when a spreadsheet could take the text for a formula if somebody edits the cell or exports a CSV.

    >>> looks_like_formula("=1+1"), looks_like_formula("型番 E-0421")
    (True, False)
    """
    return text.startswith(_FORMULA_START)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
