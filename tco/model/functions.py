"""Functions inside expressions: over several arguments, and over the periods of one row."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tco.finance.present_value import modified_rate
from tco.finance.rate_of_return import conventional_rate
from tco.model.expression import (
    ATOM,
    EVERY,
    ROUND_DIGITS,
    AddressBook,
    Expression,
    Numbers,
    Operand,
    Period,
    Value,
    bracketed,
    expression,
)

Series = NDArray[np.float64]
MONTHS_PER_YEAR = 12
GUESS_PER_MONTH = 0.01  # where Excel's IRR starts looking


def _is_plain(values: tuple[Any, ...]) -> bool:
    """Say whether no array is among the values; plain numbers need no NumPy."""
    return not any(isinstance(value, np.ndarray) for value in values)


def _minimum(*values: Value) -> Value:
    return min(values) if _is_plain(values) else reduce(np.minimum, values)


def _maximum(*values: Value) -> Value:
    return max(values) if _is_plain(values) else reduce(np.maximum, values)


def _round_up(value: Value) -> Value:
    if isinstance(value, np.ndarray):
        return np.ceil(np.round(value, ROUND_DIGITS))
    return float("nan") if math.isnan(value) else float(math.ceil(round(value, ROUND_DIGITS)))


def _round_down(value: Value) -> Value:
    if isinstance(value, np.ndarray):
        return np.floor(np.round(value, ROUND_DIGITS))
    return float("nan") if math.isnan(value) else float(math.floor(round(value, ROUND_DIGITS)))


def _exponential(value: Value) -> Value:
    return np.exp(value) if isinstance(value, np.ndarray) else math.exp(value)


def _all(*values: Value) -> Value:
    return all(values) if _is_plain(values) else reduce(np.logical_and, values)


@dataclass(frozen=True)
class Call(Expression):
    """A function of expressions in the same period; `pattern` is its Excel text, {0} its arguments."""

    pattern: str
    function: Callable[..., Value]
    arguments: tuple[Expression, ...]

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        return self.function(*(argument.value(numbers, period) for argument in self.arguments))

    def text(self, book: AddressBook, period: Period, /) -> str:
        return self.pattern.format(",".join(argument.text(book, period) for argument in self.arguments))

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments


def minimum(*operands: Operand) -> Expression:
    """Take the smallest."""
    return Call("MIN({0})", _minimum, tuple(expression(operand) for operand in operands))


def maximum(*operands: Operand) -> Expression:
    """Take the largest."""
    return Call("MAX({0})", _maximum, tuple(expression(operand) for operand in operands))


def round_up(operand: Operand) -> Expression:
    """Round up to a whole number, after rounding errors (ninth decimal) are removed."""
    return Call(f"ROUNDUP(ROUND({{0}},{ROUND_DIGITS}),0)", _round_up, (expression(operand),))


def round_down(operand: Operand) -> Expression:
    """Round down to a whole number, after rounding errors (ninth decimal) are removed."""
    return Call(f"ROUNDDOWN(ROUND({{0}},{ROUND_DIGITS}),0)", _round_down, (expression(operand),))


def exponential(operand: Operand) -> Expression:
    """Take e to a power."""
    return Call("EXP({0})", _exponential, (expression(operand),))


def _modulo(value: Value, divisor: Value) -> Value:
    return np.mod(value, divisor) if isinstance(value, np.ndarray) else value % divisor


def modulo(operand: Operand, divisor: Operand) -> Expression:
    """Take the remainder of a division."""
    return Call("MOD({0})", _modulo, (expression(operand), expression(divisor)))


def both(*conditions: Expression) -> Expression:
    """Ask whether all conditions hold."""
    return Call("AND({0})", _all, conditions)


@dataclass(frozen=True)
class OverPeriods(Expression):
    """A function of one or two rows over all their periods, with further arguments such as a rate.

    `function` takes arrays with the periods along the first axis, then the arguments.
    """

    pattern: str
    function: Callable[..., Value]
    keys: tuple[str, ...]
    arguments: tuple[Expression, ...] = ()

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        rows = (numbers.series(key) for key in self.keys)
        return self.function(*rows, *(argument.value(numbers, period) for argument in self.arguments))

    def text(self, book: AddressBook, period: Period, /) -> str:
        arguments = (bracketed(argument, ATOM, book, period) for argument in self.arguments)
        return self.pattern.format(*(book.span(key) for key in self.keys), *arguments)

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments


def _total(series: Series) -> Value:
    value: Value = np.sum(series, axis=0)
    return value


def _largest(series: Series) -> Value:
    value: Value = np.max(series, axis=0)
    return value


def _weighted(series: Series, weights: Series) -> Value:
    value: Value = np.sum(series * weights, axis=0)
    return value


def _irr(series: Series) -> Value:
    # One column as plain floats: a hundred halvings of sixty months are an order faster than through arrays.
    flows = list(series) if series.shape[-1] > 1 else series[:, 0].tolist()
    monthly = conventional_rate(flows, highest_factor=1.0)
    return (1 + monthly) ** MONTHS_PER_YEAR - 1


def _mirr(series: Series, finance_rate: Value, reinvest_rate: Value) -> Value:
    rates = ((1 + rate) ** (1 / MONTHS_PER_YEAR) - 1 for rate in (finance_rate, reinvest_rate))
    return (1 + modified_rate(list(series), *rates)) ** MONTHS_PER_YEAR - 1


def total(key: str) -> Expression:
    """Sum a row over all periods (rows without operation in period 0 are 0 there)."""
    return OverPeriods("SUM({0})", _total, (key,))


def largest(key: str) -> Expression:
    """Take the largest value of a row."""
    return OverPeriods("MAX({0})", _largest, (key,))


def present_value(key: str, factors: str) -> Expression:
    """Sum a row times the discount factors of the same periods."""
    return OverPeriods("SUMPRODUCT({0},{1})", _weighted, (key, factors))


def irr(key: str) -> Expression:
    """Find the yearly rate, above zero, of a monthly row; guard it with a count of the cumulative flow's changes."""
    return OverPeriods(f"(1+IRR({{0}},{GUESS_PER_MONTH}))^{MONTHS_PER_YEAR}-1", _irr, (key,))


