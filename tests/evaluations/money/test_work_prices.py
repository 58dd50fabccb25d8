"""Work of several kinds of calls in figures that can be checked by hand."""

from decimal import Decimal

import pytest

from evaluations.pricing.bound import Bound
from evaluations.pricing.forecast import PastAnswers, Range, TokenForecast, forecast_call
from evaluations.pricing.tokens import TokenPrice
from evaluations.pricing.work import Step, asked_again, size_of, sizes_of, step_microyen, step_of
from evaluations.providers.protocol import GenerationSettings, Message
from language.text import Text

NAME = Text("判定", "Judging")
YEN = 1_000_000
EACH_WAY = TokenPrice("JPY", Decimal(1000), Decimal(1000))  # one yen a thousand tokens


def test_two_orders_of_seven_answers_cost_their_tokens_at_the_price():
    tokens = TokenForecast(Range(400, 500, 1000), Range(20, 40, 256))
    found = step_microyen(EACH_WAY, Decimal(1), Range(14, 14, 28), tokens)
    assert (found.low, found.expected) == (5_880_000, 7_560_000), "14 × 0.42 and 14 × 0.54 yen"
    assert found.high == pytest.approx(28 * 1.256 * YEN)


def test_a_price_in_dollars_and_a_fee_a_call_are_in_the_sum():
    price = TokenPrice("USD", Decimal(2), Decimal(8), per_call=Decimal("0.001"))
    tokens = TokenForecast(Range(1000, 1000, 1000), Range(100, 100, 100))
    # USD 0.002 + 0.0008 + 0.001 at 150 yen are 0.57 yen a call.
    assert step_microyen(price, Decimal(150), Range(10, 10, 10), tokens).low == 5.7 * YEN


def test_asking_again_sends_the_reply_along():
    first = Step(NAME, Range(5, 5, 5), TokenForecast(Range(1, 2, 900), Range(1, 1, 150)), Bound(1000, 200))
    again = asked_again(NAME, first, Range(0, 0, 5), "x" * 50)
    assert again.worst == Bound(1000 + 200 + 50 + 32, 200)
    assert again.tokens.input == Range(2, 3, 900 + 150 + 50 + 32)


def test_without_earlier_calls_the_characters_tell_the_tokens():
    found = forecast_call(1000, 1000, Bound(4000, 256))
    assert found.input == Range(500, 800, 4000)
    assert (found.output.low, found.output.high) == (5, 256)
    assert found.output.expected == pytest.approx(89.6)


def test_earlier_calls_are_scaled_to_the_width_of_the_prompts():
    found = forecast_call(300, 300, Bound(4000, 256), past=PastAnswers(14, 500.0, 40.0, 600.0))
    assert found.input == Range(200, 250, 4000)
    assert found.output == Range(32, 40, 256)


def test_the_high_end_is_the_mean_of_the_bounds_and_the_worst_call_the_widest():
    settings = GenerationSettings(max_new_tokens=10)
    short, long = (size_of((Message("user", "点" * n),), settings) for n in (10, 30))
    # 256 for a call, 16 for a message, 4 bytes of its role, 3 bytes a character.
    assert (short.bound.input_tokens, long.bound.input_tokens) == (306, 366)
    found = step_of(NAME, Range(2, 2, 2), sizes_of([short, long]))
    assert (found.tokens.input.high, found.worst) == (336, Bound(366, 10))
    assert found.tokens.input.expected == 0.8 * 20


def test_nothing_to_ask_costs_nothing():
    step = step_of(NAME, Range(0, 0, 0), sizes_of([]))
    assert step_microyen(EACH_WAY, Decimal(1), step.calls, step.tokens) == Range(0, 0, 0)
