"""Where a run stands: counts from the rows, a rate, and the remaining time as a range."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from evaluations.errors import as_text
from evaluations.models import Answer, Retrieval, Run, Score
from evaluations.states import RUN_ACTIVE, AnswerState
from evaluations.summary import CandidateProgress, RunProgress

RATE_WINDOW = timedelta(minutes=2)
# Before a twentieth is done, any estimate would be a guess.
TELLABLE_SHARE = 0.05
SPREAD = 0.2


def run_progress(run: Run) -> RunProgress:
    """Count what is done; four queries whatever the size of the run."""
    candidates = tuple(_candidate_progress(run))
    progress = RunProgress(
        state=run.state,
        retrieved=Retrieval.objects.filter(run=run).values("retriever").distinct().count(),
        to_retrieve=len(run.retrievers),
        candidates=candidates,
        scored=Score.objects.filter(answer__run_candidate__run=run).count(),
        answers_per_minute=None,
        remaining_low_s=None,
        remaining_high_s=None,
        is_active=run.state in RUN_ACTIVE,
    )
    return _with_estimate(run, progress)


def _candidate_progress(run: Run) -> list[CandidateProgress]:
    counts = run.run_candidates.annotate(
        done=Count("answers", filter=Q(answers__state=AnswerState.DONE)),
        failed=Count("answers", filter=Q(answers__state=AnswerState.FAILED)),
        running=Count("answers", filter=Q(answers__state=AnswerState.RUNNING)),
        total=Count("answers"),
    )
    return [
        CandidateProgress(
            key=place.snapshot["key"],
            name=place.snapshot["name"],
            done=place.done,
            failed=place.failed,
            running=place.running,
            total=place.total,
            failure=as_text(place.failure),
        )
        for place in counts
    ]


def _with_estimate(run: Run, progress: RunProgress) -> RunProgress:
    """Add the rate of the last two minutes and what it means for the rest."""
    if not progress.is_active or progress.done < TELLABLE_SHARE * progress.total:
        return progress
    now = timezone.now()
    recent = Answer.objects.filter(run_candidate__run=run, finished_at__gt=now - RATE_WINDOW)
    first = recent.order_by("finished_at").values_list("finished_at", flat=True).first()
    count = recent.count()
    if first is None or count < 2 or now <= first:
        return progress
    per_s = count / (now - first).total_seconds()
    left_s = (progress.total - progress.done) / per_s
    return replace(
        progress,
        answers_per_minute=per_s * 60,
        remaining_low_s=left_s * (1 - SPREAD),
        remaining_high_s=left_s * (1 + SPREAD),
    )
