"""Putting a price row into a plan: which inputs it fits, and the value in the input's unit without tax, in words."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.prices.draft import DECIMALS
from tco.prices.errors import FieldProblem, PriceRefused
from tco.prices.kinds import KIND_LABELS, UNITS, Kind

# Japan's standard rate since 2019-10-01 (consumption tax 7.8 % and local consumption tax 2.2 %).
WITH_TAX = Decimal("1.1")
OPTION = r"[a-z0-9_]+?"

_SOURCE = Text(
    "{source}({item}、{provider}、{retrieved_on}取得)",
    "{source} ({item}, {provider}, retrieved {retrieved_on})",
)
_WITHOUT_TAX = Text("税込{value}を1.1で割った値", "{value} including tax, divided by 1.1")
_NO_PLACE = Text(
    "「{key}」は単価の行から入力できる前提ではありません。値を直接入力してください。",
    "“{key}” is no input that a price row can fill. Enter its value directly.",
)
_KIND = Text(
    "「{item}」は{kind}の単価です。この前提には{wanted}の行を選んでください。",
    "“{item}” is a price of {kind}. Choose a row of {wanted} for this input.",
)
_CURRENCY = Text(
    "「{item}」の単価は{unit}建てですが、この前提は{wanted}建てです。円換算はせず、そのまま使える行を選ぶか、"
    "換算した値を出所と一緒に登録してください。",
    "“{item}” is quoted in {unit}, this input in {wanted}. Nothing is converted: choose a row in that unit, or enter "
    "a converted value with its source.",
)


class PriceLike(Protocol):
    """What filling needs of a stored row."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def tax_included(self) -> bool: ...
    @property
    def source(self) -> str: ...
    @property
    def retrieved_on(self) -> date: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """An input that price rows can fill: the kinds and the one unit that fit."""

    pattern: re.Pattern[str]
    kinds: tuple[Kind, ...]
    unit: str


@dataclass(frozen=True)
class Filled:
    """The value for the plan, which names its row, and what was done to the price."""

    value: AssumptionValue
    note: Text | None


def _place(pattern: str, kinds: tuple[Kind, ...], unit: str) -> Place:
    return Place(re.compile(pattern), kinds, unit)


PLACES = (
    *(
        _place(rf"{OPTION}_{currency.lower()}_per_mtok_{name}", (kind,), f"{currency}_per_Mtok")
        for currency in ("USD", "JPY")
        for name, kind in (
            ("in", Kind.API_IN),
            ("cached", Kind.API_CACHED),
            ("out", Kind.API_OUT),
            ("embedding", Kind.API_EMBEDDING),
        )
    ),
    _place(rf"{OPTION}_usd_per_gpu_hour", (Kind.GPU_HOUR,), "USD_per_GPU_hour"),
    _place(rf"{OPTION}_jpy_per_gpu_hour", (Kind.GPU_HOUR,), "JPY_per_GPU_hour"),
    _place(rf"{OPTION}_server_price_jpy", (Kind.SERVER,), "JPY_each"),
    _place(rf"{OPTION}_pc_price_jpy", (Kind.SERVER,), "JPY_each"),
    _place(r"tariff_jpy_per_kwh", (Kind.ELECTRICITY,), "JPY_per_kWh"),
    _place(r"fx_jpy_per_usd", (Kind.EXCHANGE_RATE,), "JPY_per_USD"),
)


def place_of(input_key: str) -> Place | None:
    """Return what fits an input of a plan, or None where no price row does.

    >>> place_of("api_usd_per_mtok_cached").kinds
    (<Kind.API_CACHED: 'api_cached'>,)
    """
    return next((place for place in PLACES if place.pattern.fullmatch(input_key)), None)


def price_for(input_key: str, row: PriceLike) -> Filled:
    """Return the value that a row gives an input: low, mode and high are the one price, without consumption tax.

    USD 11 for a million tokens including tax fill an input in USD with 10 and a note. Raises PriceRefused for an
    input that no row fills, another kind, or another currency: nothing is converted silently.
    """
    place = place_of(input_key)
    if place is None:
        raise _refused(_NO_PLACE.filled(key=input_key))
    if row.kind not in place.kinds:
        raise _refused(_in_words(_KIND, row, KIND_LABELS[Kind(row.kind)], KIND_LABELS[place.kinds[0]]))
    if row.unit != place.unit:
        raise _refused(_in_words(_CURRENCY, row, UNITS[row.unit].label, UNITS[place.unit].label))
    value, note = _without_tax(row)
    source = _SOURCE.filled(
        source=row.source[:300],
        item=row.item[:80],
        provider=row.provider[:40] or "–",
        retrieved_on=row.retrieved_on,
    )
    whole = Text(f"{source.ja}。{note.ja}", f"{source.en}. {note.en}") if note else source
    filled = AssumptionValue(
        input_key, value, value, value, whole, row.retrieved_on, Status(row.status), price_row=row.pk
    )
    return Filled(filled, note)


def _without_tax(row: PriceLike) -> tuple[Decimal, Text | None]:
    if not row.tax_included:
        return row.value, None
    return round(row.value / WITH_TAX, DECIMALS), _WITHOUT_TAX.filled(value=f"{row.value.normalize():,f}")


def _in_words(text: Text, row: PriceLike, given: Text, wanted: Text) -> Text:
    return Text(
        text.ja.format(item=row.item, kind=given.ja, unit=given.ja, wanted=wanted.ja),
        text.en.format(item=row.item, kind=given.en, unit=given.en, wanted=wanted.en),
    )


def _refused(message: Text) -> PriceRefused:
    return PriceRefused((FieldProblem("price_row", message),))
