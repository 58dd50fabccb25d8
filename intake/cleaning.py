"""Text as shown, without the characters that no page shows."""

import re

# C0 and C1 controls but tab and line feed, lone surrogates, non-characters, zero-width and direction marks.
# Variation selectors and joiners stay: they change the shape of a name (葛󠄀城) or of an emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029")


def cleaned(text: str) -> str:
    r"""Return the text with one kind of line end and without invisible characters; never NFKC.

    >>> cleaned("ﾓｰﾀ\x0b E‑0421\r\n")
    'ﾓｰﾀ E‑0421\n'
    """
    return _INVISIBLE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return the cleaned text with every run of white space as one space.

    >>> one_line(" 硬さ\\n 試験 ")
    '硬さ 試験'
    """
    return " ".join(cleaned(text).split())
