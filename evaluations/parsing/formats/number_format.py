"""A number or date as Excel shows it under its number format."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import takewhile

from evaluations.parsing.formats.date_format import shown_date, shown_duration

_TOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[Ee][+-]|General|G/標準|.', re.DOTALL | re.IGNORECASE)
_CONDITION = re.compile(r"^\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]$")
_CURRENCY = re.compile(r"^\[\$([^\]-]*)(?:-[^\]]*)?\]$")
_PLACEHOLDERS = set("0#?")
_TESTS = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


def shown(value: object, code: str) -> str:
    """Return a cell's value as displayed with the number format `code`.

    Text is returned as it is. Supports sections, conditions, literals, percent, thousands, scaling,
    scientific form, Japanese era dates and elapsed time; fractions are shown as decimals.
    Source: ECMA-376 part 1, 18.8.31.

    >>> shown(0.125, "0.0%"), shown(1234.5, '#,##0.0" mm"'), shown(-3, "0;▲0"), shown(58, "General")
    ('12.5%', '1,234.5 mm', '▲3', '58')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, timedelta):
        return shown_duration(value, code)
    if isinstance(value, (datetime, date, time)):
        return shown_date(value, code)
    if isinstance(value, (int, float)):
        return _number(value, code)
    return str(value)


def general(value: int | float) -> str:
    """Return a number in the General format: at most 11 significant digits.

    >>> general(0.1 + 0.2), general(3.0), general(1e-7)
    ('0.3', '3', '1E-07')
    """
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e11):
        return str(int(value))
    return f"{value:.11G}" if "E" in f"{value:.11G}" else f"{Decimal(f'{value:.11G}'):f}"


def sections(code: str) -> list[list[str]]:
    """Split a format code into the tokens of its sections, quotes respected."""
    found: list[list[str]] = [[]]
    for sign in _TOKEN.findall(code):
        if sign == ";":
            found.append([])
        else:
            found[-1].append(sign)
    return found


def _number(value: int | float, code: str) -> str:
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    tokens, is_own_sign = _section(number, sections(code))
    if not any(sign in _PLACEHOLDERS for sign in tokens):
        return _without_digits(value, tokens, is_own_sign)
    magnitude = abs(number)
    text = _exponential(magnitude, tokens) if any(t[0] in "Ee" for t in tokens) else _fixed(magnitude, tokens)
    has_digits = bool(re.search("[1-9]", text))
    return f"-{text}" if number < 0 and not is_own_sign and has_digits else text


def _section(number: Decimal, parts: list[list[str]]) -> tuple[list[str], bool]:
    """Return the tokens for this number, and whether the section itself shows the sign."""
    conditions = [next((m for sign in part if (m := _CONDITION.match(sign))), None) for part in parts]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=True):
            if condition is None or _TESTS[condition[1]](number, Decimal(condition[2])):
                return part, condition is not None and condition[1] in ("<", "<=") and number < 0
        return parts[-1], False
    if number < 0 and len(parts) > 1:
        return parts[1], True
    if number == 0 and len(parts) > 2:
        return parts[2], True
    return parts[0], False


def _literal(sign: str) -> str:
    """What a sign that is not a placeholder shows."""
    if sign[0] == '"':
        return sign[1:-1]
    if sign[0] == "\\":
        return sign[1:]
    if sign[0] in "_*":
        return " " if sign[0] == "_" else ""
    if sign[0] == "[":
        currency = _CURRENCY.match(sign)
        return currency[1] if currency else ""
    return sign


def _without_digits(value: int | float, tokens: list[str], is_own_sign: bool) -> str:
    if not tokens:
        return ""
    number = general(abs(value) if is_own_sign else value)
    is_general = ("general", "g/標準", "@")
    return "".join(number if sign.lower() in is_general else _literal(sign) for sign in tokens).strip()


