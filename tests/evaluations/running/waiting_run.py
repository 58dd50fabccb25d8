"""A run whose questions wait for a driver; retrieval is done, no model is needed."""

from evaluations.models import Answer, Call, Retrieval, Run
from evaluations.states import AnswerState, RunState
from tests.evaluations.finished_run import add_finished_run


def make_waiting(run: Run) -> Run:
    """Take a finished run back to the moment before the first question was asked."""
    answers = Answer.objects.filter(run_candidate__run=run)
    Call.objects.filter(answer__in=answers).delete()
    for answer in answers:
        getattr(answer, "score", None) and answer.score.delete()
    answers.update(
        state=AnswerState.PENDING, text="", failure=None, attempt=0, lease_until=None, finished_at=None
    )
    passages = [p.pk for d in run.documents.all() for p in d.passages.all()]
    Retrieval.objects.filter(run=run).delete()
    for item in run.test_set.items.all():
        Retrieval.objects.create(
            run=run,
            retriever=run.answer_retriever,
            item=item,
            passage_ids=passages,
            scores=[1.0] * len(passages),
        )
    Run.objects.filter(pk=run.pk).update(
        state=RunState.ANSWERING, finished_at=None, owner="", lease_until=None, cancel_requested=False
    )
    run.refresh_from_db()
    return run


def waiting_run(organization, user) -> Run:
    return make_waiting(add_finished_run(organization, user))
