"""A date, time or duration as Excel shows it under its number format."""

import re
from datetime import date, datetime, time, timedelta

_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|午前/午後|y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|a{3,4}|.',
    re.IGNORECASE | re.DOTALL,
)
_WEEKDAYS = "月火水木金土日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
# First day of each era, name and letter.
_ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
# Built-in formats follow the country settings of the machine; in Japan Excel shows these.
_LOCAL = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm", "d-mmm-yy": "d-mmm-yy"}


def shown_date(value: datetime | date | time, code: str) -> str:
    """Return a date or time as displayed.

    >>> shown_date(date(2026, 11, 3), 'ggge"年"m"月"d"日"'), shown_date(datetime(2026, 11, 3), "mm-dd-yy")
    ('令和8年11月3日', '2026/11/3')
    """
    tokens = _tokens(_LOCAL.get(code.lower(), code))
    if not any(re.match(r"[ymdhsgea]", token, re.IGNORECASE) for token in tokens):
        return _plain(value)
    moment = _moment(value)
    is_half_day = any(token.upper() in ("AM/PM", "A/P", "午前/午後") for token in tokens)
    return "".join(
        _part(token, moment, is_half_day, _is_minute(tokens, i)) for i, token in enumerate(tokens)
    ).strip()


def shown_duration(value: timedelta, code: str) -> str:
    """Return elapsed time as displayed, hours not wrapped at 24.

    >>> shown_duration(timedelta(hours=26, minutes=5), "[h]:mm"), shown_duration(timedelta(minutes=90), "[m]")
    ('26:05', '90')
    """
    total = int(value.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    if re.search(r"\[m+\]", code, re.IGNORECASE):
        minutes, hours = total // 60, 0
        return f"{sign}{minutes}:{seconds:02d}" if "s" in code.lower() else f"{sign}{minutes}"
    tail = f":{seconds:02d}" if "s" in code.lower() else ""
    return f"{sign}{hours}:{minutes:02d}{tail}"


def _tokens(code: str) -> list[str]:
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0]
    return _TOKEN.findall(first)


def _plain(value: datetime | date | time) -> str:
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    day = f"{value.year}/{value.month}/{value.day}"
    is_midnight = not isinstance(value, datetime) or value.time() == time()
    return day if is_midnight else f"{day} {_moment(value):%H:%M}"


def _moment(value: datetime | date | time) -> datetime:
    if isinstance(value, datetime):
        return value
    return (
        datetime.combine(value, time())
        if isinstance(value, date)
        else datetime.combine(date(1899, 12, 31), value)
    )


def _is_minute(tokens: list[str], index: int) -> bool:
    """`m` means minutes after hours or before seconds."""
    if tokens[index].lower() not in ("m", "mm"):
        return False
    letters = [(i, t[0].lower()) for i, t in enumerate(tokens) if re.match(r"[ymdhs]|\[h", t, re.IGNORECASE)]
    position = next(n for n, (i, _) in enumerate(letters) if i == index)
    before = letters[position - 1][1] if position else ""
    after = letters[position + 1][1] if position + 1 < len(letters) else ""
    return before in ("h", "[") or after == "s"


def _part(token: str, moment: datetime, is_half_day: bool, is_minute: bool) -> str:
    lower = token.lower()
    if token[0] in '"\\_*[':
        return _literal(token)
    if lower in ("am/pm", "a/p", "午前/午後"):
        names = token.split("/")
        return names[0] if moment.hour < 12 else names[1]
    if is_minute:
        return f"{moment.minute:0{len(token)}d}"
    if lower[0] in "hs" and re.fullmatch(r"h+|s+(\.0+)?", lower):
        return _clock(lower, moment, is_half_day)
    return _calendar(lower, moment) if re.fullmatch(r"y+|m+|d+|g+|e+|a{3,4}", lower) else token


def _literal(token: str) -> str:
    if token[0] == '"':
        return token[1:-1]
    return token[1:] if token[0] == "\\" else " " if token[0] == "_" else ""


def _clock(token: str, moment: datetime, is_half_day: bool) -> str:
    if token[0] == "s":
        return f"{moment.second:0{min(len(token.split('.')[0]), 2)}d}"
    hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
    return f"{hour:0{min(len(token), 2)}d}"


def _calendar(token: str, moment: datetime) -> str:
    size = len(token)
    if token[0] == "y":
        return f"{moment.year}" if size > 2 else f"{moment.year % 100:02d}"
    if token[0] == "m":
        name = _MONTHS[moment.month - 1]
        return [f"{moment.month}", f"{moment.month:02d}", name[:3], name, name[0]][min(size, 5) - 1]
    if token[0] == "d":
        name = _ENGLISH_DAYS[moment.weekday()]
        return [f"{moment.day}", f"{moment.day:02d}", name[:3], name][min(size, 4) - 1]
    if token[0] == "a":
        return _WEEKDAYS[moment.weekday()] + ("曜日" if size == 4 else "")
    return _era(token, moment.date())


def _era(token: str, day: date) -> str:
    start, name, letter = next((era for era in _ERAS if day >= era[0]), (date(1, 1, 1), "", ""))
    if token[0] == "g":
        return [letter, name[:1], name][min(len(token), 3) - 1]
    year = day.year - start.year + 1
    return f"{year:02d}" if len(token) > 1 else f"{year}"
