"""Invented days: weeks counted from the present one, and a clock that services read while the story is told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MARK = re.compile(r"@([+-]?\d+)/([1-7])(?: (\d{1,2}):(\d{2}))?")
_real_now = timezone.now
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def _now() -> datetime:
    return _told.get() or _real_now()


@contextmanager
def told_at(moment: datetime) -> Iterator[None]:
    """Let services of this thread take `moment` for now; every other thread keeps the real time."""
    timezone.now = _now
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def resolve(mark: str) -> date | datetime | str:
    """Turn `@-16/2` into Tuesday of sixteen weeks ago, and `@-16/2 10:30` into that moment; other text stays."""
    found = MARK.fullmatch(mark)
    if found is None:
        return mark
    week, weekday, hour, minute = found.groups()
    day = first_monday() + timedelta(weeks=int(week), days=int(weekday) - 1)
    if hour is None:
        return day
    return timezone.make_aware(datetime.combine(day, time(int(hour), int(minute))))


def first_monday() -> date:
    """Monday of the real present week."""
    today = timezone.localdate(_real_now())
    return today - timedelta(days=today.weekday())
