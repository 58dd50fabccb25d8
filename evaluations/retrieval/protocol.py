"""What every retriever does."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Hit(NamedTuple):
    """A found passage: its index in the indexed list, and a score that only compares within one retriever."""

    index: int  # type: ignore[assignment]  # the name is worth hiding tuple.index
    score: float


class Retriever(Protocol):
    """Searches one fixed list of passages."""

    @property
    def key(self) -> str: ...

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """Return at most k hits for each query, best first, equal scores by index."""
        ...


def best(scores: NDArray[np.float32] | NDArray[np.float64], k: int) -> list[Hit]:
    """Return the k highest scores of one query, best first; ties go to the lower index.

    >>> [hit.index for hit in best(np.array([0.5, 0.9, 0.5]), 2)]
    [1, 0]
    """
    order = np.argsort(-scores, kind="stable")[:k]
    return [Hit(int(index), float(scores[index])) for index in order]
