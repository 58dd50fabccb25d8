"""Reading evaluations: what other apps and pages may ask."""

from django.core.cache import cache
from django.db.models import Count, Max

from evaluations.metrics.score import SCORING
from evaluations.models import Answer, Run
from evaluations.progress import run_progress
from evaluations.summarising import summarise
from evaluations.summary import RunSummary

__all__ = ["run_progress", "run_summary"]
KEEP_S = 3600


def run_summary(run: Run) -> RunSummary:
    """The summary of a run as its rows stand now; computed again only when a row has changed."""
    state = Answer.objects.filter(run_candidate__run=run).aggregate(
        scores=Count("score"), last_score=Max("score__pk"), last=Max("finished_at"), attempts=Max("attempt")
    )
    run.refresh_from_db(fields=["state", "finished_at"])
    key = f"run-summary:{run.pk}:{SCORING}:{run.state}:{run.finished_at}:{sorted(state.items())}"
    key = "".join(c if c.isalnum() else "-" for c in key)[:240]
    found = cache.get(key)
    if not isinstance(found, RunSummary):
        found = summarise(run)
        cache.set(key, found, KEEP_S)
    return found
