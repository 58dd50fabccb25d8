"""Editions of a book of content: which rows came, went, changed or were renamed, by their stable ids.

A row is found by its place and id (`requirements/METI-C1`), so that text and order may change and answers stay.
A row that names its former id in `was` is the same row under a new id.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from content.writing import row_of

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


def edition_of(name: str, book: Any) -> Edition:
    """The edition that a loaded book is; the hash leaves its version out, so that only words count."""
    rows = dict(_rows(book, ""))
    return Edition(name, book.version, _hash(rows), rows)


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


def _rows(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row with an id below a value, each without the rows inside it."""
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if not _is_rows(held):
            continue
        below = f"{place}{field.name}/"
        for one in held:
            inside = {inner.name for inner in dataclasses.fields(one) if _is_rows(getattr(one, inner.name))}
            yield f"{below}{one.id}", {k: v for k, v in row_of(one).items() if k not in inside}
            yield from _rows(one, below)


def _is_rows(held: Any) -> bool:
    return isinstance(held, tuple) and bool(held) and all(hasattr(one, "id") for one in held)


def _hash(rows: Mapping[str, Any]) -> str:
    written = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
