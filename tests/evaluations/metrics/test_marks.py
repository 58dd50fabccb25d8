"""Marks of sources such as [1] are read for citations and taken out before anything is judged."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluations.metrics.abstention import answer_text, is_abstention
from evaluations.metrics.citations import CitationScore, citation_score
from evaluations.metrics.marks import names_sources, source_numbers, without_marks
from evaluations.metrics.score import score_answer
from evaluations.testsets.item import FieldRule, Item

SHOWN = ("主軸の許容温度は 80 ℃ 以下である。", "始業点検は3か月ごとに行う。", "判定は不合格とする。")
TEMPERATURE = Item("Q1", "許容温度は何℃以下ですか", "numeric", ("80",), "℃", Decimal("0.5"))
PERIOD = Item("Q2", "点検の周期は?", "short", ("3か月ごと",))
PERSON = Item("Q3", "担当は?", "short", ("保全課",))
COUNT = Item("Q4", "何本ですか", "numeric", ("3",), "本")
CHOICE = Item("Q5", "判定は?", "choice", ("不合格",), choices=("合格", "不合格"))
RECORD = Item("Q6", "抽出", "extraction", ('{"品番": "A-1"}',), schema={"品番": FieldRule()})
SUMMARY = Item("Q7", "要約", "summary", (), key_points=("許容温度は80℃以下である", "点検は3か月ごとに行う"))
UNANSWERABLE = Item("Q8", "保証期間は何年ですか", "unanswerable", ())
ITEMS = (TEMPERATURE, PERIOD, PERSON, COUNT, CHOICE, RECORD, SUMMARY, UNANSWERABLE)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (TEMPERATURE, "80℃ [1]"),
        (TEMPERATURE, "80℃以下[1][2]"),
        (TEMPERATURE, "80 [1, 2]"),
        (TEMPERATURE, "許容温度は80℃以下です。[1]"),
        (TEMPERATURE, "80℃【資料1】"),
        (TEMPERATURE, "80℃ ([1])"),
        (TEMPERATURE, "[1] 80℃"),
        (PERIOD, "3か月ごと[2]"),
        (PERIOD, "3か月ごとです [2]。"),
        (PERSON, "保全課 [1][3]"),
        (PERSON, "保全課 [source 2]"),
        (COUNT, "3[1]"),
        (COUNT, "3本[2]"),
        (CHOICE, "不合格 [3]"),
        (RECORD, '{"品番": "A-1"} [1]'),
        (SUMMARY, "許容温度は80℃以下である。[1] 点検は3か月ごとに行う。[2]"),
        (SUMMARY, "許容温度は80℃以下である[1]。点検は3か月ごとに行う[2]。"),
        (UNANSWERABLE, "不明 [1]"),
        (UNANSWERABLE, "不明です。[1][2]"),
        (UNANSWERABLE, "資料に記載がありません [1, 2]。"),
    ],
)
def test_a_right_answer_passes_with_its_marks(item, answer):
    score = score_answer(item, answer, passages=SHOWN)
    assert (score.passed, score.critical_pass) == (True, True)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (TEMPERATURE, "90℃ [1]"),
        (TEMPERATURE, "[80]"),  # a source, and no answer
        (TEMPERATURE, "80℃または90℃ [1]"),
        (PERIOD, "6か月ごと [2]"),
        (PERIOD, "[3]か月ごと"),
        (PERSON, "製造課 [3]"),
        (COUNT, "2本 [3]"),  # the right number stands only in the mark
        (COUNT, "[3]"),
        (CHOICE, "合格 [3]"),
        (RECORD, '{"品番": "A-2"} [1]'),
        (SUMMARY, "許容温度は90℃以下である。[1] 点検は3か月ごとに行う。[2]"),
        (UNANSWERABLE, "3年 [1]"),
        (PERSON, "不明 [1]"),
    ],
)
def test_a_wrong_answer_fails_with_its_marks(item, answer):
    assert not score_answer(item, answer, passages=SHOWN).passed


def test_exact_match_and_overlap_are_those_of_the_words_alone():
    plain, marked = (score_answer(PERIOD, text, passages=SHOWN) for text in ("3か月ごと", "3か月ごと [2]"))
    assert (marked.exact, marked.char_f1) == (plain.exact, plain.char_f1) == (True, 1.0)
    assert marked.measures["rouge_l"] == plain.measures["rouge_l"] == 1.0


PIECES = (
    "80℃以下|3か月ごと|保全課|不明です|。|、|[|]|(|[1]|[10, 20]|3本|資料|90℃|不合格|または|A-10|答え: |記載がない|8|"
    '{"品番": "A-1"}|{"answer": "80℃"}'
)
words = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from([*PIECES.split("|"), " ", "\n"]),
        max_size=8,
    ).map("".join),
)
marks = st.lists(
    st.sampled_from(["[1]", "[2]", " [3]", "[1, 2]", "[1][3]", "【資料2】", " ([2])", "［1］"]),
    min_size=1,
    max_size=3,
).map("".join)


@given(words, marks)
@example("3か月ごと", "[2]")
@example("不明", "[1]")
@example("[10, 20]", "[1]")
@example("80[1", "[2]")
@settings(max_examples=250, deadline=None)
def test_marks_of_shown_sources_behind_an_answer_never_change_its_verdict(answer, added):
    for item in ITEMS:
        plain = score_answer(item, answer, passages=SHOWN)
        marked = score_answer(item, answer + added, passages=SHOWN)
        assert verdict_of(marked) == verdict_of(plain), item.kind


@given(st.text(max_size=200).filter(lambda text: not names_sources(text)), st.integers(0, 9))
@settings(max_examples=200, deadline=None)
def test_an_answer_without_marks_is_left_as_it_is(answer, shown):
    assert without_marks(answer, shown) == answer


def verdict_of(score):
    return (
        score.passed,
        score.critical_pass,
        score.exact,
        score.abstained,
        round(score.char_f1, 9),
        score.reason,
    )


def test_marks_between_two_numbers_do_not_make_a_third():
    assert without_marks("A-10 [1]3本、10[2]5本") == "A-10 3本、10 5本"


def test_several_numbers_are_a_mark_only_when_so_many_sources_were_shown():
    assert answer_text("[10, 20]の範囲 [1, 2]", shown=5) == "[10, 20]の範囲"
    assert answer_text("80℃ [1, 2]") == "80℃ [1, 2]"
    assert source_numbers("80℃以下[2][1, 2]【資料3】") == (2, 1, 3)


def test_an_answer_that_is_literally_the_gold_keeps_its_brackets():
    item = Item("Q9", "許容範囲は?", "short", ("[1, 2]",))
    assert score_answer(item, "[1, 2]", passages=SHOWN).passed
    assert not score_answer(item, "[1, 3]", passages=SHOWN).passed


def test_the_number_of_a_source_is_no_value_beside_an_abstention():
    assert is_abstention("記載がありません。[1]")
    assert is_abstention('{"answerable": false, "answer": "不明 [1]"}')
    assert not is_abstention("不明ですが、80℃です。[1]")


@pytest.mark.parametrize(
    ("answer", "precision", "recall"),
    [
        ("許容温度は80℃以下。", None, 0.0),  # asked for, and not one mark
        ("許容温度は80℃以下[1]。始業点検は3か月ごと。", 1.0, 0.5),
        ("許容温度は80℃以下[1]。始業点検は3か月ごと[2]。", 1.0, 1.0),
        ("許容温度は80℃以下[7]。", 0.0, 0.0),  # a source that was not shown
        ("不明", None, None),
        ("不明 [1]", None, None),
        ("", None, None),
    ],
)
def test_where_marks_were_asked_for_a_statement_without_one_is_a_miss(answer, precision, recall):
    assert citation_score(answer, SHOWN, were_asked_for=True) == CitationScore(precision, recall)


def test_what_was_cut_short_or_refused_is_not_blamed_for_a_missing_mark():
    for ended in ({"truncated": True}, {"refused": True}, {}):
        score = score_answer(PERIOD, "始業点検は3か月", passages=SHOWN, asked_to_cite=True, **ended)
        assert score.measures["citation_recall"] == (None if ended else 0.0)


def test_a_record_has_no_citations_even_if_they_were_asked_for():
    measures = score_answer(RECORD, '{"品番": "A-1"}', passages=SHOWN, asked_to_cite=True).measures
    assert (measures["citation_precision"], measures["citation_recall"]) == (None, None)


@pytest.mark.parametrize("text", ["[" * 8_000, " " * 8_000, "[1 " * 2_600, "([1]" * 2_000, "[1," * 2_600])
def test_a_hostile_answer_is_read_in_a_moment(text):
    start = time.process_time()
    without_marks(text, shown=5)
    assert time.process_time() - start < 0.5
