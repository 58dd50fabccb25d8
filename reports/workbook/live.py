"""A formula and its value, made together: the value is what a viewer shows before anything recalculates.

`Live` pairs the text of a formula with the number, text or truth that Excel will compute for it. Every operation
below builds both at once, so a cached value cannot be forgotten, nor come from another definition than its formula.

>>> price, count = Live("B2", 120.0), Live("B3", 3)
>>> total = price * count + 1
>>> total.text, total.value
('B2*B3+1', 361.0)
>>> if_(total > 100, "high", "low").text
'IF(B2*B3+1>100,"high","low")'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.workbook.number_text import formatted

Value = float | int | str | bool

_COMPARE, _CONCAT, _ADD, _MULTIPLY, _ATOM = 1, 2, 3, 4, 9


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """Formula text without its leading `=`, the value it has now, and how tightly its outer operator binds."""

    text: str
    value: Value
    binds: int = _ATOM

    def __add__(self, other: Live | Value) -> Live:
        return _binary("+", _ADD, self, other, lambda a, b: a + b)

    def __sub__(self, other: Live | Value) -> Live:
        return _binary("-", _ADD, self, other, lambda a, b: a - b)

    def __mul__(self, other: Live | Value) -> Live:
        return _binary("*", _MULTIPLY, self, other, lambda a, b: a * b)

    def __truediv__(self, other: Live | Value) -> Live:
        return _binary("/", _MULTIPLY, self, other, lambda a, b: a / b)

    def __gt__(self, other: Live | Value) -> Live:
        return _compare(">", self, other, lambda a, b: a > b)

    def __ge__(self, other: Live | Value) -> Live:
        return _compare(">=", self, other, lambda a, b: a >= b)

    def __lt__(self, other: Live | Value) -> Live:
        return _compare("<", self, other, lambda a, b: a < b)

    def __le__(self, other: Live | Value) -> Live:
        return _compare("<=", self, other, lambda a, b: a <= b)

    def equals(self, other: Live | Value) -> Live:
        """Compare for equality; `==` itself is left alone so that Live stays an ordinary Python value."""
        right = live(other)
        return Live(
            f"{_inner(self, _COMPARE)}={_inner(right, _COMPARE, right=True)}",
            self.value == right.value,
            _COMPARE,
        )


@dataclass(frozen=True, slots=True)
class LiveRange:
    """A block of cells in one row or column with the values they have now."""

    text: str
    values: tuple[Value, ...]

    @property
    def numbers(self) -> list[float]:
        """The numeric cells only: Excel's SUM, MAX, MIN and SUMPRODUCT pass over text in a range."""
        return [float(v) for v in self.values if isinstance(v, (int, float)) and not isinstance(v, bool)]


def live(operand: Live | Value) -> Live:
    """Wrap a constant as a formula part; a Live passes through."""
    if isinstance(operand, Live):
        return operand
    if isinstance(operand, bool):
        return Live("TRUE" if operand else "FALSE", operand)
    if isinstance(operand, str):
        return Live('"' + operand.replace('"', '""') + '"', operand)
    return Live(repr(operand), operand, _ATOM if operand >= 0 else _ADD)


def if_(condition: Live, then: Live | Value, otherwise: Live | Value) -> Live:
    """IF(condition, then, otherwise)."""
    yes, no = live(then), live(otherwise)
    return Live(f"IF({condition.text},{yes.text},{no.text})", yes.value if condition.value else no.value)


def and_(*conditions: Live) -> Live:
    """AND(…) of at least one condition."""
    return Live(f"AND({_joined(conditions)})", all(bool(c.value) for c in conditions))


def is_number(cell: Live) -> Live:
    """ISNUMBER(cell): false for the text that stands for "no value"."""
    return Live(
        f"ISNUMBER({cell.text})", isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    )