def mirr(key: str, finance_rate: Expression, reinvest_rate: Expression) -> Expression:
    """Find the modified yearly rate of return of a monthly row; both rates are yearly."""
    monthly = "(1+{%d})^(1/12)-1"
    pattern = f"(1+MIRR({{0}},{monthly % 1},{monthly % 2}))^{MONTHS_PER_YEAR}-1"
    return OverPeriods(pattern, _mirr, (key,), (finance_rate, reinvest_rate))


@dataclass(frozen=True)
class SoFar(Expression):
    """A function of another row from period 0 up to the present one: a running total or maximum."""

    name: str
    accumulate: Callable[[Series], Series]
    key: str

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        running = self.accumulate(numbers.series(self.key))
        return running if period == EVERY else running[_number(period)]

    def text(self, book: AddressBook, period: Period, /) -> str:
        return f"{self.name}({book.span_until(self.key, period)})"


def _number(period: Period) -> int:
    if not isinstance(period, int):
        raise TypeError("a row that runs up to a period has no single value")
    return period


def _running_sum(series: Series) -> Series:
    return np.cumsum(series, axis=0)


def _running_max(series: Series) -> Series:
    return np.maximum.accumulate(series, axis=0)


def running_total(key: str) -> Expression:
    """Sum a row from period 0 up to the present one."""
    return SoFar("SUM", _running_sum, key)


def running_largest(key: str) -> Expression:
    """Take the largest value of a row from period 0 up to the present one."""
    return SoFar("MAX", _running_max, key)


@dataclass(frozen=True)
class Where(Expression):
    """A function of the periods of one row for which another row, of the same shape, equals an expression."""

    pattern: str
    gather: Callable[[Series], Value]
    key: str
    by: str
    equals: Expression

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        series, by = numbers.series(self.key), numbers.series(self.by)
        wanted = self.equals.value(numbers, period)
        if period != EVERY:
            return self._gathered(series, by, np.asarray(wanted))
        return np.stack(np.broadcast_arrays(*(self._gathered(series, by, one) for one in np.asarray(wanted))))

    def _gathered(self, series: Series, by: Series, wanted: Series) -> Value:
        if by.shape[-1] == 1 and wanted.size == 1:
            return self.gather(series[by[:, 0] == wanted.item()])
        return self.gather(np.where(by == wanted, series, 0.0))

    def text(self, book: AddressBook, period: Period, /) -> str:
        wanted = bracketed(self.equals, ATOM, book, period)
        return self.pattern.format(book.span(self.key), book.span(self.by), wanted)

    def parts(self) -> tuple[Expression, ...]:
        return (self.equals,)


def _sum_of(series: Series) -> Value:
    value: Value = np.sum(series, axis=0)
    return value


def _largest_of(series: Series) -> Value:
    value: Value = np.max(series, axis=0, initial=0.0)
    return value


def total_where(key: str, by: str, equals: Operand) -> Expression:
    """Sum a row over the periods in which the row `by` equals something."""
    return Where("SUMIF({1},{2},{0})", _sum_of, key, by, expression(equals))


def largest_where(key: str, by: str, equals: Operand) -> Expression:
    """Take the largest value (at least 0) of a row in the periods in which `by` equals something."""
    return Where("SUMPRODUCT(MAX(({1}={2})*{0}))", _largest_of, key, by, expression(equals))
