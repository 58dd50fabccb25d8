"""Finds quoted evidence in the text of a passage, so that a page can mark it. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A stretch of text; marked ones are evidence."""

    text: str
    is_marked: bool


def marked_segments(text: str, quotes: Iterable[str]) -> tuple[Segment, ...]:
    """Cut `text` where a quote begins and ends; joined again, the segments are `text` unchanged.

    A quote is found whatever its white space, letter case and character width. One that does not stand in
    the text marks nothing.

    >>> [(s.text, s.is_marked) for s in marked_segments("始業点検は３か月ごと。", ["3か月 ごと"])]
    [('始業点検は', False), ('３か月ごと', True), ('。', False)]
    """
    folded, origins = _folded(text)
    marked = [False] * len(text)
    for quote in quotes:
        for start, end in _places(folded, _folded(quote)[0]):
            first, last = origins[start], origins[end - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
    return _segments(text, marked)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text without what may differ in a quote, and for each character where it came from."""
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if not letter.isspace():
                letters.append(letter)
                origins.append(index)
    return "".join(letters), origins


def _places(folded: str, quote: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    start = folded.find(quote) if quote else -1
    while start >= 0:
        places.append((start, start + len(quote)))
        start = folded.find(quote, start + len(quote))
    return places


def _segments(text: str, marked: list[bool]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    begin = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or marked[index] != marked[begin]:
            segments.append(Segment(text[begin:index], marked[begin]))
            begin = index
    return tuple(segments)
