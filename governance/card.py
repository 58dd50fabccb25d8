"""What one area of governance shows of itself on the first page."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Organization


@dataclass(frozen=True)
class Card:
    """`figure` is None where nobody has begun: it is written as unknown, never as 0."""

    title: str
    link: str
    figure: str | None
    note: str
    needs_attention: bool = False


CardMaker = Callable[[Organization], Card]
