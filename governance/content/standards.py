"""Where the product evidences which standard: the map as values."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.checking import check_known, check_unique
from content.reading import read_book
from governance.content.loader import FOLDER, books
from language.text import Text

MAPPED = ("METI", "ISO42001")  # each of their requirements has a place


@dataclass(frozen=True)
class Place:
    """A page of the product."""

    id: str
    name: Text
    route: str


@dataclass(frozen=True)
class MappedRequirement:
    requirement: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Perspective:
    """One of the ten perspectives of the Japan AI Safety Institute's guide to evaluation."""

    id: str
    name: Text
    places: tuple[str, ...]


@dataclass(frozen=True)
class StandardsBook:
    places: tuple[Place, ...]
    rows: tuple[MappedRequirement, ...]
    perspectives: tuple[Perspective, ...]


@cache
def standards_book() -> StandardsBook:
    """The shipped map, read and checked once for each process."""
    return load_standards(FOLDER)


def places_of(requirement_id: str) -> list[Place]:
    """The pages that hold what would show this requirement: a hint, never the evidence itself.

    Empty where the product keeps nothing of the kind.
    """
    book = standards_book()
    wanted = next((one.places for one in book.rows if one.requirement == requirement_id), ())
    return [place for place in book.places if place.id in wanted]


def load_standards(folder: Path) -> StandardsBook:
    """Read the map; raise ContentRefused for an unknown place or requirement, or one that is there twice."""
    book = read_book(StandardsBook, folder, "standards_map")
    known = [one.id for one in book.places]
    check_unique(known, "standards_map.yaml places")
    check_unique((one.requirement for one in book.rows), "standards_map.yaml rows")
    check_unique((one.id for one in book.perspectives), "standards_map.yaml perspectives")
    requirements = [one.id for one in books().frameworks.requirements]
    check_known((one.requirement for one in book.rows), requirements, "standards_map.yaml rows")
    used = [place for row in book.rows for place in row.places]
    used += [place for view in book.perspectives for place in view.places]
    check_known(used, known, "standards_map.yaml")
    return book
