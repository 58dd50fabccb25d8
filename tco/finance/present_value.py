"""Present value and modified rate of return of yearly cash flows (year 0 first, at the end of each year)."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Value = float | NDArray[np.float64]


def net_present_value(rate: Value, cash_flows: Sequence[Value]) -> Value:
    """Sum flow[t] / (1+rate)^t over t = 0, 1, …; same unit as the flows, numbers or arrays of draws.

    Sign convention of numpy-financial: year 0 is not discounted.

    >>> round(net_present_value(0.06, [-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]))
    4577483
    """
    factor = 1 / (1 + rate)
    value: Value = 0.0
    for flow in reversed(cash_flows):
        value = value * factor + flow
    return value


def modified_rate(cash_flows: Sequence[Value], finance_rate: Value, reinvest_rate: Value) -> Value:
    """Return (FV of inflows / PV of outflows)^(1/n) - 1; NaN without both signs.

    Inflows grow at `reinvest_rate`, outflows are discounted at `finance_rate`.

    >>> round(modified_rate([-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6], 0.04, 0.05), 5)
    0.12668
    """
    years = len(cash_flows) - 1
    outflow = -net_present_value(finance_rate, [np.minimum(flow, 0.0) for flow in cash_flows])
    inflow = net_present_value(reinvest_rate, [np.maximum(flow, 0.0) for flow in cash_flows])
    future = inflow * (1 + reinvest_rate) ** years
    has_both = np.logical_and(outflow > 0, future > 0)
    ratio = np.where(has_both, future, np.nan) / np.where(has_both, outflow, 1.0)
    rate = ratio ** (1 / years) - 1
    return rate if np.ndim(rate) else float(rate)


def equivalent_annual_value(rate: float, present_value: float, years: int) -> float:
    """Spread a present value evenly over `years` year-ends at `rate`.

    >>> round(equivalent_annual_value(0.06, 4577482.938, 5))
    1086678
    """
    return present_value * rate / (1 - (1 + rate) ** -years) if rate else present_value / years


def discounted(rate: float, cash_flows: Sequence[float]) -> list[float]:
    """Return every flow at its present value."""
    return [flow / (1 + rate) ** year for year, flow in enumerate(cash_flows)]


def mid_year_value(rate: float, cash_flows: Sequence[float]) -> float:
    """Return the present value when the flows of a year come in its middle; year 0 is not discounted.

    >>> round(mid_year_value(0.06, [-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]))
    5067563
    """
    later = float(net_present_value(rate, [0.0, *cash_flows[1:]]))
    return cash_flows[0] + later * math.sqrt(1 + rate)


def profitability_index(rate: float, cash_flows: Sequence[float]) -> float | None:
    """Return the present value of years 1, 2 … for each yen of the outlay in year 0; None without an outlay.

    >>> round(profitability_index(0.06, [-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]) or 0, 4)
    1.3815
    """
    if cash_flows[0] >= 0:
        return None
    return float(net_present_value(rate, [0.0, *cash_flows[1:]])) / -cash_flows[0]


def return_on_investment(cash_flows: Sequence[float]) -> float | None:
    """Return the sum of all flows for each yen of the outlay in year 0, not discounted; None without an outlay.

    >>> round(return_on_investment([-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]) or 0, 4)
    0.6583
    """
    return sum(cash_flows) / -cash_flows[0] if cash_flows[0] < 0 else None
