"""An immutable expression over inputs and rows that evaluates to numbers and renders itself as formula text.

Every operator keeps its two meanings side by side: `value` (floats or NumPy arrays, NaN = undefined) and `text`
(an Excel formula without "="). Nothing is ever parsed or run with `eval`.

`value` answers for one period (a float, or an array of draws) or, with the period EVERY, for the whole row at
once: an array of shape (periods, 1) or (periods, draws). Both go through the same line of code.
"""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, Union

import numpy as np
from numpy.typing import NDArray

Value = float | NDArray[np.float64]
EVERY: Final = "every"
Period = int | Literal["every"] | None
Operand = Union["Expression", float]

ATOM = 9  # binds tightest: names, cells, numbers and function calls need no brackets
ROUND_DIGITS = 9  # a count that exceeds a whole number by a rounding error only must not buy another server


class Numbers(Protocol):
    """Where an expression finds values while it is evaluated."""

    def input_value(self, key: str) -> Value: ...

    def row_value(self, key: str, period: Period) -> Value: ...

    def series(self, key: str) -> NDArray[np.float64]:
        """Return a whole row, periods along the first axis."""
        ...


class AddressBook(Protocol):
    """Where an expression finds names while it is rendered: a workbook, or the labels of a page."""

    def input_name(self, key: str) -> str:
        """Return the defined name of an input's active value, such as `in_users`."""
        ...

    def cell(self, row_key: str, period: Period) -> str:
        """Return a row's cell in a period, such as `費用!F12`; the period means nothing for a scalar row."""
        ...

    def span(self, row_key: str) -> str:
        """Return the range of a row over all its periods, period 0 first, such as `費用!F12:K12`."""
        ...

    def span_until(self, row_key: str, period: Period) -> str:
        """Return the range of a row from period 0 to a period, such as `費用!$F12:H12`."""
        ...


class Expression:
    """The common face of all nodes, with Python operators for writing rows as they read."""

    precedence = ATOM

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        """Return the number (or the array of draws) in a period."""
        raise NotImplementedError

    def text(self, book: AddressBook, period: Period, /) -> str:
        """Return formula text without the leading equals sign."""
        raise NotImplementedError

    def parts(self) -> "tuple[Expression, ...]":
        """Return the direct sub-expressions."""
        return ()

    def walk(self) -> "Iterator[Expression]":
        """Yield this node and everything below it."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def __add__(self, other: Operand) -> "Expression":
        return Binary("+", self, expression(other))

    def __radd__(self, other: Operand) -> "Expression":
        return Binary("+", expression(other), self)

    def __sub__(self, other: Operand) -> "Expression":
        return Binary("-", self, expression(other))

    def __rsub__(self, other: Operand) -> "Expression":
        return Binary("-", expression(other), self)

    def __mul__(self, other: Operand) -> "Expression":
        return Binary("*", self, expression(other))

    def __rmul__(self, other: Operand) -> "Expression":
        return Binary("*", expression(other), self)

    def __truediv__(self, other: Operand) -> "Expression":
        return Binary("/", self, expression(other))

    def __rtruediv__(self, other: Operand) -> "Expression":
        return Binary("/", expression(other), self)

    def __pow__(self, other: Operand) -> "Expression":
        return Binary("^", self, expression(other))

    def __neg__(self) -> "Expression":
        return Binary("-", Const(0.0), self)

    def __lt__(self, other: Operand) -> "Expression":
        return Binary("<", self, expression(other))

    def __le__(self, other: Operand) -> "Expression":
        return Binary("<=", self, expression(other))

    def __gt__(self, other: Operand) -> "Expression":
        return Binary(">", self, expression(other))

    def __ge__(self, other: Operand) -> "Expression":
        return Binary(">=", self, expression(other))


def divide(numerator: Value, denominator: Value) -> Value:
    """Divide; a zero denominator gives NaN, where Excel gives an error that the row's own words replace."""
    if isinstance(numerator, np.ndarray) or isinstance(denominator, np.ndarray):
        is_zero = np.equal(denominator, 0)
        return np.where(is_zero, np.nan, numerator / np.where(is_zero, 1.0, denominator))
    return numerator / denominator if denominator else float("nan")


