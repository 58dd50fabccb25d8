"""API list prices from the genai-prices package, offline, for an explicit moment.

Its traps, handled here: an empty or zero price means "unknown" and is refused, never taken as free;
`input_tokens` includes cached tokens; without a moment it would answer for today, so a moment with its time
zone is required; long prompts may jump to a dearer tier for the whole request; a context such as batch processing
for which nothing is listed would silently cost the standard price, and another provider's list would stand in
for a missing one, so both are refused. Nothing here opens a connection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from genai_prices import Usage, calc_price

from catalogue.api_listing import package, unlisted

STANDARD: Mapping[str, str] = MappingProxyType({})
PROBE_TOKENS = 1_000  # far below every price tier
TOKENS_PER_PRICE = 1_000_000


@dataclass(frozen=True)
class ApiPrice:
    """List prices in USD per million tokens, without tax, on one day."""

    model_ref: str
    provider: str
    usd_per_mtok_in: Decimal
    usd_per_mtok_out: Decimal
    usd_per_mtok_cached: Decimal
    price_date: datetime
    package: str
    status: str = "list"


@dataclass(frozen=True)
class RequestTokens:
    """Tokens of one request; `cached` is part of `input`."""

    input: int
    output: int
    cached: int = 0


def list_price(model_ref: str, provider: str, at: datetime) -> ApiPrice:
    """Return the list price of a model at a moment; UnknownPrice when there is none to rely on.

    gpt-4.1 of openai on 2026-11-21: 2 in, 0.5 cached, 8 out.
    """
    return ApiPrice(
        model_ref=model_ref,
        provider=provider,
        usd_per_mtok_in=_per_mtok(model_ref, provider, at, RequestTokens(PROBE_TOKENS, 0)),
        usd_per_mtok_out=_per_mtok(model_ref, provider, at, RequestTokens(0, PROBE_TOKENS)),
        usd_per_mtok_cached=_per_mtok(model_ref, provider, at, RequestTokens(PROBE_TOKENS, 0, PROBE_TOKENS)),
        price_date=at,
        package=package(),
    )


def request_cost_usd(
    model_ref: str, provider: str, at: datetime, tokens: RequestTokens, context: Mapping[str, str] = STANDARD
) -> Decimal:
    """Return what one request costs in USD, price tiers for long prompts included.

    `context` such as {"processing": "batch"}: UnknownPrice where nothing is listed for it at that moment. A rate that
    the context does not change keeps its standard value, as OpenAI's cached input in a batch does.
    3,000 tokens in (40 % cached) and 500 out on gpt-4.1: 0.0082.
    """
    if at.tzinfo is None:
        raise ValueError("the moment needs a time zone: some prices depend on the hour")
    usage = Usage(input_tokens=tokens.input, output_tokens=tokens.output, cache_read_tokens=tokens.cached)
    try:
        found = calc_price(
            usage, model_ref, provider_id=provider, genai_request_timestamp=at, price_context=context
        )
    except LookupError as error:
        raise unlisted(provider, model_ref) from error
    is_own = any(found.model is model for model in found.provider.models)
    if not is_own or not found.total_price or not _lists(found.model, context, at):
        raise unlisted(provider, model_ref)
    return Decimal(found.total_price)


def _lists(model: Any, context: Mapping[str, str], at: datetime) -> bool:
    """Whether a variant for exactly this context holds at the moment."""
    return not context or any(
        dict(one.when) == dict(context) and (one.constraint is None or one.constraint.active(at))
        for one in model.price_variants or ()
    )


def _per_mtok(model_ref: str, provider: str, at: datetime, tokens: RequestTokens) -> Decimal:
    cost = request_cost_usd(model_ref, provider, at, tokens)
    return (cost * TOKENS_PER_PRICE / PROBE_TOKENS).normalize()
