"""What happened to a model, what its licence demands, and what others say that it can do."""

from dataclasses import dataclass
from typing import Any

from catalogue.reading import refuse, required
from language.text import Text, text_of


@dataclass(frozen=True)
class LifecycleEvent:
    """What happened to a model or its price; `on` is "" where the day is unknown."""

    on: str
    what: Text
    source: str


@dataclass(frozen=True)
class Benchmark:
    """A public score as its source writes it, with the month or day of the statement."""

    name: str
    score: str
    as_of: str
    source: str


@dataclass(frozen=True)
class ModelFacts:
    """Conditions and traps of the licence in words; events by date; no benchmarks means that none is known."""

    license_note: Text | None = None
    lifecycle: tuple[LifecycleEvent, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()


def facts_of(row: dict[str, Any], name: str) -> ModelFacts:
    """Read the facts of one model's row; raises InvalidCatalogue naming the place of a mistake."""
    return ModelFacts(
        license_note=_text(row["license_note"], f"{name}.license_note") if "license_note" in row else None,
        lifecycle=tuple(_event(event, f"{name}.lifecycle") for event in row.get("lifecycle", ())),
        benchmarks=tuple(_benchmark(score, f"{name}.benchmarks") for score in row.get("benchmarks", ())),
    )


def _text(row: dict[str, Any], place: str) -> Text:
    try:
        return text_of(row)
    except (KeyError, TypeError) as error:
        raise refuse(place, "ja and en expected") from error


def _event(row: dict[str, Any], place: str) -> LifecycleEvent:
    day, source = (required(row, key, str, place) for key in ("date", "source"))
    return LifecycleEvent(day, _text(row, place), source)


def _benchmark(row: dict[str, Any], place: str) -> Benchmark:
    return Benchmark(*(required(row, key, str, place) for key in ("name", "score", "as_of", "source")))
