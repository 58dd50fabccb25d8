"""Starting, stopping and repeating evaluations."""

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from evaluations.errors import EvaluationRefused
from evaluations.models import Answer, Candidate, Document, Passage, Run, RunCandidate, TestSet
from evaluations.running.prompt import PROMPT_VERSION
from evaluations.services.opening import snapshot_of
from evaluations.services.waking import wake_on_commit
from evaluations.states import RUN_ACTIVE, AnswerState, DocumentState, RunState
from language.text import Text

DRIVE = "evaluations.tasks.drive_run"
DEFAULT_RETRIEVERS = (
    "bm25",
    "dense:multilingual-e5-small",
    "dense:all-minilm-l6-v2",
    "hybrid:multilingual-e5-small",
)
DEFAULT_EVIDENCE_CHARACTERS = 1200
ATTEMPTS_PER_TRY = 6

NOT_FROZEN = Text(
    "質問集「{name}」はまだ確定していないため、評価を開始していません。質問集を確定してから、もう一度開始してください。",
    'The test set "{name}" is not frozen, so nothing was started. Freeze it, then start again.',
)
NOTHING_TO_READ = Text(
    "本文を読み取れた資料がないため、評価を開始していません。文字を含む資料を追加し、読み取りが終わってから開始してください。",
    "No document with readable text is there yet, so nothing was started. "
    "Add documents that hold text and start when they are read.",
)
NO_CANDIDATE = Text(
    "候補モデルが選ばれていないため、評価を開始していません。1つ以上選んでください。",
    "No candidate is chosen, so nothing was started. Choose at least one.",
)
ALREADY_OVER = Text(
    "この評価はすでに終わっています。回答はそのまま残っています。",
    "This evaluation is already over. Its answers are kept.",
)


@transaction.atomic
def start_run(
    organization: Organization,
    user: User | None,
    name: str,
    test_set: TestSet,
    candidates: Sequence[Candidate],
    retrievers: Sequence[str] = DEFAULT_RETRIEVERS,
    answer_retriever: str = "hybrid:multilingual-e5-small",
    evidence_characters: int = DEFAULT_EVIDENCE_CHARACTERS,
) -> Run:
    """Write the run and one waiting answer per question and candidate, then wake a worker."""
    documents = list(organization.documents.filter(state=DocumentState.READY))
    _check(organization, test_set, candidates, documents)
    run = Run.objects.create(
        organization=organization,
        name=name[:200],
        test_set=test_set,
        corpus_sha256=corpus_sha256(documents),
        prompt_version=PROMPT_VERSION,
        retrievers=list(dict.fromkeys([*retrievers, answer_retriever])),
        answer_retriever=answer_retriever,
        evidence_characters=evidence_characters,
        created_by=user,
        woken_at=timezone.now(),
    )
    run.documents.set(documents)
    for ordinal, candidate in enumerate(candidates):
        _add_candidate(run, candidate, ordinal)
    record(
        organization,
        user,
        "run.started",
        run.name,
        run=run.pk,
        test_set=test_set.content_hash,
        candidates=[candidate.key for candidate in candidates],
    )
    wake_on_commit(DRIVE, run.pk)
    return run


@transaction.atomic
def cancel_run(run: Run, user: User | None) -> None:
    """Ask the driver to stop; what is answered stays, what is in flight is finished and kept."""
    changed = Run.objects.filter(pk=run.pk, state__in=RUN_ACTIVE).update(cancel_requested=True)
    if not changed:
        raise EvaluationRefused("run-over", ALREADY_OVER)
    record(run.organization, user, "run.cancelled", run.name, run=run.pk)
    wake_on_commit(DRIVE, run.pk)


@transaction.atomic
def retry_failed(run: Run, user: User | None) -> int:
    """Put failed and unasked answers back in line; answered ones are never asked again."""
    failed = Answer.objects.filter(run_candidate__run=run, state=AnswerState.FAILED)
    count = failed.update(
        state=AnswerState.PENDING,
        attempts_allowed=F("attempt") + ATTEMPTS_PER_TRY,
        failure=None,
        finished_at=None,
        not_before=None,
    )
    unasked = Answer.objects.filter(run_candidate__run=run, state=AnswerState.PENDING).exists()
    if not unasked:
        return 0
    RunCandidate.objects.filter(run=run).update(failure=None)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.WAITING,
        cancel_requested=False,
        failure=None,
        attempt=0,
        finished_at=None,
        woken_at=timezone.now(),
    )
    record(run.organization, user, "run.retried", run.name, run=run.pk, answers=count)
    wake_on_commit(DRIVE, run.pk)
    return count


def corpus_sha256(documents: Sequence[Document]) -> str:
    """One hash over the contents of all documents, independent of order."""
    joined = "\n".join(sorted(document.sha256 for document in documents))
    return hashlib.sha256(joined.encode()).hexdigest()


def _check(
    organization: Organization,
    test_set: TestSet,
    candidates: Sequence[Candidate],
    documents: Sequence[Document],
) -> None:
    own = {organization.pk}
    if {test_set.organization_id, *(c.organization_id for c in candidates)} - own:
        raise PermissionError("a run never mixes organisations")
    if not test_set.is_frozen:
        raise EvaluationRefused("not-frozen", NOT_FROZEN.filled(name=test_set.name))
    if not candidates:
        raise EvaluationRefused("no-candidate", NO_CANDIDATE)
    if not Passage.objects.filter(document__in=documents).exists():
        raise EvaluationRefused("no-document", NOTHING_TO_READ)


def _add_candidate(run: Run, candidate: Candidate, ordinal: int) -> None:
    place = RunCandidate.objects.create(
        run=run, candidate=candidate, ordinal=ordinal, snapshot=snapshot_of(candidate)
    )
    Answer.objects.bulk_create([Answer(run_candidate=place, item=item) for item in run.test_set.items.all()])
