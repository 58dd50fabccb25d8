"""Drafting questions from passages with a candidate: the job's rows, and what one worker does with them.

Each passage read is committed with what came of it, so a killed worker loses at most the passages it had in hand;
what those cost is remembered by the response cache. Nothing counts before a person approves it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import Organization, User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import DraftJob, Passage, TestItem, TestSet
from evaluations.services.asking import Asker
from evaluations.services.draft_maker import DraftMaker, Made, Step
from evaluations.services.draft_order import MOST_AT_ONCE, DraftOrder, drawn_passages
from evaluations.services.estimating_drafting import estimate_drafting
from evaluations.services.item_rows import fill_row
from evaluations.services.opening import snapshot_of
from evaluations.services.reviewing import free_key
from evaluations.services.set_class import raise_set_class
from evaluations.services.set_versions import next_version
from evaluations.services.test_sets import check_changeable
from evaluations.services.waking import wake_on_commit
from evaluations.services.work_estimates import or_refuse
from evaluations.states import DRAFT_ACTIVE, DraftState, ItemOrigin, ReviewState, TestSetState
from evaluations.testsets.drafting.filters import Check
from evaluations.testsets.drafting.plan import kind_for
from evaluations.testsets.drafting.similarity import is_duplicate
from evaluations.testsets.item import Kind
from evaluations.weights.errors import WeightsRefused
from language.text import Text

logger = logging.getLogger(__name__)
DRAFT = "evaluations.tasks.draft_questions"
MOST_ATTEMPTS = 3
NO_NAME = Text(
    "新しい質問集の名前を書くか、下書きの質問集を選んでください。何も開始していません。",
    "Name the new question set or choose a draft. Nothing was started.",
)
GIVEN_UP = Text(
    "質問の作成は3回続けて途中で止まったため、中止しました。作成済みの質問はそのまま残っています。"
    "メモリ不足が疑われます。小さいモデルで試すか、管理者にログの確認を依頼してください。",
    "Drafting stopped half-way three times in a row and was given up. Questions drafted so far are kept. "
    "Memory may be short: try a smaller model, or ask the operator to read the log.",
)


class LeaseLost(Exception):
    """Another worker took the job over."""


@transaction.atomic
def start_drafting(organization: Organization, user: User | None, order: DraftOrder) -> DraftJob:
    """Draw the passages and queue the job. Raises EvaluationRefused; nothing is sent yet.

    An order whose estimate says that nothing could be paid is refused too.
    """
    # No document is removed between being read here and being kept by the job.
    hold_chain(organization.pk)
    passage_ids = drawn_passages(order)
    foreseen = or_refuse(estimate_drafting(organization, order).work)
    test_set = _target(organization, user, order)
    raise_set_class(test_set, user, order.documents)
    job = DraftJob.objects.create(
        organization=organization,
        test_set=test_set,
        candidate=order.candidate,
        wanted=order.wanted,
        passage_ids=passage_ids,
        seed=order.seed,
        created_by=user,
    )
    job.documents.set(organization.documents.filter(pk__in=[document.pk for document in order.documents]))
    record(
        organization,
        user,
        "test_set.drafting_started",
        str(test_set),
        candidate=order.candidate.name,
        wanted=order.wanted,
        documents=[document.name for document in order.documents],
        seed=order.seed,
        **foreseen.for_audit(),
    )
    wake_on_commit(DRAFT, job.pk)
    return job


def stop_drafting(job: DraftJob, user: User | None) -> None:
    """Ask the worker to stop after what it has in hand; what is drafted stays. Twice is once."""
    with transaction.atomic():
        waiting = DraftJob.objects.filter(pk=job.pk, state__in=DRAFT_ACTIVE, stop_requested=False)
        if waiting.update(stop_requested=True):
            record(job.organization, user, "test_set.drafting_stopped", str(job.test_set))
            wake_on_commit(DRAFT, job.pk)


def draft_questions(job_id: int, must_stop: Callable[[], bool] = lambda: False) -> bool:
    """Work on one job; True when a successor should go on. Safe to call twice and after any crash."""
    job = _claim(job_id)
    if job is None:
        return False
    if job.attempt > MOST_ATTEMPTS:
        _end(job, DraftState.FAILED, EvaluationRefused("gave-up", GIVEN_UP))
        return False
    ends_at = time.monotonic() + settings.DRIVER_SECONDS
    try:
        with kept(lambda: _mine(job).update(lease_until=lease_end())):
            finished = async_to_sync(_work)(job, lambda: must_stop() or time.monotonic() > ends_at)
    except LeaseLost:
        return False
    except (EvaluationRefused, WeightsRefused) as refusal:
        _end(job, DraftState.FAILED, refusal)
        return False
    if not finished:
        return bool(_mine(job).update(lease_until=None))
    _end(job, DraftState.STOPPED if finished == "stopped" else DraftState.DONE)
    return False


async def _work(job: DraftJob, out_of_time: Callable[[], bool]) -> str:
    """Read passages until enough is proposed; why it ended, or nothing when a successor shall go on."""
    snapshot = await sync_to_async(snapshot_of)(job.candidate)
    asker = await sync_to_async(Asker)(job.organization_id, snapshot)
    maker = await sync_to_async(DraftMaker)(job, asker)
    at_once = min(MOST_AT_ONCE, max(1, int(snapshot["max_concurrency"])))
    try:
        while not out_of_time():
            await sync_to_async(job.refresh_from_db)()
            if job.stop_requested:
                return "stopped"
            steps = await sync_to_async(_next_steps)(job, at_once)
            if not steps:
                return "done"
            made = await asyncio.gather(*(maker.make(step) for step in steps))
            await sync_to_async(_keep)(job, steps, made)
            maker.remember(made)
        return ""
    finally:
        await asker.aclose()


def _next_steps(job: DraftJob, at_once: int) -> list[Step]:
    """The next passages to read, no more than questions still wanted."""
    missing = job.wanted - job.proposed
    ids = job.passage_ids[job.tried : job.tried + max(0, min(at_once, missing))]
    found = Passage.objects.select_related("document").in_bulk(ids)
    return [
        Step(number, found.get(pk), _kind(job, number, found.get(pk)))
        for number, pk in enumerate(ids, start=job.tried)
    ]


def _kind(job: DraftJob, number: int, passage: Passage | None) -> Kind:
    return kind_for(number, len(job.passage_ids), passage.text if passage else "")


@transaction.atomic
def _keep(job: DraftJob, steps: Sequence[Step], made: Sequence[Made]) -> None:
    """Commit what came of these passages: proposals as rows, the rest as counts by reason."""
    held = _mine(job).select_for_update().first()
    if held is None:
        raise LeaseLost
    test_set = TestSet.objects.select_for_update().get(pk=job.test_set_id)
    check_changeable(test_set)
    number = test_set.items.order_by("-number").values_list("number", flat=True).first() or 0
    asked = [(one.key, one.question) for one in test_set.items.only("key", "question")]
    for one in made:
        failed = one.failed or _repeated(one, asked)
        if failed or one.item is None:
            name = failed.name if failed else "readable"
            held.discarded[name] = held.discarded.get(name, 0) + 1
            continue
        number += 1
        row = _proposal(test_set, number, one)
        asked.append((row.key, row.question))
        held.proposed += 1
    held.tried, held.attempt = held.tried + len(steps), 0
    held.save(update_fields=["tried", "proposed", "discarded", "attempt"])
    # The claim's number is part of the fence: this worker goes on under the new one.
    job.attempt = 0


def _repeated(made: Made, asked: Sequence[tuple[str, str]]) -> Check | None:
    """Two passages of one round may bring the same question: the second is thrown away."""
    if made.item and any(is_duplicate(made.item.question, other) for _, other in asked):
        return Check("new", False, Text("同じ質問です。", "The same question."))
    return None


def _proposal(test_set: TestSet, number: int, made: Made) -> TestItem:
    assert made.item is not None  # noqa: S101 - the caller keeps nothing else
    row = TestItem(
        test_set=test_set,
        number=number,
        origin=ItemOrigin.DRAFTED,
        review=ReviewState.PROPOSED,
        passage=made.passage,
        checks={
            one.name: {"passed": one.passed, "ja": one.finding.ja, "en": one.finding.en}
            for one in made.checks
        },
    )
    fill_row(row, made.item)
    row.key = free_key(test_set, number)
    row.save()
    return row


def _target(organization: Organization, user: User | None, order: DraftOrder) -> TestSet:
    if order.test_set:
        check_changeable(order.test_set)
        return order.test_set
    name = order.new_name.strip()[:200]
    if not name:
        raise EvaluationRefused("new_name", NO_NAME)
    Organization.objects.select_for_update().get(pk=organization.pk)
    return TestSet.objects.create(
        organization=organization,
        name=name,
        version=next_version(organization, name),
        state=TestSetState.DRAFT,
        content_hash="",
        created_by=user,
    )


def _claim(job_id: int) -> DraftJob | None:
    owner = new_owner()
    waiting = DraftJob.objects.filter(free(), pk=job_id, state__in=DRAFT_ACTIVE)
    taken = waiting.update(
        state=DraftState.DRAFTING, owner=owner, attempt=F("attempt") + 1, lease_until=lease_end()
    )
    if not taken:
        return None
    jobs = DraftJob.objects.select_related("organization", "test_set", "candidate")
    return jobs.filter(pk=job_id, owner=owner).first()


def _mine(job: DraftJob) -> QuerySet[DraftJob]:
    return DraftJob.objects.filter(pk=job.pk, owner=job.owner, state=DraftState.DRAFTING)


@transaction.atomic
def _end(job: DraftJob, state: DraftState, refusal: Exception | None = None) -> None:
    """Write the end, fenced: a worker that lost its lease changes nothing."""
    reason = as_row(refusal.code, refusal.message) if refusal else None  # type: ignore[attr-defined]
    ended = _mine(job).update(state=state, failure=reason, lease_until=None, finished_at=timezone.now())
    if ended:
        job.refresh_from_db()
        record(
            job.organization,
            None,
            "test_set.drafted",
            str(job.test_set),
            state=state,
            tried=job.tried,
            proposed=job.proposed,
            discarded=job.discarded,
        )
