"""What earlier calls of a judge or of a drafting model say: their tokens, and how long all of them took."""

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min, QuerySet, Sum

from evaluations.models import Call
from evaluations.pricing.forecast import PastAnswers
from evaluations.services.past_answers import Past
from evaluations.states import CallOutcome

TOOK = ExpressionWrapper(F("received_at") - F("sent_at"), output_field=DurationField())


def past_of_calls(calls: QuerySet[Call], name: str, prompt_width: float) -> Past | None:
    """Add up calls that were answered and counted; None where there is none. `name`: of what they were made for.

    The time is that from the first send to the last answer; never longer than one call after the other.
    """
    counted = calls.filter(
        outcome=CallOutcome.OK,
        received_at__isnull=False,
        input_tokens__isnull=False,
        output_tokens__isnull=False,
    )
    found = counted.aggregate(
        n=Count("pk"),
        tokens_in=Avg("input_tokens"),
        tokens_out=Avg("output_tokens"),
        first=Min("sent_at"),
        last=Max("received_at"),
        one_by_one=Sum(TOOK),
    )
    if not found["n"]:
        return None
    took = min(found["last"] - found["first"], found["one_by_one"]).total_seconds()
    answers = PastAnswers(found["n"], found["tokens_in"], found["tokens_out"], prompt_width)
    return Past(answers, name, max(0.0, took))
