"""What has a price, and the units in which each kind is quoted; a unit says its currency."""

from dataclasses import dataclass
from enum import StrEnum

from language.text import Text


class Kind(StrEnum):
    """What a price is paid for."""

    API_IN = "api_in"
    API_CACHED = "api_cached"
    API_OUT = "api_out"
    API_EMBEDDING = "api_embedding"
    GPU_HOUR = "gpu_hour"
    GPU_PURCHASE = "gpu_purchase"
    SERVER = "server"
    ELECTRICITY = "electricity"
    EXCHANGE_RATE = "exchange_rate"
    LICENCE = "licence"
    LABOUR = "labour"
    OTHER = "other"


@dataclass(frozen=True)
class Unit:
    """A unit with its meaning: `currency` per `per`; of an exchange rate `per` is the foreign currency."""

    key: str
    currency: str
    per: str
    label: Text


KIND_LABELS = {
    Kind.API_IN: Text("API入力", "API input"),
    Kind.API_CACHED: Text("APIキャッシュ入力", "API cached input"),
    Kind.API_OUT: Text("API出力", "API output"),
    Kind.API_EMBEDDING: Text("API埋め込み", "API embedding"),
    Kind.GPU_HOUR: Text("GPU時間借り", "GPU by the hour"),
    Kind.GPU_PURCHASE: Text("GPU購入", "GPU purchase"),
    Kind.SERVER: Text("サーバー・PC", "Server or PC"),
    Kind.ELECTRICITY: Text("電力", "Electricity"),
    Kind.EXCHANGE_RATE: Text("為替レート", "Exchange rate"),
    Kind.LICENCE: Text("ライセンス", "Licence"),
    Kind.LABOUR: Text("人件費", "Labour"),
    Kind.OTHER: Text("その他", "Other"),
}
CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CNY")
FOREIGN = CURRENCIES[1:]
CURRENCY_WORDS = {
    "JPY": Text("円", "JPY"),
    "USD": Text("米ドル", "USD"),
    "EUR": Text("ユーロ", "EUR"),
    "GBP": Text("英ポンド", "GBP"),
    "CNY": Text("人民元", "CNY"),
}
PER_WORDS = {
    "Mtok": Text("100万トークン", "1M tokens"),
    "GPU_hour": Text("GPU時間", "GPU hour"),
    "each": Text("台・個", "item"),
    "kWh": Text("kWh", "kWh"),
    "hour": Text("時間", "hour"),
    "month": Text("月", "month"),
    "year": Text("年", "year"),
}
_API = ("Mtok",)
_PURCHASE = ("each",)
_ANY_TIME = ("each", "month", "year")
# What each kind may be quoted per, in every currency; rates of exchange and electricity are quoted in yen.
_PER = {
    Kind.API_IN: _API,
    Kind.API_CACHED: _API,
    Kind.API_OUT: _API,
    Kind.API_EMBEDDING: _API,
    Kind.GPU_HOUR: ("GPU_hour",),
    Kind.GPU_PURCHASE: _PURCHASE,
    Kind.SERVER: _PURCHASE,
    Kind.LICENCE: _ANY_TIME,
    Kind.LABOUR: ("hour", "month", "year"),
    Kind.OTHER: ("each", "hour", "month", "year"),
}


def _unit(currency: str, per: str) -> Unit:
    word = CURRENCY_WORDS[currency]
    unit, each = PER_WORDS.get(per) or CURRENCY_WORDS[per], "_" if per == "each" else "_per_"
    return Unit(f"{currency}{each}{per}", currency, per, Text(f"{word.ja}/{unit.ja}", f"{word.en}/{unit.en}"))


def _units_of(kind: Kind) -> tuple[Unit, ...]:
    if kind is Kind.ELECTRICITY:
        return (_unit("JPY", "kWh"),)
    if kind is Kind.EXCHANGE_RATE:
        return tuple(_unit("JPY", foreign) for foreign in FOREIGN)
    return tuple(_unit(currency, per) for per in _PER[kind] for currency in CURRENCIES)


UNITS_OF = {kind: _units_of(kind) for kind in Kind}
UNITS = {unit.key: unit for units in UNITS_OF.values() for unit in units}


def rate_unit(currency: str) -> str:
    """Return the unit of a currency's exchange rate.

    >>> rate_unit("USD")
    'JPY_per_USD'
    """
    return f"JPY_per_{currency}"
