"""The evidence of a request in parts with a hash each: a change re-opens only who watches its part."""

from collections.abc import Mapping, Sequence
from typing import Any

from adoption.content.ringi_book import RingiBook
from adoption.gates.facts import Facts
from adoption.gates.snapshot import sha256_of

REQUEST = "request"
Parts = Mapping[str, str]


def parts_of(book: RingiBook, facts: Facts, request: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each part: `request` is what the drafter wrote, the others are facts of the gates.

    Where a fact was recorded anew with the same value and origin, nothing changed.
    """
    part_of = {name: part.id for part in book.parts for name in part.facts}
    content: dict[str, dict[str, Any]] = {part.id: {} for part in book.parts}
    content[REQUEST] = dict(request)
    for name, fact in facts.items():
        part = part_of.get(f"{name.source}.{name.key}")
        if part is not None:
            content[part][str(name)] = [fact.signed_value, fact.reference]
    return {part: sha256_of(value) for part, value in content.items()}


def whole(parts: Parts) -> str:
    """One hash of all parts: the state that a signature stands for."""
    return sha256_of(dict(parts))


def changed(before: Parts, now: Parts) -> tuple[str, ...]:
    """The parts that differ; one that is only on one side differs.

    >>> changed({"cost": "a", "rules": "b"}, {"cost": "a", "rules": "c", "effect": "d"})
    ('effect', 'rules')
    """
    return tuple(sorted(part for part in before.keys() | now.keys() if before.get(part) != now.get(part)))


def concerned(watches: Sequence[str], parts: Sequence[str]) -> tuple[str, ...]:
    """Those of the changed parts that a reviewer watches."""
    return tuple(part for part in parts if part in watches)
