"""Finds rows that wait although nobody works on them, and wakes a worker for each."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.leases import expired, free
from evaluations.models import Answer, Document, DraftJob, JudgePanel, Run
from evaluations.services.judging import JUDGE
from evaluations.services.runs import DRIVE
from evaluations.services.waking import wake
from evaluations.states import DRAFT_ACTIVE, RUN_ACTIVE, AnswerState, DocumentState, JudgeState

# A message already on its way gets this long before another is sent.
PATIENCE = timedelta(seconds=30)
PARSE = "evaluations.tasks.parse_document"
DRAFT = "evaluations.tasks.draft_questions"


def wake_waiting_work() -> int:
    """Send a message for every row that waits; return how many."""
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=timezone.now() - PATIENCE)
    documents = Document.objects.filter(
        quiet, free(), state__in=[DocumentState.WAITING, DocumentState.PARSING]
    )
    runs = [run for run in Run.objects.filter(quiet, free(), state__in=RUN_ACTIVE) if _is_unattended(run)]
    panels = JudgePanel.objects.filter(quiet, free(), state__in=[JudgeState.WAITING, JudgeState.JUDGING])
    drafts = DraftJob.objects.filter(quiet, free(), state__in=DRAFT_ACTIVE)
    return (
        _wake(PARSE, list(documents))
        + _wake(DRIVE, runs)
        + _wake(JUDGE, list(panels))
        + _wake(DRAFT, list(drafts))
    )


def _is_unattended(run: Run) -> bool:
    """No answer of the run is held by a living driver, and something can be claimed or closed."""
    answers = Answer.objects.filter(run_candidate__run=run)
    running = answers.filter(state=AnswerState.RUNNING)
    if running.exclude(expired()).exists():
        return False
    pending = answers.filter(state=AnswerState.PENDING)
    due = pending.exclude(not_before__gt=Now())
    # One question that waits for its retry must not hold up the others.
    return (
        run.cancel_requested
        or run.pause_requested
        or running.exists()
        or due.exists()
        or not pending.exists()
    )


def _wake(task: str, rows: list[Run] | list[Document] | list[JudgePanel] | list[DraftJob]) -> int:
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(woken_at=timezone.now())
        wake(task, row.pk)
    return len(rows)
