"""A price row fills the inputs it fits, without tax and without a silent conversion."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from tco.assumptions import Status
from tco.prices.errors import PriceRefused
from tco.prices.filling import place_of, price_for
from tco.prices.kinds import UNITS_OF, Kind

DAY = date(2026, 11, 1)


@dataclass(frozen=True)
class Stored:
    kind: Kind
    unit: str
    value: Decimal = Decimal(2)
    tax_included: bool = False
    pk: int = 7
    item: str = "gpt-4.1"
    provider: str = "openai"
    source: str = "genai-prices 0.2.3"
    retrieved_on: date = DAY
    status: Status = Status.LIST


@pytest.mark.parametrize(
    ("key", "kind", "unit"),
    [
        ("api_usd_per_mtok_in", Kind.API_IN, "USD_per_Mtok"),
        ("api_usd_per_mtok_cached", Kind.API_CACHED, "USD_per_Mtok"),
        ("my_second_api_usd_per_mtok_out", Kind.API_OUT, "USD_per_Mtok"),
        ("domestic_jpy_per_mtok_in", Kind.API_IN, "JPY_per_Mtok"),
        ("cloud_usd_per_gpu_hour", Kind.GPU_HOUR, "USD_per_GPU_hour"),
        ("onprem_server_price_jpy", Kind.SERVER, "JPY_each"),
        ("tariff_jpy_per_kwh", Kind.ELECTRICITY, "JPY_per_kWh"),
        ("fx_jpy_per_usd", Kind.EXCHANGE_RATE, "JPY_per_USD"),
    ],
)
def test_each_input_takes_the_kind_and_unit_it_names(key, kind, unit):
    filled = price_for(key, Stored(kind, unit))
    value = filled.value
    assert (value.key, value.low, value.mode, value.high) == (key, *[Decimal(2)] * 3)
    assert (value.source_date, value.status, value.price_row, filled.note) == (DAY, Status.LIST, 7, None)
    assert "genai-prices 0.2.3" in value.source.ja and "2026-11-01" in value.source.en
    assert place_of(key).unit in {one.key for one in UNITS_OF[kind]}


def test_a_price_with_tax_is_divided_by_1_1_and_says_so():
    filled = price_for("onprem_server_price_jpy", Stored(Kind.SERVER, "JPY_each", Decimal(11_000_000), True))
    assert filled.value.mode == Decimal(10_000_000)
    assert "11,000,000" in filled.note.ja and "1.1" in filled.value.source.ja
    assert price_for(
        "tariff_jpy_per_kwh", Stored(Kind.ELECTRICITY, "JPY_per_kWh", Decimal(25), True)
    ).value.mode == Decimal("22.72727273")


def test_another_currency_is_refused_and_not_converted():
    with pytest.raises(PriceRefused) as caught:
        price_for("onprem_server_price_jpy", Stored(Kind.SERVER, "USD_each"))
    assert "米ドル/台・個" in caught.value.message.ja and "円/台・個" in caught.value.message.ja


def test_another_kind_is_refused_even_in_the_same_unit():
    with pytest.raises(PriceRefused) as caught:
        price_for("api_usd_per_mtok_in", Stored(Kind.API_OUT, "USD_per_Mtok"))
    assert "API出力" in caught.value.message.ja and "API入力" in caught.value.message.ja


@pytest.mark.parametrize("key", ["users", "usd_per_mtok_in", "api_usd_per_mtok", "fx_jpy_per_usd_in_2030"])
def test_an_input_that_is_no_price_is_not_filled(key):
    assert place_of(key) is None
    with pytest.raises(PriceRefused):
        price_for(key, Stored(Kind.API_IN, "USD_per_Mtok"))
