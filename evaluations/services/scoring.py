"""Verdicts on stored answers. Scoring again never asks a model."""

from collections.abc import Iterable

from django.db.models import Q

from evaluations.metrics.score import SCORING, score_answer
from evaluations.models import Answer, Run, Score
from evaluations.services.test_sets import item_of
from evaluations.states import AnswerState


def score_answers(answer_ids: Iterable[int]) -> int:
    """Score these answers and store the verdicts; return how many."""
    answers = Answer.objects.filter(pk__in=list(answer_ids), state=AnswerState.DONE).select_related("item")
    scores = [_score(answer) for answer in answers]
    Score.objects.bulk_create(
        scores,
        update_conflicts=True,
        unique_fields=["answer"],
        update_fields=["version", "exact", "critical_pass", "char_f1", "abstained", "passed", "reason"],
    )
    return len(scores)


def score_run(run: Run) -> int:
    """Score what has no verdict of the present version yet."""
    answers = Answer.objects.filter(run_candidate__run=run, state=AnswerState.DONE)
    stale = answers.filter(Q(score__isnull=True) | ~Q(score__version=SCORING))
    return score_answers(stale.values_list("pk", flat=True))


def _score(answer: Answer) -> Score:
    result = score_answer(item_of(answer.item), answer.text, truncated=answer.is_truncated)
    return Score(
        answer=answer,
        version=result.version,
        exact=result.exact,
        critical_pass=result.critical_pass,
        char_f1=result.char_f1,
        abstained=result.abstained,
        passed=result.passed,
        reason={"ja": result.reason.ja, "en": result.reason.en},
    )
