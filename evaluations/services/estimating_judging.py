"""What letting a model judge a run's answers will take, before it starts: every answer in two orders, as a range."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import QuerySet

from evaluations.judging.prompt import REPAIR
from evaluations.models import Answer, Call, Candidate, JudgePanel, Passage, Run
from evaluations.pricing.bound import text_tokens_at_most
from evaluations.pricing.forecast import Range
from evaluations.pricing.work import PromptSize, Sizes, Step, asked_again, size_of, sizes_of, step_of
from evaluations.providers.protocol import GenerationSettings
from evaluations.services.cap_forecast import CapWords, room_in
from evaluations.services.judge_bench import judge_settings, messages_about
from evaluations.services.judge_choice import answers_to_judge
from evaluations.services.opening import snapshot_of
from evaluations.services.past_answers import Past
from evaluations.services.past_work import past_of_calls
from evaluations.services.policy import Gatekeeper, Material
from evaluations.services.pricing import pricing_of
from evaluations.services.work_estimates import PolicyAnswer, Work, WorkEstimate, estimate_work, withheld_of
from evaluations.states import CallPurpose, JudgementState, JudgeState, ReasoningMode
from language.text import Text

LEAST_ROUNDS = 2  # the order is turned once at least
# Prompts are measured one by one up to so many answers; of more, evenly spaced ones stand for the rest.
MEASURED = 2_000
PANELS_LOOKED_AT = 5
READS = Text("判定", "Judging")
READS_AGAIN = Text("読み取れなかったときの聞き直し", "Asking again where it cannot be read")
WORDS = CapWords(
    not_one_fits=Text(
        "上限額の残り{room}円では、最も長い呼び出しの最大額{need}円を確保できないため、判定を始められません。何も送信していません。"
        "評価または今月の上限額を引き上げるか、別の審判モデルを選んでください。",
        "The {room} yen left under the cap do not hold the {need} yen that the longest call may cost at most, so "
        "judging is not started. Nothing was sent. Raise the cap of the run or of the month, or choose another judge.",
    ),
    may_stop=Text(
        "最大の見積り{high}円が、上限額の残り{room}円を超えています。すべての呼び出しが最大額になったとしても、"
        "{total}回の呼び出しのうち少なくとも{fits}回は送信できます。上限額に達すると止まり、済んだ判定は保存されます。",
        "The highest estimate of {high} yen is above the {room} yen left under the cap. Even if every call cost its "
        "most, at least {fits} of {total} calls would be made. At the cap judging stops and keeps its judgements.",
    ),
    will_stop=Text(
        "見込みの費用{expected}円が上限額の残り{room}円を超えているため、途中で止まる見込みです。",
        "The expected cost of {expected} yen is above the {room} yen left under the cap: judging will probably stop.",
    ),
    no_cap=Text(
        "有料の審判モデルですが、この評価にも今月にも上限額が設定されていません。上限額の設定をお勧めします。",
        "The judge is paid, and neither this run nor this month has a cap. Setting one is advised.",
    ),
)


@dataclass(frozen=True)
class JudgingEstimate:
    """So many answers, each in so many orders, and what that takes."""

    answers: int
    rounds: int
    work: WorkEstimate


def estimate_judging(
    run: Run, judge: Candidate, is_forced: bool = False, rounds: int = LEAST_ROUNDS
) -> JudgingEstimate:
    """Foresee the judging; raise EvaluationRefused where this judge may read nothing of this run at all."""
    answers = answers_to_judge(run, judge, is_forced)
    snapshot = snapshot_of(judge)
    gate = Gatekeeper(run.organization_id, snapshot, run.pk)
    groups = dict(enumerate(_by_material(run, answers).items()))
    refused = gate.foreseen({key: material for key, (material, _) in groups.items()})
    calls = {key: len(pks) * rounds for key, (_, pks) in groups.items()}
    sendable = [pk for key, (_, pks) in groups.items() if key not in refused for pk in pks]
    work = Work(
        candidate=judge,
        pricing=pricing_of(run.organization_id, snapshot, run.pk),
        steps=_steps(run, snapshot, sendable, rounds, past := _past(judge)),
        policy=PolicyAnswer(gate.destination, sum(calls.values()), withheld_of(refused, calls)),
        words=WORDS,
        past=past,
        run_room_microyen=room_in(run),
        has_run=True,
    )
    return JudgingEstimate(
        sum(len(pks) for _, pks in groups.values()), rounds, estimate_work(run.organization, work)
    )


def _steps(
    run: Run, snapshot: Mapping[str, Any], sendable: Sequence[int], rounds: int, past: Past | None
) -> tuple[Step, ...]:
    """Every answer in every order; at most each is asked for once more."""
    settings, count = judge_settings(snapshot), len(sendable) * rounds
    reasons = settings.reasoning_mode not in ("", ReasoningMode.OFF)
    sizes = _sizes(run, sendable, settings)
    first = step_of(READS, Range(count, count, count), sizes, reasons, past.answers if past else None)
    repair = max(REPAIR.values(), key=text_tokens_at_most)
    return first, asked_again(READS_AGAIN, first, Range(0, 0, count), repair)


def _by_material(run: Run, answers: QuerySet[Answer]) -> dict[Material, list[int]]:
    """The answers by the documents that their prompts would hold."""
    passages = Passage.objects.filter(document__organization_id=run.organization_id)
    document_of = dict(passages.values_list("pk", "document_id"))
    groups: dict[Material, list[int]] = defaultdict(list)
    for pk, ids in answers.order_by("pk").values_list("pk", "passage_ids").iterator(chunk_size=2_000):
        documents = {document_of[one] for one in ids if one in document_of}
        groups[Material(tuple(sorted(documents)), run.test_set_id)].append(pk)
    return groups


def _sizes(run: Run, answer_ids: Sequence[int], settings: GenerationSettings) -> Sizes:
    """Measure the prompts; turning the order changes no length."""
    some = sorted(answer_ids)[:: max(1, ceil(len(answer_ids) / MEASURED))]
    answers = list(Answer.objects.filter(pk__in=some).select_related("item"))
    wanted = {pk for answer in answers for pk in answer.passage_ids}
    found = Passage.objects.filter(pk__in=wanted, document__organization_id=run.organization_id)
    texts = dict(found.values_list("pk", "text"))
    return sizes_of(_size(answer, texts, settings) for answer in answers)


def _size(answer: Answer, texts: Mapping[int, str], settings: GenerationSettings) -> PromptSize:
    shown = [texts[pk] for pk in answer.passage_ids if pk in texts]
    return size_of(messages_about(answer, shown, 0), settings)


def _past(judge: Candidate) -> Past | None:
    """The latest run that this judge read to the end, and that no other judge read: its calls name no judge."""
    done = JudgePanel.objects.filter(judge=judge, state=JudgeState.DONE).select_related("run")
    for panel in done.order_by("-pk")[:PANELS_LOOKED_AT]:
        if panel.run.judge_panels.exclude(judge=judge).exists():
            continue
        read = panel.judgements.filter(state=JudgementState.DONE, round=0)
        answers = list(read.values_list("answer_id", flat=True))
        sizes = _sizes(panel.run, answers, judge_settings(panel.snapshot))
        calls = Call.objects.filter(
            run=panel.run, purpose=CallPurpose.JUDGE, sent_at__range=(panel.created_at, panel.finished_at)
        )
        if past := past_of_calls(calls, panel.run.name, sizes.width + sizes.schema_width):
            return past
    return None
