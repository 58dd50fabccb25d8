"""Searching the documents of a run with every retriever, once for all candidates."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from evaluations.errors import EvaluationRefused
from evaluations.models import Passage, PassageVector, Retrieval, Run
from evaluations.retrieval.bm25 import Bm25Retriever
from evaluations.retrieval.dense import DenseRetriever, Embedder, load_embedder
from evaluations.retrieval.hybrid import HybridRetriever
from evaluations.retrieval.protocol import Retriever
from evaluations.weights.registry import REGISTRY
from evaluations.weights.store import prepare
from language.text import Text

DEPTH = 20
EMBED_AT_ONCE = 128
Vectors = NDArray[np.float32]
UNKNOWN = Text(
    "検索方式「{key}」はありません。ほかの検索方式の結果は保存されています。一覧から選び直してください。",
    'There is no retriever "{key}". Results of the others are stored. Choose one from the list.',
)


def retriever_name(key: str) -> str:
    """The name shown for a retriever key such as `hybrid:multilingual-e5-small`."""
    kind, _, model = key.partition(":")
    label = REGISTRY[model].name if model in REGISTRY else ""
    return {"bm25": "BM25", "dense": label, "hybrid": f"BM25 + {label}"}.get(kind, key)


def retrieve_all(run: Run, still_ours: Callable[[], None]) -> None:
    """Store the ranking of every retriever for every question; what is stored is not searched again.

    `still_ours` is called after every part of the work: it renews the lease, or raises when it is lost.
    """
    passages = list(
        Passage.objects.filter(document__runs=run)
        .select_related("document")
        .order_by("document_id", "ordinal")
    )
    items = list(run.test_set.items.all())
    shelf = Shelf(run, passages, still_ours)
    for key in run.retrievers:
        stored = Retrieval.objects.filter(run=run, retriever=key).count()
        if stored == len(items):
            continue
        rankings = shelf.retriever(key).search([item.question for item in items], DEPTH)
        rows = [
            Retrieval(
                run=run,
                retriever=key,
                item=item,
                passage_ids=[passages[hit.index].pk for hit in hits],
                scores=[round(float(hit.score), 6) for hit in hits],
            )
            for item, hits in zip(items, rankings, strict=True)
        ]
        still_ours()
        Retrieval.objects.bulk_create(rows, ignore_conflicts=True)


class Shelf:
    """The retrievers over one set of passages; parts that several of them need are made once."""

    def __init__(self, run: Run, passages: Sequence[Passage], still_ours: Callable[[], None]) -> None:
        self.run = run
        self.still_ours = still_ours
        self.texts = [passage.text for passage in passages]
        self.made: dict[str, Retriever] = {}

    def retriever(self, key: str) -> Retriever:
        if key not in self.made:
            self.made[key] = self._make(key)
        return self.made[key]

    def _make(self, key: str) -> Retriever:
        kind, _, model = key.partition(":")
        if kind == "bm25" and not model:
            return Bm25Retriever(self.texts)
        if kind == "dense" and model in REGISTRY:
            return self._dense(model)
        if kind == "hybrid" and model in REGISTRY:
            return HybridRetriever([self.retriever("bm25"), self.retriever(f"dense:{model}")])
        raise EvaluationRefused("retriever", UNKNOWN.filled(key=key))

    def _dense(self, model: str) -> Retriever:
        ready = prepare(model, settings.WEIGHTS_CACHE)
        embedder = load_embedder(ready.folder, model, ready.entry.file_sha256)
        return DenseRetriever(embedder, self._vectors(embedder))

    def _vectors(self, embedder: Embedder) -> Vectors:
        """Passage vectors, from the cache where the same text met the same model before."""
        hashes = [_digest(text) for text in self.texts]
        scope = PassageVector.objects.filter(
            organization_id=self.run.organization_id, embedder=embedder.weights_sha256
        )
        known = dict(scope.filter(text_sha256__in=set(hashes)).values_list("text_sha256", "vector"))
        missing = {
            digest: text for digest, text in zip(hashes, self.texts, strict=True) if digest not in known
        }
        # Longest first: texts of like length share a batch, and each part is kept as soon as it is made.
        waiting = sorted(missing, key=lambda digest: -len(missing[digest]))
        for start in range(0, len(waiting), EMBED_AT_ONCE):
            part = waiting[start : start + EMBED_AT_ONCE]
            made = embedder.embed_passages([missing[digest] for digest in part]).astype("<f4")
            self.still_ours()
            known |= self._keep(embedder, dict(zip(part, (row.tobytes() for row in made), strict=True)))
        return np.stack([np.frombuffer(bytes(known[digest]), dtype="<f4") for digest in hashes])

    def _keep(self, embedder: Embedder, vectors: dict[str, bytes]) -> dict[str, bytes]:
        rows = [
            PassageVector(
                organization_id=self.run.organization_id,
                embedder=embedder.weights_sha256,
                text_sha256=digest,
                vector=vector,
            )
            for digest, vector in vectors.items()
        ]
        PassageVector.objects.bulk_create(rows, ignore_conflicts=True)
        return vectors


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
