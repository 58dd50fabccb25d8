"""How the rows of one series follow each other: a new row closes the one before it, and none is overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from language.text import Text
from tco.prices.errors import FieldProblem, PriceRefused

DAY = timedelta(days=1)

_CLOSED = Text(
    "{start}から{end}までは、すでに閉じた単価の行があります。閉じた行は変えられません。{next}以降の日付にしてください。",
    "A closed row holds from {start} to {end}, and closed rows are not changed. Choose a day from {next} on.",
)
_OVERLAPS = Text(
    "{start}から適用する行がすでにあります。適用終了日を{last}以前にするか、空欄にしてください。",
    "Another row holds from {start} on. End this one on {last} or earlier, or leave the last day empty.",
)


class Dated(Protocol):
    """A stored row: the days it holds, and whether a successor has closed it."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def closed_by_id(self) -> int | None: ...


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True)
class Placing(Generic[Row]):
    """Where a new row goes: its own last day, the row that it closes with its last day, and what closes it."""

    valid_to: date | None
    closes: Row | None = None
    closes_on: date | None = None
    closed_by: Row | None = None


def in_force(rows: Iterable[Row], day: date) -> Row | None:
    """Return the row of a series that holds on a day: the latest that began, of two from one day the later entered.

    `rows` in the order in which they were entered. Nothing holds before the first row or after a last day.
    """
    begun = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    return max(enumerate(begun), key=lambda pair: (pair[1].valid_from, pair[0]))[1] if begun else None


def place(start: date, end: date | None, rows: Sequence[Row]) -> Placing[Row]:
    """Fit a new row into its series; PriceRefused at the field of the date that contradicts a stored row.

    From 1 April on, after a row that holds from 1 January: that row is closed on 31 March. Before a row from
    1 July on, the new one ends on 30 June by itself. A correction from the same day closes the mistaken row on
    that day, and the later entry is in force.
    """
    following = min(
        (row for row in rows if row.valid_from > start), key=lambda row: row.valid_from, default=None
    )
    if following is not None and end is not None and end >= following.valid_from:
        before = following.valid_from - DAY
        raise _refused("valid_to", _OVERLAPS.filled(start=following.valid_from, last=before))
    current = in_force(rows, start)
    if current is not None and current.closed_by_id is not None:
        raise _already_closed(current)
    closed_by = following if end is None else None
    return Placing(
        valid_to=closed_by.valid_from - DAY if closed_by else end,
        closes=current,
        closes_on=max(start - DAY, current.valid_from) if current else None,
        closed_by=closed_by,
    )


def _already_closed(row: Dated) -> PriceRefused:
    last = row.valid_to or row.valid_from
    return _refused("valid_from", _CLOSED.filled(start=row.valid_from, end=last, next=last + DAY))


def _refused(field: str, message: Text) -> PriceRefused:
    return PriceRefused((FieldProblem(field, message),))
