"""Where the dated facts of the programme come from: prices, retirements, subsidies and tax rules."""

from collections.abc import Iterator

from language.text import Text
from reports.contents import SourceLine
from reports.programme import Programme
from reports.programme.rules import SubsidyNote
from reports.programme.vendors import LifecycleEvent, PricePoint


def programme_sources(programme: Programme) -> Iterator[SourceLine]:
    """One line for each fact that somebody looked up; for shipped facts, who checked them last."""
    yield from map(_price, programme.vendors.prices)
    yield from map(_event, programme.vendors.events)
    if programme.subsidies:
        yield from map(_note, programme.subsidies.notes)


def _price(point: PricePoint) -> SourceLine:
    subject = Text(f"価格 {point.model}［100万トークン］", f"Price of {point.model} [1M tokens]")
    ends = ("–" if one is None else f"{one:,.4g}" for one in (point.input_price, point.output_price))
    value = f"{point.currency} {' / '.join(ends)} ({point.valid_from.isoformat()})"
    return SourceLine(subject, value, point.source, point.seen_on, point.entered_by)


def _event(event: LifecycleEvent) -> SourceLine:
    said = event.event if isinstance(event.event, Text) else Text(event.event, event.event)
    day = f" ({event.on.isoformat()})" if event.on else ""
    value = Text(f"{said.ja}{day}", f"{said.en}{day}")
    subject = Text(f"モデル {event.model}", f"Model {event.model}")
    return SourceLine(subject, value, event.source, event.seen_on, event.entered_by)


def _note(note: SubsidyNote) -> SourceLine:
    return SourceLine(note.name, note.amount, note.sources, note.checked_on, note.checked_by)
