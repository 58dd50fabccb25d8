"""The loop that answers: claim, ask, commit, until nothing is left to claim.

The journal is the database behind an interface: the loop holds no state that a killed process would lose.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluations.providers.protocol import Generation, GenerationSettings, Message, Provider, ProviderError
from language.text import Text

logger = logging.getLogger(__name__)
WRITE_AT_MOST = 64
UNEXPECTED = Text(
    "この質問に答える途中で予期しないエラー({kind})が起きました。ほかの回答は保存されています。"
    "再試行しても続く場合は、ログを添えて管理者に連絡してください。",
    "An unexpected error ({kind}) happened while this question was answered. Other answers are stored. "
    "If a retry does not help, send the log to the operator.",
)


@dataclass(frozen=True)
class Work:
    """One claimed question. `attempt` fences the write: a later claim has a higher number."""

    answer_id: int
    attempt: int
    messages: tuple[Message, ...]
    may_retry: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came back for one claim: a generation or an error, never both."""

    work: Work
    generation: Generation | None = None
    error: ProviderError | None = None


class Journal(Protocol):
    """Where claims and answers are kept. Every method commits before it returns."""

    async def claim(self, slots: int) -> Sequence[Work]:
        """Lease at most `slots` waiting questions to this driver."""
        ...

    async def write(self, outcomes: Sequence[Outcome]) -> None:
        """Store answers and errors, fenced by owner and attempt."""
        ...

    async def extend(self) -> None:
        """Renew the leases of everything this driver holds."""
        ...

    async def stop_asked(self) -> bool:
        """True when a person stopped the run."""
        ...


async def answer_all(
    journal: Journal,
    provider: Provider,
    settings: GenerationSettings,
    lease_s: float,
    stopping: Callable[[], bool],
) -> int:
    """Answer what can be claimed; return how many outcomes were committed.

    Ends when nothing is claimable, or after draining what is in flight once `stopping()` or the journal says
    stop. A provider error is an outcome of its question, not an end of the loop.
    """
    heartbeat = asyncio.create_task(_keep_leases(journal, lease_s / 3))
    flight: set[asyncio.Task[Outcome]] = set()
    written = 0
    try:
        while True:
            free = provider.max_concurrency - len(flight)
            if free > 0 and not stopping() and not await journal.stop_asked():
                for work in await journal.claim(free):
                    flight.add(asyncio.create_task(_ask(provider, settings, work)))
            if not flight:
                return written
            done, flight = await asyncio.wait(flight, return_when=asyncio.FIRST_COMPLETED)
            outcomes = [task.result() for task in done]
            for start in range(0, len(outcomes), WRITE_AT_MOST):
                await journal.write(outcomes[start : start + WRITE_AT_MOST])
            written += len(outcomes)
    finally:
        heartbeat.cancel()
        for task in flight:
            task.cancel()


async def _ask(provider: Provider, settings: GenerationSettings, work: Work) -> Outcome:
    try:
        return Outcome(work, generation=await provider.generate(work.messages, settings))
    except ProviderError as error:
        return Outcome(work, error=error)
    except Exception as error:
        # A defect in one question must not cost the answers of the others.
        logger.exception("answer %s failed unexpectedly", work.answer_id)
        reason = UNEXPECTED.filled(kind=type(error).__name__)
        return Outcome(work, error=ProviderError("unexpected", reason, retryable=True))


async def _keep_leases(journal: Journal, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        await journal.extend()