def power(base: Value, exponent: Value) -> Value:
    """Raise to a power; a negative base with a fractional exponent is undefined (NaN)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Any = np.float_power(base, exponent)
    return result if isinstance(result, np.ndarray) else float(result)


OPERATORS: dict[str, tuple[int, Callable[[Any, Any], Any]]] = {
    "=": (1, operator.eq),
    "<>": (1, operator.ne),
    "<": (1, operator.lt),
    "<=": (1, operator.le),
    ">": (1, operator.gt),
    ">=": (1, operator.ge),
    "+": (3, operator.add),
    "-": (3, operator.sub),
    "*": (4, operator.mul),
    "/": (4, divide),
    "^": (5, power),
}


@dataclass(frozen=True)
class Const(Expression):
    """A number that belongs to the formula itself (0, 1, 12, 3600 …), never an assumption."""

    number: float

    def value(self, _numbers: Numbers, _period: Period, /) -> Value:
        return self.number

    def text(self, _book: AddressBook, _period: Period, /) -> str:
        return str(int(self.number)) if self.number == int(self.number) else repr(self.number)


@dataclass(frozen=True)
class Input(Expression):
    """The active value of an assumption."""

    key: str

    def value(self, numbers: Numbers, _period: Period, /) -> Value:
        return numbers.input_value(self.key)

    def text(self, book: AddressBook, _period: Period, /) -> str:
        return book.input_name(self.key)


@dataclass(frozen=True)
class RowNow(Expression):
    """Another row in the same period, or a scalar row."""

    key: str

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        return numbers.row_value(self.key, period)

    def text(self, book: AddressBook, period: Period, /) -> str:
        return book.cell(self.key, period)


@dataclass(frozen=True)
class RowAt(Expression):
    """A monthly or yearly row in one fixed period."""

    key: str
    at: int

    def value(self, numbers: Numbers, _period: Period, /) -> Value:
        return numbers.row_value(self.key, self.at)

    def text(self, book: AddressBook, _period: Period, /) -> str:
        return book.cell(self.key, self.at)


@dataclass(frozen=True)
class Previous(Expression):
    """A row one period earlier; in the first period its opening expression."""

    key: str
    opening: Expression

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        if period == EVERY:
            return self._shifted(numbers.series(self.key), self.opening.value(numbers, 0))
        before = _before(period)
        return self.opening.value(numbers, period) if before is None else numbers.row_value(self.key, before)

    def _shifted(self, series: NDArray[np.float64], opening: Value) -> Value:
        first = np.broadcast_to(np.asarray(opening, float), series.shape[1:])
        return np.concatenate((first[None], series[:-1]))

    def text(self, book: AddressBook, period: Period, /) -> str:
        before = _before(period)
        return bracketed(self.opening, ATOM, book, period) if before is None else book.cell(self.key, before)

    def parts(self) -> tuple[Expression, ...]:
        return (self.opening,)


@dataclass(frozen=True)
class Pick(Expression):
    """A monthly or yearly row in the period that an expression names, kept inside the row's ends."""

    key: str
    index: Expression

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        series = numbers.series(self.key)
        at = np.clip(np.asarray(self.index.value(numbers, period)).astype(int), 0, len(series) - 1)
        if at.shape[-1:] in ((), (1,)):
            picked: Value = series[at.item() if at.ndim == 0 else at[..., 0]]
            return picked
        return np.take_along_axis(np.broadcast_to(series, (len(series), at.shape[-1])), at, axis=0)

    def text(self, book: AddressBook, period: Period, /) -> str:
        last = f"COLUMNS({book.span(self.key)})"
        return f"INDEX({book.span(self.key)},1,MAX(1,MIN({last},{self.index.text(book, period)}+1)))"

    def parts(self) -> tuple[Expression, ...]:
        return (self.index,)


