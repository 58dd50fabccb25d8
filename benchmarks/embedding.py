"""Embedding the passages of a company at once, against one after the other; and once more, from what is kept."""

import math
import random
import time
from collections.abc import Callable

from django.conf import settings

from accounts.models import Organization
from benchmarks.comparison import Comparison
from evaluations.retrieval.dense import load_embedder
from evaluations.services.vectors import passage_vectors
from evaluations.weights.store import prepare

MODEL = "all-minilm-l6-v2"
PASSAGES = 2_000
ALONE = 200  # one by one takes long: a tenth of the same passages gives its rate
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
    sample = texts[:: PASSAGES // ALONE]
    # Half before and half after, so that a busy moment of the machine meets both.
    halves = [sample[::2], sample[1::2]]
    alone_s = _took_s(lambda: [embedder.embed_passages([text]) for text in halves[0]])
    first_s = _took_s(lambda: passage_vectors(company.pk, embedder, texts, lambda: None))
    alone_s += _took_s(lambda: [embedder.embed_passages([text]) for text in halves[1]])
    again_s = _took_s(lambda: passage_vectors(company.pk, embedder, texts, lambda: None))
    alone, together = len(sample) / alone_s, len(texts) / first_s
    return [
        Comparison(
            f"Embedding {PASSAGES:,} passages of {WORDS[0]}–{WORDS[1]} words (MiniLM, by the clock, storing included)",
            f"all at once: {together:,.0f} passages/s",
            f"one by one: {alone:,.0f} passages/s",
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
