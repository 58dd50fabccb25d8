"""BM25 on Japanese words."""

from collections.abc import Callable, Sequence

from evaluations.retrieval.protocol import Hit, best
from evaluations.retrieval.tokens import japanese_tokens


class Bm25Retriever:
    """Lucene's BM25 (k1 1.5, b 0.75) over content words; no common word, no hit."""

    key = "bm25"

    def __init__(
        self, passages: Sequence[str], tokenize: Callable[[str], list[str]] = japanese_tokens
    ) -> None:
        import bm25s

        self._tokenize = tokenize
        words = [tokenize(passage) for passage in passages]
        self._index = bm25s.BM25(method="lucene", k1=1.5, b=0.75) if any(words) else None
        if self._index:
            self._index.index(words, show_progress=False)
            self._known = set(self._index.vocab_dict)

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [self._search_one(query, k) for query in queries]

    def _search_one(self, query: str, k: int) -> list[Hit]:
        words = [word for word in self._tokenize(query) if self._index and word in self._known]
        if not self._index or not words:
            return []
        return [hit for hit in best(self._index.get_scores(words), k) if hit.score > 0]
