"""The answering loop's journal, kept in the database."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.leases import lease_end
from evaluations.errors import EvaluationRefused
from evaluations.models import Answer, BatchMeasurement, Call, RunCandidate
from evaluations.providers.protocol import BatchPoint, Generation, ProviderError
from evaluations.running.loop import Claim, Outcome
from evaluations.services import response_cache
from evaluations.services.bulk_rows import read_rows, update_each
from evaluations.services.claiming import ClaimDesk, Sent, trace
from evaluations.services.endings import after_error, closed_as, held, surely_unbilled
from evaluations.services.left_out import note_left_out
from evaluations.services.scoring import score_answers, scoring_steps
from evaluations.states import AnswerState

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
# Scores follow their answers in groups of about this many; the last ones when the loop ends.
SCORED_TOGETHER = 48
SCORED_AFTER_S = 0.02


class DatabaseJournal:
    """Answers of one run candidate. Claims are the note of intent, so nothing is sent unnoted."""

    def __init__(self, place: RunCandidate, owner: str, provider: object = None) -> None:
        self.place = place
        self.owner = owner
        self.provider = provider
        self.desk = ClaimDesk(place, owner)
        self.refusal: EvaluationRefused | None = None  # why money keeps the rest waiting
        self.may_fit_later = False
        self._sent: dict[int, Sent] = {}
        self._unscored: list[int] = []
        self._points: list[BatchPoint] = []
        self._scoring: asyncio.Task[None] | None = None

    async def exchange(self, outcomes: Sequence[Outcome], slots: int) -> Claim:
        claim = await _patiently(lambda: self.exchange_now(outcomes, slots))
        if len(self._unscored) >= SCORED_TOGETHER and (self._scoring is None or self._scoring.done()):
            self._scoring = asyncio.create_task(self._score_soon())
        return claim

    async def extend(self) -> None:
        await _patiently(self.extend_now)

    async def finish(self) -> None:
        """Score what is stored and not yet scored."""
        if self._scoring:
            await self._scoring
        await _patiently(self.score_now)

    async def _score_soon(self) -> None:
        """While answers are awaited: the next calls leave first, and an exchange waits for one short step at most."""
        await asyncio.sleep(SCORED_AFTER_S)
        steps = self._steps()
        while await sync_to_async(self._step)(steps):
            pass

    def _steps(self) -> Iterator[None]:
        """Take what waits in the thread of the database: an exchange adds to it there."""
        ids, self._unscored = self._unscored, []
        yield from scoring_steps(ids)

    def _step(self, steps: Iterator[None]) -> bool:
        """Go one step on; False when all are done. What fails here is scored when the run closes."""
        try:
            return next(steps, self) is None
        except Exception:
            logger.exception("scoring failed; the answers are stored")
            return False

    def exchange_now(self, outcomes: Sequence[Outcome], slots: int) -> Claim:
        """Commit what came back; then, in a transaction of its own, claim."""
        known = [outcome for outcome in outcomes if outcome.work.answer_id in self._sent]
        if known:
            self._points += self._measured()
            self._unscored += self._write(known)
            self._points = []
            for outcome in known:
                del self._sent[outcome.work.answer_id]
        claimed = self.desk.claim(slots)
        self.refusal, self.may_fit_later = claimed.refusal, claimed.may_fit_later
        self._sent |= {one.answer.pk: one for one in claimed.sent}
        self._unscored += claimed.held
        return Claim(tuple(one.work for one in claimed.sent), claimed.is_all)

    def extend_now(self) -> None:
        mine = Answer.objects.filter(run_candidate=self.place, owner=self.owner, state=AnswerState.RUNNING)
        mine.update(lease_until=lease_end())

    @transaction.atomic
    def _write(self, outcomes: Sequence[Outcome]) -> list[int]:
        """Store answers, errors, calls and money of one group; return which answers are there to be scored."""
        now = timezone.now()
        pairs = [(self._sent[outcome.work.answer_id], outcome) for outcome in outcomes]
        answered = [(sent, one.generation) for sent, one in pairs if one.generation]
        failed = [(sent, one.error) for sent, one in pairs if one.error]
        mine = self._still_mine([sent for sent, _ in pairs])
        columns = {**self._settle(answered, now), **self._close_failed(failed, now)}
        note_left_out(self.place, (generation for _, generation in answered))
        kept = [sent.answer for sent, _ in pairs if sent.answer.pk in mine]
        update_each(
            Answer,
            [columns[answer.pk] for answer in kept],
            [
                {"id": a.pk, "owner": self.owner, "attempt": a.attempt, "state": AnswerState.RUNNING}
                for a in kept
            ],
        )
        BatchMeasurement.objects.bulk_create(
            BatchMeasurement(run_candidate=self.place, **vars(point)) for point in self._points
        )
        return [sent.answer.pk for sent, _ in answered if sent.answer.pk in mine]

    def _still_mine(self, sent: Sequence[Sent]) -> set[int]:
        """The answers that no other driver has taken over meanwhile; the rows stay locked."""
        attempts = {one.answer.pk: one.answer.attempt for one in sent}
        mine = {"id": list(attempts), "owner": self.owner, "state": AnswerState.RUNNING}
        found = read_rows(Answer, ["id", "attempt"], mine, locked=True)
        return {pk for pk, attempt in found if attempts[pk] == attempt}

    def _settle(
        self, answered: Sequence[tuple[Sent, Generation]], now: datetime
    ) -> dict[int, dict[str, Any]]:
        """Book what the calls cost, whoever holds the answers now; what was paid for is remembered."""
        if not answered:
            return {}
        settled = self.desk.purse.settle_all([(sent.call, generation) for sent, generation in answered])
        if self.desk.uses_cache:
            response_cache.remember(
                self.place.run.organization_id,
                {sent.cache_key: (generation, sent.answer.pk) for sent, generation in answered},
            )
        return {
            sent.answer.pk: {
                **held(sent.answer, generation, now),
                **trace(sent.prompt, sent.cache_key),
                "cost_microyen": money.cost_microyen,
                "cost_basis": money.basis,
            }
            for (sent, generation), money in zip(answered, settled, strict=True)
        }

    def _close_failed(
        self, failed: Sequence[tuple[Sent, ProviderError]], now: datetime
    ) -> dict[int, dict[str, Any]]:
        """Give back what surely was not billed; what may have been keeps its reservation and says so."""
        if not failed:
            return {}
        self.desk.purse.release_all([sent.call for sent, error in failed if surely_unbilled(error)])
        update_each(
            Call,
            [closed_as(sent.call, error, now) for sent, error in failed],
            [{"id": sent.call.pk} for sent, _ in failed],
        )
        give_up_after_s = self.place.run.give_up_after_s
        return {
            sent.answer.pk: after_error(sent.answer, error, give_up_after_s, now) for sent, error in failed
        }

    def _measured(self) -> Sequence[BatchPoint]:
        """What the own hardware's batches took since the last time, if the provider measures them."""
        take: Callable[[], Sequence[BatchPoint]] | None = getattr(self.provider, "take_batches", None)
        return take() if take else ()

    def score_now(self) -> None:
        """Scores can be made again from the stored answers at any time; the answers themselves are safe."""
        ids, self._unscored = self._unscored, []
        try:
            score_answers(ids)
        except Exception:
            logger.exception("scoring failed; the answers are stored")


async def _patiently(
    action: Callable[[], Result], waits_s: Sequence[float] = (0.5, 1, 2, 5, 10, 20, 30)
) -> Result:
    """Repeat while the database is away: what is in flight goes on, what reached us is kept until it is written."""
    for wait_s in waits_s:
        try:
            return await sync_to_async(action)()
        except (OperationalError, InterfaceError):
            logger.warning("the database does not answer; trying again in %s s", wait_s)
            await sync_to_async(_forget_connection)()
            await asyncio.sleep(wait_s)
    return await sync_to_async(action)()


def _forget_connection() -> None:
    """In the thread of the database: `connection` is another one in every thread."""
    connection.close()
