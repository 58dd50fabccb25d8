"""The watch on rules: shipped rows and the company's own, with who confirmed which when and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Organization
from governance.content.dates import first_day
from governance.content.library import WatchDate, WatchItem
from governance.control_states import CertaintyChoice, Standing
from governance.editions import watch_of
from governance.models import OwnWatchItem, WatchConfirmation
from language.text import Text

REMINDER_DAYS = 90


@dataclass(frozen=True)
class WatchLine:
    """One watched row as it stands today."""

    key: str
    name: Text
    area: str
    force: str
    certainty: str
    dates: tuple[WatchDate, ...]
    sources: tuple[str, ...]
    action: Text | None
    note: Text | None
    last: WatchConfirmation | None
    own: OwnWatchItem | None
    today: date

    @property
    def is_conflict(self) -> bool:
        return self.certainty == CertaintyChoice.SECONDARY_CONFLICT

    @property
    def next_date(self) -> WatchDate | None:
        """The first date that is not over; a month or a year counts from its first day."""
        coming = [one for one in self.dates if (first_day(one.date) or date.min) >= self.today]
        return min(coming, key=lambda one: one.date) if coming else None

    @property
    def days_to_go(self) -> int | None:
        coming = self.next_date
        day = first_day(coming.date) if coming else None
        return (day - self.today).days if day else None

    @property
    def applies_soon(self) -> bool:
        return self.days_to_go is not None and self.days_to_go <= REMINDER_DAYS

    @property
    def age_days(self) -> int | None:
        """Days since somebody confirmed the present words; None when nobody did."""
        if self.last is None or self.last.standing != Standing.CURRENT:
            return None
        return (self.today - self.last.confirmed_on).days

    @property
    def needs_confirmation(self) -> bool:
        return self.age_days is None or self.age_days > REMINDER_DAYS


def watch_lines(organization: Organization, today: date | None = None) -> list[WatchLine]:
    """All rows that are watched, the shipped ones first."""
    day = today or timezone.localdate()
    rows = WatchConfirmation.objects.filter(organization=organization).order_by("pk")
    last = {row.item_key: row for row in rows}
    shipped = [_shipped_line(one, last.get(one.id), day) for one in watch_of(organization).items]
    own = OwnWatchItem.objects.filter(organization=organization, closed_at=None)
    return [*shipped, *(_own_line(one, last.get(own_key(one)), day) for one in own)]


def own_key(item: OwnWatchItem) -> str:
    return f"own:{item.pk}"


def table_age_days(lines: Iterable[WatchLine]) -> int | None:
    """How long ago the table was confirmed as a whole: its oldest row counts; None while a row was never confirmed."""
    ages = [line.age_days for line in lines]
    known = [age for age in ages if age is not None]
    return max(known) if known and len(known) == len(ages) else None


def _shipped_line(item: WatchItem, last: WatchConfirmation | None, today: date) -> WatchLine:
    return WatchLine(
        item.id,
        item.name,
        item.area,
        item.force,
        item.certainty,
        item.dates,
        item.sources,
        item.action,
        item.note,
        last,
        None,
        today,
    )


def _own_line(item: OwnWatchItem, last: WatchConfirmation | None, today: date) -> WatchLine:
    dates = (WatchDate(item.applies_on.isoformat(), Text("適用", "applies")),) if item.applies_on else ()
    return WatchLine(
        own_key(item),
        Text(item.name, item.name),
        item.area,
        item.force,
        item.certainty,
        dates,
        (item.source,),
        Text(item.action, item.action) if item.action else None,
        None,
        last,
        item,
        today,
    )
