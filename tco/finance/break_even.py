"""Where two alternatives cost the same."""

from collections.abc import Callable


def break_even_volume(fixed_per_year: float, variable_of_owned: float, price_bought: float) -> float | None:
    """Return the yearly volume at which owning (fixed + variable) costs what buying costs; None when never.

    Units: JPY a year, JPY per unit, JPY per unit -> units a year.

    >>> round(break_even_volume(3_500_000, 12, 185) or 0, 2)
    20231.21
    """
    saving = price_bought - variable_of_owned
    return fixed_per_year / saving if saving > 0 else None


def crossing(function: Callable[[float], float], low: float, high: float, steps: int = 80) -> float | None:
    """Find x in [low, high] with function(x) = 0 by bisection; None when both ends have the same sign.

    For step functions (whole servers) it returns the point of the jump.
    """
    at_low = function(low)
    if at_low == 0:
        return low
    if at_low * function(high) > 0:
        return None
    for _ in range(steps):
        middle = (low + high) / 2
        if at_low * function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
