"""Which share of freed time must become money before a plan is worth it: a question to one plan, many answers."""

from collections.abc import Mapping

import numpy as np

from tco.model.cost_model import CostModel

STEPS = 64
ROUNDS = 4  # 64^4 steps: the rate is exact to 6e-8


def rate_for_payback(
    model: CostModel, values: Mapping[str, float], option: str, years: float
) -> float | None:
    """Return the least redeployment rate (0-1) with which an option is paid back within `years`, for good.

    None when even a rate of 1 is not enough. A larger rate never pays back later: freed time is worth 0 or more.
    """
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        rates = np.linspace(low, high, STEPS + 1)
        enough = _paid_back(model, values, option, rates) <= years
        if not enough.any():
            return None
        first = int(np.argmax(enough))
        low, high = float(rates[max(first - 1, 0)]), float(rates[first])
    return high


def _paid_back(
    model: CostModel,
    values: Mapping[str, float],
    option: str,
    rates: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the payback of each rate in years, infinite where there is none."""
    results = model.evaluate({**values, "redeployment_rate": rates})
    payback = np.broadcast_to(results.draws(f"{option}.payback"), rates.shape)
    return np.where(np.isnan(payback), np.inf, payback)
