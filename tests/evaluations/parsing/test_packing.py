"""Passages: their size, and that nothing is lost, moved or cut in the wrong place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from evaluations.parsing.formats.plain_text import paragraphs
from evaluations.parsing.packing import LONG, SHORT, Block, pack
from evaluations.parsing.places import Lines, Page
from evaluations.parsing.sentences import split_long, width

SENTENCE = "始業前に油圧ユニットの圧力計を確認し、指示値が五メガパスカル以上であることを記録する。"
JAPANESE = st.text("あいうえ油圧点検、。 \n「」ABC019-./℃ﾓｰﾀ葛\U000e0100", max_size=3000)
CODE = st.from_regex(r"[A-Z]{1,3}-[0-9]{4}(?:/[A-Z0-9]{2})?", fullmatch=True)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(JAPANESE)
def test_plain_text_keeps_every_character_in_order(text):
    passages = pack(paragraphs(text.split("\n")))
    assert squeezed("".join(passage.text for passage in passages)) == squeezed(text)


@given(JAPANESE)
def test_no_passage_is_wider_than_the_limit_but_for_one_code(text):
    for passage in pack(paragraphs(text.split("\n"))):
        assert width(passage.text) <= LONG + 40


@given(
    st.lists(st.tuples(st.sampled_from([SENTENCE, "確認する", "の部品は"]), CODE), min_size=1, max_size=60)
)
def test_a_code_is_never_cut(parts):
    text = "".join(f"{words}{code}" for words, code in parts)
    pieces = split_long(text, 90)
    for _, code in parts:
        assert sum(piece.count(code) for piece in pieces) >= text.count(code)


@given(st.lists(CODE, min_size=20, max_size=50))
def test_codes_in_a_row_without_any_sentence_stay_whole(codes):
    text = "、".join(codes)
    found = [code for piece in split_long(text, 100) for code in re.findall(r"[A-Z0-9/-]+", piece)]
    assert found == codes


def test_short_neighbours_under_one_heading_are_merged():
    blocks = [Block(SENTENCE, Page(1), ("点検",)) for _ in range(4)]
    assert len(pack(blocks)) == 1


def test_neighbours_under_different_headings_stay_apart():
    passages = pack([Block(SENTENCE, Page(1), ("点検",)), Block(SENTENCE, Page(1), ("清掃",))])
    assert [passage.heading_path for passage in passages] == [("点検",), ("清掃",)]


def test_a_heading_opens_the_passage_below_it():
    heading = Block("点検", Page(1), ("点検",), is_heading=True)
    passages = pack([heading, Block(SENTENCE, Page(1), ("点検",))])
    assert [passage.text for passage in passages] == [f"点検\n{SENTENCE}"]


def test_a_heading_at_the_end_of_a_page_is_kept():
    heading = Block("点検", Page(1), ("点検",), is_heading=True)
    passages = pack([heading, Block(SENTENCE, Page(2), ("点検",))])
    assert [(passage.text, passage.locator.number) for passage in passages] == [("点検", 1), (SENTENCE, 2)]


def test_a_long_paragraph_is_cut_between_sentences_into_even_pieces():
    passages = pack([Block(SENTENCE * 30, Page(1))])
    assert all(passage.text.endswith("。") for passage in passages)
    assert all(SHORT <= width(passage.text) <= LONG for passage in passages)
    assert "".join(passage.text for passage in passages) == SENTENCE * 30


def test_merged_lines_are_cited_from_first_to_last():
    passages = pack([Block("一行目。", Lines(1, 1)), Block("三行目。", Lines(3, 4))])
    assert passages[0].locator.label == "行1-4"
    assert passages[0].locator.number == 1
