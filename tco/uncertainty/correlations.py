"""Assumptions that usually move together. The strengths are assumptions too and may be changed or left out."""

from collections.abc import Iterator
from itertools import combinations

from tco.model.cost_model import CostModel
from tco.uncertainty.draws import Correlation

SAME_PRICE_LIST = 0.9  # a supplier raises or cuts its prices together
LONG_TEXTS = 0.5  # long questions get long answers
PRICES = tuple(
    f"{currency}_per_mtok_{part}" for currency in ("usd", "jpy") for part in ("in", "cached", "out")
)
TOKENS = ("tokens_in_per_request", "tokens_out_per_request")


def usual_correlations(model: CostModel) -> tuple[Correlation, ...]:
    """Pair the token prices of each option and the tokens in and out of each use.

    The exchange rate is one draw for everything paid in dollars, so that needs no correlation.
    """
    found = [*_pairs(model, PRICES, SAME_PRICE_LIST), *_pairs(model, TOKENS, LONG_TEXTS)]
    return tuple(found)


def _pairs(model: CostModel, endings: tuple[str, ...], value: float) -> Iterator[Correlation]:
    """Pair inputs that differ in their ending only."""
    together: dict[str, list[str]] = {}
    for spec in model.inputs:
        for ending in endings:
            if spec.key.endswith(ending):
                together.setdefault(spec.key.removesuffix(ending), []).append(spec.key)
    for keys in together.values():
        yield from (Correlation(left, right, value) for left, right in combinations(keys, 2))
