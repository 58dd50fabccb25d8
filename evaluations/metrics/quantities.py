"""Numbers with their units, read from text as exact decimals in base units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

from evaluations.metrics.units import unit_named, unit_pattern

_MULTIPLIERS = {
    "兆": 10**12,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}
_KANJI_NUMBER = re.compile(
    r"[一二三四五六七八九十百千]+(?=か月|ヶ月|カ月|箇月|年間|時間|週間|日間|回|名|人|個|枚|台|本(?!体))"
)
_MINUS_WORDS = re.compile(r"(?:マイナス|氷点下|零下|minus |[▲△])(?=\s?\d)")
_DOTS = re.compile(r"(?<=[A-Za-z])[・⋅•∙](?=[A-Za-z])")
_TIMES = re.compile(r"(?<=\d)\s?[xX*]\s?(?=\d)")
_LIST_MARK = re.compile(r"(?m)^\s*(?:\(\d{1,2}\)|\d{1,2}[.):、])(?=\s*\D)")
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MULT = "|".join(_MULTIPLIERS)
_LINKS = re.compile(r"(?:ごと|毎)?に?\s*(?:~|から|より|→|->|-|\bto\b)\s*")
_UNIT_IS_SHARED = re.compile(r"\s*(?:~|から|→|-|/|\bto\b)?\s*")
_WORD_DIGITS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_WORD_NUMBER = re.compile(
    rf"\b({'|'.join(_WORD_DIGITS)})(?=\s(?:second|minute|hour|day|week|month|year|time|piece|person|people|percent))",
    re.IGNORECASE,
)
_COMPOUND = frozenset({"time", "months"})


@dataclass(frozen=True)
class Quantity:
    """A number in the base unit of its dimension ("" for a bare number); spans do not count in equality."""

    dimension: str
    value: Decimal
    is_spread: bool = False  # written with ±
    unit: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    opens_range: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class _Written:
    value: Decimal
    unit: str
    is_spread: bool
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<money>[¥$€]\s?)?(?P<sign>[-+±])?(?P<first>{_DIGITS})"
        rf"(?:\s?(?P<mult>{_MULT})(?P<rest>(?:\d[\d,]*(?:{_MULT})?)*))?"
        rf"(?:[×x*]\s?10\^(?P<power>-?\d+))?"
        rf"(?:\s?(?P<unit>{unit_pattern()}))?"
    )


def prepare(text: str) -> str:
    """Rewrite a unified text for reading numbers: マイナス5 → -5, 三回 → 3回, N・m → N·m, 8x25 → 8×25.

    Marks of numbered lists ("1. ", "(2)") are no numbers of the answer and go.
    """
    text = _TIMES.sub("×", _LIST_MARK.sub("", text))
    text = _DOTS.sub("·", _MINUS_WORDS.sub("-", text))
    text = _WORD_NUMBER.sub(lambda match: str(_WORD_DIGITS.index(match.group().lower()) + 1), text)
    return _KANJI_NUMBER.sub(lambda match: str(_kanji_value(match.group())), text)


def _kanji_value(digits: str) -> int:
    total, current = 0, 0
    for digit in digits:
        if digit in _KANJI_TENS:
            total, current = total + (current or 1) * _KANJI_TENS[digit], 0
        else:
            current = _KANJI_DIGITS[digit]
    return total + current


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a unified, `prepare`d text in order of appearance.

    A number that opens a range or carries ± takes the unit of the number after it; 1時間30分 is one quantity.

    >>> [(q.dimension, q.value) for q in quantities("1.5百万円、10~20mm")]
    [('money', Decimal('1500000.0')), ('length', Decimal('0.010')), ('length', Decimal('0.020'))]
    """
    written = _with_shared_units(list(_written(text)), text)
    ranges = {a.start for a, b in pairwise(written) if _opens_range(text, a, b)}
    return _compounds_joined([_in_base(one, one.start in ranges) for one in written])


def _written(text: str) -> Iterator[_Written]:
    last_end = -1
    for match in _pattern().finditer(text):
        sign = match["sign"] or ""
        if sign in ("-", "+") and (match.start() == last_end or not _may_carry_sign(text, match)):
            sign = ""
        value = _value(match) * (-1 if sign == "-" else 1)
        unit = (
            {"¥": "円", "$": "ドル", "€": "ユーロ"}.get((match["money"] or "").strip()) or match["unit"] or ""
        )
        yield _Written(value, unit, sign == "±", match.start(), match.end())
        last_end = match.end()


def _may_carry_sign(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start("sign") - 1) : match.start("sign")]
    return not re.fullmatch(r"[A-Za-z0-9%)^°]", before)


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(match["first"].replace(",", ""))
    if match["mult"]:
        value *= _MULTIPLIERS[match["mult"]]
        for digits, mult in re.findall(rf"(\d[\d,]*)({_MULT})?", match["rest"]):
            value += Decimal(digits.replace(",", "")) * _MULTIPLIERS.get(mult, 1)
    return value.scaleb(int(match["power"])) if match["power"] and len(match["power"]) < 4 else value


def _opens_range(text: str, first: _Written, second: _Written) -> bool:
    if second.is_spread:
        return False
    return bool(_LINKS.fullmatch(text[first.end : second.start]) or text[first.end : second.start + 1] == "-")


def _with_shared_units(written: list[_Written], text: str) -> list[_Written]:
    for place in range(len(written) - 2, -1, -1):
        one, following = written[place], written[place + 1]
        between = text[one.end : following.start]
        # 10 ±0.5mm and +0.1/-0.2mm, but not two numbers that merely follow each other.
        joined = between.strip() or text[following.start] in "+-±" or not between
        if not one.unit and following.unit and joined and _UNIT_IS_SHARED.fullmatch(between):
            written[place] = _Written(one.value, following.unit, one.is_spread, one.start, one.end)
    return written


def _in_base(written: _Written, opens_range: bool) -> Quantity:
    unit = unit_named(written.unit)
    if unit is None:
        raise LookupError(f"unit {written.unit} is in the pattern but not in the table")
    offset = Decimal(0) if written.is_spread else unit.offset
    value = written.value * unit.factor + offset
    place = (written.unit, written.start, written.end, opens_range)
    return Quantity(unit.dimension, value, written.is_spread, *place)


def _compounds_joined(found: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and _continues(before, one):
            total = before.value + one.value
            joined[-1] = Quantity(
                one.dimension, total, False, one.unit, before.start, one.end, one.opens_range
            )
        else:
            joined.append(one)
    return joined


def _continues(before: Quantity, one: Quantity) -> bool:
    if before.dimension != one.dimension or before.dimension not in _COMPOUND or one.start != before.end:
        return False
    larger, smaller = unit_named(before.unit), unit_named(one.unit)
    return bool(larger and smaller and larger.factor > smaller.factor)
