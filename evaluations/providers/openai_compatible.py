"""Everything that speaks the OpenAI protocol: vendors, vLLM, Ollama, llama.cpp."""

import json
import logging
import time
from collections.abc import Collection, Sequence
from functools import cached_property, partial
from typing import Any

import httpx2
import openai

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
from evaluations.providers.openai_dialect import dialect_of, is_same_model, request_of
from evaluations.providers.openai_stream import Collected, collect, usage_of
from evaluations.providers.protocol import Generation, GenerationSettings, Message, ProviderError
from evaluations.providers.reasoning import split_reasoning
from evaluations.providers.settings_taken import (
    FIELDS,
    as_searched,
    may_leave_out,
    refused_setting,
    spoken_of,
)

logger = logging.getLogger(__name__)
# The client's own mark, which does not leave this process: give the response unread.
UNREAD = {"X-Stainless-Raw-Response": "stream"}
ALWAYS_SENT = {"Accept": "application/json", "Content-Type": "application/json", **UNREAD}
COMPLETIONS = "/chat/completions"
STOPPED = frozenset({"stop", "eos"})
FILTERED = frozenset({"content_filter", "safety", "SAFETY"})
# Azure refuses a prompt with an error of its own kind.
FILTERED_PROMPT = ("'content_filter'", "responsibleaipolicyviolation")
OUT_OF_SERVICE = "insufficient_system_resource"  # DeepSeek


class OpenAICompatible:
    """One model at one allowed endpoint. Answers are streamed, so the time to the first token is measured.

    Every error of the endpoint becomes a ProviderError without its body. Retries are the caller's: the client's
    own are off, or they would multiply. A setting that the endpoint refuses by name is left out, and said.
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
        self._dialect = dialect_of(base_url)
        self.key = f"{self._endpoint}/{model}"
        self.max_concurrency = max_concurrency
        self._left_out: frozenset[str] = frozenset()
        self._caller = Caller(self._endpoint, self._translated)
        self._client = _OneAddress(
            base_url=base_url.partition("?")[0],
            api_key="sent by the transport",
            max_retries=0,
            organization="",
            project="",
            default_query=dict(self._dialect.query),
            http_client=bounded_client(
                self._endpoint,
                max_concurrency,
                keep_alive=base_url.startswith("https:"),
                fixed_headers=self._dialect.key_headers(api_key),
            ),
        )

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Return the answer; raise a ProviderError when the endpoint fails, refuses, or is another model."""
        return await self._caller.call(partial(self._ask, without_control_tokens(messages), settings))

    async def aclose(self) -> None:
        await self._client.close()

    async def _ask(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Ask, and again without what the endpoint does not take: such a refusal costs nothing."""
        while True:
            left_out = self._left_out
            parts = request_of(self._model, messages, settings, self._dialect, left_out)
            started_s = time.perf_counter()
            try:
                return await self._send(parts, settings, spoken_of(left_out))
            except openai.APIStatusError as error:
                refusal = _refusal(error)
            # Outside the except block: the client's exception holds the request with its key.
            if refusal.status == 400 and any(mark in refusal.searched for mark in FILTERED_PROMPT):
                return _filtered(time.perf_counter() - started_s)
            self._leave_out(self._setting_refused(refusal, parts, settings))

    async def _send(
        self, parts: dict[str, dict[str, Any]], settings: GenerationSettings, left_out: tuple[str, ...]
    ) -> Generation:
        body = {name: value for part in parts.values() for name, value in part.items()}
        started_s = time.perf_counter()
        # Not by the client's method of this name: it would take every message apart to check its type, and read the
        # stream itself.
        response = await self._client.post(
            COMPLETIONS,
            body=body,
            cast_to=openai.AsyncAPIResponse[object],
            options={"headers": UNREAD},
        )
        try:
            answer = await collect(response.iter_bytes(), started_s)
        finally:
            await response.close()
        return self._checked(answer, time.perf_counter() - started_s, settings, left_out)

    def _checked(
        self, answer: Collected, total_s: float, settings: GenerationSettings, left_out: tuple[str, ...]
    ) -> Generation:
        if answer.model and self._dialect.names_model and not is_same_model(self._model, answer.model):
            raise wrong_model(self._endpoint, self._model, answer.model)
        if answer.finish_reason is None or answer.finish_reason == OUT_OF_SERVICE:
            raise broke_off(self._endpoint)
        if answer.finish_reason not in STOPPED | FILTERED | {"length"}:
            raise withheld(self._endpoint)
        spoken, usage = split_reasoning(answer.text), usage_of(answer.usage)
        is_cut = answer.finish_reason == "length" or spoken.is_open
        # Some servers say "stop" when reasoning used every token up.
        used_up = usage.output_tokens is not None and usage.output_tokens >= settings.max_new_tokens
        is_cut = is_cut or (used_up and not spoken.answer and not answer.refusal)
        is_refused = bool(answer.refusal) or answer.finish_reason in FILTERED
        return Generation(
            text=answer.refusal or spoken.answer,
            finish_reason="refused" if is_refused else "length" if is_cut else "stop",
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
        """Return the setting to go without, or raise what the refusal means."""
        problem = refused_call(refusal, self._endpoint, self._model)
        sent = [name for name in parts if name in FIELDS]
        if "max_tokens" not in parts["token_limit"]:
            sent.remove("token_limit")  # it has no other name left
        is_of_setting = problem.code == "endpoint-refused" and refusal.status in {400, 422}
        named = refused_setting(refusal.searched, sent) if is_of_setting else None
        if named is None:
            raise problem
        if not may_leave_out(named, settings):
            raise setting_refused(self._endpoint, refusal.status, named)
        return named

    def _leave_out(self, setting: str) -> None:
        if setting not in self._left_out:
            logger.warning("%s takes no %s; it is asked without", self.key, setting)
        self._left_out |= {setting}

    def _translated(self, error: Exception) -> ProviderError | None:
        if isinstance(error, ProviderError):
            return error
        if isinstance(error, openai.APIStatusError):
            return refused_call(_refusal(error), self._endpoint, self._model)
        return lost_call(error, self._endpoint, isinstance(error, openai.APIConnectionError))


class _OneAddress(openai.AsyncOpenAI):
    """The vendor's client, for one address: it would put address and headers together anew for each call.

    That is a third of the processor time of a call. An SDK that no longer asks this method is slower, not wrong.
    """

    def _build_request(self, options: Any, *, retries_taken: int = 0) -> httpx2.Request:
        del retries_taken  # there are none
        body = json.dumps(options.json_data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return httpx2.Request(
            "POST", self._address, headers=ALWAYS_SENT, content=body.encode(), extensions=self._extensions
        )

    @cached_property
    def _address(self) -> httpx2.URL:
        query = {name: str(value) for name, value in self.default_query.items()}
        return httpx2.URL(f"{self.base_url}{COMPLETIONS[1:]}", params=query)

    @cached_property
    def _extensions(self) -> dict[str, Any]:
        return {"timeout": self._client.timeout.as_dict()}


def _refusal(error: openai.APIStatusError) -> StatusRefusal:
    return StatusRefusal(error.status_code, error.response.headers, as_searched(error.body or error.message))


def _filtered(total_s: float) -> Generation:
    """The vendor read the prompt and would not pass it on to the model."""
    return Generation("", "refused", None, None, None, None, total_s, None)
