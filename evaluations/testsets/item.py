"""One question of a test set with what counts as right."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["short", "numeric", "choice", "unanswerable"]
Severity = Literal["minor", "normal", "severe"]


@dataclass(frozen=True)
class Evidence:
    """Where in the company's documents the answer stands."""

    document: str
    locator: str
    quote: str = ""


@dataclass(frozen=True)
class Item:
    """A question, its kind, every answer that counts as right, and how bad a wrong answer would be.

    `golds` are alternatives: one of them is enough. A choice's gold is the text or the label of an option.
    `tolerance` is an absolute distance in `unit`, for numeric items. An unanswerable item has no gold.
    """

    key: str
    question: str
    kind: Kind
    golds: tuple[str, ...]
    unit: str = ""
    tolerance: Decimal | None = None
    choices: tuple[str, ...] = ()
    severity: Severity = "normal"
    evidence: tuple[Evidence, ...] = ()
    language: str = "ja"
    reviewed_by: str = ""
    reviewed_on: date | None = None
