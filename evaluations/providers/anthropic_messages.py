"""Claude, through Anthropic's own protocol."""

import logging
import time
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import anthropic

from evaluations.providers.anthropic_stream import Collected, collect, usage_of
from evaluations.providers.bounded_transport import bounded_client
from evaluations.providers.call_errors import (
    StatusRefusal,
    broke_off,
    lost_call,
    refused_call,
    setting_refused,
    withheld,
    wrong_model,
)
from evaluations.providers.calling import Caller
from evaluations.providers.control_tokens import without_control_tokens
from evaluations.providers.endpoint_guard import check_endpoint
from evaluations.providers.openai_dialect import is_same_model
from evaluations.providers.protocol import Generation, GenerationSettings, Message, ProviderError
from evaluations.providers.settings_taken import (
    FIELDS,
    as_searched,
    may_leave_out,
    refused_setting,
    spoken_of,
)

logger = logging.getLogger(__name__)
FINISHED = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refused",
}
# The version of 2026-10-21, which the client would ask for, refuses every temperature, and answers at temperature 0
# can be compared best. Models that know none refuse it in both versions and are asked without.
VERSION = {"anthropic-version": "2023-06-01"}
# Models before 4.6 think with a budget instead of an effort; 1,024 tokens is the least they take.
BUDGETS = {"low": 1024, "medium": 4096, "high": 16_384}
LEAST_BUDGET = 1024
BY_BUDGET = "thinking by budget"


