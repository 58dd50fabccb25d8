"""A finished evaluation over the sample's own 68 questions, written as rows: no model is asked."""

from django.utils import timezone

from config.demo.company import add_test_set
from evaluations.models import Answer, Candidate, Run, RunCandidate, Score
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.opening import snapshot_of
from evaluations.services.runs import corpus_sha256
from evaluations.states import AnswerState, Openness, ProviderKind, RunState
from tests.evaluations.finished_run import add_document

OPEN = (("qwen", Openness.OPEN), ("smol", Openness.OPEN))
WITH_CLOSED = (*OPEN, ("closed", Openness.CLOSED))


def add_sample_run(organization, user, candidates=OPEN, name="サンプル評価") -> Run:
    """Every candidate answers every question; the open ones are wrong on every tenth question that is not severe."""
    document = organization.documents.first() or add_document(organization)
    test_set = organization.test_sets.first() or add_test_set(organization, user)
    run = Run.objects.create(
        organization=organization, name=name, test_set=test_set, corpus_sha256=corpus_sha256([document]),
        state=RunState.DONE, prompt_version=PROMPT_VERSION, retrievers=["bm25"], answer_retriever="bm25",
        evidence_characters=350, created_by=user, started_at=timezone.now(), finished_at=timezone.now(),
    )  # fmt: skip
    run.documents.add(document)
    for ordinal, (key, openness) in enumerate(candidates):
        candidate, _made = Candidate.objects.get_or_create(
            organization=organization, key=key,
            defaults={"name": key, "provider": ProviderKind.TRANSFORMERS, "openness": openness},
        )  # fmt: skip
        _answer_all(run, candidate, ordinal)
    return run


def _answer_all(run: Run, candidate: Candidate, ordinal: int) -> None:
    place = RunCandidate.objects.create(
        run=run, candidate=candidate, ordinal=ordinal, snapshot=snapshot_of(candidate), hardware="CPU"
    )
    items = list(run.test_set.items.all())
    answers = Answer.objects.bulk_create(
        Answer(
            run_candidate=place, item=item, state=AnswerState.DONE, text=(item.golds or ["不明"])[0],
            finish_reason="stop", input_tokens=420, output_tokens=9, ttft_s=0.8, total_s=1.4, attempt=1,
            finished_at=run.finished_at,
        )
        for item in items
    )  # fmt: skip
    Score.objects.bulk_create(_score(candidate, answer) for answer in answers)


def _score(candidate: Candidate, answer: Answer) -> Score:
    item = answer.item
    is_wrong = candidate.openness == Openness.OPEN and item.severity != "severe" and item.number % 10 == 0
    return Score(
        answer=answer, version="S1", exact=not is_wrong, critical_pass=not is_wrong, passed=not is_wrong,
        char_f1=0.2 if is_wrong else 1.0, abstained=item.kind == "unanswerable",
        reason={"ja": "照合した結果です。", "en": "As compared."},
    )  # fmt: skip
