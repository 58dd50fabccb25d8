"""The cost of calls that have not been made, by whatever price holds for their model."""

from collections.abc import Sequence

from evaluations.models import Candidate
from evaluations.pricing.compute import ComputeUse, compute_microyen
from evaluations.pricing.forecast import Range, TokenForecast, forecast_seconds, together
from evaluations.pricing.work import step_microyen
from evaluations.services.past_answers import Past
from evaluations.services.pricing import ByCompute, ByTokens, Pricing
from evaluations.states import ProviderKind


def price_kind(candidate: Candidate, pricing: Pricing) -> str:
    """tokens, compute, given or unknown."""
    if candidate.provider == ProviderKind.FILE:
        return "given"
    if isinstance(pricing, ByTokens):
        return "tokens"
    return "compute" if isinstance(pricing, ByCompute) else "unknown"


def foreseen_cost(
    pricing: Pricing, calls: Sequence[tuple[Range, TokenForecast]], seconds: Range | None
) -> Range | None:
    """Return the cost of all calls in millionths of a yen; None where the price, or the time it is for, is unknown."""
    if isinstance(pricing, ByTokens):
        price, rate = pricing.price, pricing.jpy_per_unit
        return together(step_microyen(price, rate, count, tokens) for count, tokens in calls)
    if isinstance(pricing, ByCompute) and seconds:
        ends = (seconds.low, seconds.expected, seconds.high)
        return Range(*(float(compute_microyen(pricing.price, ComputeUse(end))) for end in ends))
    return None


def foreseen_seconds(past: Past | None, calls: Range) -> Range | None:
    """Return how long the calls take at the speed of earlier ones; None where nothing was measured."""
    if past is None or not past.seconds:
        return None
    few, usual, many = (
        forecast_seconds(n, past.answers.count, past.seconds) for n in (calls.low, calls.expected, calls.high)
    )
    return Range(few.low, usual.expected, many.high)
