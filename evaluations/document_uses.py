"""What rests on a document and what would go with it: shown before somebody removes it, asked again at the removal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from evaluations.models import (
    CachedAnswer,
    Call,
    Document,
    DraftJob,
    Passage,
    PassageVector,
    Run,
    TestItem,
    TestSet,
)
from evaluations.parsing.bundle import is_bundle
from evaluations.services.relevance import EvidenceFinder
from evaluations.states import DRAFT_ACTIVE, CallPurpose, DocumentState, ReviewState

ROWS_AT_A_TIME = 2000
# A reply is remembered in the transaction that closes its call.
AFTER_A_CALL = timedelta(seconds=60)


@dataclass(frozen=True)
class SetUse:
    """A question set with the number of its questions that rest on the document."""

    test_set: TestSet
    questions: int


@dataclass(frozen=True)
class Uses:
    """What keeps a document; with none of it, nothing depends on the document."""

    runs: tuple[Run, ...]
    sets: tuple[SetUse, ...]
    drafting: tuple[DraftJob, ...]  # under way
    is_unpacking: bool

    @property
    def is_free(self) -> bool:
        return not (self.runs or self.sets or self.drafting or self.is_unpacking)


@dataclass(frozen=True)
class Belongings:
    """What goes with a document."""

    passages: int
    vectors: int
    rejected: tuple[int, ...]  # questions that were rejected: freezing would delete them too
    replies: tuple[int, ...]  # remembered replies of models that drafted from it


def uses_of(document: Document) -> Uses:
    drafting = DraftJob.objects.filter(documents=document, state__in=DRAFT_ACTIVE)
    return Uses(
        runs=tuple(document.runs.order_by("-pk")),
        sets=_sets_on(document),
        drafting=tuple(drafting.select_related("test_set").order_by("pk")),
        is_unpacking=document.state == DocumentState.PARSING and is_bundle(document.name),
    )


def belongings_of(document: Document) -> Belongings:
    return Belongings(
        passages=document.passages.count(),
        vectors=own_vectors(document).count(),
        rejected=tuple(pk for pk, _set_id, is_rejected in _questions_on(document) if is_rejected),
        replies=tuple(_remembered_drafts(document)),
    )


def own_vectors(document: Document) -> QuerySet[PassageVector]:
    """The remembered vectors of its passages that no other document of the company has as well."""
    passages = Passage.objects.filter(document__organization=document.organization_id)
    return PassageVector.objects.filter(
        organization=document.organization_id,
        text_sha256__in=passages.filter(document=document).values("text_sha256"),
    ).exclude(text_sha256__in=passages.exclude(document=document).values("text_sha256"))


def _sets_on(document: Document) -> tuple[SetUse, ...]:
    counts = Counter(set_id for _pk, set_id, is_rejected in _questions_on(document) if not is_rejected)
    sets = TestSet.objects.filter(pk__in=counts).order_by("name", "-version")
    return tuple(SetUse(test_set, counts[test_set.pk]) for test_set in sets)


def _questions_on(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Key, set and whether it was rejected, of each question drafted from the document or with evidence in it alone."""
    items = TestItem.objects.filter(test_set__organization=document.organization_id)
    rows = items.values_list("pk", "test_set_id", "review", "passage__document_id", "evidence")
    rests = _resting_on(document)
    for pk, set_id, review, drafted_from, evidence in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        if drafted_from == document.pk or any(map(rests, evidence)):
            yield pk, set_id, review == ReviewState.REJECTED


def _resting_on(document: Document) -> Callable[[dict[str, Any]], bool]:
    """Whether a place of evidence needs this document: it names it, and no other one of that name holds the place."""
    if document.state != DocumentState.READY:
        return lambda _place: False
    passages = Passage.objects.filter(document__organization=document.organization_id)
    others = passages.filter(document__name=document.name).exclude(document=document)
    elsewhere = EvidenceFinder(list(others.select_related("document")))
    return lambda place: place["document"] == document.name and not elsewhere.passage_ids([place])


def _remembered_drafts(document: Document) -> Iterator[int]:
    """Their keys name no document: they are found by the moment at which the calls with its passages were closed."""
    calls = Call.objects.filter(organization=document.organization_id, purpose=CallPurpose.DRAFT)
    rows = calls.values_list("document_ids", "sent_at", "received_at")
    spans = [
        (sent, received + AFTER_A_CALL) for ids, sent, received in rows if received and document.pk in ids
    ]
    if not spans:
        return
    kept = CachedAnswer.objects.filter(organization=document.organization_id, answer=None)
    for pk, at in kept.values_list("pk", "created_at").iterator(chunk_size=ROWS_AT_A_TIME):
        if _is_within(at, spans):
            yield pk


def _is_within(at: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(start <= at <= end for start, end in spans)
