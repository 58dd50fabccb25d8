"""The price list with its conditions: what holds today, what is announced, and what it silently hides."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from catalogue.api_listing import find_listed, listed_model, listed_rates, rate_history
from catalogue.api_prices import RequestTokens, list_price, request_cost_usd
from catalogue.errors import UnknownPrice
from catalogue.models import models
from tests.tco.cases import finance_case

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BATCH = {"processing": "batch"}
MILLION = RequestTokens(1_000_000, 1_000_000)


def rates(provider: str, model: str, condition: str = "") -> dict[tuple[str, date | None], Decimal]:
    found = listed_rates(provider, model, TODAY)
    return {(one.kind, one.valid_from): one.usd_per_mtok for one in found if one.condition == condition}


def test_a_month_in_batches_halves_what_the_worked_case_halves():
    """The case takes half of everything; the list halves input and output and leaves cached input as it is."""
    case = finance_case("W15")
    given, expected = case["inputs"], case["expected"]
    month, share = Decimal(str(expected["usd_month"])), Decimal(str(given["batch_share"]))
    by_hand = month * (1 - share) + month * share * Decimal(str(given["batch_discount"]))
    assert float(by_hand) == pytest.approx(expected["usd_month_with_batch"])
    tokens = RequestTokens(3_000, 500, cached=1_200)
    assert request_cost_usd("gpt-4.1", "openai", NOON, tokens, BATCH) == Decimal("0.0044")
    assert Decimal("0.0044") == Decimal("0.0082") / 2 + 1_200 * Decimal("0.25") / 1_000_000


def test_a_fall_and_a_rise_are_in_the_history():
    assert rates("openai", "o3")["in", date(2025, 6, 10)] == 2
    assert [one.usd_per_mtok for one in rate_history("openai", "o3") if one.kind == "in"] == [10, 2]
    gemini = rates("google", "gemini-3.8-flash")
    assert (gemini["out", None], gemini["out", date(2027, 1, 1)]) == (Decimal("3.75"), Decimal("7.5"))


def test_a_rate_that_no_longer_holds_is_not_offered():
    assert ("in", None) not in rates("openai", "o3")
    assert rates("deepseek", "deepseek-v4-pro") == {
        ("in", date(2026, 8, 17)): Decimal("0.66"),
        ("cached", date(2026, 8, 17)): Decimal("0.022"),
        ("out", date(2026, 8, 17)): Decimal("1.98"),
    }


def test_hours_of_the_day_and_long_prompts_are_rates_of_their_own():
    assert rates("deepseek", "deepseek-v4-pro", "01:00–04:00 UTC")["out", None] == Decimal("3.96")
    assert rates("anthropic", "claude-sonnet-4-5", ">200000 tokens")["in", None] == 6
    assert rates("openai", "gpt-4.1", "batch") == {
        ("in", date(2026, 10, 14)): 1,
        ("out", date(2026, 10, 14)): 4,
    }


@pytest.mark.parametrize(
    ("context", "at"),
    [({"processing": "bath"}, NOON), (BATCH, datetime(2026, 10, 13, tzinfo=UTC))],
    ids=["misspelt", "before it was listed"],
)
def test_a_context_for_which_nothing_is_listed_is_refused_instead_of_costing_the_standard_price(context, at):
    with pytest.raises(UnknownPrice):
        request_cost_usd("gpt-4.1", "openai", at, MILLION, context)


def test_another_providers_list_does_not_stand_in_for_a_missing_one():
    """Azure sells the model, but the package would answer with OpenAI's price."""
    with pytest.raises(UnknownPrice):
        list_price("gpt-4.1", "azure", NOON)


@pytest.mark.parametrize("model", ["google/gemma-3-27b-it:free", "no-such-model"])
def test_a_model_without_a_price_is_unknown_and_not_offered(model):
    with pytest.raises(UnknownPrice):
        listed_rates("openrouter", model, TODAY)
    assert model not in {one.model_ref for one in find_listed(model, "openrouter")}


def test_models_are_found_by_words_of_name_and_provider():
    assert next((one.provider, one.model_ref) for one in find_listed("openai gpt-4.1")) == (
        "openai",
        "gpt-4.1",
    )
    assert len(find_listed("")) == 60
    assert not listed_model("openai", "text-embedding-3-small").makes_text
    assert listed_model("openai", "gpt-4.1").makes_text


def test_every_price_reference_of_the_model_cards_has_a_history():
    listed = [(price.provider, price.model_ref) for card in models().values() for price in card.prices]
    assert len(listed) == 60
    for provider, model_ref in listed:
        assert all(rate.usd_per_mtok > 0 for rate in rate_history(provider, model_ref)), model_ref


def test_the_licence_traps_are_in_words_and_an_unknown_benchmark_stays_unknown():
    found = models()
    for trap in ("sarashina2-8x70b", "plamo-2-8b", "llama4-scout", "gemma3-27b", "minimax-m2", "tsuzumi-2"):
        note = found[trap].facts.license_note
        assert note and len(note.ja) > 30 and len(note.en) > 30
    assert "非商用" in found["sarashina2-8x70b"].facts.license_note.ja
    assert found["kimi-k2"].facts.benchmarks == ()
    assert found["qwen3-8b"].facts.benchmarks[1].score == "62.0"
    assert found["o3"].facts.lifecycle[0].on == "2025-06-10"
