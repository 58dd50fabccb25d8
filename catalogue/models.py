"""Models with their licence, openness, origin, size and dated API prices."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from catalogue.model_facts import ModelFacts, facts_of
from catalogue.reading import FOLDER, number_or_none, read_mapping, refuse, required

Openness = Literal["yes", "partial", "no"]
Attention = Literal["gqa", "mla", "sliding", "linear"]

WHOLE = (
    "layers", "hidden", "heads", "kv_heads", "head_dim", "value_dim", "intermediate", "vocab", "kv_lora_rank",
    "qk_rope_head_dim", "global_layers", "window", "experts", "experts_per_token", "shared_experts", "moe_intermediate",
    "moe_every", "dense_layers", "state_bytes",
)  # fmt: skip


@dataclass(frozen=True)
class ListedPrice:
    """What a provider lists per million tokens; None means unknown.

    Where a long prompt costs more, the price is that of short prompts and `has_tiers` says so.
    """

    provider: str
    model_ref: str
    currency: str
    input: float | None
    cached_input: float | None
    output: float | None
    has_tiers: bool
    is_deprecated: bool = False


@dataclass(frozen=True)
class Architecture:
    """What decides memory and speed; None where it is not known or does not apply.

    `attention` is gqa (as many key/value heads as queries, fewer, or one), mla (one compressed vector), sliding
    (`global_layers` see everything, the others the last `window` tokens) or linear (a state of fixed size).
    `head_dim` is that of queries and keys, `value_dim` that of values where it differs. `moe_intermediate` is the
    width of one expert; every `moe_every`-th layer after the first `dense_layers` has experts.
    """

    attention: Attention
    attention_note: str = ""
    layers: int | None = None
    hidden: int | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    value_dim: int | None = None
    intermediate: int | None = None
    vocab: int | None = None
    kv_lora_rank: int | None = None
    qk_rope_head_dim: int | None = None
    global_layers: int | None = None
    window: int | None = None
    experts: int | None = None
    experts_per_token: int | None = None
    shared_experts: int | None = None
    moe_intermediate: int | None = None
    moe_every: int | None = None
    dense_layers: int | None = None
    state_bytes: int | None = None
    kv_bytes_per_token_bf16: int | None = None
    kv_fixed_bytes_bf16: int | None = None
    native_weights: str = ""
    source: str = ""


@dataclass(frozen=True)
class ModelCard:
    """One model; parameters are None where its maker does not publish them, licence is "" where not found."""

    id: str
    name: str
    vendor: str
    country: str
    role: str
    license: str
    weights: Openness
    code: Openness
    data: Openness
    release: str
    params_total_b: float | None
    params_active_b: float | None
    context_tokens: int | None
    prices: tuple[ListedPrice, ...]
    source: str
    note: str
    architecture: Architecture | None = None
    facts: ModelFacts = field(default_factory=ModelFacts)


@cache
def models(path: Path = FOLDER / "models.yaml") -> dict[str, ModelCard]:
    """Read all model cards by id; raises InvalidCatalogue naming the place of a mistake."""
    content = read_mapping(path, "models/1")
    found: dict[str, ModelCard] = {}
    for row in required(content, "models", list, path.name):
        card = _card(row)
        if card.id in found:
            raise refuse(card.id, "id used twice")
        found[card.id] = card
    return found


def _card(row: dict[str, Any]) -> ModelCard:
    name = required(row, "id", str, "models")
    openness = required(row, "open", dict, name)
    context = number_or_none(row.get("context"), f"{name}.context")
    return ModelCard(
        id=name,
        name=required(row, "name", str, name),
        vendor=required(row, "vendor", str, name),
        country=required(row, "country", str, name),
        role=required(row, "role", str, name),
        license=str(row.get("license") or ""),
        weights=_openness(openness, "weights", name),
        code=_openness(openness, "code", name),
        data=_openness(openness, "data", name),
        release=str(row.get("release") or ""),
        params_total_b=number_or_none(row.get("params_total_b"), f"{name}.params_total_b"),
        params_active_b=number_or_none(row.get("params_active_b"), f"{name}.params_active_b"),
        context_tokens=None if context is None else int(context),
        prices=tuple(_price(price, name) for price in required(row, "api_prices", list, name)),
        source=required(row, "source", str, name),
        note=str(row.get("note", "")),
        architecture=_architecture(row.get("arch"), f"{name}.arch"),
        facts=facts_of(row, name),
    )


def _architecture(row: dict[str, Any] | None, place: str) -> Architecture | None:
    """Read what is known of a generating model; models that only embed state their dimension alone."""
    if row is None or "dim" in row:
        return None
    kind = required(row, "kind", str, place)
    if kind not in get_args(Attention):
        raise refuse(f"{place}.kind", ", ".join(get_args(Attention)))
    whole = {key: _whole(row.get(key), f"{place}.{key}") for key in WHOLE}
    per_token = row.get("kv_bytes_per_token_bf16", row.get("kv_bytes_per_token_bf16_global"))
    return Architecture(
        attention=cast("Attention", kind),
        attention_note=str(row.get("attention", "")),
        native_weights=str(row.get("native_weights", "")),
        source=str(row.get("src", "")),
        kv_bytes_per_token_bf16=_whole(per_token, f"{place}.kv_bytes_per_token_bf16"),
        kv_fixed_bytes_bf16=_whole(row.get("kv_fixed_bytes_window"), f"{place}.kv_fixed_bytes_window"),
        **whole,
    )


def _whole(value: object, place: str) -> int | None:
    number = number_or_none(value, place)
    if number is not None and number != int(number):
        raise refuse(place, "a whole number expected")
    return None if number is None else int(number)


def _openness(row: dict[str, Any], key: str, place: str) -> Openness:
    value = required(row, key, str, f"{place}.open")
    if value not in ("yes", "partial", "no"):
        raise refuse(f"{place}.open.{key}", "yes, partial or no expected")
    return cast("Openness", value)


def _price(row: dict[str, Any], place: str) -> ListedPrice:
    kinds = ("input", "cached_input", "output")
    short = {kind: _short_prompt_price(row.get(kind)) for kind in kinds}
    return ListedPrice(
        provider=required(row, "provider", str, place),
        model_ref=required(row, "ref", str, place),
        currency=required(row, "currency", str, place),
        input=number_or_none(short["input"], f"{place}.input"),
        cached_input=number_or_none(short["cached_input"], f"{place}.cached_input"),
        output=number_or_none(short["output"], f"{place}.output"),
        has_tiers=any(isinstance(row.get(kind), dict) for kind in kinds),
        is_deprecated=bool(row.get("deprecated_at_provider")),
    )


def _short_prompt_price(value: object) -> object:
    return value.get("base") if isinstance(value, dict) else value
