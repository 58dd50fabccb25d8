"""The three-way merge: each pair of changes has one outcome, and nothing is lost silently."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.text import Text
from reports.roundtrip.merging import Fate, Range, merge
from tco.model.rows import InputSpec

SPEC = InputSpec("users", Text("対象者数", "Users"), Text("人", "people"), "w", Text("", ""), 0, 1000)
NONE: dict[str, tuple[str, str, str]] = {}


def ends(mode: float) -> Range:
    return (Decimal(str(mode)) - 1, Decimal(str(mode)), Decimal(str(mode)) + 1)


def fate(base: float, server: float, file: float) -> Fate:
    (line,) = merge(
        {"users": SPEC}, {"users": ends(base)}, {"users": ends(server)}, {"users": ends(file)}, NONE
    )
    return line.fate


@pytest.mark.parametrize(
    ("base", "server", "file", "expected"),
    [
        (10, 10, 10, Fate.SAME),
        (10, 12, 10, Fate.KEPT),
        (10, 10, 12, Fate.APPLY),
        (10, 12, 12, Fate.SAME),
        (10, 12, 13, Fate.CONFLICT),
        (10, 10, 5000, Fate.INVALID),
    ],
)
def test_the_table_of_the_merge(base: float, server: float, file: float, expected: Fate) -> None:
    assert fate(base, server, file) is expected


def test_floating_point_dust_is_no_change() -> None:
    base = {"users": (Decimal("0.1"), Decimal("0.3"), Decimal("0.4"))}
    file = {"users": (Decimal("0.1"), Decimal("0.30000000000000004"), Decimal("0.4"))}
    assert merge({"users": SPEC}, base, base, file, NONE)[0].fate is Fate.SAME


def test_a_range_in_the_wrong_order_is_invalid_with_a_reason() -> None:
    wrong = {"users": (Decimal(9), Decimal(5), Decimal(7))}
    (line,) = merge({"users": SPEC}, {"users": ends(10)}, {"users": ends(10)}, wrong, NONE)
    assert line.fate is Fate.INVALID
    assert line.problem is not None


def test_words_unknown_inputs_and_deleted_rows_are_listed_never_taken() -> None:
    base = {"users": ends(10)}
    word = merge({"users": SPEC}, base, base, {"users": None, "other": ends(1)}, {"users": ("9", "十", "11")})
    assert [line.fate for line in word] == [Fate.INVALID, Fate.UNKNOWN]
    assert merge({"users": SPEC}, base, base, {}, NONE)[0].fate is Fate.LOST


def test_an_input_that_never_had_a_value_may_stay_empty() -> None:
    assert merge({"users": SPEC}, {}, {}, {"users": None}, NONE)[0].fate is Fate.SAME


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 900))
def test_a_file_that_changed_nothing_changes_nothing(base: int, server: int, file: int) -> None:
    assert fate(base, server, base) in (Fate.SAME, Fate.KEPT)
    assert (fate(base, server, file) is Fate.APPLY) == (server == base and file != base)
