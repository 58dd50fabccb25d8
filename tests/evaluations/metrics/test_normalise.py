from hypothesis import given
from hypothesis import strategies as st

from evaluations.metrics.normalise import normalise, normalise_short, unify


def test_width_dashes_and_invisible_characters_are_unified():
    assert unify("－５㎜\u200b ﾓｰﾀｰ") == "-5mm モーター"
    assert {unify(dash + "5") for dash in "‐‑–—−-"} == {"-5"}
    assert {unify(f"1{wave}2") for wave in "〜～~"} == {"1~2"}


def test_a_long_vowel_is_a_dash_only_where_no_japanese_letter_stands_before_it():
    assert unify("2024ー10") == "2024-10"
    assert unify("モーター5台") == "モーター5台"


def test_raised_digits_stay_apart_from_the_number():
    assert unify("10³") == "10^3"
    assert unify("m²") == "m^2"


def test_white_space_beside_japanese_and_before_a_unit_goes():
    assert normalise("モーター の  温度は 80 ℃") == "モーターの温度は80°c"
    assert normalise("Main  Spindle") == "main spindle"


def test_short_answers_lose_brackets_and_polite_endings():
    assert normalise_short("「80 ℃」です。") == "80°c"
    assert normalise_short("1.5") == "1.5"


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