class AnthropicMessages:
    """One Claude model at one allowed endpoint, streamed; errors, pauses and settings as of every endpoint.

    The protocol has no seed. Reasoning is asked for by effort, of older models by a budget of tokens.
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
        self._left_out: frozenset[str] = frozenset()
        self._caller = Caller(self._endpoint, self._translated)
        self._client = anthropic.AsyncAnthropic(
            base_url=base_url,
            api_key="sent by the transport",
            max_retries=0,
            open_telemetry=False,
            http_client=bounded_client(
                self._endpoint,
                max_concurrency,
                keep_alive=base_url.startswith("https:"),
                fixed_headers=VERSION | ({"x-api-key": api_key} if api_key else {}),
            ),
        )

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Return the answer; raise a ProviderError when the endpoint fails, refuses, or is another model."""
        return await self._caller.call(partial(self._ask, without_control_tokens(messages), settings))

    async def aclose(self) -> None:
        await self._client.close()

    async def _ask(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Ask, and again without what the model does not take: such a refusal costs nothing."""
        while True:
            left_out = self._left_out
            parts = request_of(self._model, messages, settings, left_out)
            try:
                return await self._send(parts, _said(parts, left_out, settings))
            except anthropic.APIStatusError as error:
                refusal = _refusal(error)
            # Outside the except block: the client's exception holds the request.
            self._leave_out(self._setting_refused(refusal, parts, settings))

    async def _send(self, parts: dict[str, dict[str, Any]], left_out: tuple[str, ...]) -> Generation:
        body = _merged(parts)
        started_s = time.perf_counter()
        request = self._client.messages.with_streaming_response
        # Everything goes beside the client's own parameters: it would take every message apart to check its type,
        # and read the stream itself.
        async with request.create(
            model=self._model, max_tokens=body["max_tokens"], messages=[], extra_body=body
        ) as response:
            answer = await collect(response.iter_bytes(), started_s)
        return self._checked(answer, time.perf_counter() - started_s, left_out)

    def _checked(self, answer: Collected, total_s: float, left_out: tuple[str, ...]) -> Generation:
        if answer.model and not is_same_model(self._model, answer.model):
            raise wrong_model(self._endpoint, self._model, answer.model)
        if answer.stop_reason is None or not answer.is_whole:
            raise broke_off(self._endpoint)
        finish_reason: Any = FINISHED.get(answer.stop_reason)
        if finish_reason is None:
            raise withheld(self._endpoint)
        usage = usage_of(answer.usage)
        return Generation(
            text="".join(answer.pieces),
            finish_reason=finish_reason,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            reasoning_tokens=usage.reasoning_tokens,
            ttft_s=answer.ttft_s,
            total_s=total_s,
            model_reported=answer.model,
            left_out=left_out,
        )

    def _setting_refused(
        self, refusal: StatusRefusal, parts: dict[str, dict[str, Any]], settings: GenerationSettings
    ) -> str:
        """Return the setting to go without (or to write otherwise), or raise what the refusal means."""
        problem = refused_call(refusal, self._endpoint, self._model)
        is_of_setting = problem.code == "endpoint-refused" and refusal.status in {400, 422}
        sent = [name for name in parts if name in FIELDS]
        named = refused_setting(refusal.searched, sent) if is_of_setting else None
        if named is None:
            raise problem
        if named == "reasoning_mode" and self._can_budget(parts, settings):
            return BY_BUDGET
        if not may_leave_out(named, settings):
            raise setting_refused(self._endpoint, refusal.status, named)
        return named

    def _can_budget(self, parts: dict[str, dict[str, Any]], settings: GenerationSettings) -> bool:
        by_effort = parts["reasoning_mode"].get("thinking", {}).get("type") == "adaptive"
        return by_effort and settings.max_new_tokens > LEAST_BUDGET

    def _leave_out(self, setting: str) -> None:
        if setting not in self._left_out:
            logger.warning("%s takes no %s as first asked; it is asked otherwise", self.key, setting)
        self._left_out |= {setting}

    def _translated(self, error: Exception) -> ProviderError | None:
        if isinstance(error, ProviderError):
            return error
        if isinstance(error, anthropic.APIStatusError):
            return refused_call(_refusal(error), self._endpoint, self._model)
        return lost_call(error, self._endpoint, isinstance(error, anthropic.APIConnectionError))


def request_of(
    model: str, messages: Sequence[Message], settings: GenerationSettings, left_out: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return the body of a call, by the setting that each part comes from; "" holds what every call has."""
    system = "\n\n".join(one.content for one in messages if one.role == "system")
    turns = [{"role": one.role, "content": one.content} for one in messages if one.role != "system"]
    fixed = {"model": model, "max_tokens": settings.max_new_tokens, "messages": turns, "stream": True}
    parts: dict[str, dict[str, Any]] = {"": {**fixed, **({"system": system} if system else {})}}
    thinking = _thinking(settings, BY_BUDGET in left_out)
    if thinking:
        parts["reasoning_mode"] = thinking
    if thinking.get("thinking", {}).get("type", "disabled") == "disabled":
        # A model that thinks takes no temperature.
        parts["temperature"] = {"temperature": settings.temperature}
    if settings.json_schema is not None:
        parts["json_schema"] = {
            "output_config": {"format": {"type": "json_schema", "schema": settings.json_schema}}
        }
    return {name: part for name, part in parts.items() if name not in left_out}


def _thinking(settings: GenerationSettings, by_budget: bool) -> dict[str, Any]:
    mode = settings.reasoning_mode
    if not mode:
        return {}
    if mode == "off":
        return {"thinking": {"type": "disabled"}}
    if by_budget:
        budget = max(LEAST_BUDGET, min(BUDGETS[mode], settings.max_new_tokens - 1))
        return {"thinking": {"type": "enabled", "budget_tokens": budget}}
    return {"thinking": {"type": "adaptive"}, "output_config": {"effort": mode}}


def _merged(parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One body of all parts; effort and schema stand in the same block."""
    body: dict[str, Any] = {}
    for part in parts.values():
        for name, value in part.items():
            body[name] = {**body[name], **value} if name == "output_config" and name in body else value
    return body


def _said(parts: Collection[str], left_out: frozenset[str], settings: GenerationSettings) -> tuple[str, ...]:
    """The settings that the answer was made without; a seed matters only where chance does."""
    unsent = {"temperature"}.difference(parts)
    no_seed = {"seed"} if settings.temperature or unsent else set()
    return spoken_of((left_out | unsent | no_seed) - {BY_BUDGET})


def _refusal(error: anthropic.APIStatusError) -> StatusRefusal:
    return StatusRefusal(error.status_code, error.response.headers, as_searched(error.body or error.message))
