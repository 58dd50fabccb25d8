"""Turns what the openai client raises into our errors. Bodies are read for their codes only and never shown."""

import email.utils
import time
from collections.abc import Iterator, Mapping, Sequence

import aiohttp
import openai

from evaluations.providers.bounded_transport import AnswerTooLarge
from evaluations.providers.endpoint_guard import AddressRefused, not_allowed
from evaluations.providers.messages import sentence
from evaluations.providers.protocol import (
    ContextTooLong,
    EndpointDown,
    EndpointRefused,
    ModelMissing,
    ProviderError,
    RateLimited,
)

TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context size",
    "maximum context",
)


def as_provider_error(error: Exception, endpoint: str, model: str) -> ProviderError:
    """Return the error to raise instead."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, AddressRefused) for cause in causes):
        return not_allowed(endpoint)
    if any(isinstance(cause, AnswerTooLarge) for cause in causes):
        return EndpointRefused("answer-too-large", sentence("answer-too-large", endpoint=endpoint))
    if isinstance(error, openai.APIStatusError):
        return _from_status(error, endpoint, model)
    code = _down_code(error, causes)
    return EndpointDown(code, sentence(code, endpoint=endpoint), retryable=True)


def broke_off(endpoint: str) -> EndpointDown:
    return EndpointDown(
        "endpoint-broke-off", sentence("endpoint-broke-off", endpoint=endpoint), retryable=True
    )


def retry_after_s(headers: Mapping[str, str], now_s: float | None = None) -> float | None:
    """Return the wait that Retry-After asks for: seconds, or the time until an HTTP date; None if unreadable.

    >>> retry_after_s({"retry-after": "7"})
    7.0
    """
    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value)) if float(value) < float("inf") else None
    except ValueError:
        pass
    try:
        date = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, date.timestamp() - (time.time() if now_s is None else now_s))


def _from_status(error: openai.APIStatusError, endpoint: str, model: str) -> ProviderError:
    status = error.status_code
    wait_s = retry_after_s(error.response.headers)
    values = {"endpoint": endpoint, "status": status, "wanted": model}
    if status == 429 and "insufficient_quota" in _codes(error):
        return EndpointRefused("endpoint-quota", sentence("endpoint-quota", **values))
    if status == 429:
        return RateLimited("rate-limited", sentence("rate-limited", **values), True, wait_s)
    if status in {408, 409, 425} or status >= 500:
        return EndpointDown("endpoint-error", sentence("endpoint-error", **values), True, wait_s)
    if status in {400, 413, 422} and any(mark in _codes(error) for mark in TOO_LONG):
        return ContextTooLong("context-too-long", sentence("context-too-long"))
    if status == 404:
        return ModelMissing("model-missing", sentence("model-missing", **values))
    code = {401: "endpoint-key", 403: "endpoint-key"}.get(status, "endpoint-refused")
    code = "endpoint-redirect" if 300 <= status < 400 else code
    return EndpointRefused(code, sentence(code, **values))


def _codes(error: openai.APIStatusError) -> str:
    """The machine-readable parts of an error body, to be searched and never shown."""
    return " ".join(str(part) for part in (error.code, error.type, error.message) if part).lower()


def _down_code(error: Exception, causes: Sequence[BaseException]) -> str:
    """Look at aiohttp's own exceptions: the layers above call every lost connection a timeout."""
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return "endpoint-timeout"
    lost = any(
        isinstance(cause, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError) for cause in causes
    )
    return (
        "endpoint-down" if isinstance(error, openai.APIConnectionError) and not lost else "endpoint-broke-off"
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
