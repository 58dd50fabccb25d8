"""Passage vectors, remembered: the same text under the same model is never embedded twice."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evaluations.models import PassageVector
from evaluations.retrieval.dense import Embedder, vectors_key

# What is embedded before it is kept: so many bytes take some seconds, in whatever language and however many texts.
BYTES_AT_ONCE = 150_000
LOOKED_UP_AT_ONCE = 5_000  # a database takes only so many values in one question
Vectors = NDArray[np.float32]


def passage_vectors(
    organization_id: int, embedder: Embedder, texts: Sequence[str], still_ours: Callable[[], None]
) -> Vectors:
    """Return one row for each text, from the cache where the same text met the same model before.

    Every part is kept as soon as it is made, so that a killed worker loses one part at most. `still_ours` is
    called before each is stored.
    """
    name = vectors_key(embedder)
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    known = _known(organization_id, name, sorted(set(hashes)))
    missing = {digest: text for digest, text in zip(hashes, texts, strict=True) if digest not in known}
    for part in _parts({digest: len(text.encode()) for digest, text in missing.items()}):
        made = embedder.embed_passages([missing[digest] for digest in part]).astype("<f4")
        still_ours()
        vectors = dict(zip(part, (row.tobytes() for row in made), strict=True))
        _keep(organization_id, name, vectors)
        known |= vectors
    if not hashes:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    return np.frombuffer(b"".join(known[digest] for digest in hashes), dtype="<f4").reshape(len(hashes), -1)


def _parts(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Longest first: texts of like length share a batch."""
    part: list[str] = []
    size = 0
    for digest in sorted(sizes, key=lambda digest: -sizes[digest]):
        part.append(digest)
        size += sizes[digest]
        if size >= BYTES_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _known(organization_id: int, name: str, hashes: Sequence[str]) -> dict[str, bytes]:
    kept = PassageVector.objects.filter(organization_id=organization_id, embedder=name)
    known: dict[str, bytes] = {}
    for start in range(0, len(hashes), LOOKED_UP_AT_ONCE):
        part = hashes[start : start + LOOKED_UP_AT_ONCE]
        found = kept.filter(text_sha256__in=part).values_list("text_sha256", "vector")
        known |= {digest: bytes(vector) for digest, vector in found}
    return known


def _keep(organization_id: int, name: str, vectors: dict[str, bytes]) -> None:
    rows = [
        PassageVector(organization_id=organization_id, embedder=name, text_sha256=digest, vector=vector)
        for digest, vector in vectors.items()
    ]
    PassageVector.objects.bulk_create(rows, ignore_conflicts=True)