@dataclass(frozen=True)
class _Pattern:
    """Where the digits of a section stand; positions count its tokens."""

    tokens: list[str]
    first: int
    last: int
    point: int | None
    integers: list[int]
    decimals: list[int]
    commas: set[int]

    @classmethod
    def of(cls, tokens: list[str]) -> "_Pattern":
        spots = [i for i, sign in enumerate(tokens) if sign in _PLACEHOLDERS]
        point = next((i for i, sign in enumerate(tokens) if sign == "." and i >= spots[0] - 1), None)
        return cls(
            tokens,
            spots[0] if point is None else min(spots[0], point),
            spots[-1],
            point,
            [i for i in spots if point is None or i < point],
            [i for i in spots if point is not None and i > point],
            {i for i, sign in enumerate(tokens) if sign == "," and i > spots[0]},
        )

    @property
    def whole_end(self) -> int:
        return self.integers[-1] if self.integers else self.first

    @property
    def is_grouped(self) -> bool:
        return any(i < self.whole_end for i in self.commas)

    @property
    def thousands(self) -> int:
        """Commas right behind the last digit divide by a thousand each."""
        behind = takewhile(lambda sign: sign == ",", self.tokens[self.last + 1 :])
        return sum(1 for _ in behind)

    @property
    def has_inner_literal(self) -> bool:
        inside = range(self.first, self.whole_end)
        return any(self.tokens[i] not in _PLACEHOLDERS and i not in self.commas for i in inside)

    def places_needed(self) -> int:
        return max((n for n, i in enumerate(self.decimals, 1) if self.tokens[i] == "0"), default=0)


def _fixed(number: Decimal, tokens: list[str]) -> str:
    pattern = _Pattern.of(tokens)
    number = number.scaleb(2 * tokens.count("%") - 3 * pattern.thousands)
    whole, fraction = _digits(number, len(pattern.decimals))
    fraction = fraction.rstrip("0").ljust(pattern.places_needed(), "0")
    has_point = pattern.point is not None and (fraction or not pattern.decimals)
    head = "".join(_literal(sign) for sign in tokens[: pattern.first])
    behind = pattern.last + 1 + pattern.thousands
    tail = "".join(_literal(sign) for sign in tokens[behind:])
    # A point without decimals, as in "0.", is shown too and stands behind the last digit.
    tail = tail.removeprefix(".") if has_point and not pattern.decimals else tail
    return f"{head}{_whole(whole, pattern)}{'.' if has_point else ''}{fraction}{tail}".strip()


def _whole(digits: str, pattern: _Pattern) -> str:
    minimum = sum(1 for i in pattern.integers if pattern.tokens[i] == "0")
    digits = digits.lstrip("0").rjust(minimum, "0")
    if pattern.has_inner_literal:
        return _interleaved(digits, pattern.tokens[pattern.first : pattern.whole_end + 1])
    return f"{int(digits):,}".rjust(minimum, "0") if pattern.is_grouped and digits else digits


def _digits(number: Decimal, places: int) -> tuple[str, str]:
    """Round half up as Excel does and split into whole and fraction digits."""
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    whole, _, fraction = text.partition(".")
    return whole, fraction


def _interleaved(digits: str, tokens: list[str]) -> str:
    """Fill digits into a pattern such as 000-0000 from the right."""
    left = list(digits)
    shown_parts: list[str] = []
    for sign in reversed(tokens):
        if sign in _PLACEHOLDERS:
            shown_parts.append(left.pop() if left else "0" if sign == "0" else "")
        else:
            shown_parts.append(_literal(sign))
    return "".join(left) + "".join(reversed(shown_parts))


def _exponential(number: Decimal, tokens: list[str]) -> str:
    at = next(i for i, sign in enumerate(tokens) if sign[0] in "Ee")
    mantissa, exponent = tokens[:at], tokens[at + 1 :]
    point = mantissa.index(".") if "." in mantissa else at
    places = sum(1 for sign in mantissa[point:] if sign in _PLACEHOLDERS)
    power = number.adjusted() if number else 0
    digits = sum(1 for sign in exponent if sign in _PLACEHOLDERS)
    rounded = _digits(number.scaleb(-power), places)
    return f"{'.'.join(filter(None, rounded))}E{'-' if power < 0 else '+'}{abs(power):0{digits}d}"
