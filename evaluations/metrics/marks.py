"""Marks of sources in an answer, such as [1]: what counts as one, and the answer without them."""

import re

# One mark: [1], [1, 2], 【資料2】, [source 3].
MARK = r"[\[［【](?:資料|出典|source)?\s*\d{1,2}(?:\s*[,、，]\s*\d{1,2})*[\]］】]"
_MARKS = re.compile(rf"\s*{MARK}", re.IGNORECASE)
_ROW = rf"{MARK}(?:\s*{MARK})*"
# With the white space before, looked at once for each stretch of it, and with brackets that hold nothing else.
_ROWS = re.compile(rf"(?<!\s)\s*(?:[(（]\s*{_ROW}\s*[)）]|{_ROW})", re.IGNORECASE)
_ONE = re.compile(MARK, re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_WRITTEN_ON = re.compile(r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]")


def names_sources(answer: str) -> bool:
    """Whether the answer has a mark of a source such as [1]."""
    return bool(_ONE.search(answer))


def source_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that the marks of a text name, in their order, each once.

    >>> source_numbers("80℃以下[2][1, 2]")
    (2, 1)
    """
    found = (int(number) for mark in _ONE.findall(text) for number in _NUMBERS.findall(mark))
    return tuple(dict.fromkeys(found))


def without_marks(text: str, shown: int = 0) -> str:
    """Return an answer as it is judged: what a mark numbers is a source, and no value of the answer.

    A single number in brackets is a mark. Several are one only when each of `shown` sources or fewer was numbered
    so: [10, 20] is a range where five passages stood in the prompt. Marks between two numbers leave a space.

    >>> without_marks("80℃以下[1][2]。3本 (【資料2】)"), without_marks("[1, 2] [10, 20]", shown=5)
    ('80℃以下。3本', ' [10, 20]')
    """
    return _ROWS.sub(lambda row: _left_of(row, shown), text)


def without_any_marks(text: str) -> str:
    """Return a sentence without its marks, whatever they number: an unshown source is cited too, wrongly."""
    return _MARKS.sub("", text)


def _left_of(row: re.Match[str], shown: int) -> str:
    """What stays of a row of marks: lists of values, or the space that keeps two numbers apart."""
    marks = _ONE.findall(row.group())
    if not all(_is_source(mark, shown) for mark in marks):
        return _ONE.sub(lambda mark: "" if _is_source(mark.group(), shown) else mark.group(), row.group())
    before, after = row.string[: row.start()][-1:], row.string[row.end() : row.end() + 1]
    return " " if _WRITTEN_ON.match(before) and _WRITTEN_ON.match(after) else ""


def _is_source(mark: str, shown: int) -> bool:
    numbers = [int(number) for number in _NUMBERS.findall(mark)]
    return len(numbers) == 1 or all(1 <= number <= shown for number in numbers)
