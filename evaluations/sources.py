"""What an answer was based on: the passages of its prompt, with the reviewed evidence marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.marking import Segment, marked_segments
from evaluations.models import Answer, Document, Passage, TestItem


@dataclass(frozen=True)
class ShownSource:
    """One passage as a page shows it; `number` is its place in the prompt."""

    number: int
    passage: Passage
    segments: tuple[Segment, ...]
    is_evidence: bool


@dataclass(frozen=True)
class EvidencePlace:
    """A reviewed place of evidence, and the document it leads to if that is still there."""

    document_name: str
    locator: str
    quote: str
    document: Document | None
    passage: Passage | None


def shown_sources(item: TestItem, answers: Iterable[Answer]) -> tuple[ShownSource, ...]:
    """The passages in the prompts of these answers, in the order of the prompt."""
    ids = list(dict.fromkeys(pk for answer in answers for pk in answer.passage_ids))
    # The organisation is asked for again: ids in a JSON column are not guarded by a foreign key.
    passages = Passage.objects.select_related("document").filter(
        document__organization=item.test_set.organization_id
    )
    found = passages.in_bulk(ids)
    present = [found[pk] for pk in ids if pk in found]
    return tuple(_shown(number, passage, item) for number, passage in enumerate(present, start=1))


def evidence_places(item: TestItem) -> tuple[EvidencePlace, ...]:
    """Each reviewed place of evidence with the passage that holds it, as far as it can be found."""
    names = {str(place["document"]) for place in item.evidence}
    documents = Document.objects.filter(organization=item.test_set.organization_id, name__in=names)
    by_name = {document.name: document for document in documents}
    return tuple(_place(place, by_name.get(str(place["document"]))) for place in item.evidence)


def quotes_of(item: TestItem, document_name: str) -> list[str]:
    return [str(p["quote"]) for p in item.evidence if p["document"] == document_name and p["quote"]]


def _shown(number: int, passage: Passage, item: TestItem) -> ShownSource:
    segments = marked_segments(passage.text, quotes_of(item, passage.document.name))
    held = any(segment.is_marked for segment in segments) or _is_at_evidence(passage, item.evidence)
    return ShownSource(number, passage, segments, held)


def _is_at_evidence(passage: Passage, evidence: Sequence[dict[str, Any]]) -> bool:
    """Evidence without a quote is known by its place alone."""
    here = (passage.document.name, passage.label)
    return any((place["document"], place["locator"]) == here and not place["quote"] for place in evidence)


def _place(place: dict[str, Any], document: Document | None) -> EvidencePlace:
    quote, locator = str(place["quote"]), str(place["locator"])
    passages = list(document.passages.all()) if document else []
    holding = (p for p in passages if quote and any(s.is_marked for s in marked_segments(p.text, [quote])))
    at_place = (p for p in passages if p.label == locator)
    passage = next(holding, None) or next(at_place, None)
    return EvidencePlace(str(place["document"]), locator, quote, document, passage)
