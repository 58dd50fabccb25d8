"""Numbers that are typed as text: a table of measured speeds, and the peaks of the years."""

import math
import re

from language.text import Text
from tco.errors import CostError
from tco.plan.shape import LONGEST_YEARS

MOST_LINES = 100
MOST_BATCH = 100_000
COLUMNS = 3
BETWEEN = re.compile(r"[\s,;、]+")


class NumbersRefused(CostError):
    """The text does not hold the numbers that it should."""


LINE = Text(
    "{line}行目「{text}」を読み取れません。「同時処理数 最初の文字までの秒数 1トークンの秒数」を、すべて0より大きい数で"
    "入力してください(例: 8 0.25 0.015)。",
    "Line {line} (“{text}”) cannot be read. Type requests at once, seconds to the first token and seconds per token, "
    "all above zero (for example 8 0.25 0.015).",
)
TOO_MANY_LINES = Text("表は{most}行までです。", "A table has at most {most} lines.")
TWICE = Text(
    "同時処理数{batch}の行が2つあります。1つにしてください。",
    "There are two lines for a batch of {batch}. Keep one.",
)
GROWTH = Text(
    "0より大きく1000以下の数を、空白で区切って1〜{most}個入力してください(例: 0.4 0.7 1)。",
    "Type 1 to {most} numbers above 0 and up to 1000 with spaces between them (for example 0.4 0.7 1).",
)


def speeds_in(text: str) -> tuple[tuple[float, float, float], ...]:
    """Read lines of batch, seconds to the first token, seconds per token; empty lines are left out.

    >>> speeds_in("8, 0.25, 0.015")
    ((8.0, 0.25, 0.015),)
    """
    found: dict[float, tuple[float, float, float]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        values = _positive(line)
        if len(values) != COLUMNS or values[0] != int(values[0]) or values[0] > MOST_BATCH:
            raise NumbersRefused(LINE.filled(line=number, text=line.strip()[:60]))
        if values[0] in found:
            raise NumbersRefused(TWICE.filled(batch=int(values[0])))
        found[values[0]] = (values[0], values[1], values[2])
    if len(found) > MOST_LINES:
        raise NumbersRefused(TOO_MANY_LINES.filled(most=MOST_LINES))
    return tuple(found[batch] for batch in sorted(found))


def growth_in(text: str) -> tuple[float, ...]:
    """Read the peaks of the years.

    >>> growth_in("0.4 0.7、1")
    (0.4, 0.7, 1.0)
    """
    values = _positive(text)
    if not 1 <= len(values) <= LONGEST_YEARS or max(values) > 1000:
        raise NumbersRefused(GROWTH.filled(most=LONGEST_YEARS))
    return values


def _positive(text: str) -> tuple[float, ...]:
    """Return the numbers of a line; none where one of them is no finite number above zero."""
    try:
        values = tuple(float(part) for part in BETWEEN.split(text.strip()) if part)
    except ValueError:
        return ()
    return values if all(math.isfinite(value) and value > 0 for value in values) else ()
