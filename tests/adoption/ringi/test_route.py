"""The rules of the route, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.content.loader import library
from adoption.gates.facts import Fact, FactName
from adoption.ringi.parts import changed, parts_of, whole
from adoption.ringi.route import ANSWERS, Limit, Step, decider_for, state_of

REQUEST = {"title": "検索AI", "amount_jpy": "3000000"}
NPV = FactName("ev", "roi", "npv")
CLEARED = FactName("doc", "data_clearance", "approved")


@pytest.mark.parametrize(
    ("amount", "decides"), [(0, 1), (500_000, 1), (500_001, 2), (10_000_000, 2), (10_000_001, 3)]
)
def test_the_lowest_authority_that_covers_the_amount_decides(amount, decides):
    table = [Limit(3, None), Limit(2, Decimal(10_000_000)), Limit(1, Decimal(500_000))]
    found = decider_for(Decimal(amount), table)
    assert found is not None
    assert found.id == decides


def test_a_table_that_ends_below_the_amount_names_nobody():
    assert decider_for(Decimal(2), [Limit(1, Decimal(1))]) is None


ANY_STEP = st.sampled_from(sorted(ANSWERS)).flatmap(
    lambda kind: st.sampled_from(("waiting", *ANSWERS[kind])).map(lambda state: Step(kind, state))
)


@given(st.lists(ANY_STEP, max_size=8))
def test_nothing_is_approved_before_every_review_is_answered_unless_somebody_ended_it(steps):
    reviews = [one for one in steps if one.kind == "review"]
    if state_of(steps) == "decision":
        assert all(one.state != "waiting" for one in reviews)
    if any(one.state == "returned" for one in steps):
        assert state_of(steps) in ("returned", "approved", "conditional", "rejected")


def test_a_changed_fact_moves_its_part_and_no_other():
    book = library().ringi
    before = parts_of(book, {NPV: Fact(True, "計画"), CLEARED: Fact(True, "記録")}, REQUEST)
    after = parts_of(book, {NPV: Fact(False, "計画"), CLEARED: Fact(True, "記録")}, REQUEST)
    assert changed(before, after) == ("cost",)
    assert whole(before) != whole(after)


def test_who_wrote_a_value_down_again_changes_nothing():
    book = library().ringi
    first = parts_of(book, {NPV: Fact(3.0, "計画", recorded_on="昨日")}, REQUEST)
    assert parts_of(book, {NPV: Fact(3, "別の人", recorded_on="今日")}, REQUEST) == first


def test_what_the_drafter_wrote_is_a_part_that_every_function_watches():
    assert all("request" in one.watches for one in library().ringi.functions)
