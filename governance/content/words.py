"""Words, phrases and dated market cards as values; none of their figures was measured here."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from content.checking import check_known, check_unique
from content.reading import refuse
from content.rows import Named
from language.text import Text


@dataclass(frozen=True)
class Term:
    """A word bound to one Japanese word."""

    id: str
    name: Text
    group: str
    meaning: Text
    in_workbook: bool = False


@dataclass(frozen=True)
class GlossaryBook:
    groups: tuple[Named, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Phrase:
    """A sentence to say or to write; `{…}` stands for what the speaker fills in."""

    id: str
    name: Text
    kind: Literal["meeting", "request"]
    when: Text
    source: str = ""


@dataclass(frozen=True)
class PhraseBook:
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Report:
    """A report of others; `published` is empty where it bears no usable date."""

    id: str
    name: Text
    author: str
    published: str
    note: Text | None = None


@dataclass(frozen=True)
class MarketCard:
    """A claim of a report with its date and what it does not say; never a figure of our own."""

    id: str
    name: Text
    reports: tuple[str, ...]  # ids of rows such as 002-04: the first three digits name the report
    as_of: str
    scope: Text
    topics: tuple[str, ...]
    kind: Literal["reported", "estimate", "forecast", "opinion"] = "reported"
    figure: Text | None = None
    correction: Text | None = None
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedSearch:
    id: str
    name: Text
    words: tuple[str, ...]


@dataclass(frozen=True)
class MarketBook:
    version: str
    reports: tuple[Report, ...]
    topics: tuple[Named, ...]
    searches: tuple[SavedSearch, ...]
    cards: tuple[MarketCard, ...]


def check_glossary(book: GlossaryBook) -> None:
    check_unique((one.id for one in book.terms), "glossary.yaml")
    check_unique((one.name.ja for one in book.terms), "glossary.yaml 日本語")
    check_known((one.group for one in book.terms), [one.id for one in book.groups], "glossary.yaml")


def check_market(book: MarketBook) -> None:
    """Every card names its report, its topics and the cards it contradicts; every search finds something."""
    check_unique((one.id for one in book.cards), "market_cards.yaml")
    reports, topics = [one.id for one in book.reports], [one.id for one in book.topics]
    for card in book.cards:
        where = f"market_cards.yaml {card.id}"
        check_known((one[:3] for one in card.reports), reports, where)
        check_known(card.topics, topics, where)
        check_known(card.against, [one.id for one in book.cards], where)
    for search in book.searches:
        if not found_cards(book, search.words):
            raise refuse(f"market_cards.yaml {search.id}", "該当するカードがありません", "it finds no card")


def folded(text: str) -> str:
    """The same for full-width and half-width, capital and small letters.

    >>> folded("ＧＰＵ")
    'gpu'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def found_cards(book: MarketBook, words: Iterable[str]) -> list[MarketCard]:
    """Cards that hold every word, in either language, however it is written."""
    wanted = [folded(word) for word in words if word.strip()]
    topics = {one.id: one.name for one in book.topics}
    return [card for card in book.cards if all(word in _text_of(card, topics) for word in wanted)]


def _text_of(card: MarketCard, topics: dict[str, Text]) -> str:
    said = [card.name, card.scope, card.figure, card.correction, *(topics[one] for one in card.topics)]
    words = [part for text in said if text for part in text]
    return folded(" ".join((card.id, card.as_of, *card.reports, *words)))
