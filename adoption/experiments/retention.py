"""Novelty wears off: how many of those who started still use it in week 8."""

from collections.abc import Mapping
from datetime import date

from evaluations.statistics.estimate import Estimate
from evaluations.statistics.rates import wilson

WEEK = 8


def week_8_retention(used_on: Mapping[str, frozenset[date]], today: date) -> Estimate | None:
    """Return the share of persons with a use in their eighth week, with its Wilson interval.

    `used_on` gives the dates of use by pseudonym; week 1 begins with a person's first use. Only persons whose eighth
    week is over count; None when there is none yet.

    >>> june = frozenset({date(2026, 6, 1), date(2026, 7, 22)})
    >>> week_8_retention({"a": june, "b": frozenset({date(2026, 6, 1)})}, date(2026, 8, 1)).estimate
    0.5
    """
    started = {person: min(days) for person, days in used_on.items() if days}
    due = {person: first for person, first in started.items() if (today - first).days >= WEEK * 7}
    stayed = sum(
        any((day - first).days // 7 == WEEK - 1 for day in used_on[person]) for person, first in due.items()
    )
    return wilson(stayed, len(due))
