import pytest

from evaluations.metrics.codes import codes
from evaluations.metrics.dates import dates
from evaluations.metrics.normalise import unify


@pytest.mark.parametrize(
    "text",
    [
        "2026年4月1日",
        "２０２６/４/１",
        "2026-04-01",
        "令和8年4月1日",
        "R8.4.1",
        "令和８年 ４月 １日",
        "April 1, 2026",
        "1 Apr 2026",
    ],
)
def test_one_day_reads_the_same_in_every_form(text):
    assert [one.written for one in dates(unify(text))] == ["2026-04-01"]


def test_eras_begin_with_year_one():
    assert dates("令和元年5月1日")[0].year == 2019
    assert dates("平成31年4月30日")[0].year == 2019
    assert dates("昭和64年1月7日")[0].year == 1989


def test_a_span_of_years_and_a_radius_are_no_dates():
    assert dates("2年間保管する") == []
    assert dates("R8.4 mm") == []
    assert dates("2026年13月1日") == []


def test_a_fuller_date_says_the_shorter_one_and_not_the_other_way_round():
    whole, part = dates("2026年4月1日")[0], dates("4月1日")[0]
    assert whole.says(part)
    assert not part.says(whole)
    assert whole.agrees_with(part)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("エラー E-0421 が出る", ["E-0421"]),
        ("SUS304 と S45C", ["SUS304", "S45C"]),
        ("6204-2RS", ["6204-2RS"]),
        ("JIS B 0401-1", ["JISB0401-1"]),
        ("ISO 9001", ["ISO9001"]),
        ("内線 03-1234-5678", ["03-1234-5678"]),
        ("20W、AC100V、10-20MPa、80", []),
        ("QUALITY", []),
    ],
)
def test_codes_are_told_from_amounts_and_words(text, found):
    assert [code.text for code in codes(unify(text))] == found
