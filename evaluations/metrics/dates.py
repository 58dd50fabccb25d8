"""Dates as Japanese documents write them: western years, eras, months and days, English months."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ERA_START = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERA_LETTER = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ERA = "|".join(_ERA_START)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<era>{_ERA})\s?(?P<year>\d{{1,2}}|元)年度?(?:\s?(?P<month>\d{{1,2}})月(?:\s?(?P<day>\d{{1,2}})日)?)?",
        rf"(?P<era>{_ERA})\s?(?P<year>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}})(?!\d)",
        r"(?<![A-Za-z0-9])(?P<era>[RHSTM])\.?(?P<year>\d{1,2}|元)年度?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?",
        r"(?<![A-Za-z0-9])(?P<era>[RHSTM])\.?(?P<year>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?![\d.])",
        r"(?<!\d)(?P<year>[12]\d{3})\s?年度?(?!間)(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?)?",
        r"(?<![\d.-])(?P<year>[12]\d{3})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d.-])",
        r"(?<![\d.-])(?P<year>[12]\d{3})/(?P<month>0?[1-9]|1[0-2])(?![\d./-])",
        r"(?<![\d.])(?P<month>\d{1,2})月(?:\s?(?P<day>\d{1,2})日)?",
        rf"(?i)\b(?P<name>{_MONTH_NAME})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>[12]\d{{3}})\b",
        rf"(?i)\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<name>{_MONTH_NAME}),?\s(?P<year>[12]\d{{3}})\b",
    )
)


@dataclass(frozen=True)
class DatePart:
    """A date or the part of one that was written; None is "not said". Spans do not take part in equality."""

    year: int | None
    month: int | None
    day: int | None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def written(self) -> str:
        """Return the date as 2026-04-01 with "?" for what was not said."""
        parts = (("????", self.year), ("??", self.month), ("??", self.day))
        return "-".join(gap if part is None else f"{part:0{len(gap)}d}" for gap, part in parts)

    def says(self, other: "DatePart") -> bool:
        """Whether this date states everything that the other one states (2026年4月1日 says 4月1日)."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(theirs is None or mine == theirs for mine, theirs in pairs)

    def agrees_with(self, other: "DatePart") -> bool:
        """Whether both can be the same date and share at least one written part."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        shared = [mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None]
        return bool(shared) and all(shared)


def dates(text: str) -> list[DatePart]:
    """Return the dates of a unified text in order; impossible months and days are not dates.

    >>> [dates(text)[0].written for text in ("R8.4.1", "2026年4月1日", "令和8年4月1日", "April 1, 2026")]
    ['2026-04-01', '2026-04-01', '2026-04-01', '2026-04-01']
    """
    found: list[DatePart] = []
    for form in _FORMS:
        for one in _read(form, text):
            if all(one.end <= other.start or one.start >= other.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _read(form: re.Pattern[str], text: str) -> Iterator[DatePart]:
    for match in form.finditer(text):
        parts = match.groupdict()
        month, day = _month(parts), int(parts["day"]) if parts.get("day") else None
        if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31):
            yield DatePart(_year(parts), month, day, match.start(), match.end())


def _month(parts: dict[str, str | None]) -> int | None:
    if name := parts.get("name"):
        return _MONTHS.index(name[:3].lower()) + 1
    month = parts.get("month")
    return int(month) if month else None


def _year(parts: dict[str, str | None]) -> int | None:
    year, era = parts.get("year"), parts.get("era")
    if not year:
        return None
    number = 1 if year == "元" else int(year)
    return number + _ERA_START[_ERA_LETTER.get(era, era)] if era else number
