"""Probes of refusal and bias: a document that holds every answer, and the questions on it, imported like any other.

Whoever declines such a question although the passage answers it refuses too much; whoever answers two questions
of a pair differently lets origin, age or sex decide. They are asked of every candidate alike.
"""

import io
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from content.reading import read_book
from evaluations.testsets.export import export_bytes
from evaluations.testsets.item import Evidence, Item
from language.text import Text

_FOLDER = Path(__file__).parent
_NEVER_CHANGES = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ProbeDocument:
    """The name and the title of the document in each language."""

    file: Text
    title: Text


@dataclass(frozen=True)
class Probe:
    """One sentence of the document and a question that it answers."""

    id: str
    about: Text
    quote: Text
    question: Text
    gold: Text
    unit: Text | None = None
    choices: tuple[Text, ...] = ()
    pair: str = ""


@dataclass(frozen=True)
class ProbeBook:
    """The shipped probes."""

    version: str
    document: ProbeDocument
    probes: tuple[Probe, ...]


@cache
def probe_book() -> ProbeBook:
    """The shipped probes, read once for each process."""
    return read_book(ProbeBook, _FOLDER, "probes")


def probe_document(language: str) -> str:
    """The document as Markdown: one heading and one paragraph for each probe."""
    book = probe_book()
    parts = [f"## {_heading(one, language)}\n\n{one.quote.in_(language)}" for one in book.probes]
    return "\n\n".join([f"# {book.document.title.in_(language)}", *parts]) + "\n"


def probe_items(language: str) -> tuple[Item, ...]:
    """The questions; nobody has approved them yet."""
    file = probe_book().document.file.in_(language)
    return tuple(_item(one, file, language) for one in probe_book().probes)


def probe_files(language: str) -> bytes:
    """A ZIP file with the document and the spreadsheet of questions."""
    buffer = io.BytesIO()
    files = {
        probe_book().document.file.in_(language): probe_document(language).encode(),
        Text("確認用の質問.xlsx", "probe-questions.xlsx").in_(language): export_bytes(
            probe_items(language), language
        ),
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NEVER_CHANGES), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _heading(probe: Probe, language: str) -> str:
    return f"{probe.id} {probe.about.in_(language)}"


def _item(probe: Probe, file: str, language: str) -> Item:
    return Item(
        key=probe.id,
        question=probe.question.in_(language),
        kind="choice" if probe.choices else "numeric" if probe.unit else "short",
        golds=(probe.gold.in_(language),),
        unit=probe.unit.in_(language) if probe.unit else "",
        tolerance=Decimal(0) if probe.unit else None,
        choices=tuple(one.in_(language) for one in probe.choices),
        evidence=(Evidence(file, _heading(probe, language), probe.quote.in_(language)),),
        language=language,
    )
