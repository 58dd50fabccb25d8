"""Where a block of text stands, and how the places of merged neighbours add up."""

from dataclasses import dataclass, replace
from typing import Protocol

from openpyxl.utils import get_column_letter

from evaluations.parsing.passage import Locator


class Place(Protocol):
    """A place knows the unit it may not be merged out of, and its label."""

    @property
    def unit(self) -> tuple[str, int]: ...

    def until(self, other: "Place", /) -> "Place": ...

    def locator(self) -> Locator: ...


@dataclass(frozen=True)
class Page:
    number: int

    @property
    def unit(self) -> tuple[str, int]:
        return ("page", self.number)

    def until(self, _other: Place, /) -> Place:
        return self

    def locator(self) -> Locator:
        return Locator("page", self.number, f"p.{self.number}")


@dataclass(frozen=True)
class Slide:
    number: int

    @property
    def unit(self) -> tuple[str, int]:
        return ("slide", self.number)

    def until(self, _other: Place, /) -> Place:
        return self

    def locator(self) -> Locator:
        return Locator("slide", self.number, f"スライド{self.number}")


@dataclass(frozen=True)
class Section:
    number: int
    heading: str

    @property
    def unit(self) -> tuple[str, int]:
        return ("section", 0)

    def until(self, other: Place, /) -> Place:
        return other

    def locator(self) -> Locator:
        return Locator("section", self.number, self.heading)


@dataclass(frozen=True)
class Lines:
    first: int
    last: int

    @property
    def unit(self) -> tuple[str, int]:
        return ("line", 0)

    def until(self, other: Place, /) -> Place:
        return replace(self, last=other.last) if isinstance(other, Lines) else self

    def locator(self) -> Locator:
        span = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return Locator("line", self.first, f"行{span}")


@dataclass(frozen=True)
class Cells:
    """A rectangle of one sheet; rows and columns count from 1."""

    sheet: str
    sheet_number: int
    top: int
    left: int
    bottom: int
    right: int

    @property
    def unit(self) -> tuple[str, int]:
        return ("cell", self.sheet_number)

    def until(self, other: Place, /) -> Place:
        if not isinstance(other, Cells):
            return self
        return replace(
            self,
            top=min(self.top, other.top),
            left=min(self.left, other.left),
            bottom=max(self.bottom, other.bottom),
            right=max(self.right, other.right),
        )

    def locator(self) -> Locator:
        start = f"{get_column_letter(self.left)}{self.top}"
        end = f"{get_column_letter(self.right)}{self.bottom}"
        return Locator(
            "cell", self.sheet_number, f"{self.sheet}!{start if start == end else f'{start}:{end}'}"
        )
