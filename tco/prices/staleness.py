"""When a price is too old to rely on, in words."""

from datetime import date, timedelta
from typing import Protocol

from language.text import Text
from tco.assumptions import Status

# List prices move with the market; a quotation or a reading of the company's own is asked for twice a year.
LIST_DAYS, OTHER_DAYS = 90, 180

_ENDED = Text("適用期間が{day}に終わっています。", "It held until {day}.")
_OLD = Text(
    "値を確かめてから{age}日たっています(目安{limit}日)。",
    "It was last checked {age} days ago (limit {limit} days).",
)


class Checked(Protocol):
    """What staleness looks at."""

    @property
    def status(self) -> str: ...
    @property
    def retrieved_on(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def stale_reason(row: Checked, today: date) -> Text | None:
    """Return why a row should be checked again, or None while it can be relied on.

    A list price checked 91 days ago is stale, a quotation of that day is not until it is 181 days old; a row
    whose last day has passed is stale whatever its age.
    """
    if row.valid_to is not None and row.valid_to < today:
        return _ENDED.filled(day=row.valid_to)
    age = today - row.retrieved_on
    limit = LIST_DAYS if row.status == Status.LIST else OTHER_DAYS
    return _OLD.filled(age=age.days, limit=limit) if age > timedelta(limit) else None