def concat(*parts: Live | Value) -> Live:
    """Join texts with &; numbers must go through `text_of` first, so that both sides print alike."""
    pieces = [live(p) for p in parts]
    if not all(isinstance(p.value, str) for p in pieces):
        raise TypeError("concat joins texts only: give numbers to text_of first")
    return Live("&".join(_inner(p, _CONCAT) for p in pieces), "".join(str(p.value) for p in pieces), _CONCAT)


def text_of(number: Live, pattern: str) -> Live:
    """TEXT(number, pattern) for the patterns of `number_text`; a text stays itself, as Excel leaves it."""
    shown = number.value if isinstance(number.value, str) else formatted(float(number.value), pattern)
    return Live(f"TEXT({number.text},{live(pattern).text})", shown)


def total(block: LiveRange) -> Live:
    """SUM(block)."""
    return Live(f"SUM({block.text})", sum(block.numbers))


def largest(block: LiveRange) -> Live:
    """MAX(block): 0 when no cell is a number, as in Excel."""
    return Live(f"MAX({block.text})", max(block.numbers, default=0))


def at_least(number: Live, least: Live | Value) -> Live:
    """MAX(number, least)."""
    other = live(least)
    return Live(f"MAX({number.text},{other.text})", max(_number(number), _number(other)))


def at_most(number: Live, most: Live | Value) -> Live:
    """MIN(number, most)."""
    other = live(most)
    return Live(f"MIN({number.text},{other.text})", min(_number(number), _number(other)))


def absolute(number: Live) -> Live:
    """ABS(number)."""
    return Live(f"ABS({number.text})", abs(_number(number)))


def at(block: LiveRange, position: Live) -> Live:
    """INDEX(block, position) of a row or column, 1-based."""
    return Live(f"INDEX({block.text},{position.text})", block.values[int(_number(position)) - 1])


def position_of(wanted: Live | Value, block: LiveRange) -> Live:
    """MATCH(wanted, block, 0): 1-based position of the first equal cell; raise ValueError when there is none."""
    target = live(wanted)
    return Live(f"MATCH({target.text},{block.text},0)", block.values.index(target.value) + 1)


def sum_product(left: LiveRange, right: LiveRange) -> Live:
    """SUMPRODUCT(left, right): a text cell counts as zero."""
    pairs = zip(left.values, right.values, strict=True)
    return Live(f"SUMPRODUCT({left.text},{right.text})", sum(_zero(a) * _zero(b) for a, b in pairs))


def count_equal(block: LiveRange, wanted: str) -> Live:
    """COUNTIF(block, text)."""
    return Live(f"COUNTIF({block.text},{live(wanted).text})", sum(v == wanted for v in block.values))


def choose(position: Live, options: Sequence[Live]) -> Live:
    """CHOOSE(position, …), 1-based."""
    return Live(f"CHOOSE({position.text},{_joined(options)})", options[int(_number(position)) - 1].value)


def _binary(
    sign: str, level: int, left: Live, right: Live | Value, compute: Callable[[float, float], float]
) -> Live:
    other = live(right)
    text = f"{_inner(left, level)}{sign}{_inner(other, level, right=sign in '-/')}"
    return Live(text, compute(_number(left), _number(other)), level)


def _compare(sign: str, left: Live, right: Live | Value, compute: Callable[[float, float], bool]) -> Live:
    other = live(right)
    text = f"{_inner(left, _COMPARE, right=True)}{sign}{_inner(other, _COMPARE, right=True)}"
    return Live(text, compute(_number(left), _number(other)), _COMPARE)


def _inner(part: Live, level: int, *, right: bool = False) -> str:
    loose = part.binds < level or (right and part.binds == level)
    return f"({part.text})" if loose else part.text


def _joined(parts: Sequence[Live]) -> str:
    return ",".join(p.text for p in parts)


def _number(part: Live) -> float:
    if isinstance(part.value, str):
        raise TypeError(f"{part.text} is text, and arithmetic on it would be an error cell")
    return float(part.value)


def _zero(value: Value) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
