"""What sizing refuses: a figure that is missing, impossible or beyond what was measured."""

import math

from language.text import Text
from tco.errors import CostError, InvalidInput


class SizingRefused(CostError):
    """Sizing cannot be done with what is known; the message says what is missing and what to do."""


def positive(name: Text, value: float) -> float:
    """Return a number that must be finite and above zero."""
    if not (math.isfinite(value) and value > 0):
        raise InvalidInput(
            Text(
                f"{name.ja}は0より大きい数で入力してください(入力値: {value})。計算は行っていません。",
                f"{name.en} must be a number above zero (got {value}). Nothing was calculated.",
            )
        )
    return value


def not_negative(name: Text, value: float) -> float:
    """Return a number that must be finite and not below zero."""
    if not (math.isfinite(value) and value >= 0):
        raise InvalidInput(
            Text(
                f"{name.ja}は0以上の数で入力してください(入力値: {value})。計算は行っていません。",
                f"{name.en} must be zero or more (got {value}). Nothing was calculated.",
            )
        )
    return value


def share(name: Text, value: float) -> float:
    """Return a share above 0 and at most 1."""
    if not 0 < value <= 1:
        raise InvalidInput(
            Text(
                f"{name.ja}は0より大きく1以下で入力してください(入力値: {value})。計算は行っていません。",
                f"{name.en} must be above 0 and at most 1 (got {value}). Nothing was calculated.",
            )
        )
    return value
