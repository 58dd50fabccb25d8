"""What earlier runs say of a candidate: tokens and speed, from the latest run in which it answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count, Max, Min, QuerySet, Sum
from django.db.models.functions import Length

from evaluations.models import Answer, Call, Candidate, Document, Passage, Run, TestItem, TestSet
from evaluations.parsing.sentences import width
from evaluations.pricing.forecast import PastAnswers
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.running.prompt import build_messages
from evaluations.services.retrieving import DEPTH
from evaluations.states import ANSWER_HELD
from evaluations.testsets.records import schema_of

LABEL_WIDTH = 12  # of " sheet!A1:F9" or " p.123", with its number in brackets
SHORTEST_PASSAGE = 60  # characters, for a company without passages yet


@dataclass(frozen=True)
class Past:
    """Earlier answers of one candidate. `seconds`: how long all of them took, pauses left out."""

    answers: PastAnswers
    run_name: str
    seconds: float | None


@dataclass(frozen=True)
class QuestionWidths:
    """How many full-width characters the questions take without evidence."""

    count: int
    mean: float
    widest: float


class MeasuredSets:
    """Measures question sets, each once for each version of the prompt: candidates often share both."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], QuestionWidths] = {}

    def widths(self, test_set: TestSet, version: str) -> QuestionWidths:
        key = test_set.pk, version
        if key not in self._known:
            self._known[key] = question_widths(test_set, version)
        return self._known[key]


def question_widths(test_set: TestSet, version: str = PROMPT_VERSION) -> QuestionWidths:
    """Measure the questions as they are sent: instruction, question, choices and fields."""
    found = [_own_width(item, version) for item in test_set.items.all().iterator(chunk_size=500)]
    if not found:
        return QuestionWidths(0, 0.0, 0.0)
    return QuestionWidths(len(found), sum(found) / len(found), max(found))


def titles_width(documents: Iterable[Document], evidence_characters: int) -> float:
    """The most that titles of passages can take beside the evidence, as the documents now stand."""
    ids = [document.pk for document in documents]
    names = Document.objects.filter(pk__in=ids).aggregate(longest=Max(Length("name")))["longest"] or 0
    passages = Passage.objects.filter(document__in=ids).aggregate(mean=Avg(Length("text")))["mean"]
    count = min(DEPTH, 1 + 2 * evidence_characters // max(SHORTEST_PASSAGE, passages or 0))
    return float(count * (names + LABEL_WIDTH))


def past_of(candidate: Candidate, measured: MeasuredSets) -> Past | None:
    """Return what the latest run with countable answers of this candidate says; None where there is none."""
    counted = Answer.objects.filter(
        run_candidate__candidate=candidate,
        run_candidate__run__organization_id=candidate.organization_id,
        state__in=ANSWER_HELD,
        from_cache=False,
        input_tokens__isnull=False,
        output_tokens__isnull=False,
    )
    latest = counted.aggregate(run=Max("run_candidate__run_id"))["run"]
    if latest is None:
        return None
    run = Run.objects.select_related("test_set").get(pk=latest)
    answers = counted.filter(run_candidate__run=run)
    means = answers.aggregate(n=Count("pk"), tokens_in=Avg("input_tokens"), tokens_out=Avg("output_tokens"))
    version = run.run_candidates.get(candidate=candidate).prompt_version
    prompt_width = measured.widths(run.test_set, version).mean + run.evidence_characters
    past = PastAnswers(means["n"], means["tokens_in"], means["tokens_out"], prompt_width)
    return Past(past, run.name, _seconds(answers))


def _seconds(answers: QuerySet[Answer]) -> float | None:
    """From the first send to the last answer; never longer than one answer after the other, so pauses drop out."""
    calls = Call.objects.filter(answer__in=answers).aggregate(first=Min("sent_at"))["first"]
    ends = answers.aggregate(last=Max("finished_at"), one_by_one=Sum("total_s"))
    spans = [ends["one_by_one"]] if ends["one_by_one"] else []
    if calls and ends["last"]:
        spans.append((ends["last"] - calls).total_seconds())
    return max(0.0, min(spans)) if spans else None


def _own_width(item: TestItem, version: str) -> float:
    fields = schema_of(item.schema) if item.kind == "extraction" else {}
    messages = build_messages(item.question, (), item.language, item.choices, item.kind, fields, version)
    return sum(width(message.content) for message in messages)
