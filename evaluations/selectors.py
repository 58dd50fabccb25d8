"""Reading evaluations: what other apps and pages may ask."""

import hashlib

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, Sum

from evaluations.metrics.score import SCORING
from evaluations.models import Answer, Run
from evaluations.progress import run_progress
from evaluations.summarising import summarise
from evaluations.summary import RunSummary
from evaluations.summary_json import summary_as_json

__all__ = ["run_progress", "run_summary", "summary_as_json"]
KEEP_S = 3600
SHAPE = 4  # of the summary: a stored one of an older release is not read


def run_summary(run: Run) -> RunSummary:
    """The summary of a run as its rows stand now; computed again only when a row has changed."""
    state = Answer.objects.filter(run_candidate__run=run).aggregate(
        scores=Count("score"),
        passes=Count("score", filter=Q(score__passed=True)),
        last_score=Max("score__pk"),
        oldest_rules=Min("score__version"),
        newest_rules=Max("score__version"),
        last=Max("finished_at"),
        attempts=Max("attempt"),
        cost=Sum("cost_microyen"),
        priced=Count("cost_microyen"),
    )
    run.refresh_from_db(fields=["state", "finished_at"])
    facts = (SHAPE, SCORING, run.pk, run.state, run.finished_at, sorted(state.items()))
    key = f"run-summary:{hashlib.sha256(repr(facts).encode()).hexdigest()}"
    found = cache.get(key)
    if not isinstance(found, RunSummary):
        found = summarise(run)
        cache.set(key, found, KEEP_S)
    return found
