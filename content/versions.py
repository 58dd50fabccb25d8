"""Editions of a book of content: which rows came, went, changed or were renamed, by their stable ids.

A row is found by its place and id (`requirements/METI-C1`), so that text and order may change and answers stay.
A row that names its former id in `was` is the same row under a new id.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "renamed"]


@dataclass(frozen=True)
class Edition:
    """One edition of a book: its version, the hash of its contents, and its rows by place and id."""

    book: str
    version: str
    sha256: str
    rows: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    """One row that differs; `fields` names what differs, `before` and `after` are None where the row is not there."""

    kind: Kind
    key: str
    former_key: str
    fields: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def edition_of(name: str, document: Mapping[str, Any]) -> Edition:
    """The edition that a book's document is, as `content.writing.row_of` wrote it; the hash counts words only.

    >>> edition_of("b", {"version": "1", "rows": [{"id": "A", "ja": "甲", "en": "a"}]}).rows
    {'rows/A': {'id': 'A', 'ja': '甲', 'en': 'a'}}
    """
    rows = dict(_rows(document, ""))
    return Edition(name, str(document["version"]), _hash(rows), rows)


def differences(old: Edition, new: Edition) -> tuple[Change, ...]:
    """What the new edition changes, in the order of the new rows, then what it leaves out.

    Every row of either edition is the same in both or in exactly one change.
    """
    changes: list[Change] = []
    taken: set[str] = set()
    for key, after in new.rows.items():
        former = key if key in old.rows else _former_key(key, after)
        before = old.rows.get(former)
        if before is None:
            changes.append(Change("added", key, "", (), None, after))
            continue
        taken.add(former)
        fields = _changed_fields(before, after)
        if former != key:
            changes.append(Change("renamed", key, former, fields, before, after))
        elif fields:
            changes.append(Change("changed", key, key, fields, before, after))
    gone = (key for key in old.rows if key not in taken)
    return (*changes, *(Change("removed", key, key, (), old.rows[key], None) for key in gone))


def _former_key(key: str, row: Mapping[str, Any]) -> str:
    place, _, _ = key.rpartition("/")
    return f"{place}/{row['was']}" if row.get("was") else key


def _changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    names = [name for name in (before | after) if name not in ("id", "was")]  # type: ignore[operator]
    return tuple(name for name in names if before.get(name) != after.get(name))


def _rows(document: Mapping[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row with an id below a mapping, each without the rows inside it."""
    for name, held in document.items():
        if not _is_rows(held):
            continue
        below = f"{place}{name}/"
        for row in held:
            yield f"{below}{row['id']}", {key: one for key, one in row.items() if not _is_rows(one)}
            yield from _rows(row, below)


def _is_rows(held: Any) -> bool:
    return (
        isinstance(held, list) and bool(held) and all(isinstance(one, dict) and "id" in one for one in held)
    )


def _hash(rows: Mapping[str, Any]) -> str:
    written = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
