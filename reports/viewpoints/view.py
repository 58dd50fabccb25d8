"""What one of the five pages says, as frozen values."""

from dataclasses import dataclass, field

from language.text import Text


@dataclass(frozen=True)
class Circle:
    """Whom a page is for, and what they ask about."""

    key: str
    title: Text
    about: Text


@dataclass(frozen=True)
class Figure:
    """One number with what it stands on; `is_unknown` prints it as 未確認, never as zero."""

    label: Text
    value: Text
    note: Text
    is_unknown: bool = False


@dataclass(frozen=True)
class View:
    """One page: the question that this circle asks, the answer in a sentence, figures, points, and what is unknown."""

    question: Text
    answer: Text
    figures: tuple[Figure, ...]
    points: tuple[Text, ...]
    asks: Text
    unknowns: tuple[Text, ...] = field(default=())


def short(text: str, length: int) -> str:
    """Cut what somebody wrote to the room it has on a page of A4.

    >>> short("加工手順書", 3)
    '加工…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"
