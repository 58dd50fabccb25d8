"""How a price may move: falling to a floor, in dated steps, up as well as down.

One model's list price mostly stays flat and sometimes doubles; the cheapest price of equal quality falls many
times a year. They are different paths: the first keeps a contract, the second needs a re-validation per switch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.errors import InvalidInput

Array = NDArray[np.float64]
MONTHS_PER_YEAR = 12
LEAST_CHANGE, MOST_CHANGE = -0.9999, 99.0
HALVINGS = 80


@dataclass(frozen=True)
class Step:
    """From this month on the price is multiplied by a factor: 2 doubles, 0.2 is a cut by 80 %."""

    month: int
    factor: float


def smooth_path(price: float, change_per_year: float, months: Sequence[int], floor: float = 0.0) -> Array:
    """Return max(floor, price x (1 + change)^(month / 12)) per month; a change above 0 is a rise.

    Source: Epoch AI, LLM inference price trends (2025-03-12), for falls at constant quality.

    >>> smooth_path(1.0, -0.5, (0, 12, 24, 36)).tolist()
    [1.0, 0.5, 0.25, 0.125]
    """
    if change_per_year <= -1:
        raise InvalidInput(
            Text(
                "価格の年変化率は-100%より大きくしてください。価格は0以下になりません。",
                "A price changes by more than -100 % a year; it never reaches zero.",
            )
        )
    years = np.asarray(months, float) / MONTHS_PER_YEAR
    return np.maximum(floor, price * (1 + change_per_year) ** years)


def stepped_path(price: float, steps: Sequence[Step], months: Sequence[int]) -> Array:
    """Return the price per month under dated changes, each from its own month on.

    >>> stepped_path(10.0, [Step(3, 0.2), Step(6, 2.0)], (0, 2, 3, 6)).tolist()
    [10.0, 10.0, 2.0, 4.0]
    """
    for step in steps:
        if step.factor <= 0:
            raise InvalidInput(
                Text(
                    f"{step.month}か月目の価格の倍率は0より大きくしてください。",
                    f"The price factor of month {step.month} must be above 0.",
                )
            )
    factors = [float(np.prod([step.factor for step in steps if step.month <= month])) for month in months]
    return price * np.array(factors)


def yearly_change(multiple: float, years: float) -> float:
    """Return the yearly change that multiplies a price or volume by `multiple` over some years.

    >>> round(yearly_change(1.331, 3), 9)
    0.1
    """
    return float(multiple ** (1 / years) - 1)


def even_change_per_year(path: Array, months: Sequence[int], rate: float) -> float:
    """Return the steady yearly change that pays the same today as a path of prices, for a plan to take.

    Prices are in the order of `months` (the first is today's), discounted at a yearly rate.

    >>> round(even_change_per_year(np.array([1.0, 1.1, 1.21]), (0, 12, 24), 0.06), 9)
    0.1
    """
    years = np.asarray(months, float) / MONTHS_PER_YEAR
    worth = (1 + rate) ** -years
    goal = float((path * worth).sum())
    low, high = LEAST_CHANGE, MOST_CHANGE
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_short = float((path[0] * (1 + middle) ** years * worth).sum()) < goal
        low, high = (middle, high) if is_short else (low, middle)
    return (low + high) / 2