@dataclass(frozen=True)
class Binary(Expression):
    """Arithmetic and comparison of two expressions."""

    sign: str
    left: Expression
    right: Expression

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """How tightly the operator binds in Excel."""
        return OPERATORS[self.sign][0]

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        result: Value = OPERATORS[self.sign][1](
            self.left.value(numbers, period), self.right.value(numbers, period)
        )
        return result

    def text(self, book: AddressBook, period: Period, /) -> str:
        strict = self.sign in "-/^<>="
        left = bracketed(self.left, self.precedence, book, period)
        right = bracketed(self.right, self.precedence + strict, book, period)
        if self.sign == "-" and self.left == Const(0.0):
            return f"-{bracketed(self.right, ATOM, book, period)}"
        return f"{left}{self.sign}{right}"

    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class If(Expression):
    """A choice between two expressions."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        holds = self.condition.value(numbers, period)
        if isinstance(holds, np.ndarray):
            return np.where(holds, self.then.value(numbers, period), self.otherwise.value(numbers, period))
        return (self.then if holds else self.otherwise).value(numbers, period)

    def text(self, book: AddressBook, period: Period, /) -> str:
        return _call("IF", self.parts(), book, period)

    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True)
class Choose(Expression):
    """The n-th of several expressions, counted from 1."""

    index: Expression
    options: tuple[Expression, ...]

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        index = self.index.value(numbers, period)
        if isinstance(index, np.ndarray):
            choices = np.broadcast_arrays(*(option.value(numbers, period) for option in self.options))
            return np.choose(index.astype(int) - 1, choices)
        return self.options[int(index) - 1].value(numbers, period)

    def text(self, book: AddressBook, period: Period, /) -> str:
        return _call("CHOOSE", self.parts(), book, period)

    def parts(self) -> tuple[Expression, ...]:
        return (self.index, *self.options)


@dataclass(frozen=True)
class Undefined(Expression):
    """No value: the row's own words are shown instead."""

    def value(self, _numbers: Numbers, _period: Period, /) -> Value:
        return float("nan")

    def text(self, _book: AddressBook, _period: Period, /) -> str:
        return "NA()"


@dataclass(frozen=True)
class IsDefined(Expression):
    """Whether an expression has a value."""

    inner: Expression

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        known: Any = ~np.isnan(self.inner.value(numbers, period))
        return known if isinstance(known, np.ndarray) else bool(known)

    def text(self, book: AddressBook, period: Period, /) -> str:
        return _call("ISNUMBER", self.parts(), book, period)

    def parts(self) -> tuple[Expression, ...]:
        return (self.inner,)


def _before(period: Period) -> int | None:
    """Return the period before, None before the first."""
    return period - 1 if isinstance(period, int) and period > 0 else None


def bracketed(part: Expression, outer: int, book: AddressBook, period: Period) -> str:
    """Render a part, in brackets where the operator around it binds tighter."""
    text = part.text(book, period)
    return f"({text})" if part.precedence < outer else text


def _call(name: str, arguments: Sequence[Expression], book: AddressBook, period: Period) -> str:
    return f"{name}({','.join(argument.text(book, period) for argument in arguments)})"


def expression(operand: Operand) -> Expression:
    """Take a plain number as a constant."""
    return operand if isinstance(operand, Expression) else Const(float(operand))


def inp(key: str) -> Expression:
    """Refer to an assumption."""
    return Input(key)


def row(key: str) -> Expression:
    """Refer to another row in the same period, or to a scalar row."""
    return RowNow(key)


def const(number: float) -> Expression:
    """Write a number that belongs to the formula itself."""
    return Const(float(number))


def at(key: str, period: int) -> Expression:
    """Refer to a monthly or yearly row in one fixed period."""
    return RowAt(key, period)


def pick(key: str, index: Operand) -> Expression:
    """Refer to a monthly or yearly row in a period that is calculated, such as the year a month lies in."""
    return Pick(key, expression(index))


def previous(key: str, opening: Operand = 0.0) -> Expression:
    """Refer to a row one period earlier; `opening` stands before the first period."""
    return Previous(key, expression(opening))


def if_(condition: Expression, then: Operand, otherwise: Operand) -> Expression:
    """Choose between two expressions."""
    return If(condition, expression(then), expression(otherwise))


def choose(index: Expression, *options: Operand) -> Expression:
    """Take the n-th option, counted from 1."""
    return Choose(index, tuple(expression(option) for option in options))


def equal(left: Operand, right: Operand) -> Expression:
    """Compare for equality (Python's == stays the comparison of expressions themselves)."""
    return Binary("=", expression(left), expression(right))


def undefined() -> Expression:
    """Say that there is no value here."""
    return Undefined()


def is_defined(inner: Expression) -> Expression:
    """Ask whether an expression has a value."""
    return IsDefined(inner)
