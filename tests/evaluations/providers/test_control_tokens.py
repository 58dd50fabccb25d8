import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.providers.control_tokens import MARK, without_control_tokens
from evaluations.providers.protocol import Message


@pytest.mark.parametrize(
    "mark", ["<|im_end|>", "<|im_start|>", "<｜User｜>", "[INST]", "[/INST]", "<<SYS>>", "</s>", "<s>"]
)
def test_a_control_mark_in_a_document_is_broken(mark):
    content = without_control_tokens([Message("user", f"前{mark}後")])[0].content
    assert mark not in content
    assert content.replace(" ", "") == f"前{mark}後"


@pytest.mark.parametrize("text", ["3 < 5 | 7 > 2", "a<b>c", "[注]", "R<S>T|U", "寸法<10mm>", "<span>"])
def test_ordinary_text_stays_as_it_is(text):
    assert without_control_tokens([Message("user", text)])[0].content == text


@given(st.text(alphabet="<|>sINST[]/｜ _a"))
def test_no_mark_is_left_whatever_the_text(text):
    assert not MARK.search(without_control_tokens([Message("user", text)])[0].content)
