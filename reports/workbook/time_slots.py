"""The columns of a time chart: months, or quarters where the months would be too many."""

from dataclasses import dataclass
from datetime import date, timedelta

from language.text import Text

MOST_SLOTS = 24
_EVEN = (6, 8, 12)


@dataclass(frozen=True)
class Slot:
    """One column: its first and its last day."""

    first: date
    last: date

    def holds(self, start: date, end: date) -> bool:
        """Say whether a bar from `start` to `end` touches the column."""
        return start <= self.last and end >= self.first

    @property
    def label(self) -> Text:
        """The month, or the first month of the quarter."""
        return Text(f"{self.first.month}月", self.first.strftime("%b"))


def slots_of(start: date, end: date) -> tuple[Slot, ...]:
    """Return 6, 8, 12 or 24 columns from the month of `start` on, so that they share a page evenly.

    What lies after the last of 24 quarters is left to the dates beside the chart.

    >>> [slot.label.ja for slot in slots_of(date(2026, 11, 20), date(2027, 1, 5))]
    ['11月', '12月', '1月', '2月', '3月', '4月']
    >>> slots_of(date(2026, 2, 1), date(2028, 12, 31))[0].first
    datetime.date(2026, 1, 1)
    """
    months = _months_between(start, end)
    step = 1 if months <= MOST_SLOTS else 3
    wanted = -(-months // step)
    count = next((even for even in _EVEN if wanted <= even), MOST_SLOTS)
    year, month = start.year, start.month - (start.month - 1) % step
    slots: list[Slot] = []
    while len(slots) < count:
        following = (year, month + step) if month + step <= 12 else (year + 1, month + step - 12)
        slots.append(Slot(date(year, month, 1), date(*following, 1) - timedelta(days=1)))
        year, month = following
    return tuple(slots)


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1
