import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.retrieval.tokens import japanese_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ﾓｰﾀのエラーE-0421を点検する", ["モーター", "エラー", "E-0421", "点検"]),
        ("ｅ－０４２１", ["E-0421"]),
        ("軸受6204-2RSとSUS304", ["軸受け", "6204-2RS", "SUS304"]),
        ("0.05mm以下", ["0.05", "mm", "以下"]),
        ("", []),
    ],
)
def test_content_words_are_normalised_and_codes_stay_whole(text, tokens):
    assert japanese_tokens(text) == tokens


def test_different_spellings_give_the_same_word():
    assert japanese_tokens("打合せ") == japanese_tokens("打ち合わせ")
    assert japanese_tokens("サーバ") == japanese_tokens("サーバー")


def test_mode_c_keeps_compounds_together():
    assert len(japanese_tokens("品質保証課", "C")) < len(japanese_tokens("品質保証課", "A"))


def test_a_text_longer_than_the_tokenizer_reads_at_once_is_read_whole():
    assert japanese_tokens("温度。" * 20_000).count("温度") > 19_990


@given(st.text(max_size=200))
def test_any_text_can_be_tokenised(text):
    assert all(token for token in japanese_tokens(text))
