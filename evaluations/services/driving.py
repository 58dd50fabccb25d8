"""One driver: prepares a run, answers what it can claim, closes the run when nothing is left.

Any number of drivers may be woken for the same run; each step is claimed, and doing it twice changes nothing.
"""

import logging
import time
from collections.abc import Callable

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.leases import free, lease_end, new_owner
from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import Answer, Run, RunCandidate
from evaluations.providers.protocol import Provider, ProviderError
from evaluations.running.loop import answer_all
from evaluations.services.gpu_queues import runs_here
from evaluations.services.hardware import describe_hardware
from evaluations.services.journal import DatabaseJournal
from evaluations.services.opening import open_provider
from evaluations.services.purse import CapReached, PriceUnknown
from evaluations.services.retrieving import retrieve_all
from evaluations.services.scoring import score_run
from evaluations.services.variants import add_variants
from evaluations.services.vendor_limits import open_allowance
from evaluations.states import ANSWER_OPEN, RUN_ACTIVE, AnswerState, RunState
from evaluations.weights.errors import WeightsRefused
from language.text import Text

logger = logging.getLogger(__name__)
Refusal = (EvaluationRefused, WeightsRefused, ProviderError)
MOST_TRIES = 3
GIVEN_UP = Text(
    "この評価の検索または採点は3回とも途中で止まったため、中止しました。保存済みの回答はそのまま残っています。"
    "メモリ不足が疑われます。資料を減らすか、管理者にログの確認を依頼してから、再試行してください。",
    "Searching or scoring of this evaluation stopped half-way three times and was given up. Stored answers are "
    "kept. Memory may be short: use fewer documents, or ask the operator to read the log, then retry.",
)
# While other drivers or local candidates go on, a candidate that money keeps waiting is looked at again after this.
HELD_AGAIN_S = 5.0


class LeaseLost(Exception):
    """Another driver took this run over; what it stores is as good as ours."""


