"""An audit entry in words: what was done, to what, and each key of its detail. Nothing of it is left out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import get_language

from accounts.audit_terms import NONE, AuditWords, Read, Said, Term
from accounts.audit_words import COMMON
from accounts.models import AuditEntry
from language.text import Text

MODULE = "audit_words"
CHANGE = Text("変更", "Change")
BEFORE, AFTER = "before", "after"
COMMA = Text("、", ", ")
UNFILED = Text("その他", "Other")


@dataclass(frozen=True)
class Shown:
    """A text for the page; `is_raw`: no words are known for it, and it is what is stored."""

    text: str
    is_raw: bool = False


@dataclass(frozen=True)
class Line:
    """One key of a detail, or a pair of before and after."""

    label: Shown
    value: Shown


@dataclass(frozen=True)
class ReadEntry:
    """An entry as the page shows it; `what` is None for an action that nobody has put into words."""

    entry: AuditEntry
    what: str | None
    target: str | None
    lines: tuple[Line, ...]


@cache
def words_of_apps() -> tuple[AuditWords, ...]:
    """Every app's table: the apps above this one are found by name, so that this one imports none of them."""
    found = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, MODULE):
            found.append(import_module(f"{config.name}.{MODULE}").WORDS)
    return tuple(found)


@cache
def app_of(action: str) -> AuditWords | None:
    return next((words for words in words_of_apps() if action in words.actions), None)


def said(words: Said) -> str:
    """The words in the language of the page."""
    return words.in_(get_language() or "ja") if isinstance(words, Text) else str(words)


def read_entry(entry: AuditEntry) -> ReadEntry:
    words = app_of(entry.action)
    if words is None:
        return ReadEntry(entry, None, None, tuple(_lines(entry, COMMON)))
    target = _target(words, entry)
    return ReadEntry(
        entry, said(words.actions[entry.action]), target, tuple(_lines(entry, {**COMMON, **words.terms}))
    )


def actions_by_app(actions: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The action codes with their words, under the title of their app; codes without words come last as they are."""
    groups: dict[str, list[tuple[str, str]]] = {said(words.title): [] for words in words_of_apps()}
    groups[said(UNFILED)] = []
    for action in actions:
        words = app_of(action)
        title, label = (words.title, said(words.actions[action])) if words else (UNFILED, action)
        groups[said(title)].append((action, label))
    return [(title, sorted(rows, key=lambda row: row[1])) for title, rows in groups.items() if rows]


def _target(words: AuditWords, entry: AuditEntry) -> str | None:
    read = words.targets.get(entry.action) or words.targets.get("")
    found = read(entry.target) if read else None
    return None if found is None else said(found)


def _lines(entry: AuditEntry, terms: dict[str, Term]) -> Iterable[Line]:
    detail: dict[str, Any] = entry.detail
    for key, value in detail.items():
        if key.startswith(AFTER) and BEFORE + key.removeprefix(AFTER) in detail:
            continue  # shown with what was before
        term = terms.get(f"{entry.action}:{key}") or terms.get(key)
        later = AFTER + key.removeprefix(BEFORE)
        if key.startswith(BEFORE) and later in detail:
            yield Line(Shown(said(CHANGE)), _change(value, detail[later], term))
        else:
            yield Line(Shown(said(term.label)) if term else Shown(key, is_raw=True), _value(value, term))


def _change(before: Any, after: Any, term: Term | None) -> Shown:
    first, last = _value(before, term), _value(after, term)
    return Shown(f"{first.text} → {last.text}", first.is_raw and last.is_raw)


def _value(value: Any, term: Term | None) -> Shown:
    """What a term says of the value, or what is stored: a word is never made up."""
    if term is None:
        return Shown(value if isinstance(value, str) else _stored(value), is_raw=True)
    if value is None or value in ("", [], {}):
        return Shown(said(term.empty if value is None or value == "" else NONE))
    words = _each(value, term.read) if isinstance(value, list) else term.read(value)
    if words is None:
        return Shown(value if isinstance(value, str) else _stored(value), is_raw=True)
    return Shown(said(words))


def _each(values: list[Any], read: Read) -> str | None:
    """Every one in words, or none: a row half in words would not be found in an export."""
    words = [read(value) for value in values]
    return None if None in words else said(COMMA).join(said(word) for word in words)


def _stored(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
