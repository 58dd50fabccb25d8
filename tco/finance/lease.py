"""What a lease of machines costs a month, and the interest that is inside its payments."""

import math

from tco.finance.rate_of_return import conventional_rate

MONTHS_PER_YEAR = 12


def lease_rate_per_month(interest_per_year: float, months: int, residual_share: float = 0.0) -> float:
    """Return the monthly payment as a share of the price, paid at month ends.

    `residual_share` of the price is still owed after the last month. ValueError without a month.

    >>> round(lease_rate_per_month(0.05, 60), 5)
    0.01882
    """
    if months < 1:
        raise ValueError("a lease has at least one month")
    interest = (1 + interest_per_year) ** (1 / MONTHS_PER_YEAR) - 1
    left = (1 + interest) ** -months
    return (1 - residual_share * left) * interest / (1 - left) if interest else (1 - residual_share) / months


def interest_inside(rate_per_month: float, months: int, residual_share: float = 0.0) -> float | None:
    """Return the yearly interest that turns the price into these payments; None when they do not repay it.

    >>> round(interest_inside(0.019, 60) or 0, 4)
    0.0541
    """
    payments = [rate_per_month] * (months - 1)
    flows = [-1.0, *payments, rate_per_month + residual_share]
    if sum(flows) < 0:
        return None
    monthly = float(conventional_rate(flows))
    return None if math.isnan(monthly) else (1 + monthly) ** MONTHS_PER_YEAR - 1
