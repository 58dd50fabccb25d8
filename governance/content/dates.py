"""Dates that are only as exact as their source: a day, a month or a year."""

import re
from datetime import date

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def first_day(written: str) -> date | None:
    """Return the earliest day that a written date can mean; None when it is not a date.

    >>> first_day("2026-08-02"), first_day("2026-08"), first_day("2026"), first_day("soon")
    (datetime.date(2026, 8, 2), datetime.date(2026, 8, 1), datetime.date(2026, 1, 1), None)
    """
    found = _SHAPE.fullmatch(written)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_exact(written: str) -> bool:
    """Whether a written date names a day."""
    return len(written) == 10 and first_day(written) is not None
