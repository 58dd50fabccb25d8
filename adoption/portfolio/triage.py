"""The risk class of a use case: the highest class of the four answers."""

from collections.abc import Mapping, Sequence

from adoption.content.library import RiskClass, TriageQuestion

OUT_OF_SCOPE: RiskClass = "D"


def risk_class(questions: Sequence[TriageQuestion], answers: Mapping[str, str]) -> RiskClass | None:
    """Return A (low) to D (out of scope); None while a question has no answer or one that does not exist."""
    found: list[RiskClass] = []
    for question in questions:
        classes = {one.id: one.risk_class for one in question.answers}
        if answers.get(question.id) not in classes:
            return None
        found.append(classes[answers[question.id]])
    return max(found, default=None)
