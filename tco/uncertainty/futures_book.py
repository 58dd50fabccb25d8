"""The shipped futures: worlds, a price war to lay over them, and what each of their numbers means for a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from language.text import Text, text_of
from tco.errors import InvalidAssumptions

FILE = Path(__file__).parent.parent / "content" / "futures.yaml"
SCHEMA = "futures/1"

Beside = Literal["lower", "higher", "world"]
FutureKind = Literal["baseline", "world", "overlay"]
Three = tuple[float, float, float]


@dataclass(frozen=True)
class Parameter:
    """One number of a future; `overlay` says which value counts under a price war, `meaning` what it changes."""

    key: str
    label: Text
    unit: Text
    overlay: Beside
    meaning: Text


@dataclass(frozen=True)
class Future:
    """A world in words and its effects (low, mode, high), all of them assumptions."""

    key: str
    label: Text
    kind: FutureKind
    effects: Mapping[str, Three]
    story: Text | None
    source_note: Text | None
    depends_on: tuple[Text, ...]
    indicators: tuple[Text, ...]
    hedges: tuple[Text, ...]


@dataclass(frozen=True)
class Fact:
    """Something that was reported, with its source and date."""

    key: str
    fact: Text
    source: str
    date: str
    caution: Text | None


@dataclass(frozen=True)
class World:
    """A future, with the price war over it or not; its effects are already merged."""

    key: str
    label: Text
    future: Future
    overlay: Future | None
    effects: Mapping[str, Three]


@dataclass(frozen=True)
class FutureBook:
    """Everything in the file; `weights` are for a chart only, decisions use the worst regret."""

    parameters: tuple[Parameter, ...]
    futures: tuple[Future, ...]
    weights: Mapping[str, float]
    weights_note: Text
    facts: tuple[Fact, ...]

    @property
    def baseline(self) -> Future:
        """Today's prices."""
        return next(one for one in self.futures if one.kind == "baseline")

    @property
    def overlay(self) -> Future:
        """The price war."""
        return next(one for one in self.futures if one.kind == "overlay")

    def future(self, key: str) -> Future:
        """Return a future by its key; KeyError when there is none."""
        found = {one.key: one for one in self.futures}
        return found[key]

    def world(self, key: str, *, has_price_war: bool) -> World:
        """Return a future with the price war over it or not."""
        future = self.future(key)
        if not has_price_war or future.kind == "overlay":
            return World(future.key, future.label, future, None, future.effects)
        over = self.overlay
        label = Text(f"{future.label.ja} + 価格競争", f"{future.label.en} + price war")
        effects = {
            one.key: merged(one.overlay, future.effects[one.key], over.effects[one.key])
            for one in self.parameters
        }
        return World(f"{future.key}+{over.key}", label, future, over, effects)

    def worlds(self) -> tuple[World, ...]:
        """Return today's prices and every world, each without and with the price war."""
        return tuple(
            self.world(one.key, has_price_war=has_price_war)
            for one in self.futures
            if one.kind != "overlay"
            for has_price_war in (False, True)
        )


def merged(rule: Beside, world: Three, over: Three) -> Three:
    """Lay the price war's three values over a world's: the lower or higher of each, or the world's.

    >>> merged("lower", (0.8, 0.9, 1.1), (0.3, 0.5, 0.7))
    (0.3, 0.5, 0.7)
    """
    if rule == "world":
        return world
    chosen = min if rule == "lower" else max
    low, mode, high = (chosen(pair) for pair in zip(world, over, strict=True))
    return low, mode, high


@lru_cache(1)
def shipped_futures() -> FutureBook:
    """Return the futures that come with the product."""
    return load_futures(FILE)


def load_futures(path: Path) -> FutureBook:
    """Read a file of futures; InvalidAssumptions says which part is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise refused(path.name, f"schema must be {SCHEMA}")
        parameters = tuple(_parameter(row) for row in content["parameters"])
        book = FutureBook(
            parameters,
            tuple(_future(row, {one.key for one in parameters}) for row in content["scenarios"]),
            {str(key): float(weight) for key, weight in content["planning_weights"].items()},
            text_of(content["planning_weights_note"]),
            tuple(_fact(row) for row in content["evidence"]),
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise refused(path.name, f"{type(error).__name__}: {error}") from error
    _check_kinds(path.name, book)
    return book


def _check_kinds(name: str, book: FutureBook) -> None:
    kinds = [one.kind for one in book.futures]
    if kinds.count("baseline") != 1 or kinds.count("overlay") != 1 or "world" not in kinds:
        raise refused(name, "one baseline, one overlay and at least one world are needed")


def _parameter(row: Mapping[str, Any]) -> Parameter:
    if row["overlay"] not in get_args(Beside):
        raise refused(str(row["id"]), "overlay must be lower, higher or world")
    return Parameter(
        str(row["id"]), text_of(dict(row)), text_of(row["unit"]), row["overlay"], text_of(row["meaning"])
    )


def _future(row: Mapping[str, Any], parameters: set[str]) -> Future:
    name = str(row["id"])
    if row["assumption"] is not True or row["kind"] not in get_args(FutureKind):
        raise refused(name, "a future is marked as an assumption and has a kind")
    effects = {str(key): _three(name, values) for key, values in row["effects"].items()}
    if set(effects) != parameters:
        raise refused(name, f"effects and parameters differ: {', '.join(sorted(set(effects) ^ parameters))}")
    return Future(
        name,
        text_of(dict(row)),
        row["kind"],
        effects,
        _text(row, "story"),
        _text(row, "source_note"),
        *(_texts(row, key) for key in ("depends_on", "indicators", "hedges")),
    )


def _three(name: str, values: list[Any]) -> Three:
    low, mode, high = (float(value) for value in values)
    if not low <= mode <= high:
        raise refused(name, f"{low:g}, {mode:g}, {high:g} do not rise")
    return low, mode, high


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        str(row["id"]), text_of(row["fact"]), str(row["source"]), str(row["date"]), _text(row, "caution")
    )


def _text(row: Mapping[str, Any], key: str) -> Text | None:
    return text_of(row[key]) if key in row else None


def _texts(row: Mapping[str, Any], key: str) -> tuple[Text, ...]:
    return tuple(text_of(one) for one in row.get(key, ()))


def refused(place: str, why: str) -> InvalidAssumptions:
    """Say which part of the file of futures is wrong."""
    return InvalidAssumptions(
        Text(
            f"将来像のファイルを読み込めません({place}): {why}。保存済みの計画はそのままです。",
            f"The file of futures cannot be read ({place}): {why}. Saved plans are unchanged.",
        )
    )
