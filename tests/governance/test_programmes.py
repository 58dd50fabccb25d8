"""Subsidies and tax by size: a figure decides only what it can, and an unknown figure never makes eligible."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import ContentRefused
from governance.content.loader import books
from governance.content.programmes import (
    Size,
    SizeLimit,
    check_programmes,
    eligibility,
    size_class,
)
from governance.models import CompanySize

PAGE = "/o/kaisha/governance/programmes/"
BOOK = books().programmes
PROGRAMMES = {one.id: one for one in BOOK.programmes}


def verdict(programme, size):
    return eligibility(BOOK, PROGRAMMES[programme], size).verdict


@pytest.mark.parametrize(
    ("employees", "capital_jpy", "industry", "expected"),
    [
        (300, 999_000_000, "manufacturing", "small_medium"),
        (320, 90_000_000, "manufacturing", "small_medium"),
        (301, 300_000_001, "manufacturing", "mid_size"),
        (2_000, 500_000_000, "manufacturing", "mid_size"),
        (2_001, 500_000_000, "manufacturing", "large"),
        (101, 100_000_001, "wholesale", "mid_size"),
        (320, None, "manufacturing", None),
        (None, 90_000_000, "manufacturing", "small_medium"),
        (None, None, "retail", None),
    ],
)
def test_the_class_of_a_company_follows_its_staff_and_capital(employees, capital_jpy, industry, expected):
    assert size_class(BOOK, Size(employees, capital_jpy, industry)) == expected


def test_a_mid_size_company_is_not_eligible_for_the_small_companies_subsidy_and_is_for_growth():
    middle = Size(850, 1_200_000_000, "manufacturing")
    assert verdict("PG-DIGITAL", middle) == "not_eligible"
    assert verdict("PG-GROWTH", middle) == "eligible"
    assert verdict("PG-SMALL-ASSETS", middle) == "not_eligible"


def test_a_figure_from_memory_decides_nothing():
    small = Size(120, 50_000_000, "manufacturing")
    assert verdict("PG-DIGITAL", small) == "eligible"
    assert verdict("PG-MERGED", small) == "unknown"
    assert verdict("PG-SMALL-ASSETS", small) == "unknown"


def test_a_class_by_a_limit_from_memory_only_asks():
    shop = Size(20, 10_000_000, "retail")
    assert size_class(BOOK, shop) == "small_medium"
    assert verdict("PG-DIGITAL", shop) == "unknown"
    assert verdict("PG-USEFUL-LIFE", shop) == "eligible"


def test_without_figures_nothing_is_said():
    assert {verdict(one, None) for one in PROGRAMMES} == {"unknown"}


sizes = st.one_of(st.none(), st.integers(0, 5_000))


@given(st.sampled_from(sorted(PROGRAMMES)), sizes, st.one_of(st.none(), st.integers(0, 10**9)))
def test_learning_an_unknown_figure_never_turns_eligible_into_unknown(programme, employees, capital):
    if verdict(programme, Size(employees, capital, "manufacturing")) == "eligible":
        settled = Size(employees or 0, capital or 0, "manufacturing")
        assert verdict(programme, settled) == "eligible"


def test_content_that_names_no_watched_row_or_lacks_an_industry_is_refused():
    with pytest.raises(ContentRefused, match="RW-12"):
        check_programmes(BOOK, ["RW-13"])
    short = replace(BOOK, limits=(SizeLimit("retail", 1, 1, "memory"),))
    with pytest.raises(ContentRefused, match="an industry is missing"):
        check_programmes(short, [one.watch for one in BOOK.programmes])


def entered(**changed):
    data = {"employees": "850", "capital_jpy": "1200000000", "industry": "manufacturing",
            "as_of": "2026-03-31", "source_text": "登記簿"}  # fmt: skip
    return {**data, **changed}


def test_the_page_sorts_programmes_by_the_entered_size_and_says_whom_to_ask(owner_client, organization):
    assert owner_client.post(PAGE, entered()).status_code == 302
    page = owner_client.get(PAGE).content.decode()
    assert "中堅企業" in page
    assert "社労士・税理士・事務局に確認" in page
    assert "登記簿" in page


def test_an_earlier_size_stays_and_a_future_one_is_refused(owner_client, organization):
    owner_client.post(PAGE, entered())
    owner_client.post(PAGE, entered(employees="", source_text="決算書"))
    response = owner_client.post(PAGE, entered(as_of="2999-01-01"))
    assert response.status_code == 422
    assert "未来の日付" in response.content.decode()
    assert [one.employees for one in CompanySize.objects.all()] == [850, None]


def test_a_viewer_reads_and_cannot_enter(viewer_client, outsider_client, organization):
    assert viewer_client.get(PAGE).status_code == 200
    assert viewer_client.post(PAGE, entered()).status_code == 403
    assert outsider_client.get(PAGE).status_code == 404
