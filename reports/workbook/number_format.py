"""Number formats of inputs and calculated rows, from their unit and their values."""

from collections.abc import Sequence

from language.text import Text
from tco.model.rows import InputSpec, Row

_MOST_DECIMALS = 6
_LARGE, _SMALL, _TINY = 1_000, 10, 0.1


def input_format(spec: InputSpec, values: Sequence[float], language: str) -> str:
    """Return a style piece for input cells: as many decimals as the data has, zero shown as 0, no red.

    A fixed number of decimals would show 0.25 persons as 0.3.
    """
    is_percent = spec.style == "percent"
    places = max(decimals(v * 100 if is_percent else v) for v in values)
    number = "#,##0" + ("." + "0" * places if places else "") + ("%" if is_percent else "")
    minus = '"△"' if language == "ja" else "-"
    return f"format:{number};{minus}{number};{number}"


def decimals(value: float) -> int:
    """Count the decimals a number is written with, at most six.

    >>> decimals(0.25), decimals(3.0)
    (2, 0)
    """
    text = f"{value:.{_MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def is_whole_yen(row: Row) -> bool:
    """Amounts in plain yen are shown in the chosen unit; yen per question and the like keep their unit."""
    return row.style == "jpy" and row.unit.en == "JPY"


def row_format(row: Row, values: Sequence[float]) -> str:
    """Return the style piece of a calculated row; plain numbers get decimals only while they are small."""
    if is_whole_yen(row):
        return "amount"
    if row.style == "number":
        return _decimals_for(max((abs(v) for v in values), default=0.0))
    return {
        "jpy": "unit_yen",
        "usd": "hundredths",
        "percent": "percent",
        "whole": "count",
        "years": "tenths",
        "choice": "count",
    }[row.style]


def _decimals_for(largest: float) -> str:
    if largest >= _LARGE:
        return "whole_number"
    if largest >= _SMALL or largest == 0:
        return "hundredths"
    return "thousandths" if largest >= _TINY else "millionths"


def shown_input(spec: InputSpec, value: float, language: str) -> str:
    """Write an input's value with its unit, or the words of a choice.

    Percentages carry their sign already.
    """
    if spec.choices:
        return spec.choices[int(value)].in_(language)
    unit = spec.unit.in_(language)
    return spec.shown(value) if spec.style == "percent" else f"{spec.shown(value)} {unit}"


def with_choices(text: Text, choices: tuple[Text, ...]) -> Text:
    """Add what the numbers of a choice mean: 0, 1, 2 …"""
    if not choices:
        return text
    ja = "、".join(f"{number}={choice.ja}" for number, choice in enumerate(choices))
    en = ", ".join(f"{number} = {choice.en}" for number, choice in enumerate(choices))
    return Text(f"{text.ja}（{ja}）", f"{text.en} ({en})")
