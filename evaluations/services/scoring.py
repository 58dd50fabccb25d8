"""Verdicts on stored answers. Scoring again never asks a model."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from evaluations.metrics.measures import SEMANTIC
from evaluations.metrics.score import SCORING, score_answer
from evaluations.models import Answer, Passage, Run, Score, TestItem
from evaluations.running.instructions import asks_for_sources
from evaluations.running.prompt import Source, choose_sources
from evaluations.services.test_sets import item_of
from evaluations.states import ANSWER_HELD, AnswerState
from evaluations.testsets.item import Item

# So many answers are in memory at once, however many the run has.
AT_ONCE = 200
QUESTIONS_AT_ONCE = 20
ANSWERS_A_STEP = 3
_MOST_REMEMBERED = 5_000
_COLUMNS = (
    "pk",
    "item_id",
    "text",
    "state",
    "finish_reason",
    "passage_ids",
    "run_candidate__run__evidence_characters",
    "run_candidate__run__prompt_version",
    "run_candidate__snapshot__prompt_version",
    "score__measures",
)
Row = Mapping[str, Any]


def score_answers(answer_ids: Iterable[int]) -> int:
    """Score these answers and store the verdicts; return how many. Unheard answers are left out."""
    readings, ids, scored = _Readings(), iter(answer_ids), 0
    while part := list(islice(ids, AT_ONCE)):
        scored += _score(Answer.objects.filter(pk__in=part), readings)
    return scored


def scoring_steps(answer_ids: Sequence[int]) -> Iterator[None]:
    """Score these answers in short steps, so that something more urgent can come between any two of them."""
    readings, verdicts = _Readings(), []
    rows = _rows(Answer.objects.filter(pk__in=answer_ids), readings)
    for number, row in enumerate(rows):
        if number % ANSWERS_A_STEP == 0:
            yield
        verdicts.append(_verdict(row, readings))
    yield
    _store(verdicts)


def score_run(run: Run, still_ours: Callable[[], None] = lambda: None) -> int:
    """Score what has no verdict of the present version yet; return how many answers that were.

    `still_ours` is called after every part: it renews the lease, or raises when it is lost.
    """
    return _score_in_parts(run, Q(score__isnull=True) | ~Q(score__version=SCORING), still_ours)


def rescore_run(run: Run, still_ours: Callable[[], None] = lambda: None) -> int:
    """Score every answer of a run again from its stored text; return how many. The same rules give the same."""
    return _score_in_parts(run, Q(), still_ours)


def _score_in_parts(run: Run, wanted: Q, still_ours: Callable[[], None]) -> int:
    """Go through the answers by their keys: no open cursor while writing, and no list of all of them.

    A few questions at a time, since the answers to one question share its right answers and its passages.
    """
    readings, scored = _Readings(), 0
    held = Answer.objects.filter(wanted, run_candidate__run=run, state__in=ANSWER_HELD).order_by("pk")
    questions = iter(list(run.test_set.items.order_by("pk").values_list("pk", flat=True)))
    while group := list(islice(questions, QUESTIONS_AT_ONCE)):
        waiting, last = held.filter(item__in=group), 0
        while keys := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
            scored += _score(Answer.objects.filter(pk__in=keys), readings)
            last = keys[-1]
            still_ours()
    return scored


def _score(answers: QuerySet[Answer], readings: "_Readings") -> int:
    rows = _rows(answers, readings)
    _store([_verdict(row, readings) for row in rows])
    return len(rows)


def _rows(answers: QuerySet[Answer], readings: "_Readings") -> list[Row]:
    rows = list(answers.filter(state__in=ANSWER_HELD).order_by("pk").values(*_COLUMNS))
    readings.fetch(rows)
    return rows


def _store(verdicts: Sequence[Score]) -> None:
    Score.objects.bulk_create(
        verdicts,
        update_conflicts=True,
        unique_fields=["answer"],
        update_fields=[
            "version",
            "exact",
            "critical_pass",
            "char_f1",
            "abstained",
            "passed",
            "measures",
            "reason",
        ],
    )


def _verdict(row: Row, readings: "_Readings") -> Score:
    item = readings.items[row["item_id"]]
    version = row["run_candidate__snapshot__prompt_version"] or row["run_candidate__run__prompt_version"]
    result = score_answer(
        item,
        row["text"],
        truncated=row["state"] == AnswerState.TRUNCATED or row["finish_reason"] == "length",
        refused=row["state"] == AnswerState.REFUSED_BY_MODEL,
        passages=readings.shown(row),
        asked_to_cite=asks_for_sources(version, item.kind, bool(item.choices)),
    )
    kept = {
        name: value for name, value in (row["score__measures"] or {}).items() if name.startswith(SEMANTIC)
    }
    return Score(
        answer_id=row["pk"],
        version=result.version,
        exact=result.exact,
        critical_pass=result.critical_pass,
        char_f1=result.char_f1,
        abstained=result.abstained,
        passed=result.passed,
        measures={**result.measures, **kept},
        reason={"ja": result.reason.ja, "en": result.reason.en},
    )


class _Readings:
    """Questions and passages of the answers at hand, remembered from part to part within a bound."""

    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.texts: dict[int, str] = {}

    def fetch(self, rows: Sequence[Row]) -> None:
        _forget_if_many(self.items)
        _forget_if_many(self.texts)
        items = {row["item_id"] for row in rows} - self.items.keys()
        self.items |= {row.pk: item_of(row) for row in TestItem.objects.filter(pk__in=items)}
        wanted = {pk for row in rows for pk in row["passage_ids"]} - self.texts.keys()
        self.texts |= dict(Passage.objects.filter(pk__in=wanted).values_list("pk", "text"))

    def shown(self, row: Row) -> list[str]:
        """The passages as they stood in the prompt, in the order of their numbers: a long first one was cut."""
        sources = [Source(pk, "", self.texts.get(pk, "")) for pk in row["passage_ids"]]
        chosen = choose_sources(sources, row["run_candidate__run__evidence_characters"])
        return [source.text for source in chosen]


def _forget_if_many(remembered: dict[int, Any]) -> None:
    if len(remembered) > _MOST_REMEMBERED:
        remembered.clear()
