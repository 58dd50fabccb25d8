"""Work made of several kinds of calls (judge and ask again, draft and try): each kind foreseen as a range."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from evaluations.parsing.sentences import width
from evaluations.pricing.bound import TOKENS_PER_MESSAGE, Bound, bound_of, text_tokens_at_most
from evaluations.pricing.forecast import PastAnswers, Range, TokenForecast, forecast_call
from evaluations.pricing.tokens import TokenCounts, TokenPrice, call_microyen
from evaluations.providers.protocol import GenerationSettings, Message
from language.text import Text


@dataclass(frozen=True)
class PromptSize:
    """One prompt as it would be sent. `width`: its full-width characters; `schema_width`: those of its JSON schema."""

    width: float
    schema_width: float
    bound: Bound


@dataclass(frozen=True)
class Sizes:
    """Many prompts: the mean of each figure, and the widest bound, which is what one call reserves at most."""

    count: int
    width: float
    schema_width: float
    mean_bound: Bound
    widest: Bound


@dataclass(frozen=True)
class Step:
    """One kind of call: how many, the tokens of an average one, and the most that a single one can be billed for."""

    name: Text
    calls: Range
    tokens: TokenForecast
    worst: Bound


def size_of(messages: Sequence[Message], settings: GenerationSettings) -> PromptSize:
    """Measure a prompt before it is sent; its bound is the one that is reserved."""
    schema = settings.json_schema
    schema_width = width(json.dumps(schema, ensure_ascii=False)) if schema is not None else 0.0
    return PromptSize(
        sum(width(message.content) for message in messages), schema_width, bound_of(messages, settings)
    )


def sizes_of(sizes: Iterable[PromptSize]) -> Sizes:
    """Sum prompts up; nothing at all is as wide as nothing."""
    every = list(sizes)
    count = max(1, len(every))
    most = Bound(
        max((one.bound.input_tokens for one in every), default=0),
        max((one.bound.output_tokens for one in every), default=0),
    )
    return Sizes(
        len(every),
        sum(one.width for one in every) / count,
        sum(one.schema_width for one in every) / count,
        Bound(ceil(sum(one.bound.input_tokens for one in every) / count), most.output_tokens),
        most,
    )


def step_of(
    name: Text, calls: Range, sizes: Sizes, reasons: bool = False, past: PastAnswers | None = None
) -> Step:
    """Foresee one kind of call from its prompts; earlier calls of the same kind narrow it."""
    tokens = forecast_call(sizes.width + sizes.schema_width, sizes.width, sizes.mean_bound, reasons, past)
    return Step(name, calls, tokens, sizes.widest)


def asked_again(name: Text, first: Step, calls: Range, repair: str) -> Step:
    """The same conversation once more, with the reply that could not be read and a sentence after it.

    Of a prompt of 1,000 tokens at most with a reply of 200 at most, a sentence of 50 bytes makes 1,282:
    1,000 + 200 + 50 + 2 × 16.
    """
    more = 2 * TOKENS_PER_MESSAGE + text_tokens_at_most(repair)
    into, out = first.tokens.input, first.tokens.output
    ends = (into.low + out.low, into.expected + out.expected, into.high + out.high + more)
    worst = Bound(first.worst.input_tokens + first.worst.output_tokens + more, first.worst.output_tokens)
    return Step(name, calls, TokenForecast(Range(*ends), out), worst)


def step_microyen(price: TokenPrice, jpy_per_unit: Decimal, calls: Range, tokens: TokenForecast) -> Range:
    """Return what all calls of one kind cost, end by end: few short ones to many long ones.

    14 calls of 500 tokens in and 40 out at 1,000 yen a million each way are 14 × 0.54 = 7.56 yen.
    """
    into, out = tokens.input, tokens.output
    ends = (
        (calls.low, into.low, out.low),
        (calls.expected, into.expected, out.expected),
        (calls.high, into.high, out.high),
    )
    return Range(
        *(
            float(n * call_microyen(price, jpy_per_unit, TokenCounts(round(t_in), round(t_out))))
            for n, t_in, t_out in ends
        )
    )
