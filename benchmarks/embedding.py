"""Embedding a list of texts at once, against one text after the other."""

import random

from django.conf import settings

from benchmarks.comparison import Comparison, best_cpu_s
from evaluations.retrieval.dense import load_embedder
from evaluations.weights.store import prepare

MODEL = "all-minilm-l6-v2"
TEXTS = 200
WORDS = ("spindle", "bearing", "torque", "every three months", "record", "maintenance log", "alarm", "grease")


def compare() -> Comparison:
    chance = random.Random(1)  # noqa: S311  the same texts in every run
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(5, 150))) for _ in range(TEXTS)]
    ready = prepare(MODEL, settings.WEIGHTS_CACHE)
    embedder = load_embedder(ready.folder, MODEL, ready.entry.file_sha256)
    embedder.embed_passages(texts[:8])
    together = best_cpu_s(lambda: embedder.embed_passages(texts), 2)
    alone = best_cpu_s(lambda: [embedder.embed_passages([text]) for text in texts], 2)
    return Comparison(
        f"Embedding {TEXTS} texts of 5–150 terms (MiniLM, processor time)",
        f"one list: {together:.2f} s",
        f"one by one: {alone:.2f} s",
        alone / together,
        "times less processor time",
    )
