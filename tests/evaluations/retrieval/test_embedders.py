import numpy as np
import pytest

from evaluations.retrieval.dense import DenseRetriever, load_embedder
from evaluations.weights.store import PreparedWeights

pytestmark = pytest.mark.models

# Pairs that share their words, asked in other words: only the meaning tells them apart.
PASSAGES = [
    "射出成形機のシリンダ温度は210℃に設定する。",
    "射出成形機の金型温度は60℃に保つ。",
    "冷却水の流量は毎分8リットル以上を保つこと。",
    "冷却水の入口温度は25℃を超えてはならない。",
    "検査記録は3年間保管する。",
    "検査員は年に一度、力量の認定を受ける。",
    "作業者は保護めがねと手袋を着用しなければならない。",
    "作業者は始業前に機械の油量を点検する。",
    "不良品は赤い箱に入れ、品質保証課の判定を待つ。",
    "良品は青い箱に入れ、出荷場へ運ぶ。",
    "見積書の有効期限は発行日から30日とする。",
    "納品書は出荷の前日までに発行する。",
]
QUESTIONS = [
    "材料を溶かす部分は何度にするか",
    "型は何度に保つか",
    "水はどれだけ流せばよいか",
    "水の温度の上限",
    "測定結果の書類を残しておく年数",
    "検査する人の資格の更新",
    "身に着けるべき安全用品は何か",
    "仕事の前に潤滑を確かめる",
    "不合格になった製品はどこに置くか",
    "合格した製品の行き先",
    "提示した価格はいつまで有効か",
    "伝票はいつ出すか",
]


@pytest.fixture(scope="module")
def strong(e5):
    return load_embedder(e5.folder, "multilingual-e5-small", e5.entry.file_sha256, "cpu")


@pytest.fixture(scope="module")
def weak(minilm):
    return load_embedder(minilm.folder, "all-minilm-l6-v2", minilm.entry.file_sha256, "cpu")


def found_first(embedder) -> int:
    retriever = DenseRetriever(embedder, embedder.embed_passages(PASSAGES))
    rankings = retriever.search(QUESTIONS, 3)
    return sum(ranking[0].index == number for number, ranking in enumerate(rankings))


def test_the_rebuilt_e5_finds_japanese_passages_by_meaning(strong):
    assert found_first(strong) >= 9


def test_the_english_embedder_is_clearly_weaker_in_japanese(strong, weak):
    assert found_first(weak) <= found_first(strong) - 4


def test_vectors_are_of_unit_length_and_float32(strong):
    vectors = strong.embed_passages(PASSAGES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (12, strong.dimension) == (12, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(12), abs=1e-5)


def test_the_settings_that_change_results_are_known(strong, weak, e5: PreparedWeights):
    assert (strong.query_prefix, strong.passage_prefix, strong.max_tokens) == ("query: ", "passage: ", 512)
    assert (weak.query_prefix, weak.passage_prefix, weak.max_tokens) == ("", "", 256)
    assert strong.weights_sha256 == e5.entry.file_sha256


def test_prefixes_are_part_of_what_is_embedded(strong):
    query, passage = strong.embed_queries(["温度"])[0], strong.embed_passages(["温度"])[0]
    assert 0.5 < float(query @ passage) < 0.999


def test_the_order_of_the_texts_is_kept(strong):
    together = strong.embed_passages(["短い", "長い文です。" * 30, "中くらいの文です。"])
    alone = np.concatenate(
        [strong.embed_passages([text]) for text in ["短い", "長い文です。" * 30, "中くらいの文です。"]]
    )
    assert np.abs(together - alone).max() < 1e-3


def test_the_share_of_passages_that_are_cut_is_told(strong):
    assert strong.truncation_share(["短い文", "温度を点検する。" * 300]) == 0.5
    assert strong.truncation_share([]) == 0.0


def test_no_texts_give_no_vectors(strong):
    assert strong.embed_passages([]).shape == (0, 384)
