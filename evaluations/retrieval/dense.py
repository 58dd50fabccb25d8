"""Passages and questions as vectors of a sentence-transformers model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evaluations.retrieval.core_batches import budget_of, one_batch_a_core, token_batches
from evaluations.retrieval.protocol import Hit, best
from evaluations.weights.folder_guard import check_folder
from evaluations.weights.packed_linear import pack_linear_layers
from evaluations.weights.patient_threads import let_threads_sleep
from evaluations.weights.quiet import quietly

Vectors = NDArray[np.float32]
BATCH = 32


class Embedder(Protocol):
    """Turns texts into vectors; its settings are part of every result, since they change it."""

    key: str
    weights_sha256: str
    dimension: int
    query_prefix: str
    passage_prefix: str
    normalised: bool

    @property
    def max_tokens(self) -> int | None:
        """The longest text it reads; None where a vendor does not say."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimension)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimension)."""
        ...

    def truncation_share(self, texts: Sequence[str]) -> float | None:
        """Return the share of passages, 0 to 1, that are longer than the model reads; None where unknown."""
        ...


class SentenceTransformersEmbedder:
    """A sentence-transformers model. It gets the whole list, sorted by length, so that little is padding."""

    normalised = True

    def __init__(
        self, model: Any, key: str, weights_sha256: str, query_prefix: str = "", passage_prefix: str = ""
    ) -> None:
        self._model = model
        self.key = key
        self.weights_sha256 = weights_sha256
        self.dimension = int(model.get_embedding_dimension())
        self.query_prefix = query_prefix or _prompt(model, "query")
        self.passage_prefix = passage_prefix or _prompt(model, "document", "passage")
        self.max_tokens = int(model.max_seq_length)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self.passage_prefix)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self.query_prefix)

    def truncation_share(self, texts: Sequence[str]) -> float:
        if not texts:
            return 0.0
        return sum(n > self.max_tokens for n in self._lengths(texts, self.passage_prefix)) / len(texts)

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._model.device.type == "cpu" and len(texts) > 1:
            return self._embed_on_cores(texts, prefix)
        vectors = self._model.encode(
            list(texts), prompt=prefix, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _embed_on_cores(self, texts: Sequence[str], prefix: str) -> Vectors:
        import torch

        lengths = [min(n, self.max_tokens) for n in self._lengths(texts, prefix)]
        batches = token_batches(lengths, budget_of(lengths, torch.get_num_threads()))
        # Words become numbers in this thread, while the cores work: a tokenizer is not to be used by several.
        read = (self._model.preprocess([texts[i] for i in batch], prompt=prefix) for batch in batches)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for batch, rows in zip(batches, one_batch_a_core(self._forward, read), strict=True):
            vectors[batch] = rows
        return vectors

    def _lengths(self, texts: Sequence[str], prefix: str) -> list[int]:
        tokens = self._model.tokenizer([prefix + text for text in texts], truncation=False, verbose=False)
        return [len(ids) for ids in tokens["input_ids"]]

    def _forward(self, features: Any) -> Vectors:
        import torch

        with torch.inference_mode():
            found = self._model(features)["sentence_embedding"]
            return np.asarray(torch.nn.functional.normalize(found, dim=1).numpy(), dtype=np.float32)


def _prompt(model: Any, *names: str) -> str:
    """What the model's own settings put before a text: sentence-transformers writes "document" or "passage"."""
    return next((str(model.prompts[name]) for name in names if model.prompts.get(name)), "")


def load_embedder(
    folder: Path, key: str, sha: str, device: str = "auto", query_prefix: str = "", passage_prefix: str = ""
) -> Embedder:
    """Load a checked folder; `sha` is the hash of the weights it was made from. Raises FolderRefused.

    A prefix that is given stands in place of the model's own.
    """
    check_folder(folder)
    let_threads_sleep()
    import torch
    from sentence_transformers import SentenceTransformer

    where = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    with quietly():
        model = SentenceTransformer(
            str(folder),
            device=where,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    pack_linear_layers(model)
    return SentenceTransformersEmbedder(model, key, sha, query_prefix, passage_prefix)


def vectors_key(embedder: Embedder) -> str:
    """Name the vectors of this embedder: the same text under another model or prefix is another vector."""
    settings = f"{embedder.weights_sha256}|{embedder.passage_prefix}|{embedder.max_tokens}"
    return hashlib.sha256(settings.encode()).hexdigest()


def embedder_facts(embedder: Embedder, passages: Sequence[str]) -> dict[str, Any]:
    """Return the settings that change a result, to be stored and shown beside it.

    `truncation_share` is the share of passages longer than the model reads; None where it cannot be known.
    """
    return {
        "dimension": embedder.dimension,
        "normalised": embedder.normalised,
        "query_prefix": embedder.query_prefix,
        "passage_prefix": embedder.passage_prefix,
        "max_tokens": embedder.max_tokens,
        "truncation_share": embedder.truncation_share(passages),
        "weights_sha256": embedder.weights_sha256,
    }


class DenseRetriever:
    """Exact search by dot product; row n of the vectors is passage n."""

    def __init__(self, embedder: Embedder, passage_vectors: Vectors) -> None:
        self.key = f"dense:{embedder.key}"
        self._embedder = embedder
        self._passages = passage_vectors

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        scores = self._embedder.embed_queries(queries) @ self._passages.T
        return [best(row, k) for row in scores]
