import pytest

from evaluations.metrics.critical import check_critical


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("−5℃", "5℃"),
        ("10.02mm", "10.20mm"),
        ("不合格", "合格"),
        ("合格", "不合格"),
        ("1.5百万円", "1.5円"),
        ("E-0421", "E-0412"),
        ("E-0421", "E-0421またはE-0412"),
        ("E-0421", "E-0421ではありません"),
        ("12 N·m", "12 kgf·m"),
        ("5mm以上", "5mm以下"),
        ("5mm以上", "5mm"),
        ("2026年4月1日", "2025年4月1日"),
        ("可", "不可"),
        ("必要", "必要ありません"),
        ("右回り", "左回り"),
        ("80℃", "80"),
        ("80℃", "80℃ または 90℃"),
        ("40個から60個", "60個から40個"),
        ("異常なし", "異常あり"),
    ],
)
def test_what_would_mislead_does_not_pass(gold, answer):
    assert not check_critical(gold, answer).passed


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("−5℃", "マイナス5度です"),
        ("1.5百万円", "1,500,000円です。"),
        ("E-0421", "E-0412ではなくE-0421です"),
        ("E-0421", "e-0421"),
        ("10〜20mm", "10mm以上20mm以下"),
        ("10mm以上20mm以下", "10～20mm"),
        ("令和8年4月1日", "2026/4/1 から"),
        ("使用禁止", "使用してはいけません"),
        ("不合格", "合格ではない"),
        ("4月1日", "2026年4月1日"),
        ("80℃", "潤滑油の温度は80℃です(図3、p.12)"),
    ],
)
def test_the_same_statement_in_other_words_passes(gold, answer):
    assert check_critical(gold, answer).passed


def test_a_bare_number_needs_a_question_that_names_the_unit():
    assert check_critical("80℃", "80", "温度は何℃ですか").passed
    assert check_critical("3か月", "3", "周期は何か月ですか").passed
    assert not check_critical("80℃", "80", "温度はどれだけですか").passed


def test_numbers_of_the_question_may_be_repeated():
    question = "圧力が 2 MPa のとき、設定値は何 MPa ですか"
    assert check_critical("3 MPa", "2 MPa のときは 3 MPa です", question).passed


def test_a_question_that_offers_the_gold_among_others_allows_none_of_the_others():
    question = "E-0421 と E-0412 のどちらですか"
    assert not check_critical("E-0421", "E-0421 と E-0412", question).passed
    assert check_critical("E-0421", "E-0421", question).passed


def test_a_bound_in_the_question_need_not_be_repeated():
    assert check_critical("5mm以上", "5mm", "何mm以上必要ですか").passed
    assert not check_critical("5mm以上", "5mm以下", "何mm以上必要ですか").passed


def test_an_alternative_gold_is_no_contradiction():
    assert check_critical("1.5 MPa", "1.5 MPa(15 bar)", alternatives=["15 bar"]).passed


def test_the_check_names_what_is_missing_and_what_contradicts():
    check = check_critical("E-0421、80℃以下", "E-0412、90℃以上")
    assert check.missing == ("80°C", "E-0421", "以下")
    assert check.contradicting == ("90°C", "E-0412", "以上")
