"""The answering loop's journal, kept in the database."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from evaluations.errors import as_row
from evaluations.models import Answer, Call, Run, RunCandidate
from evaluations.providers.protocol import Generation, ProviderError
from evaluations.running.loop import Outcome, Work
from evaluations.running.prompt import prompt_sha256
from evaluations.services.leases import expired, lease_end
from evaluations.services.prompting import PromptBook
from evaluations.services.scoring import score_answers
from evaluations.states import AnswerState, CallOutcome
from language.text import Text

logger = logging.getLogger(__name__)
GIVEN_UP = Text(
    "この質問に答えている途中でワーカーが{n}回止まったため、これ以上は試していません。ほかの回答は保存されています。"
    "メモリ不足が疑われます。小さいモデルを選ぶか、管理者に相談してください。",
    "The worker stopped {n} times while answering this question, so it is not tried again. Other answers are "
    "stored. Memory may be short: choose a smaller model or ask the operator.",
)
Result = TypeVar("Result")
# An endpoint may ask for any wait; a question looks again after this long at the latest.
LONGEST_WAIT_S = 900.0


class DatabaseJournal:
    """Answers of one run candidate. Claims are the note of intent, so nothing is sent unnoted."""

    def __init__(self, run_candidate: RunCandidate, owner: str, prompts: PromptBook) -> None:
        self.run_candidate = run_candidate
        self.owner = owner
        self.prompts = prompts

    async def claim(self, slots: int) -> Sequence[Work]:
        return await _patiently(lambda: self.claim_now(slots))

    async def write(self, outcomes: Sequence[Outcome]) -> None:
        await _patiently(lambda: self.write_now(outcomes))

    async def extend(self) -> None:
        await _patiently(self.extend_now)

    async def stop_asked(self) -> bool:
        asked = Run.objects.filter(pk=self.run_candidate.run_id, cancel_requested=True)
        return await _patiently(asked.exists)

    @transaction.atomic
    def claim_now(self, slots: int) -> list[Work]:
        """Lease up to `slots` questions: waiting ones, or ones whose worker is gone."""
        self._give_up_on_poison()
        due = Q(state=AnswerState.PENDING) & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        left = Q(state=AnswerState.RUNNING) & expired()
        rows = Answer.objects.filter(due | left, run_candidate=self.run_candidate).order_by(
            "item__number", "pk"
        )
        skip = connection.features.has_select_for_update_skip_locked
        ids = [a.pk for a in rows.select_for_update(skip_locked=skip, of=("self",) if skip else ())[:slots]]
        Answer.objects.filter(pk__in=ids).update(
            state=AnswerState.RUNNING,
            owner=self.owner,
            attempt=F("attempt") + 1,
            lease_until=lease_end(),
            not_before=None,
        )
        claimed = list(Answer.objects.filter(pk__in=ids).select_related("item").order_by("item__number"))
        now = timezone.now()
        Call.objects.bulk_create(
            [Call(answer=answer, attempt=answer.attempt, sent_at=now) for answer in claimed]
        )
        return [
            Work(a.pk, a.attempt, self.prompts.messages(a.item), a.attempt < a.attempts_allowed)
            for a in claimed
        ]

    def write_now(self, outcomes: Sequence[Outcome]) -> None:
        """Commit what came back in one transaction, then score it."""
        with transaction.atomic():
            answered = [o.work.answer_id for o in outcomes if self._store(o)]
        try:
            score_answers(answered)
        except Exception:
            # Scores can be made again from the stored answer at any time; the answer itself is safe.
            logger.exception("scoring failed; the answers are stored")

    def extend_now(self) -> None:
        held = Answer.objects.filter(
            run_candidate=self.run_candidate, owner=self.owner, state=AnswerState.RUNNING
        )
        held.update(lease_until=lease_end())

    def _give_up_on_poison(self) -> None:
        """A question that ended its worker every time would do so for ever."""
        lost = Answer.objects.filter(
            expired(),
            run_candidate=self.run_candidate,
            state=AnswerState.RUNNING,
            attempt__gte=F("attempts_allowed"),
        )
        for answer in lost:
            reason = as_row("worker-lost", GIVEN_UP.filled(n=answer.attempt))
            lost.filter(pk=answer.pk).update(
                state=AnswerState.FAILED, lease_until=None, failure=reason, finished_at=timezone.now()
            )

    def _store(self, outcome: Outcome) -> bool:
        """Write one outcome; False when another driver has taken the question over meanwhile."""
        work = outcome.work
        fenced = Answer.objects.filter(
            pk=work.answer_id, owner=self.owner, attempt=work.attempt, state=AnswerState.RUNNING
        )
        if outcome.generation:
            stored = fenced.update(**self._answer_columns(work, outcome.generation))
        else:
            stored = fenced.update(**_failure_columns(work, outcome.error))
        self._close_call(outcome)
        return bool(stored) and outcome.generation is not None

    def _answer_columns(self, work: Work, generation: Generation) -> dict[str, object]:
        return {
            "state": AnswerState.DONE,
            "lease_until": None,
            # PostgreSQL refuses NUL in text, and a model may emit one.
            "text": generation.text.replace("\x00", ""),
            "finish_reason": generation.finish_reason,
            "input_tokens": generation.input_tokens,
            "output_tokens": generation.output_tokens,
            "cached_tokens": generation.cached_tokens,
            "ttft_s": generation.ttft_s,
            "total_s": generation.total_s,
            "model_reported": generation.model_reported or "",
            "prompt_sha256": prompt_sha256(work.messages),
            "passage_ids": self.prompts.passage_ids(work.answer_id),
            "failure": None,
            "finished_at": timezone.now(),
        }

    def _close_call(self, outcome: Outcome) -> None:
        call = Call.objects.filter(answer_id=outcome.work.answer_id, attempt=outcome.work.attempt)
        if outcome.generation:
            call.update(
                outcome=CallOutcome.OK,
                received_at=timezone.now(),
                input_tokens=outcome.generation.input_tokens,
                output_tokens=outcome.generation.output_tokens,
            )
        elif outcome.error:
            call.update(
                outcome=CallOutcome.ERROR, received_at=timezone.now(), failure_code=outcome.error.code[:40]
            )


def _failure_columns(work: Work, error: ProviderError | None) -> dict[str, object]:
    """A retryable error waits its turn again; the last allowed one is a failure with its reason."""
    if error is None:
        raise ValueError("an outcome holds a generation or an error")
    reason = as_row(error.code, error.message)
    if error.retryable and work.may_retry:
        wait_s = min(max(error.retry_after_s or 0.0, 2.0 ** min(work.attempt - 1, 5)), LONGEST_WAIT_S)
        return {
            "state": AnswerState.PENDING,
            "lease_until": None,
            "not_before": timezone.now() + timedelta(seconds=wait_s),
            "failure": reason,
        }
    return {
        "state": AnswerState.FAILED,
        "lease_until": None,
        "failure": reason,
        "finished_at": timezone.now(),
    }


async def _patiently(
    action: Callable[[], Result], waits_s: Sequence[float] = (0.5, 1, 2, 5, 10, 20, 30)
) -> Result:
    """Repeat while the database is away: what is in flight goes on, what reached us is kept until it is written."""
    for wait_s in waits_s:
        try:
            return await sync_to_async(action)()
        except (OperationalError, InterfaceError):
            logger.warning("the database does not answer; trying again in %s s", wait_s)
            await sync_to_async(connection.close)()
            await asyncio.sleep(wait_s)
    return await sync_to_async(action)()
