"""Rows of one series follow each other without gaps made by mistake, and none is overwritten."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.prices.errors import PriceRefused
from tco.prices.validity import in_force, place

JANUARY, APRIL, JULY = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
DAYS = st.integers(0, 60).map(lambda days: JANUARY + timedelta(days))


@dataclass(frozen=True)
class Stored:
    pk: int
    valid_from: date
    valid_to: date | None = None
    closed_by_id: int | None = None


def enter(rows: list[Stored], start: date, end: date | None = None) -> list[Stored]:
    """What the database does with a placing."""
    found = place(start, end, rows)
    new = Stored(len(rows) + 1, start, found.valid_to, found.closed_by.pk if found.closed_by else None)
    closed = [
        replace(row, valid_to=found.closes_on, closed_by_id=new.pk) if row is found.closes else row
        for row in rows
    ]
    return [*closed, new]


def test_a_successor_closes_the_row_before_it_on_the_eve():
    first, second = enter(enter([], JANUARY), APRIL)
    assert (first.valid_to, first.closed_by_id) == (date(2026, 3, 31), 2)
    assert (second.valid_to, second.closed_by_id) == (None, None)


def test_a_row_entered_before_another_ends_by_itself():
    later, earlier = enter(enter([], JULY), APRIL)
    assert (earlier.valid_to, earlier.closed_by_id) == (date(2026, 6, 30), later.pk)
    assert later.closed_by_id is None


def test_a_correction_of_the_same_day_is_in_force_and_the_mistake_stays_readable():
    rows = enter(enter(enter([], JANUARY), JANUARY), JANUARY)
    assert [row.closed_by_id for row in rows] == [2, 3, None]
    assert in_force(rows, JANUARY).pk == in_force(rows, JULY).pk == 3


def test_a_closed_row_is_not_cut_again():
    rows = enter(enter([], JANUARY), JULY)
    with pytest.raises(PriceRefused) as caught:
        enter(rows, APRIL)
    (problem,) = caught.value.problems
    assert problem.field == "valid_from" and "2026-07-01" in problem.message.ja


def test_an_end_inside_the_next_row_is_a_contradiction_at_the_field():
    with pytest.raises(PriceRefused) as caught:
        enter(enter([], JULY), APRIL, date(2026, 8, 1))
    (problem,) = caught.value.problems
    assert problem.field == "valid_to" and "2026-06-30" in problem.message.ja


def test_a_quotation_that_ran_out_leaves_its_days_alone():
    rows = enter(enter([], JANUARY, date(2026, 1, 31)), APRIL)
    assert rows[0] == Stored(1, JANUARY, date(2026, 1, 31))
    assert in_force(rows, date(2026, 2, 15)) is None


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=12), DAYS)
def test_at_most_one_row_is_in_force_and_entered_days_never_change(entries, day):
    rows: list[Stored] = []
    for start, end in entries:
        if end is not None and end < start:
            continue
        try:
            rows = enter(rows, start, end)
        except PriceRefused:
            continue
    assert all(row.valid_to is None or row.valid_from <= row.valid_to for row in rows)
    holding = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]
    # Several only where a mistake was corrected on its own first day.
    assert all(row.valid_from == day for row in holding[:-1]) or len(holding) <= 1
    if holding:
        assert in_force(rows, day) in holding
        assert in_force(rows, day).valid_from == max(row.valid_from for row in holding)
