"""Embedding the passages of a company at once, against the library's loop; and once more, from what is kept."""

import math
import random
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from accounts.models import Organization
from benchmarks.comparison import Comparison
from evaluations.retrieval.dense import load_embedder
from evaluations.services.vectors import passage_vectors
from evaluations.weights.store import prepare

MODEL = "all-minilm-l6-v2"
PASSAGES = 2_000
WORDS = (4, 250)  # from a heading to a page, as many short ones as a document has
TEXT = (
    "the spindle bearing must be greased every three months and its torque noted in the maintenance record before "
    "the alarm is reset by an operator"
)


def compare() -> list[Comparison]:
    texts = _passages()
    ready = prepare(MODEL, settings.WEIGHTS_CACHE)
    embedder = load_embedder(ready.folder, MODEL, ready.entry.file_sha256)
    embedder.embed_passages(texts[:8])
    company = Organization.objects.create(slug="bench-embedding", name="bench")
    # After the embedder, which lets the threads of torch sleep while they wait.
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(ready.folder), device="cpu", local_files_only=True)
    plain.encode(texts[0], show_progress_bar=False)
    # Half before and half after, so that a busy moment of the machine meets both.
    alone_s = _took_s(lambda: _one_by_one(plain, texts[::2]))
    first_s = _took_s(lambda: passage_vectors(company.pk, embedder, texts, lambda: None))
    alone_s += _took_s(lambda: _one_by_one(plain, texts[1::2]))
    again_s = _took_s(lambda: passage_vectors(company.pk, embedder, texts, lambda: None))
    alone, together = len(texts) / alone_s, len(texts) / first_s
    return [
        Comparison(
            f"Embedding {PASSAGES:,} passages of {WORDS[0]}–{WORDS[1]} words (MiniLM, by the clock, storing included)",
            f"all at once: {together:,.0f} passages/s",
            f"one by one, by sentence-transformers: {alone:,.0f} passages/s",
            together / alone,
            "times the passages a second",
        ),
        Comparison(
            f"The same {PASSAGES:,} passages a second time",
            f"from what is kept: {again_s:.3f} s",
            f"embedded: {first_s:.1f} s",
            first_s / again_s,
            "times faster",
        ),
    ]


def _one_by_one(model: Any, texts: list[str]) -> None:
    """What one would write without this product."""
    for text in texts:
        model.encode(text, normalize_embeddings=True, show_progress_bar=False)


def _passages() -> list[str]:
    """The same texts in every run: of every order of length as many."""
    chance = random.Random(1)  # noqa: S311
    least, most = (math.log(words) for words in WORDS)
    words = TEXT.split()
    counts = [round(math.exp(chance.uniform(least, most))) for _ in range(PASSAGES)]
    return [" ".join(chance.choices(words, k=count)) + f" {n}" for n, count in enumerate(counts)]


def _took_s(action: Callable[[], object]) -> float:
    started_s = time.perf_counter()
    action()
    return time.perf_counter() - started_s
