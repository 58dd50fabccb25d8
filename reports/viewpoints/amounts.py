"""Numbers in words of a page; what nobody knows is None and is written as unknown."""

from language.text import Text
from reports.workbook.number_text import MILLIONS, PERCENT, formatted
from reports.workbook.words import UNKNOWN


def million_yen(value: float | None) -> Text:
    """Write yen in millions.

    >>> million_yen(-1_250_000.0), million_yen(None).ja
    (Text(ja='△1.3 百万円', en='-1.3 million yen'), '未確認')
    """
    if value is None:
        return UNKNOWN
    ja, en = (formatted(value / 1e6, pattern) for pattern in MILLIONS)
    return Text(f"{ja} 百万円", f"{en} million yen")


def percent(value: float | None) -> Text:
    """Write a share.

    >>> percent(0.256).en
    '25.6%'
    """
    return UNKNOWN if value is None else Text(*(formatted(value, pattern) for pattern in PERCENT))


def measured(value: float | None, unit: Text, places: int = 1) -> Text:
    """Write a number with its unit.

    >>> measured(2.08, Text("年", "years")).ja
    '2.1 年'
    """
    if value is None:
        return UNKNOWN
    return Text(f"{value:,.{places}f} {unit.ja}", f"{value:,.{places}f} {unit.en}")
