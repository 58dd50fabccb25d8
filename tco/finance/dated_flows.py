"""Present value and internal rate of flows on given days: each is discounted by its days / 365 since the first."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from tco.finance.break_even import crossing
from tco.finance.rate_of_return import NO_RATE, NO_SIGN_CHANGE, SEVERAL_RATES, RateOfReturn

DAYS_PER_YEAR = 365
# Growth factors 1 + r between which roots are looked for: rates from -99 % to 99,900 %.
FACTORS = np.geomspace(0.01, 1000.0, 600)

DatedFlow = tuple[date, float]


def dated_present_value(rate: float, flows: Sequence[DatedFlow]) -> float:
    """Return the value of the flows on the day of the first one; `rate` is a year's, above -100 %.

    >>> round(dated_present_value(0.10, [(date(2027, 4, 1), -100.0), (date(2028, 3, 31), 121.0)]), 2)
    10.0
    """
    start, growth = flows[0][0], 1 + rate
    return sum(flow * math.pow(growth, -(day - start).days / DAYS_PER_YEAR) for day, flow in flows)


def dated_internal_rate(flows: Sequence[DatedFlow]) -> RateOfReturn:
    """Return the yearly rate at which the dated flows are worth nothing, or why there is none or more than one.

    >>> round(dated_internal_rate([(date(2027, 4, 1), -100.0), (date(2029, 3, 31), 121.0)]).rate or 0, 4)
    0.1
    """
    amounts = [flow for _, flow in flows]
    if not (any(flow > 0 for flow in amounts) and any(flow < 0 for flow in amounts)):
        return RateOfReturn(None, NO_SIGN_CHANGE, ())
    ordered = sorted(flows)
    values = [dated_present_value(float(factor) - 1, ordered) for factor in FACTORS]
    rates = tuple(
        rate
        for (low, at_low), (high, at_high) in pairwise(zip(FACTORS, values, strict=True))
        if at_low * at_high <= 0 and at_high != 0
        if (rate := crossing(lambda x: dated_present_value(x, ordered), float(low) - 1, float(high) - 1))
        is not None
    )
    if len(rates) == 1:
        return RateOfReturn(rates[0], None, rates)
    return RateOfReturn(None, SEVERAL_RATES if rates else NO_RATE, rates)
