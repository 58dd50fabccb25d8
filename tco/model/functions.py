"""Functions inside expressions: over several arguments, and over the years of one row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from tco.finance.present_value import modified_rate, net_present_value
from tco.finance.rate_of_return import conventional_rate
from tco.model.expression import (
    ATOM,
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


def _plain(result: Any) -> Value:
    """Turn NumPy's scalar types back into floats and leave arrays alone."""
    return result if isinstance(result, np.ndarray) else float(result)


def _minimum(*values: Value) -> Value:
    return _plain(reduce(np.minimum, values))


def _maximum(*values: Value) -> Value:
    return _plain(reduce(np.maximum, values))


def _round_up(value: Value) -> Value:
    return _plain(np.ceil(np.round(value, ROUND_DIGITS)))


def _round_down(value: Value) -> Value:
    return _plain(np.floor(np.round(value, ROUND_DIGITS)))


def _all(*values: Value) -> Value:
    return reduce(np.logical_and, values)


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


def both(*conditions: Expression) -> Expression:
    """Ask whether all conditions hold."""
    return Call("AND({0})", _all, conditions)


@dataclass(frozen=True)
class OverYears(Expression):
    """A function of one yearly row over all its periods, with further arguments such as a discount rate."""

    pattern: str
    function: Callable[..., Value]
    key: str
    arguments: tuple[Expression, ...] = ()

    def value(self, numbers: Numbers, period: Period, /) -> Value:
        series = numbers.series(self.key)
        return self.function(series, *(argument.value(numbers, period) for argument in self.arguments))

    def text(self, book: AddressBook, period: Period, /) -> str:
        arguments = (bracketed(argument, ATOM, book, period) for argument in self.arguments)
        return self.pattern.format(book.span(self.key), *arguments)

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments


def _total(series: Sequence[Value]) -> Value:
    return reduce(lambda left, right: left + right, series)


def _largest(series: Sequence[Value]) -> Value:
    return _maximum(*series)


def _npv(series: Sequence[Value], rate: Value) -> Value:
    return net_present_value(rate, series)


def total(key: str) -> Expression:
    """Sum a yearly row over all periods (rows without operation in year 0 are 0 there)."""
    return OverYears("SUM({0})", _total, key)


def largest(key: str) -> Expression:
    """Take the largest value of a yearly row."""
    return OverYears("MAX({0})", _largest, key)


def npv(rate: Expression, key: str) -> Expression:
    """Discount a yearly row to year 0; Excel's NPV discounts its first value, hence the factor (1 + rate)."""
    return OverYears("NPV({1},{0})*(1+{1})", _npv, key, (rate,))


def irr(key: str) -> Expression:
    """Find the rate of a row whose flows change sign once; guard it with a count of sign changes."""
    return OverYears("IRR({0})", conventional_rate, key)


def mirr(key: str, finance_rate: Expression, reinvest_rate: Expression) -> Expression:
    """Find the modified rate of return of a yearly row."""
    return OverYears("MIRR({0},{1},{2})", modified_rate, key, (finance_rate, reinvest_rate))
