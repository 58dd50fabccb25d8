"""Internal rate of return, with the honest answers "there is none" and "there are several"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.text import Text

Draws = NDArray[np.float64]
LOWEST_FACTOR, HIGHEST_FACTOR = 1e-4, 100.0  # discount factors 1/(1+r): rates from -99 % to 999,900 %
BISECTIONS = 100
SMALLEST_STEP = 1e-15
FEW_DRAWS = 16

NO_SIGN_CHANGE = Text(
    "入金と出金の両方がないため、内部収益率は計算できません。",
    "There is no internal rate of return because the flows never change sign.",
)
NO_RATE = Text(
    "正味現在価値がゼロになる割引率がないため、内部収益率は計算できません。",
    "There is no internal rate of return: no discount rate makes the net present value zero.",
)
SEVERAL_RATES = Text(
    "内部収益率が複数あります。修正内部収益率(MIRR)か正味現在価値で判断してください。",
    "There are several internal rates of return. Decide on the MIRR or the net present value instead.",
)


@dataclass(frozen=True)
class RateOfReturn:
    """`rate` is None unless exactly one exists; `reason` then says why; `candidates` lists every root."""

    rate: float | None
    reason: Text | None
    candidates: tuple[float, ...]


def internal_rate(cash_flows: Sequence[float]) -> RateOfReturn:
    """Return the rate r > -100 % with sum(flow[t] / (1+r)^t) = 0, from all real roots of that polynomial.

    >>> round(internal_rate([-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]).rate or 0, 5)
    0.18166
    """
    if not (any(flow > 0 for flow in cash_flows) and any(flow < 0 for flow in cash_flows)):
        return RateOfReturn(None, NO_SIGN_CHANGE, ())
    rates = _real_rates(cash_flows)
    if len(rates) == 1:
        return RateOfReturn(rates[0], None, rates)
    return RateOfReturn(None, SEVERAL_RATES if rates else NO_RATE, rates)


def _real_rates(cash_flows: Sequence[float]) -> tuple[float, ...]:
    """Find all discount factors x = 1/(1+r) > 0 that are roots, as sorted rates."""
    scale = max(abs(flow) for flow in cash_flows)
    factors = np.roots([flow / scale for flow in reversed(cash_flows)])
    real = [float(x.real) for x in factors if abs(x.imag) < 1e-7 * max(1.0, abs(x)) and x.real > 0]
    return tuple(sorted(1 / x - 1 for x in real))


def conventional_rate(
    cash_flows: Sequence[float | Draws], highest_factor: float = HIGHEST_FACTOR
) -> float | Draws:
    """Return the rate of flows that change sign once, by bisection, for numbers or for arrays of draws.

    NaN where the flows have no root between 1 / highest_factor - 1 (-99 %) and 999,900 %. With a factor of 1
    only rates above zero are looked at: there is exactly one when the *cumulative* flow changes sign once and ends
    above zero (Norstrøm, 1972), however often single months change theirs.

    >>> round(float(conventional_rate([-100.0, 60.0, 60.0])), 6)
    0.130662
    """
    if any(isinstance(flow, np.ndarray) for flow in cash_flows):
        return _rate_of_arrays(np.broadcast_arrays(*cash_flows), highest_factor)
    return _rate_of_numbers([float(flow) for flow in cash_flows], highest_factor)


def _rate_of_numbers(flows: list[float], highest_factor: float) -> float:
    low, high = LOWEST_FACTOR, highest_factor
    at_low = _at_factor(flows, low)
    if not at_low * _at_factor(flows, high) < 0:
        return float("nan")
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if at_low * _at_factor(flows, middle) > 0:
            low = middle
        else:
            high = middle
    return 2 / (low + high) - 1


def _at_factor(flows: Sequence[float], factor: float) -> float:
    """Evaluate the present value by Horner's rule."""
    value = 0.0
    for flow in reversed(flows):
        value = value * factor + flow
    return value


def _rate_of_arrays(flows: Sequence[Draws], highest_factor: float) -> Draws:
    """A page calculates a handful of cases at once: so few are faster one by one, and the same to the last bit."""
    first = flows[0]
    if first.ndim != 1 or first.size > FEW_DRAWS:
        return _rate_of_draws(flows, highest_factor)
    cases = zip(*(flow.tolist() for flow in flows), strict=True)
    return np.array([_rate_of_numbers(list(case), highest_factor) for case in cases])


def _rate_of_draws(flows: Sequence[Draws], highest_factor: float) -> Draws:
    """Newton's steps inside a shrinking bracket: a tenth of the work of halving it alone, and never outside it."""
    ends = np.full(flows[0].shape, LOWEST_FACTOR), np.full(flows[0].shape, highest_factor)
    at_low = _draws_at_factor(flows, ends[0])
    exists = at_low * _draws_at_factor(flows, ends[1]) < 0
    rates = np.full(flows[0].shape, np.nan)
    if exists.any():
        low, high = ends[0][exists], ends[1][exists]
        found = _root([flow[exists] for flow in flows], low, high, np.sign(at_low[exists]))
        rates[exists] = 1 / found - 1
    return rates


def _root(flows: Sequence[Draws], low: Draws, high: Draws, sign_at_low: Draws) -> Draws:
    """Find the discount factor between `low` and `high` at which the present value is zero, draw by draw."""
    at = (low + high) / 2
    for _ in range(BISECTIONS):
        value, slope = _value_and_slope(flows, at)
        is_below = value * sign_at_low > 0
        low, high = np.where(is_below, at, low), np.where(is_below, high, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = at - value / slope
        following = np.where((step > low) & (step < high), step, (low + high) / 2)
        if np.all(np.abs(following - at) <= SMALLEST_STEP * at):
            return following
        at = following
    return at


def _value_and_slope(flows: Sequence[Draws], factor: Draws) -> tuple[Draws, Draws]:
    value, slope = np.zeros_like(factor), np.zeros_like(factor)
    for flow in reversed(flows):
        slope = slope * factor + value
        value = value * factor + flow
    return value, slope


def _draws_at_factor(flows: Sequence[Draws], factor: Draws) -> Draws:
    value = np.zeros_like(factor)
    for flow in reversed(flows):
        value = value * factor + flow
    return value
