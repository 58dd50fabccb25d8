from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.metrics.normalise import unify
from evaluations.metrics.quantities import prepare, quantities
from evaluations.metrics.units import units


def read(text):
    return quantities(prepare(unify(text)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1.5百万円", "1,500,000円"),
        ("2万5千円", "￥25,000"),
        ("1億2,000万円", "120百万円"),
        ("15㎜", "1.5 cm"),
        ("1 µm", "0.001mm"),
        ("1,200 kPa", "1.2MPa"),
        ("1 N/mm²", "1 MPa"),
        ("12N・m", "12 N·m"),
        ("1時間30分", "90分"),
        ("2年6か月", "30ヶ月"),
        ("2週間", "14日"),
        ("三回", "3回"),
        ("３個", "3つ"),
        ("マイナス5℃", "−5 ℃"),
        ("▲5円", "-5円"),
        ("212°F", "100℃"),
        ("1 m/s", "60 m/min"),
        ("36 L/min", "2.16 m³/h"),
        ("500 ppm", "0.05%"),
        ("1.5×10³ Pa", "1.5kPa"),
        ("1.2 million yen", "120万円"),
        ("two hours", "120 min"),
    ],
)
def test_one_amount_reads_the_same_however_it_is_written(first, second):
    assert read(first) == read(second)
    assert len(read(first)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("−5℃", "5℃"),
        ("10.02mm", "10.20mm"),
        ("5百万円", "5円"),
        ("5 MPa", "5 mPa·s"),
        ("±5", "5"),
        ("3日", "3か月"),
    ],
)
def test_different_amounts_read_differently(first, second):
    assert read(first) != read(second)


def test_a_range_shares_its_unit_and_is_no_minus():
    assert [q.value for q in read("10-20MPa")] == [Decimal(10_000_000), Decimal(20_000_000)]
    assert [q.value for q in read("5℃-10℃")] == [Decimal(45), Decimal(90)]
    assert [(q.dimension, q.is_spread) for q in read("10.02 ±0.004 mm")] == [
        ("length", False),
        ("length", True),
    ]


def test_a_counter_inside_a_word_is_no_unit():
    assert [q.dimension for q in read("3分の1")] == ["", ""]
    assert [q.dimension for q in read("5部品")] == [""]
    assert [q.dimension for q in read("5部")] == ["部"]


def test_marks_of_a_list_are_no_numbers():
    assert [q.value for q in read("1. 電源を切る\n2) 5分待つ")] == [Decimal(300)]


@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from(sorted(units())))
def test_every_unit_is_read_back_in_its_dimension(value, name):
    found = read(f"値 {value:f} {name}。")
    assert [q.dimension for q in found] == [units()[name].dimension]
    assert found[0].value == value * units()[name].factor + units()[name].offset
