"""One worker's work on one panel: ask the judge, read its word, store it."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from evaluations.errors import as_row
from evaluations.judging.prompt import SCHEMA, judge_messages, repair_messages
from evaluations.judging.verdicts import Word, read_word
from evaluations.models import Answer, Judgement, JudgePanel, Passage, Run
from evaluations.providers.protocol import GenerationSettings, Message, ProviderError
from evaluations.services.asking import Asker, Material, PolicyRefused
from evaluations.services.endings import surely_unbilled
from evaluations.services.opening import generation_settings
from evaluations.states import CallPurpose, JudgementState
from language.storable import storable
from language.text import Text

AT_ONCE = 16
# Calls turned away that may be billed all the same: more in one sitting are not waited out.
MOST_UNCLEAR = 8
ANSWER_TOKENS = 256
UNREADABLE = Text(
    "審判モデルの出力を判定として読み取れませんでした(2回)。この回答は判定なしとして数えます。",
    "The judge's output could not be read as a verdict, twice. This answer counts as not judged.",
)


class Bench:
    """One worker's sitting over one panel."""

    def __init__(self, panel: JudgePanel, must_stop: Callable[[], bool]) -> None:
        self.panel = panel
        self.must_stop = must_stop
        self.ends_at = time.monotonic() + settings.DRIVER_SECONDS
        self.judged = 0
        self.turned_away: ProviderError | None = None
        self.unclear = 0
        self.asker = Asker(panel.run.organization_id, panel.snapshot, panel.run_id)

    async def sit(self) -> bool:
        """Return True when nothing is left to judge."""
        try:
            while not self.must_stop() and time.monotonic() < self.ends_at:
                part = await sync_to_async(self._next)()
                if not part:
                    return True
                await self._judge_all(part)
            if self.turned_away and not self.judged:
                raise self.turned_away
            return False
        finally:
            await self.asker.aclose()

    def _next(self) -> list["Case"]:
        waiting = self.panel.judgements.filter(state=JudgementState.PENDING)
        rows = waiting.select_related("answer__item").order_by("round", "pk")[:AT_ONCE]
        return _cases(list(rows), self.panel.run)

    async def _judge_all(self, cases: Sequence["Case"]) -> None:
        """Judge a part; what one asks in vain does not cost the others, what stops all is raised at the end."""
        ended = await asyncio.gather(*(self._judge(case) for case in cases), return_exceptions=True)
        for problem in ended:
            if isinstance(problem, BaseException):
                raise problem

    async def _judge(self, case: "Case") -> None:
        try:
            word = await self._word(case)
        except (PolicyRefused, ProviderError) as refusal:
            if isinstance(refusal, ProviderError) and self._waits(refusal):
                self.turned_away = refusal  # stays in line: the account's pace says when
                return
            if isinstance(refusal, ProviderError) and refusal.retryable:
                raise
            await sync_to_async(_store)(case.row, None, as_row(refusal.code, refusal.message))
            return
        self.judged += 1
        await sync_to_async(_store)(case.row, word, as_row("judge-unreadable", UNREADABLE))

    def _waits(self, refusal: ProviderError) -> bool:
        """Whether a judgement stays in line: what may be billed keeps its reservation, so that must have an end."""
        if not refusal.asks_to_wait:
            return False
        self.unclear += not surely_unbilled(refusal)
        return self.unclear <= MOST_UNCLEAR

    async def _word(self, case: "Case") -> Word | None:
        """Ask, and once more when the reply cannot be read."""
        said = await self._said(case, case.messages)
        word = read_word(said)
        if word is None:
            language = case.row.answer.item.language
            word = read_word(await self._said(case, repair_messages(case.messages, said, language)))
        return word

    async def _said(self, case: "Case", messages: Sequence[Message]) -> str:
        asked = judge_settings(self.panel.snapshot)
        found = await self.asker.ask(messages, asked, case.material, CallPurpose.JUDGE, case.row.round)
        return found.text


class Case:
    """One judgement to make, with all that the judge may see."""

    def __init__(self, row: Judgement, messages: Sequence[Message], material: Material) -> None:
        self.row = row
        self.messages = messages
        self.material = material


def _cases(rows: Sequence[Judgement], run: Run) -> list[Case]:
    wanted = {pk for row in rows for pk in row.answer.passage_ids}
    found = Passage.objects.filter(pk__in=wanted, document__organization_id=run.organization_id)
    passages = {passage.pk: passage for passage in found}
    return [_case(row, run, passages) for row in rows]


def _case(row: Judgement, run: Run, passages: Mapping[int, Passage]) -> Case:
    shown = [passages[pk] for pk in row.answer.passage_ids if pk in passages]
    documents = tuple(dict.fromkeys(passage.document_id for passage in shown))
    messages = messages_about(row.answer, [passage.text for passage in shown], row.round)
    return Case(row, messages, Material(documents, run.test_set_id))


def messages_about(answer: Answer, passages: Sequence[str], turn: int) -> tuple[Message, ...]:
    """What the judge is asked about one answer; its question must have been read with it."""
    item = answer.item
    golds = [str(gold) for gold in item.golds]
    return judge_messages(item.question, golds, passages, answer.text, item.language, turn, item.key_points)


def judge_settings(snapshot: Mapping[str, Any]) -> GenerationSettings:
    """A short verdict in JSON, and room to reason where the judge does."""
    made = generation_settings(snapshot)
    return GenerationSettings(
        max_new_tokens=max(ANSWER_TOKENS, made.max_new_tokens if made.reasoning_mode else 0),
        seed=made.seed,
        reasoning_mode=made.reasoning_mode,
        json_schema=dict(SCHEMA),
    )


def _store(row: Judgement, word: Word | None, failure: dict[str, Any]) -> None:
    """Write one word, once: a judgement that another worker has made meanwhile stays."""
    pending = Judgement.objects.filter(pk=row.pk, state=JudgementState.PENDING)
    if word is None:
        pending.update(state=JudgementState.FAILED, failure=failure)
    else:
        reason = storable(word.reason)
        pending.update(state=JudgementState.DONE, passed=word.passed, reason=reason, failure=None)
