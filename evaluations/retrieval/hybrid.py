"""Several retrievers as one, by reciprocal rank fusion."""

from collections import defaultdict
from collections.abc import Sequence

from evaluations.retrieval.protocol import Hit, Retriever

RANK_CONSTANT = 60
DEPTH = 50


class HybridRetriever:
    """Adds 1 / (60 + rank) over the rankings: scores of different retrievers are never compared.

    Cormack, Clarke and Büttcher, SIGIR 2009. First in one ranking and third in the other:
    1/61 + 1/63 = 0.03227; second in both: 2/62 = 0.03226, so just behind.
    """

    def __init__(self, retrievers: Sequence[Retriever]) -> None:
        self.key = f"hybrid:{'+'.join(retriever.key for retriever in retrievers)}"
        self._retrievers = tuple(retrievers)

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        rankings = [retriever.search(queries, max(k, DEPTH)) for retriever in self._retrievers]
        return [_fuse(of_one_query)[:k] for of_one_query in zip(*rankings, strict=True)]


def _fuse(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.index] += 1 / (RANK_CONSTANT + rank)
    return sorted((Hit(*pair) for pair in scores.items()), key=lambda hit: (-hit.score, hit.index))
