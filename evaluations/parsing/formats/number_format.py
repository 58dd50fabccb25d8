"""A number or date as Excel shows it under its number format."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

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


def _fixed(number: Decimal, tokens: list[str]) -> str:
    spots = [i for i, sign in enumerate(tokens) if sign in _PLACEHOLDERS]
    point = next((i for i, sign in enumerate(tokens) if sign == "." and i > spots[0] - 2), None)
    integers = [i for i in spots if point is None or i < point]
    decimals = [i for i in spots if point is not None and i > point]
    last = spots[-1]
    commas = [i for i, sign in enumerate(tokens) if sign == ","]
    end = integers[-1] if integers else last
    is_grouped = any(spots[0] < i < end for i in commas)
    scale = sum(1 for i in commas if i > last and all(tokens[j] == "," for j in range(last + 1, i + 1)))
    number = number.scaleb(2 * tokens.count("%") - 3 * scale)
    whole, fraction = _digits(number, len(decimals))
    minimum = sum(1 for i in integers if tokens[i] == "0")
    whole = whole.lstrip("0").rjust(minimum, "0")
    skipped = set(commas) if is_grouped or scale else set()
    has_inner_literal = any(tokens[i] not in _PLACEHOLDERS and i not in skipped for i in range(spots[0], end))
    if has_inner_literal:
        body = _interleaved(whole, tokens[spots[0] : end + 1])
    else:
        body = f"{int(whole):,}".rjust(minimum, "0") if is_grouped and whole else whole
    needed = max((n for n, i in enumerate(decimals, 1) if tokens[i] == "0"), default=0)
    kept = fraction.rstrip("0").ljust(needed, "0") if fraction else ""
    dot = "." if point is not None and (kept or decimals == []) else ""
    start = spots[0] if point is None else min(spots[0], point)
    head = "".join(_literal(sign) for sign in tokens[:start])
    tail = "".join(_literal(t) for i, t in enumerate(tokens) if i > last and i not in skipped)
    return f"{head}{body}{dot}{kept}{tail}".strip()


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
    places = 0
    if "." in tokens:
        after = tokens[tokens.index(".") + 1 :]
        places = sum(
            1 for sign in after[: next(i for i, t in enumerate(after) if t[0] in "Ee")] if sign in "0#?"
        )
    return f"{number:.{places}E}" if number else f"{0:.{places}E}"
