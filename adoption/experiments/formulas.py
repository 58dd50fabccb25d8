"""The formulas of the KPI library, read by an allow-list and never by Python's eval.

    median(reply_at - received_at)      1 - (ai_min + review_min + rework_min)/baseline_min

Signs: + - * / ** and parentheses; sum, mean, median, count over a series, npv(series, rate) with year 0 first. A name
is a number or a series; two series of one length are combined row by row. What is unknown stays unknown: a missing
input, an empty series or a division by zero gives None, never zero.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median

from adoption.content.library import Kpi
from adoption.errors import ExpressionRefused
from adoption.experiments.amounts import refused
from language.text import Text

Number = float | tuple[float, ...]
Input = float | int | datetime | Sequence[float] | Sequence[datetime] | None

LONGEST_CHARACTERS = 300
DEEPEST_NESTING = 20
LARGEST_EXPONENT = 4
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMBINE: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
_OF_SERIES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "mean": fmean,
    "median": median,
    "count": len,
}
# A note is a person's own words: there is nothing to compute.
_WORDS_UNIT = "note"
_HOURS_OF_UNIT: Mapping[str, float] = {"h": 1.0, "d": 24.0, "min": 1 / 60}


@dataclass(frozen=True)
class Named:
    name: str


@dataclass(frozen=True)
class Combined:
    sign: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True)
class Called:
    function: str
    arguments: "tuple[Formula, ...]"


Formula = float | Named | Combined | Called


def is_entered_by_person(kpi: Kpi) -> bool:
    """Whether the KPI is words that a person writes down, not a number that a formula gives."""
    return kpi.unit == _WORDS_UNIT


def value_of(kpi: Kpi, inputs: Mapping[str, Input]) -> float | None:
    """Return the KPI's value in its unit ("%" as a share), or None while an input is unknown.

    Times of day (datetime) become hours, days or minutes as the KPI's unit says. Refuse a KPI of words, an input that
    the KPI does not have, or series of different lengths.
    """
    if is_entered_by_person(kpi):
        raise refused(
            f"「{kpi.name.ja}」は計算せず、担当者が文章で記入する項目です。",
            f"{kpi.name.en} is written down by a person, not computed.",
        )
    strangers = sorted(set(inputs) - set(kpi.inputs))
    if strangers:
        raise refused(
            f"「{kpi.name.ja}」にない入力です: {', '.join(strangers)}。名前を確認してください。",
            f"{kpi.name.en} has no input {', '.join(strangers)}. Check the name.",
        )
    found = evaluate(parse(kpi.formula), {key: _numbers(value, kpi.unit) for key, value in inputs.items()})
    if isinstance(found, tuple):
        raise refused(
            f"「{kpi.name.ja}」には系列ではなく1つの数を入れてください。",
            f"{kpi.name.en} needs single numbers, not a series.",
        )
    return found


def parse(text: str) -> Formula:
    """Read a formula into its tree; raise ExpressionRefused for anything outside the language.

    >>> parse("won/quotes")
    Combined(sign='/', left=Named(name='won'), right=Named(name='quotes'))
    """
    if len(text) > LONGEST_CHARACTERS:
        raise _unreadable(text)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _unreadable(text) from error
    return _read(tree.body, text, DEEPEST_NESTING)


def names_in(formula: Formula) -> frozenset[str]:
    """Return the inputs that the formula asks for."""
    match formula:
        case Named(name):
            return frozenset({name})
        case Combined(_, left, right):
            return names_in(left) | names_in(right)
        case Called(_, arguments):
            return frozenset().union(*(names_in(one) for one in arguments))
    return frozenset()


def evaluate(formula: Formula, values: Mapping[str, Number | None]) -> Number | None:
    """Return the number or series, None for unknown; refuse series of different lengths.

    >>> evaluate(parse("median(closed - opened)"), {"closed": (5.0, 9.0, 4.0), "opened": (1.0, 2.0, 3.0)})
    4.0
    """
    match formula:
        case Named(name):
            return values.get(name)
        case Combined(sign, left, right):
            return _combined(sign, evaluate(left, values), evaluate(right, values))
        case Called(function, arguments):
            return _called(function, [evaluate(one, values) for one in arguments])
    return formula


def _read(node: ast.expr, text: str, depth: int) -> Formula:
    if depth == 0:
        raise _unreadable(text)
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and math.isfinite(
            value
        ):
            return float(value)
        case ast.Name(id=name):
            return Named(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Combined("-", 0.0, _read(operand, text, depth - 1))
        case ast.BinOp(op=sign, left=left, right=right) if type(sign) in _SIGNS:
            return _binary(
                _SIGNS[type(sign)], _read(left, text, depth - 1), _read(right, text, depth - 1), text
            )
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if len(arguments) == _arity(name):
            return Called(name, tuple(_read(one, text, depth - 1) for one in arguments))
    raise _unreadable(text)


def _binary(sign: str, left: Formula, right: Formula, text: str) -> Combined:
    """Allow only small constant exponents: a power of a power could take forever."""
    if sign == "**" and not (isinstance(right, float) and 0 <= right <= LARGEST_EXPONENT):
        raise _unreadable(text)
    return Combined(sign, left, right)


def _arity(name: str) -> int | None:
    return 1 if name in _OF_SERIES else {"npv": 2}.get(name)


def _combined(sign: str, left: Number | None, right: Number | None) -> Number | None:
    if left is None or right is None:
        return None
    if isinstance(left, float) and isinstance(right, float):
        return _finite(sign, left, right)
    rows = max(len(one) for one in (left, right) if isinstance(one, tuple))
    columns = [one if isinstance(one, tuple) else (one,) * rows for one in (left, right)]
    if len(columns[0]) != len(columns[1]):
        raise refused(
            f"系列の件数が一致しません({len(columns[0])}件と{len(columns[1])}件)。",
            f"The series differ in length ({len(columns[0])} and {len(columns[1])}).",
        )
    found = [_finite(sign, one, other) for one, other in zip(*columns, strict=True)]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else None


def _finite(sign: str, left: float, right: float) -> float | None:
    try:
        found = _COMBINE[sign](left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _called(function: str, arguments: Sequence[Number | None]) -> float | None:
    first = arguments[0]
    if first is None:
        return None
    series = first if isinstance(first, tuple) else (first,)
    if function == "npv":
        return _npv(series, arguments[1])
    if not series and function != "count":
        return None
    return float(_OF_SERIES[function](series))


def _npv(series: Sequence[float], rate: Number | None) -> float | None:
    if not isinstance(rate, float) or rate <= -1 or not series:
        return None
    return math.fsum(value / (1 + rate) ** year for year, value in enumerate(series))


def _numbers(value: Input, unit: str) -> Number | None:
    if value is None:
        return None
    if isinstance(value, datetime | float | int):
        return _number(value, unit)
    rows = [_number(one, unit) for one in value]
    known = tuple(one for one in rows if one is not None)
    return known if len(known) == len(rows) else None


def _number(value: float | datetime, unit: str) -> float | None:
    if isinstance(value, datetime):
        hours = (value - datetime(2000, 1, 1, tzinfo=value.tzinfo)) / timedelta(hours=1)
        return hours / _HOURS_OF_UNIT.get(unit, 1.0)
    return float(value) if math.isfinite(value) else None


def _unreadable(text: str) -> ExpressionRefused:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return ExpressionRefused(
        Text(
            f"計算式を受け付けられません。使えるのは四則演算とsum・mean・median・count・npvです。式: {shown}",
            f"The formula was refused: only arithmetic, sum, mean, median, count and npv. Formula: {shown}",
        )
    )
