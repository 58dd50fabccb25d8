"""Everything that speaks the OpenAI protocol: vendors, vLLM, Ollama, llama.cpp."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from evaluations.providers.bounded_transport import AnswerTooLarge, bounded_client
from evaluations.providers.control_tokens import without_control_tokens
from evaluations.providers.endpoint_guard import check_endpoint
from evaluations.providers.messages import sentence
from evaluations.providers.openai_errors import as_provider_error, broke_off
from evaluations.providers.protocol import (
    EndpointRefused,
    Generation,
    GenerationSettings,
    Message,
    ProviderError,
    RateLimited,
    WrongModel,
)

WHOLE_CALL_S = 600.0
# A longer pause is left to the retry of the question, so that a worker does not sit idle.
LONGEST_PAUSE_S = 30.0
# Vendors answer "gpt-x" with the dated "gpt-x-2026-08-01": the same model, said more precisely.
DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})")


# What reading an answer of the wrong shape raises: the client checks no types.
UNREADABLE = (ValueError, TypeError, AttributeError)


class OpenAICompatible:
    """One model at one allowed endpoint. Answers are streamed, so the time to the first token is measured.

    Every error of the endpoint becomes a ProviderError without its body. After a 429 with Retry-After no call
    leaves until that time is over. Retries are the caller's: the client's own are off, or they would multiply.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str,
        allowed_endpoints: Collection[str],
        max_concurrency: int = 8,
    ) -> None:
        self._endpoint = check_endpoint(base_url, allowed_endpoints)
        self._model = model
        self.key = f"{self._endpoint}/{model}"
        self.max_concurrency = max_concurrency
        self._quiet_until_s = 0.0
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=0,
            organization="",
            project="",
            http_client=bounded_client(
                self._endpoint, max_concurrency, keep_alive=base_url.startswith("https:")
            ),
        )

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Return the answer; raise a ProviderError when the endpoint fails, refuses, or is another model."""
        await self._keep_quiet()
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                return await self._ask(messages, settings)
        except (openai.OpenAIError, httpx2.HTTPError, AnswerTooLarge, TimeoutError, *UNREADABLE) as error:
            refused = as_provider_error(error, self._endpoint, self._model)
        if isinstance(refused, RateLimited) and refused.retry_after_s is not None:
            self._quiet_until_s = max(self._quiet_until_s, time.monotonic() + refused.retry_after_s)
        # Outside the except block: the client's exception holds the request with its key and must not be chained.
        raise refused

    async def aclose(self) -> None:
        await self._client.close()

    async def _keep_quiet(self) -> None:
        left_s = self._quiet_until_s - time.monotonic()
        if left_s > LONGEST_PAUSE_S:
            message = sentence("rate-limited", endpoint=self._endpoint)
            raise RateLimited("rate-limited", message, True, left_s)
        if left_s > 0:
            await asyncio.sleep(left_s)

    async def _ask(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        started_s = time.perf_counter()
        turns: Any = [one._asdict() for one in without_control_tokens(messages)]
        stream = await self._client.chat.completions.create(
            model=self._model,
            messages=turns,
            max_tokens=settings.max_new_tokens,
            temperature=settings.temperature,
            seed=settings.seed,
            stream=True,
            stream_options={"include_usage": True},
        )
        async with stream:
            answer = await _collect(stream, started_s)
        return self._checked(answer, time.perf_counter() - started_s)

    def _checked(self, answer: "_Collected", total_s: float) -> Generation:
        reported = answer.model
        if reported and not is_same_model(self._model, reported):
            raise self._wrong_model(reported)
        if answer.finish_reason is None:
            raise broke_off(self._endpoint)
        if answer.finish_reason not in {"stop", "length"}:
            raise EndpointRefused("answer-withheld", sentence("answer-withheld", endpoint=self._endpoint))
        return Generation(
            text=answer.text,
            finish_reason="stop" if answer.finish_reason == "stop" else "length",
            input_tokens=_count(answer.usage, "prompt_tokens"),
            output_tokens=_count(answer.usage, "completion_tokens"),
            cached_tokens=_count(getattr(answer.usage, "prompt_tokens_details", None), "cached_tokens"),
            ttft_s=answer.ttft_s,
            total_s=total_s,
            model_reported=reported,
        )

    def _wrong_model(self, reported: str) -> ProviderError:
        # The name comes from outside: shortened, and free of characters that could dress it up.
        shown = "".join(letter for letter in reported if letter.isprintable())[:80]
        values = {"endpoint": self._endpoint, "wanted": self._model, "reported": shown}
        return WrongModel("wrong-model", sentence("wrong-model", **values))


@dataclass
class _Collected:
    """What the chunks of a stream add up to."""

    text: str = ""
    model: str | None = None
    finish_reason: str | None = None
    ttft_s: float | None = None
    usage: Any = None


async def _collect(stream: AsyncIterator[Any], started_s: float) -> _Collected:
    answer = _Collected()
    async for chunk in stream:
        answer.model = chunk.model or answer.model
        answer.usage = chunk.usage or answer.usage
        for choice in chunk.choices[:1]:
            piece = choice.delta.content or ""
            # The first token of a reasoning model is the first of its reasoning.
            thought = getattr(choice.delta, "reasoning_content", None) or getattr(
                choice.delta, "reasoning", None
            )
            if answer.ttft_s is None and (piece or thought):
                answer.ttft_s = time.perf_counter() - started_s
            answer.text += piece
            answer.finish_reason = choice.finish_reason or answer.finish_reason
    return answer


def is_same_model(wanted: str, reported: str) -> bool:
    """Whether the reported name is the wanted model: equal, dated, or with Gemini's "models/" in front.

    >>> is_same_model("gpt-x", "gpt-x-2026-08-01"), is_same_model("gpt-x", "gpt-x-mini")
    (True, False)
    """
    reported = reported.removeprefix("models/")
    wanted = wanted.removeprefix("models/")
    return reported == wanted or (
        reported.startswith(wanted) and DATED.fullmatch(reported[len(wanted) :]) is not None
    )


def _count(source: object, name: str) -> int | None:
    value = getattr(source, name, None)
    return value if isinstance(value, int) else None
