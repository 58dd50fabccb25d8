"""The approval route as values: parts of the evidence, and the functions that are asked."""

from dataclasses import dataclass

from content.rows import Named
from language.text import Text


@dataclass(frozen=True)
class EvidencePart:
    """A part of what a request stands on; `facts` are the `source.key` of the facts that belong to it."""

    id: str
    name: Text
    facts: tuple[str, ...]


@dataclass(frozen=True)
class ReviewFunction:
    """A department that reviews: it answers its checklist, and again when a part that it watches changes."""

    id: str
    name: Text
    role: str
    watches: tuple[str, ...]
    checklist: tuple[Named, ...]


@dataclass(frozen=True)
class RingiBook:
    parts: tuple[EvidencePart, ...]
    functions: tuple[ReviewFunction, ...]

    def function(self, function_id: str) -> ReviewFunction:
        """Raise KeyError for an unknown id."""
        return {one.id: one for one in self.functions}[function_id]

    def part(self, part_id: str) -> EvidencePart:
        return {one.id: one for one in self.parts}[part_id]
