"""What a price must be before it is saved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalogue.gpus import gpus
from tco.assumptions import Status
from tco.prices.draft import problems_of
from tco.prices.kinds import UNITS, UNITS_OF, Kind
from tco.prices.offers import api_offers, gpu_offers
from tco.prices.staleness import stale_reason
from tests.tco.prices.drafts import TODAY, draft


def fields(one) -> set[str]:
    return {problem.field for problem in problems_of(one, TODAY)}


def test_a_whole_draft_has_no_problem():
    assert problems_of(draft(), TODAY) == ()
    assert draft().currency == "USD"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": " "}, "item"),
        ({"source": ""}, "source"),
        ({"value": Decimal(0)}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("Infinity")}, "value"),
        ({"value": Decimal(10) ** 12}, "value"),
        ({"value": Decimal("0.000000001")}, "value"),
        ({"unit": "JPY_per_kWh"}, "unit"),
        ({"retrieved_on": TODAY + timedelta(1)}, "retrieved_on"),
        ({"valid_to": date(2026, 10, 31)}, "valid_to"),
        ({"valid_from": date(1999, 12, 31)}, "valid_from"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "http://[bad"}, "source_url"),
        ({"note": "長" * 1001}, "note"),
        ({"kind": Kind.EXCHANGE_RATE, "unit": "JPY_per_USD", "tax_included": True}, "tax_included"),
    ],
)
def test_each_mistake_is_said_at_its_field(changes, field):
    assert fields(draft(**changes)) == {field}


def test_a_price_of_zero_is_told_to_be_left_out():
    (problem,) = problems_of(draft(value=Decimal(0)), TODAY)
    assert "0円とせず" in problem.message.ja


def test_every_unit_says_its_currency_and_every_kind_has_units():
    assert all(UNITS_OF[kind] for kind in Kind)
    assert all(unit.key.startswith(unit.currency) for unit in UNITS.values())
    assert UNITS["JPY_per_USD"].label.ja == "円/米ドル"
    assert UNITS["USD_per_Mtok"].label.ja == "米ドル/100万トークン"


@pytest.mark.parametrize(
    ("status", "age", "is_stale"),
    [
        (Status.LIST, 90, False),
        (Status.LIST, 91, True),
        (Status.QUOTED, 91, False),
        (Status.QUOTED, 180, False),
        (Status.QUOTED, 181, True),
        (Status.MEASURED, 181, True),
    ],
)
def test_a_list_price_is_stale_after_90_days_and_a_quotation_after_180(status, age, is_stale):
    row = draft(status=status, retrieved_on=TODAY - timedelta(age))
    assert (stale_reason(row, TODAY) is not None) == is_stale


def test_a_row_past_its_last_day_is_stale_whatever_its_age():
    assert stale_reason(draft(valid_to=TODAY), TODAY) is None
    reason = stale_reason(draft(valid_to=TODAY - timedelta(1)), TODAY)
    assert reason and "2026-11-21" in reason.ja and "2026-11-21" in reason.en


def test_every_offer_of_the_catalogues_can_be_saved():
    offers = [
        *api_offers("google", "gemini-3.8-flash", TODAY),
        *api_offers("deepseek", "deepseek-v4-pro", TODAY),
    ]
    offers += [offer for gpu in gpus().values() for offer in gpu_offers(gpu, TODAY)]
    assert len(offers) > 30
    for offer in offers:
        assert problems_of(offer.draft, TODAY) == (), offer


def test_an_offer_carries_package_version_page_and_day():
    now, later = (
        one.draft
        for one in api_offers("google", "gemini-3.8-flash", TODAY)
        if one.draft.kind is Kind.API_OUT and one.is_standard
    )
    assert now.source.startswith("genai-prices 0.") and now.retrieved_on == TODAY
    assert now.source_url.startswith("https://ai.google.dev/")
    assert (now.valid_from, later.valid_from) == (TODAY, date(2027, 1, 1))
    assert (now.value, later.value) == (Decimal("3.75"), Decimal("7.5"))


def test_an_embedding_model_is_offered_as_one():
    (offer,) = api_offers("openai", "text-embedding-3-small", TODAY)
    assert (offer.draft.kind, offer.draft.value) == (Kind.API_EMBEDDING, Decimal("0.02"))


def test_a_range_of_a_gpu_becomes_its_middle_and_says_so():
    offer = next(
        one for one in gpu_offers(gpus()["h100-sxm"], TODAY) if one.condition == "neo-cloud on demand"
    )
    assert (offer.draft.kind, offer.draft.unit, offer.draft.value) == (
        Kind.GPU_HOUR,
        "USD_per_GPU_hour",
        Decimal("2.745"),
    )
    assert "1.99" in offer.draft.note and "3.5" in offer.remark.ja


def test_an_old_price_of_a_gpu_keeps_its_old_day_and_is_stale():
    offer = gpu_offers(gpus()["rtx4090"], TODAY)[0]
    assert offer.draft.retrieved_on == date(2022, 10, 1)
    assert stale_reason(offer.draft, TODAY)
