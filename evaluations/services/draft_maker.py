"""One drafted question from one passage: asked for, read, filtered, and tried on the model itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluations.models import DraftJob, Passage
from evaluations.providers.protocol import Generation, GenerationSettings, Message, ProviderError
from evaluations.retrieval.bm25 import Bm25Retriever
from evaluations.running.prompt import Source, build_messages
from evaluations.services.asking import Asker, Material, PolicyRefused
from evaluations.states import CallPurpose, DocumentState
from evaluations.testsets.drafting.filters import (
    Check,
    Context,
    cheap_checks,
    check_absent,
    check_needs_document,
    evidence_of,
)
from evaluations.testsets.drafting.plan import Focus, focus_of
from evaluations.testsets.drafting.prompts import (
    DRAFT_TOKENS,
    TRY_TOKENS,
    closed_book_messages,
    draft_messages,
    draft_schema,
    repair_messages,
)
from evaluations.testsets.drafting.proposal import UNREADABLE, item_of_draft
from evaluations.testsets.drafting.quotes import located_quote
from evaluations.testsets.drafting.reading import Draft, read_draft
from evaluations.testsets.item import Item, Kind
from language.text import Text

SEARCHED = 5
_TRIES = 3
_LONGEST_WAIT_S = 30.0
GONE = Check("passage", False, Text("段落がなくなりました。", "The passage is gone."))
TOO_LONG = Check("too_long", False, Text("モデルの入力上限を超えました。", "Too long for the model."))
NOT_ASKED = Check(
    "policy",
    False,
    Text(
        "送信できない資料の段落が必要なため、確かめられませんでした。",
        "Not checked: it needs passages that may not be sent.",
    ),
)
# Of one passage alone: the next may fit.
_OF_THIS_PASSAGE = {"context-too-long", "answer-withheld"}


@dataclass(frozen=True)
class Step:
    """A passage to read and the kind of question to ask for; the passage may have been deleted since."""

    number: int
    passage: Passage | None
    kind: Kind


@dataclass(frozen=True)
class Made:
    """What came of a passage: an item that passed every check, or the check that failed."""

    passage: Passage | None
    item: Item | None
    checks: tuple[Check, ...]

    @property
    def failed(self) -> Check | None:
        return next((check for check in self.checks if not check.passed), None)


class DraftMaker:
    """Makes drafts for one job. Built where the database may be used: it holds what the job compares with."""

    def __init__(self, job: DraftJob, asker: Asker) -> None:
        self.job = job
        self.asker = asker
        self.reasoning = job.candidate.reasoning_mode
        self.others = [(one.key, one.question) for one in job.test_set.items.only("key", "question")]
        ready = Passage.objects.filter(
            document__organization=job.organization_id, document__state=DocumentState.READY
        )
        self.passages = list(ready.select_related("document").order_by("document_id", "ordinal"))
        self.search = Bm25Retriever([passage.text for passage in self.passages])

    async def make(self, step: Step) -> Made:
        """Draft one question; raises PolicyRefused, CapReached, PriceUnknown or ProviderError."""
        if step.passage is None:
            return Made(None, None, (GONE,))
        try:
            focus = focus_of(step.passage.text, step.kind, f"{self.job.seed}:{step.number}")
            draft = await self._draft(step.passage, step.kind, focus)
            return await self._checked(step.passage, draft, focus.sentence)
        except ProviderError as error:
            if error.code not in _OF_THIS_PASSAGE:
                raise
            return Made(step.passage, None, (TOO_LONG,))

    def remember(self, made: Sequence[Made]) -> None:
        """Compare later drafts with these too."""
        self.others += [("", one.item.question) for one in made if one.item]

    async def _draft(self, passage: Passage, kind: Kind, focus: Focus) -> Draft | None:
        language = language_of(passage)
        material = Material((passage.document_id,))
        asked = draft_messages(kind, title_of(passage), passage.text, language, focus.shown, focus.amount)
        reply = await self._ask(asked, DRAFT_TOKENS, material, kind)
        draft = read_draft(reply.text, kind)
        # What was refused or cut off would be so again.
        if draft is None and reply.finish_reason == "stop":
            mended = await self._ask(
                repair_messages(asked, reply.text, language), DRAFT_TOKENS, material, kind
            )
            draft = read_draft(mended.text, kind)
        return draft

    async def _checked(self, passage: Passage, draft: Draft | None, focus: str) -> Made:
        if draft is None:
            return Made(passage, None, (UNREADABLE,))
        located = located_quote(draft.quote, passage.text)
        item = _item(draft, passage, located or focus)
        if isinstance(item, Check):
            return Made(passage, None, (item,))
        evidence = evidence_of(item, located, focus)
        if evidence and evidence != (located or focus):
            item = replace(item, evidence=(replace(item.evidence[0], quote=evidence),))
        checks = cheap_checks(item, evidence, Context(passage.text, title_of(passage), self.others))
        if all(check.passed for check in checks):
            checks.append(await self._tried(item, passage))
        return Made(passage, item if all(check.passed for check in checks) else None, tuple(checks))

    async def _tried(self, item: Item, passage: Passage) -> Check:
        """Ask the model itself: without any document, or, where no answer may exist, with the best passages."""
        if item.kind != "unanswerable":
            messages = closed_book_messages(item.question, item.language)
            said = await self._ask(messages, TRY_TOKENS, Material((passage.document_id,)))
            return check_needs_document(item, said.text)
        found = [self.passages[hit.index] for hit in self.search.search([item.question], SEARCHED)[0]]
        sources = [Source(one.pk, title_of(one), one.text) for one in found]
        messages = build_messages(item.question, sources, item.language)
        documents = tuple(sorted({passage.document_id, *(one.document_id for one in found)}))
        try:
            said = await self._ask(messages, TRY_TOKENS, Material(documents))
        except PolicyRefused:
            # Passages of documents that nobody chose for drafting stood among the best: the others go on.
            return NOT_ASKED
        return check_absent(item.question, said.text, [one.text for one in found])

    async def _ask(
        self, messages: Sequence[Message], tokens: int, material: Material, kind: Kind | None = None
    ) -> Generation:
        """Ask through the gates; what may pass is tried again, as long as the endpoint asks to wait."""
        settings = draft_settings(tokens, self.job.seed, self.reasoning, kind)
        for attempt in range(1, _TRIES + 1):
            try:
                return await self.asker.ask(messages, settings, material, CallPurpose.DRAFT)
            except ProviderError as error:
                if not error.retryable or attempt == _TRIES:
                    raise
                await asyncio.sleep(min(error.retry_after_s or 2.0**attempt, _LONGEST_WAIT_S))
        raise AssertionError("the last try returns or raises")


def draft_settings(
    tokens: int, seed: int, reasoning_mode: str, kind: Kind | None = None
) -> GenerationSettings:
    """How a draft of a kind is asked for; without a kind, how a question is tried."""
    return GenerationSettings(
        max_new_tokens=tokens,
        seed=seed,
        reasoning_mode=reasoning_mode,
        json_schema=draft_schema(kind) if kind else None,
    )


def _item(draft: Draft, passage: Passage, quote: str) -> Item | Check:
    return item_of_draft(draft, passage.document.name, passage.label, quote, language_of(passage))


def title_of(passage: Passage) -> str:
    """Document, place and headings of a passage, as a model is shown them."""
    headings = " › ".join(str(one) for one in passage.heading_path)
    return " ".join(part for part in (passage.document.name, passage.label, headings) if part)


def language_of(passage: Passage) -> str:
    """The language in which a passage is asked about."""
    return "en" if passage.document.language == "en" else "ja"
