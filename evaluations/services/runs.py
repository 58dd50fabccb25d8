"""Starting, stopping and repeating evaluations."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Organization, User
from evaluations.errors import EvaluationRefused
from evaluations.models import Answer, Candidate, Document, Passage, Run, RunCandidate, TestSet
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.estimates import Plan
from evaluations.services.estimating import estimate_or_refuse
from evaluations.services.given_answers import check_given
from evaluations.services.opening import snapshot_of
from evaluations.services.waking import wake_on_commit
from evaluations.states import ANSWER_UNHEARD, RUN_ACTIVE, AnswerState, DocumentState, RunState
from language.text import Text

DRIVE = "evaluations.tasks.drive_run"
DEFAULT_RETRIEVERS = (
    "bm25",
    "dense:multilingual-e5-small",
    "dense:all-minilm-l6-v2",
    "hybrid:multilingual-e5-small",
)
DEFAULT_ANSWER_RETRIEVER = "hybrid:multilingual-e5-small"
DEFAULT_EVIDENCE_CHARACTERS = 1200
ATTEMPTS_PER_TRY = 6
ROWS_AT_ONCE = 1000
OVER = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)

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
NO_REFERENCE = Text(
    "基準にする候補モデルと許容差は、両方を指定するか、両方を空にしてください。基準は選んだ候補の中から選びます。"
    "評価は開始していません。",
    "Give both the reference candidate and the margin, or neither; the reference is one of the chosen candidates. "
    "Nothing was started.",
)
NOT_PAUSED = Text(
    "この評価は一時停止していないため、再開するものはありません。回答はそのまま残っています。",
    "This evaluation is not paused, so there is nothing to resume. Its answers are kept.",
)
NOTHING_TO_RETRY = Text(
    "再試行が必要な回答はありません。すべての質問に回答が得られています。保存済みの回答は変わっていません。",
    "No answer needs another try: every question was answered. Stored answers are unchanged.",
)
STILL_GOING = Text(
    "この評価はまだ進行中です。終わってから(または一時停止してから)、失敗した質問を再試行してください。",
    "This evaluation is still going. Retry the failed questions when it has ended or is paused.",
)
ALREADY_OVER = Text(
    "この評価はすでに終わっています。回答はそのまま残っています。",
    "This evaluation is already over. Its answers are kept.",
)


@dataclass(frozen=True)
class RunOptions:
    """What a person fixes before the first answer. Amounts are millionths of a yen; shares are of the questions."""

    cap_microyen: int | None = None  # None: no cap of the run's own
    reference_key: str = ""
    margin: Decimal | None = None  # 0.05: five points of a hundred
    repeats: int = 1
    repeat_share: float = 0.2
    perturbations: tuple[str, ...] = ()
    perturbed_share: float = 0.2
    use_cache: bool = True
    seed: int = 1
    give_up_after_s: int = 900


@transaction.atomic
def start_run(
    organization: Organization,
    user: User | None,
    name: str,
    test_set: TestSet,
    candidates: Sequence[Candidate],
    retrievers: Sequence[str] = DEFAULT_RETRIEVERS,
    answer_retriever: str = DEFAULT_ANSWER_RETRIEVER,
    evidence_characters: int = DEFAULT_EVIDENCE_CHARACTERS,
    options: RunOptions | None = None,
) -> Run:
    """Write the run and one waiting answer per question and candidate, then wake a worker.

    Repetitions and noise are added by the worker, from the run's seed.
    """
    options = options or RunOptions()
    # No document is removed between being chosen here and being kept by the run.
    hold_chain(organization.pk)
    documents = list(organization.documents.filter(state=DocumentState.READY))
    _check(organization, test_set, candidates, documents)
    _check_reference(candidates, options)
    plan = Plan(
        evidence_characters,
        options.repeats,
        options.repeat_share,
        len(options.perturbations),
        options.perturbed_share,
        options.cap_microyen,
        (*retrievers, answer_retriever),
    )
    estimate = estimate_or_refuse(organization, test_set, candidates, plan)
    own = [candidate.retriever for candidate in candidates if candidate.retriever]
    run = Run.objects.create(
        organization=organization,
        name=name[:200],
        test_set=test_set,
        corpus_sha256=corpus_sha256(documents),
        prompt_version=PROMPT_VERSION,
        retrievers=list(dict.fromkeys([*retrievers, answer_retriever, *own])),
        answer_retriever=answer_retriever,
        evidence_characters=evidence_characters,
        estimate=estimate.as_row(),
        created_by=user,
        woken_at=timezone.now(),
        **{**vars(options), "perturbations": list(options.perturbations)},
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
        cap_microyen=options.cap_microyen,
        reference=options.reference_key,
        margin=str(options.margin or ""),
    )
    wake_on_commit(DRIVE, run.pk)
    return run


@transaction.atomic
def pause_run(run: Run, user: User | None) -> None:
    """Ask the drivers to send nothing more; what is in flight is finished and kept, and the rest waits."""
    hold_chain(run.organization_id)
    changed = Run.objects.filter(pk=run.pk, state__in=RUN_ACTIVE).update(
        pause_requested=True, pause_reason=None
    )
    if not changed:
        raise EvaluationRefused("run-over", ALREADY_OVER)
    record(run.organization, user, "run.pause_asked", run.name, run=run.pk)
    wake_on_commit(DRIVE, run.pk)


@transaction.atomic
def resume_run(run: Run, user: User | None, cap_microyen: int | None = None) -> None:
    """Go on with what waits; a new cap replaces the old one, None leaves it as it is."""
    hold_chain(run.organization_id)
    paused = Run.objects.filter(Q(state=RunState.PAUSED) | Q(pause_requested=True), pk=run.pk)
    changes: dict[str, object] = {"cap_microyen": cap_microyen} if cap_microyen is not None else {}
    # A run that has not come to rest yet simply goes on; its step must not be taken from a living driver.
    resumed = paused.filter(state=RunState.PAUSED).update(state=RunState.WAITING, attempt=0)
    if not resumed and not paused.exists():
        raise EvaluationRefused("not-paused", NOT_PAUSED)
    Run.objects.filter(pk=run.pk).update(
        pause_requested=False, pause_reason=None, woken_at=timezone.now(), **changes
    )
    record(run.organization, user, "run.resumed", run.name, run=run.pk, **changes)
    wake_on_commit(DRIVE, run.pk)


@transaction.atomic
def cancel_run(run: Run, user: User | None) -> None:
    """Ask the drivers to stop; what is answered stays, what is in flight is finished and kept."""
    hold_chain(run.organization_id)
    Run.objects.filter(pk=run.pk, state=RunState.PAUSED).update(state=RunState.WAITING, attempt=0)
    changed = Run.objects.filter(pk=run.pk, state__in=RUN_ACTIVE).update(cancel_requested=True)
    if not changed:
        raise EvaluationRefused("run-over", ALREADY_OVER)
    record(run.organization, user, "run.cancelled", run.name, run=run.pk)
    wake_on_commit(DRIVE, run.pk)


@transaction.atomic
def retry_failed(run: Run, user: User | None) -> int:
    """Put unheard and unasked answers back in line; what a candidate said is never asked for again.

    A paused run stays paused: its failed questions wait with the others until it is resumed.
    """
    hold_chain(run.organization_id)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (*OVER, RunState.PAUSED):
        raise EvaluationRefused("still-going", STILL_GOING)
    answers = Answer.objects.filter(run_candidate__run=run)
    count = answers.filter(state__in=ANSWER_UNHEARD).update(
        state=AnswerState.PENDING,
        attempts_allowed=F("attempt") + ATTEMPTS_PER_TRY,
        failure=None,
        finished_at=None,
        not_before=None,
        limited_since=None,
    )
    is_unasked_left = run.state in OVER and answers.filter(state=AnswerState.PENDING).exists()
    if not count and not is_unasked_left and run.state != RunState.FAILED:
        raise EvaluationRefused("nothing-to-retry", NOTHING_TO_RETRY)
    RunCandidate.objects.filter(run=run).update(failure=None)
    record(run.organization, user, "run.retried", run.name, run=run.pk, answers=count)
    if run.state in OVER:
        _reopen(run)
    return count


def _reopen(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(
        state=RunState.WAITING,
        cancel_requested=False,
        pause_requested=False,
        pause_reason=None,
        failure=None,
        attempt=0,
        finished_at=None,
        woken_at=timezone.now(),
    )
    wake_on_commit(DRIVE, run.pk)


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
    for candidate in candidates:
        check_given(candidate, test_set)


def _check_reference(candidates: Sequence[Candidate], options: RunOptions) -> None:
    """A margin chosen after the answers would prove nothing, so it stands here or nowhere."""
    is_among = options.reference_key in {candidate.key for candidate in candidates}
    is_empty = not options.reference_key and options.margin is None
    if not is_empty and not (is_among and options.margin is not None):
        raise EvaluationRefused("no-reference", NO_REFERENCE)


def _add_candidate(run: Run, candidate: Candidate, ordinal: int) -> None:
    place = RunCandidate.objects.create(
        run=run, candidate=candidate, ordinal=ordinal, snapshot=snapshot_of(candidate)
    )
    ids = list(run.test_set.items.order_by("number").values_list("pk", flat=True))
    for some in _in_parts(ids):
        Answer.objects.bulk_create([Answer(run_candidate=place, item_id=item_id) for item_id in some])


def _in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))
