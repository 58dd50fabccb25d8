"""What a run will take, before anything is sent: a range, never one number."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evaluations.pricing.bound import TOKENS_PER_CALL, TOKENS_PER_MESSAGE, Bound

MESSAGES_A_PROMPT = 2
# A full-width character is 3 bytes in UTF-8, and so at most 3 tokens; two half-width ones are 2.
TOKENS_PER_WIDTH_AT_MOST = 3
# Vocabularies of today need 0.5 to 1.1 tokens for a Japanese character, and about 0.25 for a Latin letter.
TOKENS_PER_WIDTH_LOW = 0.5
TOKENS_PER_WIDTH_EXPECTED = 0.8
# Passages rarely fill their budget to the last character, and documents may hold less than the budget.
FILLED_LOW = 0.5
SHORTEST_ANSWER_TOKENS = 5
ANSWERED_SHARE = 0.35  # of the limit of new tokens, where nothing was measured yet
REASONED_SHARE = 0.8
# How far another set of questions may lie from the mean of an earlier one.
SPREAD = 0.2


@dataclass(frozen=True)
class Range:
    """From a low to the highest value that is foreseen, with the expected one between."""

    low: float
    expected: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.expected <= self.high:
            raise ValueError(f"not a range: {self.low}, {self.expected}, {self.high}")


@dataclass(frozen=True)
class Question:
    """One question's own text (question, choices, fields, instruction) in full-width characters."""

    width: float


@dataclass(frozen=True)
class Evidence:
    """What stands beside each question: the budget, and the titles of at most so many passages."""

    characters: float
    titles_width: float = 0.0


@dataclass(frozen=True)
class PastAnswers:
    """Means of earlier answers of the same candidate, and the width of the prompts that they had."""

    count: int
    input_tokens: float
    output_tokens: float
    prompt_width: float


@dataclass(frozen=True)
class TokenForecast:
    """Tokens of one call on average: in and out, each as a range."""

    input: Range
    output: Range


def calls_of(
    items: int, repeats: int, repeat_share: float, perturbations: int, perturbed_share: float
) -> int:
    """Return how many answers one candidate gives: each question, and the repeated and the noisy ones beside it.

    100 questions, 3 rounds of a fifth and 2 kinds of noise on a fifth: 100 + 40 + 40 = 180.
    """
    repeated = math.ceil(items * repeat_share) * max(0, repeats - 1)
    return items + repeated + math.ceil(items * perturbed_share) * perturbations


def worst_bound(question: Question, evidence: Evidence, max_new_tokens: int) -> Bound:
    """Return the most tokens one call is foreseen to take: every character at its most bytes, the limit used up."""
    width = question.width + evidence.characters + evidence.titles_width
    tokens = TOKENS_PER_CALL + MESSAGES_A_PROMPT * TOKENS_PER_MESSAGE + TOKENS_PER_WIDTH_AT_MOST * width
    return Bound(math.ceil(tokens), max_new_tokens)


def forecast_tokens(
    question: Question,
    evidence: Evidence,
    max_new_tokens: int,
    reasons: bool = False,
    past: PastAnswers | None = None,
) -> TokenForecast:
    """Return the tokens of an average call, from earlier answers where there are any, else from the characters.

    The high end is the worst case either way.
    """
    return forecast_call(
        question.width + evidence.characters,
        question.width + FILLED_LOW * evidence.characters,
        worst_bound(question, evidence, max_new_tokens),
        reasons,
        past,
    )


def forecast_call(
    width: float, least_width: float, worst: Bound, reasons: bool = False, past: PastAnswers | None = None
) -> TokenForecast:
    """Return the tokens of an average call from the full-width characters of its prompt, as expected and at least.

    `worst`: the most that it can take, which is the high end. 1,000 characters and 256 new tokens at most: from 500
    tokens in and 5 out, with 800 in and 90 out expected.
    """
    if past is not None and past.prompt_width > 0:
        expected_in = past.input_tokens * width / past.prompt_width
        return TokenForecast(
            _spread(expected_in, worst.input_tokens), _spread(past.output_tokens, worst.output_tokens)
        )
    share = REASONED_SHARE if reasons else ANSWERED_SHARE
    return TokenForecast(
        _between(TOKENS_PER_WIDTH_LOW * least_width, TOKENS_PER_WIDTH_EXPECTED * width, worst.input_tokens),
        _between(SHORTEST_ANSWER_TOKENS, share * worst.output_tokens, worst.output_tokens),
    )


def forecast_seconds(calls: float, past_calls: int, past_seconds: float) -> Range:
    """Return how long so many calls take at an earlier speed, give or take a fifth and a quarter."""
    expected = calls * past_seconds / past_calls
    return Range(expected * (1 - SPREAD), expected, expected / (1 - SPREAD))


def together(ranges: Iterable[Range]) -> Range:
    """Return the sum of ranges, end by end: the widest that it can be."""
    parts = list(ranges)
    return Range(
        *(float(sum(Fraction(getattr(one, end)) for one in parts)) for end in ("low", "expected", "high"))
    )


def _spread(expected: float, most: float) -> Range:
    return _between(expected * (1 - SPREAD), expected, most)


def _between(low: float, expected: float, most: float) -> Range:
    return Range(min(low, expected, most), min(expected, most), most)
