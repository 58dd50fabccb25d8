"""Puts what retrieval found into the prompt of each question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evaluations.models import Answer, Passage, Retrieval, RunCandidate, TestItem
from evaluations.pricing.bound import Bound, bound_of
from evaluations.providers.protocol import GenerationSettings, Message
from evaluations.running.prompt import Source, build_messages, choose_sources, prompt_sha256, record_schema
from evaluations.services.bulk_rows import read_rows
from evaluations.services.opening import generation_settings
from evaluations.testsets.records import schema_of

# Passages kept at hand; what several questions share is read once.
AT_HAND = 512


@dataclass(frozen=True)
class Prompt:
    """What is sent for one answer, and what it was made of."""

    messages: tuple[Message, ...]
    settings: GenerationSettings
    passage_ids: tuple[int, ...]
    document_ids: tuple[int, ...]

    @property
    def bound(self) -> Bound:
        """The most tokens that this call can be billed for."""
        return bound_of(self.messages, self.settings)

    @cached_property
    def sha256(self) -> str:
        return prompt_sha256(self.messages)


class PromptBook:
    """The prompts of one candidate of a run. Candidates with the same retriever see exactly the same passages.

    Holds a bounded number of passages, however many questions the run has.
    """

    def __init__(self, place: RunCandidate) -> None:
        self._run = place.run
        self._retriever = place.snapshot.get("retriever") or place.run.answer_retriever
        self._version = place.prompt_version
        self._settings = generation_settings(place.snapshot)
        self._passages: dict[int, tuple[Source, int]] = {}

    def prompts(self, answers: Sequence[Answer]) -> dict[int, Prompt]:
        """Return the prompts of these answers by their ids; their questions must have been read with them."""
        wanted = {
            "run": self._run.pk,
            "retriever": self._retriever,
            "item": {answer.item_id for answer in answers},
            "perturbation": {answer.perturbation for answer in answers},
        }
        rows = read_rows(Retrieval, ["item", "perturbation", "passage_ids"], wanted)
        ranked = {(item_id, noise): ids for item_id, noise, ids in rows}
        self._fetch({pk for ids in ranked.values() for pk in ids})
        return {a.pk: self._prompt(a, ranked.get((a.item_id, a.perturbation), [])) for a in answers}

    def _prompt(self, answer: Answer, ranked: Sequence[int]) -> Prompt:
        item = answer.item
        known = [self._passages[pk][0] for pk in ranked if pk in self._passages]
        sources = choose_sources(known, self._run.evidence_characters)
        ids = tuple(source.passage_id for source in sources)
        fields = schema_of(item.schema) if item.kind == "extraction" else {}
        question = asked_question(item, answer.perturbation, self._run.seed)
        # Of a repetition only the seed differs; with temperature 0 it asks whether the engine repeats itself.
        settings = self._settings
        if answer.repeat:
            settings = replace(settings, seed=settings.seed + answer.repeat)
        if fields:
            settings = replace(settings, json_schema=record_schema(fields))
        return Prompt(
            build_messages(question, sources, item.language, item.choices, item.kind, fields, self._version),
            settings,
            ids,
            tuple(sorted({self._passages[pk][1] for pk in ids})),
        )

    def _fetch(self, wanted: set[int]) -> None:
        missing = wanted - self._passages.keys()
        if not missing:
            return
        if len(self._passages) + len(missing) > AT_HAND:
            self._passages.clear()
            missing = wanted
        for passage in Passage.objects.filter(pk__in=missing).select_related("document"):
            self._passages[passage.pk] = (_source(passage), passage.document_id)


def asked_question(item: TestItem, perturbation: str, seed: int) -> str:
    """The question as it was asked: as written, or with one kind of noise. The run's seed decides where it strikes."""
    if not perturbation:
        return item.question
    from evaluations.metrics.perturbation import perturb

    return perturb(item.question, perturbation, seed)


def _source(passage: Passage) -> Source:
    return Source(passage.pk, f"{passage.document.name} {passage.label}", passage.text)
