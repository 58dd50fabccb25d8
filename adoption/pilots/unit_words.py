"""What the units of the KPI library are called: code compares the short form, people read the word."""

from language.text import Text

_WORDS = {
    "0-1": Text("0〜1", "0 to 1"),
    "1-5": Text("1〜5点", "1 to 5"),
    "JPY": Text("円", "JPY"),
    "JPY/1000字": Text("円/1,000字", "JPY per 1,000 characters"),
    "JPY/mo": Text("円/月", "JPY per month"),
    "JPY/yr": Text("円/年", "JPY per year"),
    "d": Text("日", "days"),
    "errors/100": Text("件/100件", "errors per 100"),
    "h": Text("時間", "hours"),
    "h/mo": Text("時間/月", "hours per month"),
    "h/person-mo": Text("時間/人・月", "hours per person and month"),
    "h/yr": Text("時間/年", "hours per year"),
    "item": Text("件", "items"),
    "min": Text("分", "min"),
    "min/search": Text("分/検索", "min per search"),
    "min/task": Text("分/件", "min per task"),
    "n": Text("件", "cases"),
    "n/1000": Text("件/1,000利用", "per 1,000 uses"),
    "note": Text("記述", "in words"),
    "pt": Text("ポイント", "points"),
    "task/pd": Text("件/人日", "tasks per person-day"),
    "tok": Text("トークン", "tokens"),
    "wk": Text("週", "weeks"),
}


def unit_word(unit: str) -> Text:
    """The word of a unit; a company's own unit is what the company wrote.

    >>> unit_word("min/task").ja, unit_word("枚/日").ja
    ('分/件', '枚/日')
    """
    return _WORDS.get(unit, Text(unit, unit))
