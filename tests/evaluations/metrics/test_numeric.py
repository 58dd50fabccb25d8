from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.metrics.numeric import NotANumber, check_numeric, read_number


def passes(answer, gold="80", unit="℃", tolerance=None, question="温度は"):
    check = check_numeric(answer, (gold,), unit, None if tolerance is None else Decimal(tolerance), question)
    return check.is_right and not check.contradicting


@pytest.mark.parametrize("answer", ["80", "80℃です。", "約80度です。", "80±2℃", "１. 80℃", "176°F"])
def test_the_value_in_any_form_is_right(answer):
    assert passes(answer)


@pytest.mark.parametrize("answer", ["8000", "-80℃", "80℃、90℃", "70〜80℃", "80 kg", "不明", ""])
def test_another_value_or_a_second_one_is_wrong(answer):
    assert not passes(answer)


def test_the_tolerance_is_a_distance_in_the_unit_of_the_item():
    assert passes("79.5℃", tolerance="0.5")
    assert not passes("79.4℃", tolerance="0.5")
    assert passes("10.1 mm", gold="1.0", unit="cm", tolerance="0.01")
    assert not passes("10.2 mm", gold="1.0", unit="cm", tolerance="0.01")


def test_a_bound_against_that_of_the_question_is_wrong():
    assert passes("5分以上", gold="5", unit="分", question="何分以上待ちますか")
    assert not passes("5分以下", gold="5", unit="分", question="何分以上待ちますか")


def test_a_rate_is_asked_for_in_its_first_unit():
    assert passes("6,800円/時間", gold="6,800", unit="円/時間")
    assert passes("6800円です", gold="6,800", unit="円/時間")


def test_a_unit_of_the_company_is_a_bare_number():
    assert passes("500ショット", gold="500ショット", unit="ショット")


@pytest.mark.parametrize(
    ("text", "unit"), [("abc", "mm"), ("10 20", "mm"), ("10 kg", "mm"), ("", ""), ("約80", "℃")]
)
def test_a_gold_that_is_not_one_number_is_refused(text, unit):
    with pytest.raises(NotANumber):
        read_number(text, unit)


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(-(10**6), 10**6, places=3))
def test_a_number_passes_exactly_when_it_is_the_gold(gold, said):
    assert passes(f"{said:f} mm", gold=f"{gold:f}", unit="mm") == (gold == said)
