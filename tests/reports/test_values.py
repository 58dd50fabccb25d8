"""The small pure parts: formulas with values, number text, cell text, page breaks and driver order."""

import doctest
import importlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.contents import Cover
from reports.file_names import download_name
from reports.workbook.cell_text import LIMIT_UTF16, clean
from reports.workbook.drivers import drivers_of
from reports.workbook.live import Live, LiveRange, at, concat, if_, sum_product, text_of, total
from reports.workbook.number_text import MILLIONS, TENTHS, formatted
from tests.reports.sample import sample_cover, sample_lines, sample_model

A, B = Live("A1", 6.0), Live("B1", 3.0)


@pytest.mark.parametrize(
    "name",
    [
        "live",
        "number_text",
        "cell_text",
        "addresses",
        "number_format",
        "page",
        "pen",
        "row_cells",
        "words",
        "cell_set",
        "display",
    ],
)
def test_the_worked_examples_in_the_documentation_are_right(name):
    module = importlib.import_module(f"reports.workbook.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("made", "text", "value"),
    [
        (A - (B - 1), "A1-(B1-1)", 4.0),
        ((A + B) * 2, "(A1+B1)*2", 18.0),
        (A / (B * 2), "A1/(B1*2)", 1.0),
        (A / B / 2, "A1/B1/2", 1.0),
        (if_(A > B, "x", A), 'IF(A1>B1,"x",A1)', "x"),
        (concat("a", text_of(A, TENTHS.ja), 'b"c'), '"a"&TEXT(A1,"0.0")&"b""c"', 'a6.0b"c'),
        (A.equals(B + 3), "A1=B1+3", True),
    ],
)
def test_a_formula_and_its_value_are_made_together(made, text, value):
    assert (made.text, made.value) == (text, value)


def test_arithmetic_on_a_text_result_is_refused_when_it_is_written():
    with pytest.raises(TypeError):
        Live("A1", "回収せず") / 2


def test_functions_over_a_range_pass_over_text_as_excel_does():
    block = LiveRange("A1:A3", (1.0, "業務量", 2.0))
    assert total(block).value == 3.0
    assert sum_product(block, LiveRange("B1:B3", (10, 20, 30))).value == 70.0
    assert at(block, Live("C1", 2)).value == "業務量"


@given(st.floats(-1e12, 1e12))
def test_a_number_in_words_is_within_half_a_unit_of_the_last_place(number):
    shown = formatted(number, MILLIONS.en).replace(",", "")
    assert abs(float(shown) - number) <= 0.05 + abs(number) * 1e-12
    assert shown != "-0.0" or number < 0


@given(st.text(max_size=200))
def test_cleaned_text_is_stable_and_holds_nothing_that_xml_refuses(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(c in "\t\n" or ord(c) >= 32 for c in cleaned)


@given(st.integers(LIMIT_UTF16 - 5, LIMIT_UTF16 + 5), st.sampled_from(["長", "😀", "a"]))
def test_no_cell_is_longer_than_excel_allows(count, character):
    cut = clean(character * count)
    assert len(cut.encode("utf-16-le")) // 2 <= LIMIT_UTF16


def test_drivers_are_sorted_by_swing_and_leave_out_what_has_no_range():
    drivers = drivers_of(sample_model(), sample_lines(), "api.npv")
    swings = [driver.swing for driver in drivers]
    assert swings == sorted(swings, reverse=True)
    assert drivers[0].spec.key == "redeployment_rate"
    assert "workdays_per_year" not in {driver.spec.key for driver in drivers}


def test_a_driver_calculated_beside_all_others_is_what_it_is_alone():
    model, lines = sample_model(), sample_lines()
    modes = {line.key: float(line.mode) for line in lines}
    found = {driver.spec.key: driver for driver in drivers_of(model, lines, "onprem.npv")}
    base = model.evaluate(dict(modes)).number("onprem.npv")
    for line in lines[:: len(lines) // 9]:
        for end, name in ((line.low, "at_low"), (line.high, "at_high")):
            alone = model.evaluate(modes | {line.key: float(end)}).number("onprem.npv") - base
            driver = found.get(line.key)
            assert (getattr(driver, name) if driver else 0.0) == pytest.approx(alone, abs=1e-3), line.key


def test_a_file_name_holds_nothing_that_a_system_refuses():
    cover = Cover(**(vars(sample_cover("ja")) | {"organization": "../A:B/会社", "use_case": "  "}))
    name = download_name(cover, None)
    assert name == "A_B_会社___投資判断資料_20261121.xlsx"
    assert not set(name) & set('\\/:*?"<>|')


def test_the_workbook_is_written_without_django_or_any_model_library():
    program = (
        "import sys, reports.workbook.build, reports.risks, reports.glossary, reports.evidence_sources;"
        "found = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(found & {'django', 'celery', 'torch', 'transformers', 'openpyxl'}))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
