"""Evidence is found in a passage however it was typed, and the text itself never changes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evaluations.marking import marked_segments


def marked(text, quotes):
    return [segment.text for segment in marked_segments(text, quotes) if segment.is_marked]


def test_a_quote_is_found_across_widths_and_line_breaks():
    assert marked("許容温度は ８０\n℃ 以下である。", ["80 ℃以下"]) == ["８０\n℃ 以下"]


def test_every_place_of_a_quote_is_marked():
    assert marked("E-0421、E-0422、e-0421", ["E-0421"]) == ["E-0421", "e-0421"]


def test_overlapping_quotes_become_one_mark():
    assert marked("始業点検の周期", ["始業点検", "点検の周期"]) == ["始業点検の周期"]


def test_a_quote_that_is_not_there_and_an_empty_one_mark_nothing():
    assert marked("始業点検", ["終業", "", "  "]) == []


def test_a_character_that_folds_into_several_is_marked_whole():
    assert marked("容量は㌔単位", ["キロ"]) == ["㌔"]


@given(st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_the_segments_joined_are_the_text(text, quotes):
    segments = marked_segments(text, quotes)
    assert "".join(segment.text for segment in segments) == text
    assert all(a.is_marked != b.is_marked for a, b in pairwise(segments))


@given(st.text(alphabet="点検 ３3ab℃", min_size=1), st.data())
def test_any_piece_of_the_text_is_found_again(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    if piece.strip():
        assert marked(text, [piece])
