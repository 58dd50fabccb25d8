"""What the genai-prices package lists for a model: rates with the days and conditions they hold under, offline.

Prices of zero are left out: the package writes them where it knows none. Only a provider's own list counts; where
the package would silently fall back to another provider's list, nothing is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Any, Literal

from catalogue.errors import UnknownPrice
from language.text import Text

TokenKind = Literal["in", "cached", "out"]
FIELDS: dict[TokenKind, str] = {"in": "input_mtok", "cached": "cache_read_mtok", "out": "output_mtok"}
BATCH = {"processing": "batch"}
MOST_FOUND = 60


@dataclass(frozen=True)
class ListedRate:
    """One rate in USD per million tokens, without tax.

    `condition` is "" for the standard rate, "batch", a time of day such as "01:00–04:00 UTC" or a prompt length such
    as ">200000 tokens"; `valid_from` is None where the package does not say since when it holds.
    """

    kind: TokenKind
    usd_per_mtok: Decimal
    condition: str
    valid_from: date | None


@dataclass(frozen=True)
class ListedModel:
    """A model of a provider's price list; `remark` is what the package says about its prices.

    `makes_text` is False where the list has no price for output, as of embedding models.
    """

    provider: str
    provider_name: str
    model_ref: str
    name: str
    context_tokens: int | None
    is_deprecated: bool
    makes_text: bool
    page: str
    remark: str


def package() -> str:
    """Return name and version of the price list."""
    return f"genai-prices {version('genai-prices')}"


@cache
def providers() -> dict[str, str]:
    """Return the names of all providers by their key."""
    return {one.id: one.name for one in _snapshot().providers}


def find_listed(words: str, provider: str = "") -> list[ListedModel]:
    """Return models whose name holds every word and that have a price, at most 60, the shortest name first."""
    wanted = words.lower().split()
    found = [
        (one, model)
        for one in _snapshot().providers
        if provider in ("", one.id)
        for model in one.models
        if all(word in f"{one.id} {one.name} {model.id} {model.name or ''}".lower() for word in wanted)
        and any(_rates(model))
    ]
    found.sort(key=lambda pair: (len(pair[1].id), pair[1].id, pair[0].id))
    return [_listed(one, model) for one, model in found[:MOST_FOUND]]


def listed_model(provider: str, model_ref: str) -> ListedModel:
    """Return one model by its exact key; UnknownPrice when this provider does not list it."""
    return _listed(*_exact(provider, model_ref))


def listed_rates(provider: str, model_ref: str, on: date) -> tuple[ListedRate, ...]:
    """Return the rates in force on a day and those announced for later days; UnknownPrice when there are none.

    gemini-3.8-flash of google on 2026-11-21: 0.75 in and 3.75 out, and 1.5 and 7.5 from 2027-01-01.
    """
    _provider, model = _exact(provider, model_ref)
    rates = (
        *_from(on, _timeline(model.prices), ""),
        *_windows(model.prices),
        *_from(on, _batch(model), "batch"),
    )
    if not rates:
        raise unlisted(provider, model_ref)
    return rates


def rate_history(provider: str, model_ref: str) -> tuple[ListedRate, ...]:
    """Return every standard rate that the package knows, the earliest first.

    o3 of openai: 10 in and 40 out at first, 2 and 8 from 2025-06-10.
    """
    _provider, model = _exact(provider, model_ref)
    return tuple(rate for rate in _rates(model) if not rate.condition)


def unlisted(provider: str, model_ref: str) -> UnknownPrice:
    """Make the refusal of a price that is not listed: it is never taken as free of charge."""
    return UnknownPrice(
        Text(
            f"{provider}の{model_ref}の単価が分かりません。0円とはみなしません。見積か価格表の値を前提に入力してください。",
            f"The price of {model_ref} at {provider} is unknown. It is not taken as free of charge. "
            "Enter a value from a quotation or price list.",
        )
    )


def _snapshot() -> Any:
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot()


def _exact(provider: str, model_ref: str) -> tuple[Any, Any]:
    for one in _snapshot().providers:
        for model in one.models if one.id == provider else ():
            if model.id == model_ref:
                return one, model
    raise unlisted(provider, model_ref)


def _listed(provider: Any, model: Any) -> ListedModel:
    return ListedModel(
        provider=provider.id,
        provider_name=provider.name,
        model_ref=model.id,
        name=model.name or model.id,
        context_tokens=model.context_window,
        is_deprecated=bool(model.deprecated),
        makes_text=any(rate.kind == "out" for rate in _rates(model)),
        page=next(iter(provider.pricing_urls or ()), ""),
        remark=model.price_comments or "",
    )


def _timeline(prices: Any) -> list[tuple[date | None, Any]]:
    """The standard prices with the day from which each holds, in the order of the package: the later wins."""
    if not isinstance(prices, list):
        return [(None, prices)]
    return [
        (getattr(one.constraint, "start_date", None), one.prices)
        for one in prices
        if one.constraint is None or hasattr(one.constraint, "start_date")
    ]


def _rates(model: Any) -> Iterator[ListedRate]:
    """Every standard rate of every time."""
    for start, prices in _timeline(model.prices):
        yield from _rates_of(prices, start)


def _batch(model: Any) -> list[tuple[date | None, Any]]:
    found = [
        (getattr(one.constraint, "start_date", None), one.prices)
        for one in model.price_variants or ()
        if one.when == BATCH
    ]
    # Of variants the first that holds wins, of prices the last: here the order is by day.
    return sorted(found, key=lambda pair: pair[0] or date.min)


def _from(on: date, timeline: list[tuple[date | None, Any]], condition: str) -> Iterator[ListedRate]:
    """The rates in force on a day, then the announced ones."""
    begun = [(start, prices) for start, prices in timeline if start is None or start <= on]
    for start, prices in [
        *begun[-1:],
        *((start, prices) for start, prices in timeline if start and start > on),
    ]:
        yield from _rates_of(prices, start, condition)


def _windows(prices: Any) -> Iterator[ListedRate]:
    for one in prices if isinstance(prices, list) else ():
        if hasattr(one.constraint, "start_time"):
            hours = f"{one.constraint.start_time:%H:%M}–{one.constraint.end_time:%H:%M} UTC"
            yield from _rates_of(one.prices, None, hours)


def _rates_of(prices: Any, start: date | None, condition: str = "") -> Iterator[ListedRate]:
    """The rates of one price object; above a tier's start the whole request costs the tier's rate."""
    for kind, field in FIELDS.items():
        value = getattr(prices, field, None)
        base = getattr(value, "base", value)
        if base:
            yield ListedRate(kind, base, condition, start)
        for tier in getattr(value, "tiers", ()):
            longer = f">{tier.start} tokens"
            yield ListedRate(kind, tier.price, f"{condition}, {longer}" if condition else longer, start)