class Driver:
    """Works on one run until it is done, stopped, or the driver's time is over."""

    def __init__(self, run: Run, must_stop: Callable[[], bool]) -> None:
        self.run = run
        self.owner = new_owner()
        self.ends_at = time.monotonic() + settings.DRIVER_SECONDS
        self.must_stop = must_stop
        # Candidates that money keeps waiting, with the reason; those for which calls under way hold the room.
        self.held: dict[int, EvaluationRefused] = {}
        self.may_fit_later: set[int] = set()

    def drive(self) -> bool:
        """Do what can be done now; return True when a successor should be sent."""
        self.run.refresh_from_db()
        if self.run.state not in RUN_ACTIVE:
            return False
        if not (self.run.cancel_requested or self.run.pause_requested):
            if not self._prepare():
                return False
            for place in self.run.run_candidates.select_related("run"):
                if runs_here(place.snapshot):
                    self._answer(place)
            if self._pauses_for_money():
                return False
        return not self._close()

    def successor_in_s(self) -> float:
        """How long a successor may wait: not at all for due work, else until the next retry or a few seconds."""
        due_s = seconds_until_due(self.run)
        return max(due_s, HELD_AGAIN_S) if self.held else due_s

    def _out_of_time(self) -> bool:
        return self.must_stop() or time.monotonic() > self.ends_at

    # --- retrieval, by one driver at a time

    def _prepare(self) -> bool:
        """Search the documents once; False when another driver is doing it or it was refused."""
        if self.run.state in (RunState.ANSWERING, RunState.SCORING):
            return True
        if not self._take_run(RunState.RETRIEVING):
            return False
        try:
            add_variants(self.run, self._keep_run)
            retrieve_all(self.run, self._keep_run)
        except (CapReached, PriceUnknown) as refusal:
            self._pause(_reason(refusal), refusal.code)
            return False
        except Refusal as refusal:
            self._fail_run(refusal)
            return False
        except LeaseLost:
            return False
        self._give_run(RunState.ANSWERING)
        return True

    def _take_run(self, state: RunState) -> bool:
        mine = Run.objects.filter(free(), pk=self.run.pk, state__in=RUN_ACTIVE)
        taken = mine.update(owner=self.owner, lease_until=lease_end(), state=state, attempt=F("attempt") + 1)
        if not taken:
            return False
        Run.objects.filter(pk=self.run.pk, started_at__isnull=True).update(started_at=timezone.now())
        self.run.refresh_from_db()
        if self.run.attempt > MOST_TRIES:
            self._fail_run(EvaluationRefused("gave-up", GIVEN_UP))
            return False
        return True

    def _keep_run(self) -> None:
        if not Run.objects.filter(pk=self.run.pk, owner=self.owner).update(lease_until=lease_end()):
            raise LeaseLost

    def _give_run(self, state: RunState) -> None:
        Run.objects.filter(pk=self.run.pk, owner=self.owner).update(state=state, lease_until=None, attempt=0)
        self.run.refresh_from_db()

    def _fail_run(self, refusal: Exception) -> None:
        with transaction.atomic():
            hold_chain(self.run.organization_id)
            Run.objects.filter(pk=self.run.pk).update(
                state=RunState.FAILED, lease_until=None, failure=_reason(refusal), finished_at=timezone.now()
            )
            record(self.run.organization, None, "run.failed", self.run.name, run=self.run.pk)

    # --- answers of one candidate

    def _answer(self, place: RunCandidate) -> None:
        if self._out_of_time() or not self._claimable(place).exists():
            return
        if place.failure:
            self._leave_unasked(place, place.failure)
            return
        try:
            provider = open_provider(place.snapshot)
        except Refusal as refusal:
            self._give_up_on(place, refusal)
            return
        RunCandidate.objects.filter(pk=place.pk).update(
            hardware=describe_hardware(getattr(provider, "device_label", ""))
        )
        async_to_sync(self._answer_with)(place, provider)

    async def _answer_with(self, place: RunCandidate, provider: Provider) -> None:
        allowance = open_allowance(self.run.organization_id, place.snapshot, provider.max_concurrency)
        try:
            journal = await sync_to_async(DatabaseJournal)(place, self.owner, provider)
            await answer_all(journal, provider, allowance, settings.LEASE_SECONDS, self._out_of_time)
            await journal.finish()
        finally:
            await allowance.aclose()
            await provider.aclose()
        if journal.refusal:
            self.held[place.pk] = journal.refusal
        if journal.may_fit_later:
            self.may_fit_later.add(place.pk)

    def _claimable(self, place: RunCandidate) -> QuerySet[Answer]:
        waits = Q(not_before__isnull=True) | Q(not_before__lte=Now())
        pending = Q(state=AnswerState.PENDING) & waits
        return place.answers.filter(pending | Q(state=AnswerState.RUNNING) & free())

    @transaction.atomic
    def _give_up_on(self, place: RunCandidate, refusal: Exception) -> None:
        """The candidate cannot be asked at all: its questions say why, the others go on."""
        reason = _reason(refusal)
        RunCandidate.objects.filter(pk=place.pk).update(failure=reason)
        self._leave_unasked(place, reason)
        record(self.run.organization, None, "candidate.failed", place.snapshot["name"], run=self.run.pk)

    def _leave_unasked(self, place: RunCandidate, reason: dict[str, object]) -> None:
        """Also what a killed worker held: it would keep the run open for ever."""
        left = Q(state=AnswerState.PENDING) | Q(state=AnswerState.RUNNING) & free()
        place.answers.filter(left).update(
            state=AnswerState.FAILED, lease_until=None, failure=reason, finished_at=timezone.now()
        )

    # --- a pause

    def _pauses_for_money(self) -> bool:
        """Pause when only questions are left that a cap or an unknown price keeps waiting."""
        waits_for_money = Q(run_candidate__in=self.held, state=AnswerState.PENDING)
        going_on = self._answers().filter(state__in=ANSWER_OPEN).exclude(waits_for_money)
        if not self.held or self.may_fit_later or going_on.exists():
            return False
        refusal = next(iter(self.held.values()))
        self._pause(_reason(refusal), refusal.code)
        return True

    @transaction.atomic
    def _pause(self, reason: dict[str, object] | None, code: str) -> None:
        # The company before the run, as in claims that audit a refusal: else the two could wait for each other.
        hold_chain(self.run.organization_id)
        paused = Run.objects.filter(pk=self.run.pk, state__in=RUN_ACTIVE, cancel_requested=False).update(
            state=RunState.PAUSED, pause_requested=False, pause_reason=reason, lease_until=None, attempt=0
        )
        if paused:
            record(self.run.organization, None, "run.paused", self.run.name, run=self.run.pk, reason=code)

    def _answers(self) -> QuerySet[Answer]:
        return Answer.objects.filter(run_candidate__run=self.run)

    # --- the end

    def _close(self) -> bool:
        """Score and close when nothing is open; True when nothing is left for a successor."""
        self.run.refresh_from_db()
        answers = self._answers()
        if self.run.cancel_requested or self.run.pause_requested:
            # What a killed driver held waits again; only what a living one has in flight is still open.
            lost = answers.filter(free(), state=AnswerState.RUNNING)
            lost.update(state=AnswerState.PENDING, lease_until=None, owner="")
            if answers.filter(state=AnswerState.RUNNING).exists():
                return False
        left = answers.filter(state__in=ANSWER_OPEN)
        if self.run.pause_requested and not self.run.cancel_requested and left.exists():
            self._pause(self.run.pause_reason, "asked")
            return True
        if left.exists() and not self.run.cancel_requested:
            return False
        if not self._take_run(RunState.SCORING):
            return True
        try:
            score_run(self.run, self._keep_run)
        except LeaseLost:
            return True
        self._finish(RunState.CANCELLED if self.run.cancel_requested else RunState.DONE)
        return True

    def _finish(self, state: RunState) -> None:
        with transaction.atomic():
            hold_chain(self.run.organization_id)
            mine = Run.objects.filter(pk=self.run.pk, owner=self.owner, state=RunState.SCORING)
            if mine.update(
                state=state,
                lease_until=None,
                finished_at=timezone.now(),
                pause_requested=False,
                pause_reason=None,
            ):
                record(
                    self.run.organization, None, "run.finished", self.run.name, run=self.run.pk, state=state
                )


def seconds_until_due(run: Run) -> float:
    """How long a successor may wait: not at all for due work, else until the next retry or a few seconds."""
    pending = Answer.objects.filter(run_candidate__run=run, state=AnswerState.PENDING)
    if pending.filter(Q(not_before__isnull=True) | Q(not_before__lte=Now())).exists():
        return 0.0
    first = pending.order_by("not_before").values_list("not_before", flat=True).first()
    if first is None:
        return 5.0
    return min(max((first - timezone.now()).total_seconds(), 0.2), 10.0)


def _reason(refusal: Exception) -> dict[str, object]:
    return as_row(refusal.code, refusal.message)  # type: ignore[attr-defined]
