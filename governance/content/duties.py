"""Who carries which duty when a model is used through an API, on somebody's cloud, or on own machines."""

from dataclasses import dataclass
from typing import Literal

from content.checking import check_known, check_unique
from content.rows import Named
from language.text import Text

Carrier = Literal["supplier", "shared", "we"]
CARRIER_WORDS: dict[Carrier, Text] = {
    "supplier": Text("提供側", "Supplier"),
    "shared": Text("分担", "Shared"),
    "we": Text("当社", "We"),
}


@dataclass(frozen=True)
class Duty:
    """One duty; `carriers` in the order of the modes, `requirements` ask for it."""

    id: str
    name: Text
    carriers: tuple[Carrier, Carrier, Carrier]
    ours: Text
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class DutyBook:
    modes: tuple[Named, Named, Named]
    duties: tuple[Duty, ...]


def check_duties(book: DutyBook, requirements: list[str]) -> None:
    check_unique((one.id for one in book.duties), "duties.yaml")
    for one in book.duties:
        check_known(one.requirements, requirements, f"duties.yaml {one.id}")


def moved_to_us(book: DutyBook) -> int:
    """How many duties an own machine gives us that an API leaves with the supplier."""
    return sum(one.carriers[0] == "supplier" and one.carriers[2] == "we" for one in book.duties)
