"""What every way to run a model does, and the ways in which it may fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from evaluations.errors import EvaluationRefused
from language.text import Text


class Message(NamedTuple):
    """One turn of a conversation."""

    role: str
    content: str


@dataclass(frozen=True)
class GenerationSettings:
    """How an answer is made. Temperature 0 always takes the most probable token; the seed then has no effect."""

    max_new_tokens: int = 96
    temperature: float = 0.0
    seed: int = 1
    reasoning_mode: str = ""  # "", off, low, medium, high; "" leaves it to the model
    json_schema: dict[str, Any] | None = None  # asked for where the engine can hold a model to it


@dataclass(frozen=True)
class Generation:
    """One answer and what was measured; None means that the engine did not say, never zero.

    `output_tokens` counts every token the engine made, reasoning and the end mark included; `ttft_s` is the time to
    the first of them, `total_s` to the last, both without waiting for a free place. `refused` means that the
    model or its vendor would not answer; reasoning that did not end before the limit is "length". `left_out`
    names settings that the endpoint does not take, so that the call went without them.
    """

    text: str
    finish_reason: Literal["stop", "length", "refused"]
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    ttft_s: float | None
    total_s: float | None
    model_reported: str | None
    reasoning_tokens: int | None = None
    batch_size: int | None = None
    peak_memory_bytes: int | None = None
    energy_j: float | None = None  # above idle, this answer's share of its batch
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchPoint:
    """What one batch on the own hardware took: seconds, tokens, bytes, joules; None where nothing measured it."""

    device: str
    batch_size: int
    input_tokens: int
    output_tokens: int
    wall_s: float
    ttft_s: float | None = None
    tpot_s: float | None = None
    peak_memory_bytes: int | None = None
    energy_j: float | None = None
    idle_watts: float | None = None


class Provider(Protocol):
    """A model that answers. At most `max_concurrency` calls at once are worth making."""

    @property
    def key(self) -> str: ...

    @property
    def max_concurrency(self) -> int: ...

    async def generate(self, messages: Sequence[Message], settings: GenerationSettings) -> Generation:
        """Return the answer, or raise a ProviderError."""
        ...

    async def aclose(self) -> None:
        """Free connections or memory."""
        ...


@runtime_checkable
class AnswersByKey(Protocol):
    """A provider of answers made elsewhere: it goes by the question's key, reads no prompt and sends nothing."""

    async def answer_for(self, item_key: str, repeat: int = 0, perturbation: str = "") -> Generation:
        """Return the given answer, or raise a ProviderError when there is none."""
        ...


class Measuring(Protocol):
    """A provider on the own hardware, which knows what its batches took."""

    def take_batches(self) -> Sequence[BatchPoint]:
        """Return the points measured since the last call, and forget them."""
        ...


class ProviderError(EvaluationRefused):
    """A question was not answered; `retryable` says whether the same call may succeed later."""

    def __init__(
        self, code: str, message: Text, retryable: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(code, message)
        self.retryable = retryable
        self.retry_after_s = retry_after_s

    @property
    def asks_to_wait(self) -> bool:
        """Whether the call was turned away for now only: the pace of the account says when to come again."""
        return self.retry_after_s is not None


class EndpointDown(ProviderError):
    """Nothing answers at the address, or it broke off."""


class EndpointRefused(ProviderError):
    """The endpoint, or our own list of allowed endpoints, refuses the call."""


class RateLimited(ProviderError):
    """Too many calls; `retry_after_s` is what the endpoint asked for."""

    @property
    def asks_to_wait(self) -> bool:
        return True


class ContextTooLong(ProviderError):
    """The prompt does not fit into the model."""


class WrongModel(ProviderError):
    """Another model answered than the one asked for."""


class ModelMissing(ProviderError):
    """The endpoint does not have the model."""
