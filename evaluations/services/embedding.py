"""Embedding models of a run: those of the registry, the company's own, and those behind an endpoint.

Texts go to an endpoint through the same gates as every other send: policy, reservation, a noted call.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from evaluations.errors import EvaluationRefused
from evaluations.models import Call, Candidate, ModelCard, Run
from evaluations.providers.openai_embeddings import TEXTS_A_CALL, Embedded, OpenAIEmbeddings
from evaluations.providers.protocol import Generation, ProviderError
from evaluations.retrieval.dense import Embedder, load_embedder
from evaluations.retrieval.rerank import Reranker, load_reranker
from evaluations.services.endings import closed_as, surely_unbilled
from evaluations.services.opening import endpoint_settings, snapshot_of
from evaluations.services.policy import Gatekeeper, Material
from evaluations.services.purse import Bound, Purse
from evaluations.states import CallPurpose, ModelRole, ProviderKind
from evaluations.weights.folder_hash import folder_sha256
from evaluations.weights.registry import REGISTRY
from evaluations.weights.store import prepare
from language.text import Text

Vectors = NDArray[np.float32]
LONGEST_PAUSE_S = 60.0
# Tries of one part that may be billed although they were turned away: each keeps its reservation.
MOST_UNCLEAR = 3
UNKNOWN = Text(
    "検索モデル「{key}」は登録されていません。ほかの検索方式の結果は保存されています。一覧から選び直してください。",
    'There is no retrieval model "{key}". Results of other retrievers are stored. Choose one from the list.',
)
NOT_A_RERANKER = Text(
    "「{key}」はリランカーとして使えません(出力が1つのクロスエンコーダーが必要です)。ほかの検索方式の結果は保存されています。",
    '"{key}" cannot be used as a reranker: a cross-encoder with one output is needed. Results of other retrievers '
    "are stored.",
)


def open_embedder(run: Run, key: str, still_ours: Callable[[], None]) -> Embedder:
    """Load or connect to the embedding model of this key; raises EvaluationRefused or WeightsRefused."""
    if key in REGISTRY and REGISTRY[key].is_embedder:
        ready = prepare(key, settings.WEIGHTS_CACHE)
        return load_embedder(ready.folder, key, ready.entry.file_sha256)
    candidate = _candidate(run, key, ModelRole.EMBEDDING)
    if candidate.provider == ProviderKind.OPENAI:
        return EndpointEmbedder(run, candidate, still_ours)
    folder = _folder(candidate)
    return load_embedder(
        folder,
        key,
        folder_sha256(folder),
        query_prefix=candidate.query_prefix,
        passage_prefix=candidate.passage_prefix,
    )


def open_reranker(run: Run, key: str) -> Reranker:
    """Load the cross-encoder of this key; it always runs on this machine."""
    folder = _folder(_candidate(run, key, ModelRole.RERANKER))
    try:
        return load_reranker(folder, key, folder_sha256(folder))
    except ValueError:
        raise EvaluationRefused("retriever", NOT_A_RERANKER.filled(key=key)) from None


def _candidate(run: Run, key: str, role: str) -> Candidate:
    found = run.organization.candidates.filter(key=key, role=role).first()
    if found is None:
        raise EvaluationRefused("retriever", UNKNOWN.filled(key=key))
    return found


def _folder(candidate: Candidate) -> Any:
    from evaluations.weights.locating import locate_source

    card: ModelCard | None = candidate.model_card
    allowed = card is not None and card.remote_code_allowed_by_id is not None
    return locate_source(candidate.weights_source, settings.MODEL_FOLDERS, settings.WEIGHTS_CACHE, allowed)


class EndpointEmbedder:
    """An embedding model behind an endpoint. Before every call the policy is asked for all documents of the run."""

    normalised = True
    max_tokens: int | None = None

    def __init__(self, run: Run, candidate: Candidate, still_ours: Callable[[], None]) -> None:
        self.key = candidate.key
        self.query_prefix, self.passage_prefix = candidate.query_prefix, candidate.passage_prefix
        self._run = run
        self._still_ours = still_ours
        snapshot = snapshot_of(candidate)
        self._where = {k: v for k, v in endpoint_settings(snapshot).items() if k != "max_concurrency"}
        self._gate = Gatekeeper(run.organization_id, snapshot, run.pk, CallPurpose.EMBED)
        self._purse = Purse(run.organization_id, snapshot, run.pk)
        self._documents = tuple(run.documents.order_by("pk").values_list("pk", flat=True))
        name = f"{self._gate.destination.address}|{candidate.model_name}"
        self.weights_sha256 = hashlib.sha256(name.encode()).hexdigest()
        self.dimension = 0  # known after the first answer

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        # Passages hold nothing of the questions.
        return self._embed(texts, self.passage_prefix, Material(self._documents))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self.query_prefix, Material((), self._run.test_set_id))

    def truncation_share(self, texts: Sequence[str]) -> float | None:  # noqa: ARG002
        """Unknown: a vendor cuts long texts or refuses them, and does not say which."""
        return None

    def _embed(self, texts: Sequence[str], prefix: str, material: Material) -> Vectors:
        parts = [
            self._send([prefix + text for text in texts[start : start + TEXTS_A_CALL]], material)
            for start in range(0, len(texts), TEXTS_A_CALL)
        ]
        if not parts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        self.dimension = parts[0].shape[1]
        return np.concatenate(parts)

    def _send(self, texts: list[str], material: Material) -> Vectors:
        """Send one part; a wait that the endpoint asks for is kept, as long as the run allows."""
        ends_at, unclear = time.monotonic() + self._run.give_up_after_s, 0
        while True:
            try:
                return self._once(texts, material)
            except ProviderError as refusal:
                unclear += not surely_unbilled(refusal)
                if not refusal.asks_to_wait or unclear >= MOST_UNCLEAR:
                    raise
                pause_s = min(max(refusal.retry_after_s or 1.0, 1.0), LONGEST_PAUSE_S)
                if time.monotonic() + pause_s > ends_at:
                    raise
                self._still_ours()
                time.sleep(pause_s)

    def _once(self, texts: list[str], material: Material) -> Vectors:
        self._gate.check(material)
        call = self._noted(texts, material)
        try:
            found = _asked(self._where, texts)
        except ProviderError as error:
            self._close_failed(call, error)
            raise
        generation = Generation("", "stop", found.input_tokens, 0, None, None, 0.0, None)
        self._purse.settle(call, generation)
        return found.vectors

    @transaction.atomic
    def _noted(self, texts: list[str], material: Material) -> Call:
        """Reserve and note the call before it is sent."""
        bound = Bound(sum(len(text.encode()) + 8 for text in texts), 0)
        reservation = self._purse.reserve({0: bound})
        if reservation.refusal:
            raise reservation.refusal
        return Call.objects.create(
            organization_id=self._run.organization_id,
            purpose=CallPurpose.EMBED,
            run=self._run,
            sent_at=timezone.now(),
            host_name=self._gate.destination.name,
            host_address=self._gate.destination.address,
            confidentiality=self._gate.highest(material),
            document_ids=list(material.document_ids),
            request_sha256=hashlib.sha256("\n".join(texts).encode()).hexdigest(),
            reserved_microyen=reservation.microyen.get(0, 0),
            budget_month=reservation.month,
        )

    @transaction.atomic
    def _close_failed(self, call: Call, error: ProviderError) -> None:
        if surely_unbilled(error):
            self._purse.release(call)
        Call.objects.filter(pk=call.pk).update(**closed_as(call, error, timezone.now()))


@async_to_sync
async def _asked(where: dict[str, Any], texts: list[str]) -> Embedded:
    client = OpenAIEmbeddings(**where)
    try:
        return await client.embed(texts)
    finally:
        await client.aclose()
