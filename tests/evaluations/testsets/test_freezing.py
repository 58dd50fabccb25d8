from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.testsets.freezing import content_hash
from evaluations.testsets.item import Evidence, Item

ITEM = Item(
    "Q001",
    "締付けトルクは何N・mですか",
    "numeric",
    ("12.5",),
    "N・m",
    Decimal("0.10"),
    evidence=(Evidence("仕様表.xlsx", "主軸!B5"),),
)


@given(st.permutations([replace(ITEM, key=f"Q{n:03d}") for n in range(5)]))
def test_the_order_of_rows_does_not_matter(items):
    assert content_hash(items) == content_hash(sorted(items, key=lambda item: item.key))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Q002"},
        {"question": "締付けトルクは?"},
        {"kind": "short"},
        {"golds": ("12.6",)},
        {"unit": "kN・m"},
        {"tolerance": None},
        {"choices": ("a", "b")},
        {"severity": "severe"},
        {"evidence": (Evidence("仕様表.xlsx", "主軸!B6"),)},
        {"language": "en"},
    ],
)
def test_any_change_of_what_is_asked_or_judged_changes_the_hash(change):
    assert content_hash([replace(ITEM, **change)]) != content_hash([ITEM])


def test_a_review_and_the_writing_of_the_tolerance_do_not():
    reviewed = replace(ITEM, reviewed_by="山田", reviewed_on=date(2026, 11, 20), tolerance=Decimal("0.1"))
    assert content_hash([reviewed]) == content_hash([ITEM])


def test_the_hash_stays_the_same_between_versions():
    item = Item("Q001", "色は?", "short", ("青",))
    assert content_hash([item]) == "2e7db0875a9e53472a1a313814721323721bf6b390c473d6eca76a1b0f43df5c"


def test_a_repeated_key_cannot_be_frozen():
    with pytest.raises(ValueError, match="share a key"):
        content_hash([ITEM, ITEM])
