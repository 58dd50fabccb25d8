"""Turns what a vendor's client raises into our errors. Bodies are read for their codes only and never shown."""

import email.utils
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp
import httpx2

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
    WrongModel,
)

TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context size",
    "context limit",
    "maximum context",
    "prompt is too long",
)
NO_MONEY = ("insufficient_quota", "credit balance", "billing_error", "insufficient balance")
# Gemini says it in the body alone: "retryDelay": "35s".
RETRY_DELAY = re.compile(r"retrydelay\W{1,6}(\d{1,6}(?:\.\d+)?)s")
# Waits are obeyed up to here. What a vendor's limits ask for is kept to a day; what an endpoint in trouble asks for is
# its guess of when it is back (RFC 9110), and somebody looks again.
LONGEST_LIMIT_S = 86_400.0
LONGEST_TROUBLE_S = 900.0
# What reading an answer of the wrong shape raises: nothing checks the types of what comes from outside.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)


@dataclass(frozen=True)
class StatusRefusal:
    """An HTTP status and what may be read of its answer: headers, and the body in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    searched: str = ""


class StreamRefused(Exception):
    """The endpoint broke its answer off and said why."""

    def __init__(self, searched: str) -> None:
        super().__init__("the answer holds an error")
        self.searched = searched.lower()


def lost_call(error: Exception, endpoint: str, never_connected: bool) -> ProviderError | None:
    """Return our error for a call that has no status; None where the defect is our own."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, AddressRefused) for cause in causes):
        return not_allowed(endpoint)
    if any(isinstance(cause, AnswerTooLarge) for cause in causes):
        return EndpointRefused("answer-too-large", sentence("answer-too-large", endpoint=endpoint))
    if isinstance(error, StreamRefused) and ("rate_limit" in error.searched or "429" in error.searched):
        return RateLimited("rate-limited", sentence("rate-limited", endpoint=endpoint), True)
    known = (httpx2.HTTPError, TimeoutError, StreamRefused, *UNREADABLE)
    if not (never_connected or isinstance(error, known)):
        return None
    code = _down_code(never_connected, causes)
    return EndpointDown(code, sentence(code, endpoint=endpoint), retryable=True)


def broke_off(endpoint: str) -> EndpointDown:
    return EndpointDown(
        "endpoint-broke-off", sentence("endpoint-broke-off", endpoint=endpoint), retryable=True
    )


def withheld(endpoint: str) -> EndpointRefused:
    return EndpointRefused("answer-withheld", sentence("answer-withheld", endpoint=endpoint))


def wrong_model(endpoint: str, wanted: str, reported: str) -> WrongModel:
    # The name comes from outside: shortened, and free of characters that could dress it up.
    shown = "".join(letter for letter in reported if letter.isprintable())[:80]
    return WrongModel(
        "wrong-model", sentence("wrong-model", endpoint=endpoint, wanted=wanted, reported=shown)
    )


def setting_refused(endpoint: str, status: int, setting: str) -> EndpointRefused:
    return EndpointRefused(
        "setting-refused", sentence("setting-refused", endpoint=endpoint, status=status, setting=setting)
    )


def refused_call(refusal: StatusRefusal, endpoint: str, model: str) -> ProviderError:
    """Return our error for a status of 3xx, 4xx or 5xx."""
    status, asked_s = refusal.status, retry_after_s(refusal.headers, body=refusal.searched)
    values = {"endpoint": endpoint, "status": status, "wanted": model}
    if status in {400, 402, 403, 429} and any(mark in refusal.searched for mark in NO_MONEY):
        return EndpointRefused("endpoint-quota", sentence("endpoint-quota", **values))
    if status == 429:
        wait_s = _at_most(LONGEST_LIMIT_S, asked_s)
        return RateLimited("rate-limited", sentence("rate-limited", **values), True, wait_s)
    if status in {408, 409, 425} or status >= 500:
        wait_s = _at_most(LONGEST_TROUBLE_S, asked_s)
        return EndpointDown("endpoint-error", sentence("endpoint-error", **values), True, wait_s)
    if status in {400, 413, 422} and any(mark in refusal.searched for mark in TOO_LONG):
        return ContextTooLong("context-too-long", sentence("context-too-long"))
    if status == 404:
        return ModelMissing("model-missing", sentence("model-missing", **values))
    codes = {401: "endpoint-key", 403: "endpoint-key", 402: "endpoint-quota"}
    code = "endpoint-redirect" if 300 <= status < 400 else codes.get(status, "endpoint-refused")
    return EndpointRefused(code, sentence(code, **values))


def retry_after_s(headers: Mapping[str, str], now_s: float | None = None, body: str = "") -> float | None:
    """Return the wait that was asked for: Retry-After in seconds or as a date, else Gemini's; None if unreadable.

    >>> retry_after_s({"retry-after": "7"}), retry_after_s({"retry-after-ms": "250"})
    (7.0, 0.25)
    """
    milliseconds = _seconds(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    try:
        date = email.utils.parsedate_to_datetime(value)
    except ValueError:
        said = RETRY_DELAY.search(body)
        return float(said[1]) if said else None
    return max(0.0, date.timestamp() - (time.time() if now_s is None else now_s))


def _at_most(longest_s: float, asked_s: float | None) -> float | None:
    return None if asked_s is None else min(asked_s, longest_s)


def _seconds(value: str) -> float | None:
    try:
        return max(0.0, float(value)) if float(value) < float("inf") else None
    except ValueError:
        return None


def _down_code(never_connected: bool, causes: Sequence[BaseException]) -> str:
    """Look at aiohttp's own exceptions: the layers above call every lost connection a timeout."""
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return "endpoint-timeout"
    lost = any(
        isinstance(cause, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError) for cause in causes
    )
    return "endpoint-down" if never_connected and not lost else "endpoint-broke-off"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
