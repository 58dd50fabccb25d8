"""Kinds of rows that more than one book has."""

from dataclasses import dataclass

from language.text import Text


@dataclass(frozen=True)
class Named:
    """A row that is only an id with its words."""

    id: str
    name: Text


@dataclass(frozen=True)
class Role:
    """A function in the company: who decides, answers, is asked or told."""

    id: str
    name: Text
