"""Question × candidate: the rows of the result table, a page at a time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.models import Answer, Run, RunCandidate, TestItem
from evaluations.states import AnswerState


class Shown(models.TextChoices):
    """Which questions are listed."""

    ALL = "all", _("All")
    FAILED = "failed", _("Failed by somebody")
    DIFFERENT = "different", _("Candidates differ")
    ERRORS = "errors", _("Errors and cut answers")


@dataclass(frozen=True)
class Cell:
    """One candidate's answer; None while no row exists."""

    run_candidate: RunCandidate
    answer: Answer | None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.state == AnswerState.DONE

    @property
    def is_failed(self) -> bool:
        return self.answer is not None and self.answer.state == AnswerState.FAILED


@dataclass(frozen=True)
class MatrixRow:
    item: TestItem
    cells: tuple[Cell, ...]


def shown_or_all(value: str) -> Shown:
    """Read the filter of an address; anything unknown shows everything."""
    return Shown(value) if value in Shown.values else Shown.ALL


def matrix_items(run: Run, shown: Shown) -> QuerySet[TestItem]:
    """The questions of the run that the filter leaves, in their order."""
    mine = Q(answers__run_candidate__run=run, answers__repeat=0)
    error = Q(answers__state=AnswerState.FAILED) | Q(answers__finish_reason="length")
    items = run.test_set.items.order_by("number").annotate(
        n_passed=Count("answers", filter=mine & Q(answers__score__passed=True)),
        n_wrong=Count("answers", filter=mine & Q(answers__score__passed=False)),
        n_errors=Count("answers", filter=mine & error),
    )
    conditions = {
        Shown.ALL: Q(),
        Shown.FAILED: Q(n_wrong__gt=0),
        Shown.DIFFERENT: Q(n_passed__gt=0, n_wrong__gt=0),
        Shown.ERRORS: Q(n_errors__gt=0),
    }
    return items.filter(conditions[shown])


def matrix_rows(run: Run, items: Iterable[TestItem]) -> list[MatrixRow]:
    """Put the answers of all candidates beside these questions, with one query for the answers."""
    items = list(items)
    candidates = list(run.run_candidates.select_related("candidate"))
    answers = Answer.objects.filter(
        run_candidate__run=run, item__in=[item.pk for item in items], repeat=0
    ).select_related("score")
    by_item: dict[int, dict[int, Answer]] = defaultdict(dict)
    for answer in answers:
        by_item[answer.item_id][answer.run_candidate_id] = answer
    return [
        MatrixRow(item, tuple(Cell(one, by_item[item.pk].get(one.pk)) for one in candidates))
        for item in items
    ]


def neighbours(run: Run, shown: Shown, number: int) -> tuple[int | None, int | None]:
    """The numbers of the question before and after, among those that the filter leaves."""
    numbers = matrix_items(run, shown).values_list("number", flat=True)
    before = numbers.filter(number__lt=number).order_by("-number").first()
    after = numbers.filter(number__gt=number).order_by("number").first()
    return before, after
