import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.metrics.char_f1 import char_f1
from evaluations.metrics.measures import MEASURES
from evaluations.metrics.score import LONGEST_ANSWER_CHARACTERS, score_answer
from evaluations.testsets.item import FieldRule, Item


def short(gold, question=""):
    golds = (gold,) if isinstance(gold, str) else gold
    return Item("Q001", question, "short", golds)


NUMERIC = Item("Q002", "温度は何℃ですか", "numeric", ("80",), "℃", Decimal("0.5"))
CHOICE = Item("Q003", "判定はどれですか", "choice", ("不合格",), choices=("合格", "不合格"))
UNANSWERABLE = Item("Q004", "保証期間は何年ですか", "unanswerable", ())
KINDS = (short("80℃以下"), short("課長"), NUMERIC, CHOICE, UNANSWERABLE)
RECORD = Item("Q005", "抽出", "extraction", ('{"品番": "A-1"}',), schema={"品番": FieldRule()})
SUMMARY = Item("Q006", "要約", "summary", (), key_points=("許容温度は80℃以下である",))
ALL_KINDS = (*KINDS, RECORD, SUMMARY)
SHOWN = ("主軸の許容温度は 80 ℃ 以下である。", "判定は不合格とする。")


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


@pytest.mark.parametrize("item", ALL_KINDS)
def test_an_endless_answer_is_refused_without_reading_it_closely(item):
    score = score_answer(item, "記載がありません。80℃以下、不合格。" * 5_000)
    assert not score.passed
    assert str(LONGEST_ANSWER_CHARACTERS) in score.reason.en


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_answer_can_break_the_scoring(answer, truncated):
    for item in ALL_KINDS:
        score = score_answer(item, answer, truncated, passages=SHOWN)
        assert 0 <= score.char_f1 <= 1
        assert all(
            value is None or 0 <= value <= 1 for name, value in score.measures.items() if name in MEASURES
        )
        assert score.reason.ja
        assert not (truncated and score.passed)
        assert not (score.passed and not score.critical_pass)


@pytest.mark.parametrize("item", ALL_KINDS)
@pytest.mark.parametrize("answer", ["80℃以下です。[1]", '{"品番": "A-1"}', "不明です。", ""])
def test_every_measure_is_named_and_one_that_does_not_apply_has_no_value(item, answer):
    measures = score_answer(item, answer, passages=SHOWN).measures
    assert MEASURES.keys() <= measures.keys()
    assert (measures["field_f1"] is not None) == (item.kind == "extraction")
    assert (measures["coverage"] is not None) == (item.kind == "summary")
    assert (measures["rouge_l"] is not None) == (item.kind in ("short", "summary"))


@pytest.mark.parametrize(
    ("item", "right"),
    [(NUMERIC, "80℃"), (CHOICE, "不合格"), (RECORD, '{"品番": "A-1"}'), (SUMMARY, "許容温度は80℃以下。")],
)
def test_a_refusal_by_the_model_never_passes_and_counts_as_an_abstention(item, right):
    assert score_answer(item, right).passed
    refused = score_answer(item, right, refused=True)
    assert (refused.passed, refused.critical_pass, refused.abstained) == (False, False, True)
    assert "拒否" in refused.reason.ja


def test_a_refusal_is_no_right_answer_to_an_unanswerable_question():
    refused = score_answer(UNANSWERABLE, "", refused=True)
    assert (refused.passed, refused.exact, refused.char_f1, refused.abstained) == (False, False, 0.0, True)


def test_the_measures_of_one_answer_by_hand():
    item = short("80℃以下", "主軸の許容温度は何℃以下ですか。")
    measures = score_answer(item, "許容温度は80℃以下です。[1][2]", passages=SHOWN).measures
    assert (measures["groundedness"], measures["citation_precision"], measures["citation_recall"]) == (
        1,
        0.5,
        1,
    )
    assert 0 < measures["chrf"] < 1


def test_sixty_answers_take_well_under_a_second():
    score_answer(NUMERIC, "80")
    start = time.process_time()
    for number in range(60):
        score_answer(
            short(f"{number}℃以下", "潤滑油の温度は何℃以下ですか"), f"潤滑油の温度は{number}℃以下に保ちます。"
        )
    assert time.process_time() - start < 1.0
