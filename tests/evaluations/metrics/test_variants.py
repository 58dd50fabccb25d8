import pytest

from evaluations.metrics.exact import is_exact, is_variant
from evaluations.metrics.variants import content_words, has_negation


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("歩留り", "歩留まり"),
        ("ﾓｰﾀ", "モーター"),
        ("サーバ", "サーバー"),
        ("打合せ", "打ち合わせ"),
        ("締付けトルク", "締め付けトルク"),
        ("取付", "取り付け"),
    ],
)
def test_spellings_of_one_word_match(answer, gold):
    assert is_variant(answer + "です。", [gold])


@pytest.mark.parametrize(
    ("answer", "gold"),
    [("−5", "5"), ("1/2", "12"), ("交換しない", "交換する"), ("未検査", "検査"), ("1.5", "15")],
)
def test_signs_and_negation_are_no_spelling(answer, gold):
    assert not is_variant(answer, [gold])
    assert not is_exact(answer, [gold])


def test_any_of_several_golds_matches_exactly():
    assert is_exact("「モーター」です。", ["発電機", "ﾓｰﾀｰ"])


def test_content_words_leave_out_numbers_counters_and_particles():
    assert content_words("ベアリングを3か月ごとに交換する") == ("ベアリング", "交換")
    assert content_words("the spare parts")[-2:] == content_words("spare parts")


def test_small_amounts_are_no_negation():
    assert has_negation("交換しない")
    assert has_negation("Do not press")
    assert not has_negation("少ない")
