import pytest

from evaluations.metrics.choice import chosen, labels, option_of

PASS_FAIL = ("合格", "不合格")


@pytest.mark.parametrize(
    "answer",
    [
        "不合格",
        "不合格です。",
        "B",
        "(B)",
        "B. 不合格",
        "Bの不合格です",
        "正解はBです",
        "合格ではなく不合格",
        "A 合格\nB 不合格\n正解はB",
    ],
)
def test_the_named_option_is_found(answer):
    assert chosen(answer, PASS_FAIL) == 1


@pytest.mark.parametrize(
    "answer", ["合格か不合格", "合格ではありません", "A社の件", "", "わかりません", "A. 不合格"]
)
def test_none_or_several_options_are_no_choice(answer):
    assert chosen(answer, PASS_FAIL) is None


def test_labels_written_before_the_options_are_used():
    options = ("ア 研磨", "イ 研削", "ウ 切削")
    assert labels(options) == ["ア", "イ", "ウ"]
    assert chosen("イ", options) == chosen("研削です", options) == 1
    assert option_of("ウ", options) == option_of("切削", options) == option_of("ウ 切削", options) == 2


def test_a_letter_inside_a_unit_is_no_option():
    ranks = ("A", "B", "C", "D")
    assert chosen("-80℃", ranks) is None
    assert chosen("Cランク", ranks) == 2


def test_a_number_is_not_found_inside_a_longer_one():
    days = ("5日", "15日", "1.5日")
    assert [chosen(f"{day}です", days) for day in days] == [0, 1, 2]


def test_a_gold_outside_the_options_is_none():
    assert option_of("再測定", PASS_FAIL) is None
