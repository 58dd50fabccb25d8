import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.metrics.citations import CitationScore, citation_score
from evaluations.metrics.claims import MOST_CLAIMS, claims, sentences
from evaluations.metrics.groundedness import groundedness
from evaluations.metrics.quotes import located, supporting_quote

MANUAL = (
    "始業点検は３か月ごとに行い、記録を5年間保管する。担当は保全課(内線204)とする。",
    "警報 E-0421 が出たときは、主軸の温度を確認する。許容温度は 80 ℃ 以下である。",
    "排水弁は運転中に開けない。",
)


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("記録を5年間保管します。", ""),
        ("許容温度は80℃以下です。", ""),
        ("許容温度は８０ ℃以下", ""),
        ("主軸の許容温度は80℃以下です。", "主軸の許容温度は何℃以下ですか。"),
        ("80℃以下です。", ""),
        ("E-0421", ""),
        ("マニュアルには「主軸の温度を確認する」とあります。", ""),
        ("排水弁は運転中に開けない。", ""),
    ],
)
def test_what_stands_in_the_passages_is_grounded(claim, question):
    assert supporting_quote(claim, MANUAL, question) is not None


def test_a_number_is_found_beside_the_unit_of_its_table():
    row, question = "材質: A6061-T6; 定格圧力 > (MPa): 21", "定格圧力は何 MPa ですか。"
    assert supporting_quote("21MPaです。", [row], question) is not None
    assert supporting_quote("2.1MPaです。", [row], question) is None
    assert supporting_quote("-21MPaです。", [row], question) is None


def test_a_name_may_stand_in_the_prohibition_that_was_asked_for():
    rule = ["POM と塩化ビニルを続けて使ってはならない。"]
    assert supporting_quote("塩化ビニルです。", rule, "続けて使ってはならない樹脂は何ですか。") is not None
    assert supporting_quote("塩化ビニルを続けて使う。", rule) is None


def test_a_minus_is_no_bullet():
    assert [claim.text for claim in claims("-80℃です。\n- 毎日清掃")] == ["-80℃です。", "毎日清掃"]


@pytest.mark.parametrize(
    "claim",
    [
        "記録を7年間保管します。",
        "許容温度は80℃以上です。",
        "許容温度は-80℃以下です。",
        "E-0412",
        "排水弁は運転中に開ける。",
        "毎週月曜日に清掃する。",
    ],
)
def test_another_value_or_the_opposite_is_not_grounded(claim):
    assert supporting_quote(claim, MANUAL) is None


def test_a_short_passage_does_not_support_every_long_claim_around_it():
    assert supporting_quote("点検は毎朝、班長が立ち会って行う。", ["点検"]) is None


def test_the_quote_says_where_it_stands():
    quote = supporting_quote("許容温度は80℃以下です。", MANUAL)
    assert (quote.passage, quote.text, quote.ratio) == (1, "許容温度は80°c以下", 100.0)
    assert located("主軸の温度を確認", "主軸の温度を確 認する")[1] >= 90


def test_groundedness_by_hand():
    answer = "許容温度は80℃以下です。記録を7年間保管する。\n- 担当は保全課とする。"
    found = groundedness(answer, MANUAL)
    assert [one.quote is not None for one in found.claims] == [True, False, True]
    assert found.share == pytest.approx(2 / 3)


@pytest.mark.parametrize("answer", ["", "  ", "資料に記載がありません。", "以下の通り:", "---"])
def test_an_answer_that_claims_nothing_is_not_0_but_does_not_apply(answer):
    assert groundedness(answer, MANUAL).share is None


def test_a_claim_without_passages_is_unsupported():
    assert groundedness("80℃以下です。", ()).share == 0


def test_marks_of_sources_belong_to_the_sentence_before_them():
    found = claims("許容温度は80℃です。[1][2] 点検は毎日[資料3]。記録を残す。【1、2】\n以上です")
    assert [(claim.text, claim.citations) for claim in found] == [
        ("許容温度は80℃です。", (1, 2)),
        ("点検は毎日。", (3,)),
        ("記録を残す。", (1, 2)),
    ]


def test_a_decimal_point_ends_no_sentence():
    assert sentences("The limit is 1.5 MPa. Stop the pump.") == ["The limit is 1.5 MPa.", "Stop the pump."]


SOURCES = ("許容温度は80℃以下。", "担当は保全課。")


@pytest.mark.parametrize(
    ("answer", "precision", "recall"),
    [
        ("許容温度は80℃以下[1]。担当は保全課[2]。", 1, 1),
        ("許容温度は80℃以下[2]。担当は保全課[1]。", 0, 0),
        ("許容温度は80℃以下[1][2]。", 0.5, 1),
        ("許容温度は80℃以下[1]。担当は保全課。", 1, 0.5),
        ("許容温度は80℃以下[1][9]。", 0.5, 1),
        ("許容温度は90℃以下[1]。", 0, 0),
    ],
)
def test_citations_by_hand_as_in_alce(answer, precision, recall):
    assert citation_score(answer, SOURCES) == CitationScore(precision, recall)


def test_an_answer_that_cites_nothing_has_no_citation_score():
    assert citation_score("許容温度は80℃以下。", SOURCES) == CitationScore(None, None)


@given(st.text(st.sampled_from("80℃以下点検は。[1]2、\n「」ない温度"), max_size=60), st.integers(0, 3))
@settings(max_examples=120, deadline=None)
def test_shares_lie_between_0_and_1(answer, shown):
    for share in (
        groundedness(answer, MANUAL[:shown]).share,
        citation_score(answer, MANUAL[:shown]).precision,
        citation_score(answer, MANUAL[:shown]).recall,
    ):
        assert share is None or 0 <= share <= 1


@given(st.sampled_from(["80℃以下です。", "記録を5年間保管する。", "毎週清掃する。"]))
def test_more_passages_never_ground_less(answer):
    shares = [groundedness(answer, MANUAL[:n]).share for n in range(len(MANUAL) + 1)]
    assert all(fewer <= more for fewer, more in pairwise(shares))


def test_a_hostile_answer_is_read_in_bounded_time():
    started = time.process_time()
    long = "".join(f"第{n}項の温度は{n}℃である。" for n in range(500))
    assert len(claims(long)) == MOST_CLAIMS
    groundedness(long, [f"{passage}{n}" * 5 for n in range(40) for passage in MANUAL])
    assert time.process_time() - started < 5
