"""Semantic similarity of stored answers, added to their scores when somebody asks for it.

It loads an embedding model on this machine: for commands and workers, never for a web process. Nothing is sent.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from evaluations.metrics.abstention import answer_text
from evaluations.metrics.exact import is_exact
from evaluations.metrics.measures import SEMANTIC
from evaluations.metrics.semantic import semantic_similarity
from evaluations.models import Run, Score
from evaluations.retrieval.dense import Embedder, Vectors, load_embedder
from evaluations.services.scoring import AT_ONCE
from evaluations.weights.store import prepare

EMBEDDER = "multilingual-e5-small"
# Only of answers in free wording: for a number or an option a cosine says nothing.
KINDS = ("short", "summary")


def local_embedder(key: str = EMBEDDER) -> Embedder:
    """Load a registered embedding model on this machine; raises WeightsRefused."""
    ready = prepare(key, settings.WEIGHTS_CACHE)
    return load_embedder(ready.folder, key, ready.entry.file_sha256)


class Comparing(Protocol):
    """An embedder of questions: what `load_embedder` returns is one."""

    key: str

    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...


def measure_similarity(run: Run, embedder: Comparing, still_ours: Callable[[], None] = lambda: None) -> int:
    """Add `semantic:<key of the embedder>` to the scores that lack it; return how many. Scoring again keeps it."""
    name = SEMANTIC + embedder.key
    scores = Score.objects.filter(answer__run_candidate__run=run, answer__item__kind__in=KINDS)
    waiting = scores.exclude(measures__has_key=name).order_by("pk")
    measured, last = 0, 0
    while part := list(waiting.filter(pk__gt=last).values(*_COLUMNS)[:AT_ONCE]):
        _keep(name, dict(zip((row["pk"] for row in part), _cosines(part, embedder), strict=True)))
        measured, last = measured + len(part), part[-1]["pk"]
        still_ours()
    return measured


_COLUMNS = ("pk", "answer__text", "answer__passage_ids", "answer__item__golds", "answer__item__key_points")


def _cosines(rows: Sequence[dict[str, Any]], embedder: Comparing) -> list[float | None]:
    """Embed each text once, however many answers share it; e5 compares two like texts as two queries."""
    said = [_said(row) for row in rows]
    right = [_wordings(row) for row in rows]
    texts = sorted({*said, *(gold for golds in right for gold in golds)} - {""}, key=len)
    vectors = dict(zip(texts, embedder.embed_queries(texts), strict=True))
    return [
        semantic_similarity(vectors[text], [vectors[gold] for gold in golds if gold]) if text else None
        for text, golds in zip(said, right, strict=True)
    ]


def _said(row: dict[str, Any]) -> str:
    """What the score judges: an answer without the marks of its sources, unless it is literally a right one."""
    text = str(row["answer__text"])
    return (
        text
        if is_exact(text, row["answer__item__golds"])
        else answer_text(text, len(row["answer__passage_ids"]))
    )


def _wordings(row: dict[str, Any]) -> list[str]:
    return row["answer__item__golds"] or [" ".join(row["answer__item__key_points"])]


@transaction.atomic
def _keep(name: str, cosines: dict[int, float | None]) -> None:
    """Rows are locked, so that a worker who scores again at this moment loses nothing of ours."""
    rows = list(Score.objects.select_for_update().filter(pk__in=cosines))
    for row in rows:
        cosine = cosines[row.pk]
        row.measures = {**row.measures, name: None if cosine is None else round(cosine, 6)}
    Score.objects.bulk_update(rows, ["measures"])
