from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.retrieval.bm25 import Bm25Retriever
from evaluations.retrieval.dense import DenseRetriever
from evaluations.retrieval.hybrid import HybridRetriever
from evaluations.retrieval.protocol import Hit, best

PASSAGES = [
    "射出成形機のシリンダ温度は210℃に設定する。",
    "エラーE-0412は冷却水の流量低下を示す。",
    "エラーE-0421はモーターの過負荷を示す。保全課に連絡する。",
    "検査記録は3年間保管する。",
]


class Fixed:
    """A retriever whose rankings are given."""

    def __init__(self, *ranking: int) -> None:
        self.key = "fixed"
        self.hits = [Hit(index, 100.0 - place) for place, index in enumerate(ranking)]

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [self.hits[:k] for _ in queries]


class Letters:
    """An embedder that can be worked out by hand: how often a, b and c occur."""

    key = "letters"
    weights_sha256 = "0" * 64
    dimension = 3
    query_prefix = passage_prefix = ""
    normalised = False
    max_tokens = 99

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[text.count(letter) for letter in "abc"] for text in texts], np.float32)

    embed_passages = embed_queries

    def truncation_share(self, texts: Sequence[str]) -> float:
        return sum(len(text) > self.max_tokens for text in texts) / len(texts)


def test_bm25_finds_the_error_code_and_not_its_neighbour():
    hits = Bm25Retriever(PASSAGES).search(["e-0421 とは何か", "記録の保管年数"], 3)
    assert [ranking[0].index for ranking in hits] == [2, 3]
    assert 1 not in [hit.index for hit in hits[0]]


def test_bm25_matches_spelling_variants():
    assert Bm25Retriever(PASSAGES).search(["ﾓｰﾀの負荷"], 1)[0][0].index == 2


def test_bm25_gives_no_hit_where_no_word_is_shared():
    assert Bm25Retriever(PASSAGES).search(["xyz", "", "の"], 5) == [[], [], []]


def test_bm25_over_nothing_finds_nothing():
    assert Bm25Retriever([]).search(["温度"], 5) == [[]]
    assert Bm25Retriever(["", "。"]).search(["温度"], 5) == [[]]


def test_equal_passages_are_ranked_by_their_index():
    hits = Bm25Retriever(["温度", "圧力", "温度", "温度"]).search(["温度"], 4)[0]
    assert [hit.index for hit in hits] == [0, 2, 3]
    assert hits[0].score == hits[2].score


def test_bm25_counts_as_lucene_does():
    # One of two passages has the word once, both have one word: ln(1 + 1.5/1.5) * 1 / (1 + 1.5) = 0.27726
    hit = Bm25Retriever(["温度", "圧力"]).search(["温度"], 1)[0][0]
    assert hit.score == pytest.approx(0.27726, abs=1e-5)


def test_dense_search_ranks_by_dot_product_and_ties_by_index():
    vectors = np.array([[0, 1, 0], [1, 0, 0], [1, 0, 0]], np.float32)
    hits = DenseRetriever(Letters(), vectors).search(["aab", "b"], 2)
    assert hits[0] == [Hit(1, 2.0), Hit(2, 2.0)]
    assert hits[1] == [Hit(0, 1.0), Hit(1, 0.0)]


def test_rank_fusion_adds_reciprocal_ranks():
    # passage 7: first and third, 1/61 + 1/63 = 0.032266; passage 5: second twice, 2/62 = 0.032258
    hits = HybridRetriever([Fixed(7, 5, 9), Fixed(8, 5, 7)]).search(["q"], 3)[0]
    assert [hit.index for hit in hits] == [7, 5, 8]
    assert hits[0].score == pytest.approx(0.0322665, abs=1e-7)
    assert hits[1].score == pytest.approx(0.0322581, abs=1e-7)


def test_rank_fusion_ranks_equal_sums_by_index():
    assert [hit.index for hit in HybridRetriever([Fixed(4), Fixed(2)]).search(["q"], 2)[0]] == [2, 4]


def test_rank_fusion_needs_no_hit_from_every_retriever():
    hits = HybridRetriever([Fixed(), Fixed(3)]).search(["q", "r"], 5)
    assert [[hit.index for hit in ranking] for ranking in hits] == [[3], [3]]


@given(st.lists(st.permutations(range(6)), min_size=1, max_size=4))
def test_a_passage_that_is_first_everywhere_is_first_after_fusion(rankings):
    led = [[9, *ranking] for ranking in rankings]
    assert HybridRetriever([Fixed(*ranking) for ranking in led]).search(["q"], 1)[0][0].index == 9


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30), st.integers(1, 10))
def test_the_best_are_in_order_and_none_better_is_left_out(scores, k):
    hits = best(np.array(scores, np.float32), k)
    expected = sorted(range(len(scores)), key=lambda index: (-scores[index], index))[:k]
    assert [hit.index for hit in hits] == expected
