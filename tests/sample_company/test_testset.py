"""The reviewed test set: every answer can be found where it says, and the spreadsheet says the same."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from evaluations.parsing.passage import Passage
from evaluations.testsets.item import Evidence, Item
from evaluations.testsets.spreadsheet import read_items
from sample_company.build.index import company_documents
from sample_company.build.places import TESTSET
from sample_company.build.testset import reviewed_items
from tests.sample_company.reading import parsed, squeezed, whole_text

ITEMS = reviewed_items()
ANSWERABLE = [item for item in ITEMS if item.kind != "unanswerable"]
REVIEWERS = {"佐倉 美咲", "高梨 健司", "森下 由紀"}


def by_key(item: Item) -> str:
    return item.key


def rows_of(label: str) -> tuple[int, int]:
    """First and last row of "行2-5", "検査項目!A5:J8" or "樹脂成形品!A10"."""
    numbers = [int(number) for number in re.findall(r"\d+", label.rsplit("!", 1)[-1])]
    return numbers[0], numbers[-1]


def stands_at(passage: Passage, place: str) -> bool:
    label = passage.locator.label
    if "!" in place and place.split("!")[0] != label.split("!")[0]:
        return False
    if "!" in place or place.startswith("行"):
        first, last = rows_of(label)
        return first <= rows_of(place)[0] and rows_of(place)[-1] <= last
    return place == label


def text_at(evidence: Evidence) -> str:
    passages = parsed(evidence.document).passages
    return squeezed("\n".join(passage.text for passage in passages if stands_at(passage, evidence.locator)))


def test_there_are_at_least_66_items_and_every_key_is_unique():
    assert len(ITEMS) >= 66
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    assert len({item.question for item in ITEMS}) == len(ITEMS)


def test_kinds_severities_and_languages_are_spread():
    kinds = Counter(item.kind for item in ITEMS)
    assert kinds["short"] >= 26 and kinds["numeric"] >= 16
    assert kinds["choice"] >= 8 and kinds["unanswerable"] >= 12
    severities = Counter(item.severity for item in ITEMS)
    assert 14 <= severities["severe"] <= 20 and severities["minor"] >= 5
    assert Counter(item.language for item in ITEMS)["en"] >= 10


def test_every_document_but_the_company_profile_is_asked_about():
    asked = {evidence.document for item in ITEMS for evidence in item.evidence}
    assert {document.file for document in company_documents()} - asked == {"CO-001_会社概要と品質方針.html"}


@pytest.mark.parametrize("item", ANSWERABLE, ids=by_key)
def test_the_quote_stands_in_the_document_at_the_place_named(item):
    for evidence in item.evidence:
        assert squeezed(evidence.quote) in text_at(evidence)


@pytest.mark.parametrize("item", [item for item in ANSWERABLE if item.kind == "numeric"], ids=by_key)
def test_a_numeric_answer_is_a_number_with_a_tolerance_and_its_document_holds_it(item):
    assert all(Decimal(gold.replace(",", "")).is_finite() for gold in item.golds)
    assert item.tolerance is not None and item.tolerance >= 0
    derived = {
        "QC-04": "+0.006",
        "QC-05": "-0.009",
        "HT-01": "-80",
    }  # minus sign or computed from the tolerance
    wanted = derived.get(item.key, item.golds[0]).replace(",", "").replace("-", "").replace("+", "")
    assert wanted in squeezed(item.evidence[0].quote).replace(",", "")


@pytest.mark.parametrize("item", [item for item in ITEMS if item.kind == "choice"], ids=by_key)
def test_the_answer_of_a_choice_is_one_of_its_distinct_options(item):
    assert item.golds[0] in item.choices
    assert len(set(item.choices)) == len(item.choices) >= 3


def test_unanswerable_items_have_neither_answer_nor_evidence():
    assert all(not item.golds and not item.evidence for item in ITEMS if item.kind == "unanswerable")


def test_the_assembly_point_is_unanswerable_since_only_the_scan_names_it():
    (item,) = [item for item in ITEMS if "第二集合場所" in item.question]
    assert item.kind == "unanswerable"
    assert not any("第二集合場所" in whole_text(document.file) for document in company_documents())


def test_the_lower_limit_of_the_spool_follows_from_its_tolerance():
    (item,) = [item for item in ITEMS if item.key == "QC-05"]
    assert Decimal(item.golds[0]) == Decimal("9.000") - Decimal("0.009")


def test_every_item_was_reviewed_in_october_2026_by_the_quality_section():
    assert {item.reviewed_by for item in ITEMS} == REVIEWERS
    assert all(item.reviewed_on and item.reviewed_on.replace(day=1) == date(2026, 10, 1) for item in ITEMS)


def test_the_spreadsheet_is_imported_as_exactly_the_reviewed_items():
    assert read_items(TESTSET) == tuple(ITEMS)
