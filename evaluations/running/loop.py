"""The loop that answers: claim, ask, commit, until nothing is left to claim.

The journal is the database behind an interface: the loop holds no state that a killed process would lose.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evaluations.providers.protocol import (
    AnswersByKey,
    Generation,
    GenerationSettings,
    Message,
    Provider,
    ProviderError,
)
from evaluations.running.adaptive import Allowance, tell
from language.text import Text

logger = logging.getLogger(__name__)
# Answers that follow one another this closely share one transaction, and the first of them waits this long at most:
# a place stays taken until its answer is committed.
CLOSE_S = 0.002
GATHER_S = 0.01
# More at once would make all calls leave, and come back, together: the processor would wait and then be late.
EXCHANGE_AT_MOST = 8
# With places free, new work (a retry that became due) is looked for this often while answers are awaited.
LOOK_AGAIN_S = 1.0
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
    settings: GenerationSettings = field(default_factory=GenerationSettings)
    item_key: str = ""
    repeat: int = 0
    perturbation: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came back for one claim: a generation or an error, never both."""

    work: Work
    generation: Generation | None = None
    error: ProviderError | None = None


@dataclass(frozen=True)
class Claim:
    """What was leased. `is_all` False: more may wait, for what was looked at needed no call."""

    works: tuple[Work, ...] = ()
    is_all: bool = True


class Journal(Protocol):
    """Where claims and answers are kept. Every method commits before it returns."""

    async def exchange(self, outcomes: Sequence[Outcome], slots: int) -> Claim:
        """Store what came back, fenced by owner and attempt; then lease at most `slots` waiting questions.

        Nothing is leased once a person has stopped or paused the run.
        """
        ...

    async def extend(self) -> None:
        """Renew the leases of everything this driver holds."""
        ...


async def answer_all(
    journal: Journal,
    provider: Provider,
    allowance: Allowance,
    lease_s: float,
    stopping: Callable[[], bool],
) -> int:
    """Answer what can be claimed; return how many outcomes were committed.

    Ends when nothing is claimable, or after draining what is in flight once `stopping()` or the journal says
    stop. A provider error is an outcome of its question, not an end of the loop.
    """
    heartbeat = asyncio.create_task(_keep_leases(journal, lease_s / 3))
    flight: set[asyncio.Task[Outcome]] = set()
    arrived: list[Outcome] = []
    written = 0
    try:
        while True:
            most = min(provider.max_concurrency, await allowance.allowed(len(flight)))
            slots = 0 if stopping() else max(0, most - len(flight))
            claim = await journal.exchange(arrived, slots) if slots or arrived else Claim(is_all=False)
            written += len(arrived)
            arrived = []
            flight |= {asyncio.create_task(_ask(provider, allowance, work)) for work in claim.works}
            if flight:
                arrived = await _next_arrivals(flight, allowance, provider.max_concurrency)
            elif stopping() or (slots and claim.is_all):
                return written
            elif not slots:
                await asyncio.sleep(allowance.wait_s())
    finally:
        heartbeat.cancel()
        for task in flight:
            task.cancel()


async def _next_arrivals(
    flight: set[asyncio.Task[Outcome]], allowance: Allowance, most: int
) -> list[Outcome]:
    """Take out of the flight what has come back, a group at a time; nothing when it is time to look for work."""
    look_again_s = max(LOOK_AGAIN_S, allowance.wait_s()) if len(flight) < most else None
    done, waiting = await asyncio.wait(flight, timeout=look_again_s, return_when=asyncio.FIRST_COMPLETED)
    end_s = time.monotonic() + GATHER_S
    while done and waiting and len(flight) - len(waiting) < EXCHANGE_AT_MOST and time.monotonic() < end_s:
        done, waiting = await asyncio.wait(waiting, timeout=CLOSE_S, return_when=asyncio.FIRST_COMPLETED)
    group = [task for task in flight if task.done()][:EXCHANGE_AT_MOST]
    flight.difference_update(group)
    return [task.result() for task in group]


async def _ask(provider: Provider, allowance: Allowance, work: Work) -> Outcome:
    sent_s = time.monotonic()
    try:
        generation = await _answer(provider, work)
    except ProviderError as error:
        tell(allowance, error, time.monotonic() - sent_s)
        return Outcome(work, error=error)
    except Exception as error:
        # A defect in one question must not cost the answers of the others.
        logger.exception("answer %s failed unexpectedly", work.answer_id)
        reason = UNEXPECTED.filled(kind=type(error).__name__)
        return Outcome(work, error=ProviderError("unexpected", reason, retryable=True))
    allowance.answered()
    return Outcome(work, generation=generation)


async def _answer(provider: Provider, work: Work) -> Generation:
    if isinstance(provider, AnswersByKey):
        return await provider.answer_for(work.item_key, work.repeat, work.perturbation)
    return await provider.generate(work.messages, work.settings)


async def _keep_leases(journal: Journal, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        await journal.extend()
