import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.metrics.char_f1 import char_f1
from evaluations.metrics.score import LONGEST_ANSWER_CHARACTERS, score_answer
from evaluations.testsets.item import Item


def short(gold, question=""):
    golds = (gold,) if isinstance(gold, str) else gold
    return Item("Q001", question, "short", golds)


NUMERIC = Item("Q002", "温度は何℃ですか", "numeric", ("80",), "℃", Decimal("0.5"))
CHOICE = Item("Q003", "判定はどれですか", "choice", ("不合格",), choices=("合格", "不合格"))
UNANSWERABLE = Item("Q004", "保証期間は何年ですか", "unanswerable", ())
KINDS = (short("80℃以下"), short("課長"), NUMERIC, CHOICE, UNANSWERABLE)


@pytest.mark.parametrize(
    ("gold", "answer", "question"),
    [
        ("80℃", "80℃です。", ""),
        ("モーター", "ﾓｰﾀ", ""),
        ("歩留まり", "歩留りです。", ""),
        ("ベアリングの摩耗", "ベアリングの摩耗が原因です。", "異音の原因は何ですか"),
        ("潤滑油を補給する", "潤滑油の補給", ""),
        (
            "皿ばねを全数交換する",
            "クランプ力が下回った場合は、皿ばねを全数交換します。",
            "クランプ力が下回ったら?",
        ),
        ("3か月ごと", "三か月ごとに交換します", "フィルタの交換周期は？"),
        ("手袋", "手袋を着用してはならない。", "着用してはならないものは何ですか"),
        ("電源を切る", "まず電源を切ってください。", ""),
        ("使用禁止", "使用は禁止されています。", ""),
        ("On", "The machine power must be on.", "Must the machine power be on or off?"),
        ("7 years", "Seven years.", ""),
    ],
)
def test_right_answers_in_other_words_pass(gold, answer, question):
    score = score_answer(short(gold, question), answer)
    assert score.passed
    assert score.critical_pass


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("−5℃", "5℃"),
        ("10.02mm", "10.20mm"),
        ("合格", "不合格"),
        ("5百万円", "5円"),
        ("E-0421", "E-0412"),
        ("ベアリング", "ベアリングではない"),
        ("ベアリング", "ベアリングまたはモーター"),
        ("検査済", "未検査"),
        ("電源を切る", "電源を切らない"),
        ("交換", "交換は不要です"),
        ("3か月ごとにベアリングを清掃する", "3か月ごと"),
        ("合格品は緑のラベルを貼る", "合格"),
        ("合格品は緑のラベルを貼る", "合格品には赤のラベルを貼る"),
        ("毎日始業前", "始業前に毎日ではなく毎週"),
        ("課長", ""),
    ],
)
def test_wrong_answers_fail(gold, answer):
    assert not score_answer(short(gold), answer).passed


def test_overlap_sees_no_difference_where_the_gate_does():
    assert char_f1("10.20mm", ["10.02mm"]) == 1.0
    assert char_f1("不合格", ["合格"]) == pytest.approx(0.8)
    score = score_answer(short("10.02mm"), "10.20mm")
    assert (score.char_f1, score.passed) == (1.0, False)


def test_a_copied_document_does_not_pass_by_containing_the_gold():
    page = "潤滑油の温度は80℃以下に保つこと。ベアリングの交換は分解点検時に行う。" * 12
    assert not score_answer(short("ベアリング"), page).passed
    assert not score_answer(short("80℃以下"), page).passed
    assert "長すぎます" in score_answer(short("80℃以下"), page).reason.ja


def test_any_gold_is_enough():
    assert score_answer(short(("塩化ビニル", "PVC")), "PVC です").passed


@pytest.mark.parametrize("item", KINDS[:-1])
def test_a_truncated_answer_never_passes_and_says_so(item):
    right = {"short": item.golds[0] if item.golds else "", "numeric": "80℃", "choice": "不合格"}[item.kind]
    assert score_answer(item, right).passed
    cut = score_answer(item, right, truncated=True)
    assert not cut.passed
    assert "途中切れ" in cut.reason.ja


def test_an_unanswerable_question_passes_only_by_abstaining():
    assert score_answer(UNANSWERABLE, "資料に記載がありません。").passed
    invented = score_answer(UNANSWERABLE, "3年です。")
    assert (invented.passed, invented.abstained, invented.char_f1) == (False, False, 0.0)
    assert not score_answer(UNANSWERABLE, "").passed


@pytest.mark.parametrize("item", KINDS[:-1])
def test_abstaining_on_an_answerable_question_fails_and_is_recorded(item):
    score = score_answer(item, "不明です。")
    assert score.abstained
    assert not score.passed


def test_a_gold_that_reads_like_an_abstention_can_be_answered():
    score = score_answer(short("不明"), "不明")
    assert score.passed
    assert not score.abstained


def test_a_structured_answer_is_scored_by_its_text():
    assert score_answer(NUMERIC, '{"answerable": true, "answer": "80 ℃"}').passed
    assert score_answer(UNANSWERABLE, '{"answerable": false, "answer": ""}').passed


@pytest.mark.parametrize("item", KINDS)
def test_an_endless_answer_is_refused_without_reading_it_closely(item):
    score = score_answer(item, "記載がありません。80℃以下、不合格。" * 5_000)
    assert not score.passed
    assert str(LONGEST_ANSWER_CHARACTERS) in score.reason.en


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_answer_can_break_the_scoring(answer, truncated):
    for item in KINDS:
        score = score_answer(item, answer, truncated)
        assert 0 <= score.char_f1 <= 1
        assert score.reason.ja
        assert not (truncated and score.passed)
        assert not (score.passed and not score.critical_pass)


def test_sixty_answers_take_well_under_a_second():
    score_answer(NUMERIC, "80")
    start = time.perf_counter()
    for number in range(60):
        score_answer(
            short(f"{number}℃以下", "潤滑油の温度は何℃以下ですか"), f"潤滑油の温度は{number}℃以下に保ちます。"
        )
    assert time.perf_counter() - start < 1.0
