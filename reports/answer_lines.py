"""Every answer of a run, one line each, read from the database a chunk at a time."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from evaluations.metrics.claims import claims
from evaluations.metrics.marks import names_sources
from evaluations.metrics.perturbation import KINDS
from evaluations.models import Answer, Passage, Run
from evaluations.states import ANSWER_HELD, AnswerState
from language.text import Language, Text
from reports.contents import AllAnswers, AnswerLine

AT_ONCE = 2_000
NOTHING_EXPECTED = Text("（資料に答えなし）", "(not in the documents)")
_TIME = Text("{n}回目", "Time {n}")
_MICROYEN_PER_YEN = 1_000_000
_COLUMNS = (
    "item__key",
    "item__question",
    "item__golds",
    "item__unit",
    "item__severity",
    "run_candidate_id",
    "repeat",
    "perturbation",
    "state",
    "text",
    "failure",
    "passage_ids",
    "input_tokens",
    "output_tokens",
    "total_s",
    "cost_microyen",
    "score__passed",
    "score__char_f1",
)
Row = Mapping[str, Any]


def all_answers(run: Run, language: Language) -> AllAnswers:
    """How many answers the run holds now, and a way to read exactly these from the first to the last."""
    held = Answer.objects.filter(run_candidate__run=run)
    last = held.order_by("-pk").values_list("pk", flat=True).first() or 0
    fixed = held.filter(pk__lte=last)
    reader = _Reader(run, language)
    ordered = fixed.order_by("item__number", "item_id", "run_candidate__ordinal", "perturbation", "repeat")

    def lines() -> Iterator[AnswerLine]:
        rows = ordered.values(*_COLUMNS).iterator(chunk_size=AT_ONCE)
        while chunk := list(islice(rows, AT_ONCE)):
            yield from reader.lines_of(chunk)

    return AllAnswers(fixed.count(), lines)


def expected_text(golds: list[Any], unit: str, language: Language) -> str:
    """What a right answer says; a question that the documents do not answer says so."""
    joined = " / ".join(str(gold) for gold in golds)
    return f"{joined} {unit}".strip() or NOTHING_EXPECTED.in_(language)


class _Reader:
    """Turns rows into lines; names of candidates and words of states are looked up once."""

    def __init__(self, run: Run, language: Language) -> None:
        self.language, self.organization_id = language, run.organization_id
        places = run.run_candidates.select_related("candidate")
        self.names = {place.pk: str(place.snapshot.get("name", place.candidate.name)) for place in places}
        self.states = {str(value): str(label) for value, label in AnswerState.choices}

    def lines_of(self, chunk: list[Row]) -> Iterator[AnswerLine]:
        cited = [cited_passages(row["text"], row["passage_ids"]) for row in chunk]
        places = self._places({pk for one in cited for pk in one})
        for row, passages in zip(chunk, cited, strict=True):
            yield self._line(row, "\n".join(places[pk] for pk in passages if pk in places))

    def _places(self, wanted: set[int]) -> dict[int, str]:
        """Document and place of passages; the company is asked for again, as ids in JSON are unguarded."""
        found = Passage.objects.filter(pk__in=wanted, document__organization=self.organization_id)
        rows = found.values_list("pk", "document__name", "label")
        return {pk: f"{name} {label}".strip() for pk, name, label in rows}

    def _line(self, row: Row, cited: str) -> AnswerLine:
        is_held = row["state"] in ANSWER_HELD
        cost = row["cost_microyen"]
        return AnswerLine(
            key=row["item__key"],
            question=row["item__question"],
            variant=self._variant(row),
            expected=expected_text(row["item__golds"], row["item__unit"], self.language),
            severity=row["item__severity"],
            candidate=self.names[row["run_candidate_id"]],
            answer=row["text"],
            state=self._state(row),
            passed=row["score__passed"] if is_held else None,
            char_f1=row["score__char_f1"] if is_held else None,
            cited=cited,
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            seconds=row["total_s"],
            yen=None if cost is None else cost / _MICROYEN_PER_YEN,
        )

    def _variant(self, row: Row) -> str:
        if row["perturbation"]:
            words = KINDS.get(row["perturbation"])
            return words.in_(self.language) if words else str(row["perturbation"])
        return _TIME.filled(n=row["repeat"] + 1).in_(self.language)

    def _state(self, row: Row) -> str:
        reason = str((row["failure"] or {}).get(self.language, ""))
        word = self.states[row["state"]]
        return f"{word}: {reason}" if reason else word


def cited_passages(text: str, passage_ids: list[int]) -> list[int]:
    """The passages that an answer's marks [1], [2] … name, in the order in which they appear, each once.

    >>> cited_passages("80℃以下です。[2] 毎日見る。[2][9]", [11, 12])
    [12]
    """
    if not names_sources(text):
        return []
    numbers = [number for claim in claims(text) for number in claim.citations]
    return list(dict.fromkeys(passage_ids[n - 1] for n in numbers if 1 <= n <= len(passage_ids)))
