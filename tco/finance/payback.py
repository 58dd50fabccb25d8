"""How long until the money is back, and stays back."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from tco.finance.present_value import discounted


def payback_years(cash_flows: Sequence[float]) -> float | None:
    """Return the years until the cumulative flow turns non-negative for good, interpolated inside the year.

    None when the money is not back at the end (回収せず); 0.0 when it was never out.
    A later dip (for example exit costs) moves the answer to the crossing after that dip.

    >>> round(payback_years([-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]) or 0, 6)
    3.238095
    """
    cumulative = list(accumulate(cash_flows))
    if not cumulative or cumulative[-1] < 0:
        return None
    crossings = [
        year + before / (before - after)
        for year, (before, after) in enumerate(pairwise(cumulative))
        if before < 0 <= after
    ]
    return crossings[-1] if crossings else 0.0


def discounted_payback_years(rate: float, cash_flows: Sequence[float]) -> float | None:
    """Return the payback of the discounted flows.

    >>> round(discounted_payback_years(0.06, [-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]) or 0, 6)
    3.679761
    """
    return payback_years(discounted(rate, cash_flows))
