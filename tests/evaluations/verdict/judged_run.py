"""A finished run with as many questions and candidates as a test needs, written as rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Organization, User
from evaluations.models import Answer, Candidate, Document, Run, RunCandidate, Score, TestItem, TestSet
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.opening import snapshot_of
from evaluations.services.runs import corpus_sha256
from evaluations.states import AnswerState, DocumentState, Openness, ProviderKind, RunState, TestSetState

PASS = {"text": "80℃", "ttft_s": 0.5, "total_s": 2.5, "input_tokens": 400, "output_tokens": 21}


def add_set(organization: Organization, n: int, documents: int = 10) -> TestSet:
    """n questions over so many documents; every tenth is severe, every fifth cannot be answered."""
    test_set = TestSet.objects.create(
        organization=organization, name="判定の質問集", content_hash="ab" * 32, state=TestSetState.FROZEN
    )
    TestItem.objects.bulk_create(
        [
            TestItem(
                test_set=test_set,
                number=number,
                key=f"Q{number:05}",
                question=f"設備{number}の許容温度は何℃ですか。",
                kind="unanswerable" if number % 5 == 0 else "short",
                golds=[] if number % 5 == 0 else ["80℃"],
                severity="severe" if number % 10 == 1 else "normal",
                evidence=[{"document": f"資料{number % documents}.pdf", "locator": "p.1", "quote": ""}],
                reviewed_by="佐藤",
            )
            for number in range(1, n + 1)
        ],
        batch_size=2_000,
    )
    return test_set


def add_run(
    organization: Organization,
    verdicts: Mapping[str, Sequence[bool]],
    costs: Mapping[str, float | None] | None = None,
    user: User | None = None,
    **fields: Any,
) -> Run:
    """One candidate by key, with its verdict on each question and its yen for one."""
    n = len(next(iter(verdicts.values()), ()))
    document, _is_new = Document.objects.get_or_create(
        organization=organization,
        sha256="cd" * 32,
        defaults={"name": "資料1.pdf", "size_bytes": 1, "state": DocumentState.READY},
    )
    run = Run.objects.create(
        **{
            "organization": organization,
            "name": "判定する評価",
            "test_set": fields.get("test_set") or add_set(organization, n),
            "corpus_sha256": corpus_sha256([document]),
            "state": RunState.DONE,
            "prompt_version": PROMPT_VERSION,
            "retrievers": ["bm25"],
            "answer_retriever": "bm25",
            "evidence_characters": 600,
            "reference_key": next(iter(verdicts), ""),
            "margin": Decimal("0.10"),
            "created_by": user,
            "finished_at": timezone.now(),
            **fields,
        }
    )
    run.documents.add(document)
    for ordinal, (key, passed) in enumerate(verdicts.items()):
        place = add_place(run, key, ordinal)
        add_answers(place, passed, (costs or {}).get(key, 1.0))
    return run


def add_place(run: Run, key: str, ordinal: int = 0) -> RunCandidate:
    candidate, _is_new = Candidate.objects.get_or_create(
        organization=run.organization,
        key=key,
        defaults={
            "name": f"候補 {key}",
            "provider": ProviderKind.OPENAI,
            "openness": Openness.CLOSED,
            "base_url": "http://127.0.0.1:9/v1",
            "model_name": key,
        },
    )
    return RunCandidate.objects.create(
        run=run, candidate=candidate, ordinal=ordinal, snapshot=snapshot_of(candidate), hardware="CPU"
    )


def add_answers(place: RunCandidate, passed: Sequence[bool], yen: float | None = 1.0, **fields: Any) -> None:
    items = place.run.test_set.items.order_by("number").values_list("pk", flat=True)
    answers = Answer.objects.bulk_create(
        [
            Answer(
                **{
                    "run_candidate": place,
                    "item_id": pk,
                    "state": AnswerState.DONE,
                    "cost_microyen": None if yen is None else round(yen * 1_000_000),
                    "finished_at": place.run.finished_at,
                    "model_reported": "model-2026-06",
                    **PASS,
                    **fields,
                }
            )
            for pk in items
        ],
        batch_size=2_000,
    )
    Score.objects.bulk_create(
        [score_of(answer, one) for answer, one in zip(answers, passed, strict=True)], batch_size=2_000
    )


def add_answer(place: RunCandidate, item: TestItem, passed: bool, **fields: Any) -> Answer:
    answer = Answer.objects.create(
        **{
            "run_candidate": place,
            "item": item,
            "state": AnswerState.DONE,
            "cost_microyen": 1_000_000,
            "finished_at": place.run.finished_at,
            **PASS,
            **fields,
        }
    )
    score_of(answer, passed).save()
    return Answer.objects.select_related("score").get(pk=answer.pk)


def score_of(answer: Answer, passed: bool) -> Score:
    from evaluations.metrics.score import SCORING

    return Score(
        answer=answer,
        version=SCORING,
        exact=passed,
        critical_pass=passed,
        char_f1=float(passed),
        abstained=False,
        passed=passed,
        measures={"groundedness": 0.5 if passed else None},
        reason={"ja": "理由", "en": "reason"},
    )


def missing(n: int, *wrong: int) -> list[bool]:
    """n verdicts, right but for these questions by number."""
    return [number not in wrong for number in range(1, n + 1)]
