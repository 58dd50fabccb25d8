"""Asks a frozen set again when its time has come: the same questions, passages, prompt and settings, nothing cached.

The database says what is due; tending a watch twice, or on two machines, starts one repetition and writes one alarm.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import Candidate, Passage, Retrieval, Run, RunCandidate, Watch
from evaluations.models.answers import Answer
from evaluations.running.instructions import PROMPT_VERSIONS
from evaluations.services.runs import DRIVE, OVER, corpus_sha256
from evaluations.services.waking import wake, wake_on_commit
from evaluations.states import RUN_ACTIVE, ProviderKind, RunState
from language.text import Text

TEND = "evaluations.tasks.tend_watch"
LONGEST_DAYS = 366
ROWS_AT_ONCE = 1_000

NOT_FINISHED = Text(
    "見張りの元にできるのは、最後まで終わった評価だけです。見張りは設定していません。",
    "Only a finished run can be watched against. No watch was set.",
)
NOT_IN_RUN = Text(
    "この候補モデルは、選んだ評価で回答していません。見張りは設定していません。",
    "This candidate did not take part in the run. No watch was set.",
)
GIVEN = Text(
    "別の場所で作った回答ファイルは、聞き直しても変わりません。見張りは設定していません。",
    "An answers file made elsewhere never changes when asked again. No watch was set.",
)
DAYS = Text(
    "間隔は1日から{most}日の間で指定してください。見張りは設定していません。",
    "The interval must be between 1 and {most} days. No watch was set.",
)
UNDER_WAY = Text(
    "すでに聞き直している最中です。終わると結果がここに表示されます。",
    "The questions are being asked again right now. The result will appear here.",
)
STOPPED = Text(
    "この見張りは止められています。もう一度設定してから確認してください。過去の結果は残っています。",
    "This watch was stopped. Set it again first. Earlier results are kept.",
)
RETIRED = Text(
    "候補モデルが使用終了になっているため、聞き直していません。過去の結果は残っています。"
    "再び使うには候補モデルの画面で戻してください。",
    "The candidate is retired, so nothing was asked. Earlier results are kept. Take it back into use to go on.",
)
PROMPT_CHANGED = Text(
    "元の評価で使ったプロンプトの版({before})は、もう使えないため、同じ条件で聞き直せません。"
    "元の結果は残っています。新しい評価を行い、それを元に見張りを設定してください。",
    "The version {before} of the prompt, which the run used, exists no more, so the same cannot be asked again. The "
    "run is kept. Make a new run and watch against that.",
)
DOCUMENTS_CHANGED = Text(
    "元の評価で使った資料が消されたか、読み直されたため、同じ条件で聞き直せません。"
    "元の結果は残っています。新しい評価を行い、それを元に見張りを設定してください。",
    "Documents of the run were removed or read anew, so the same cannot be asked again. The run is kept. "
    "Make a new run and watch against that.",
)


@transaction.atomic
def create_watch(run: Run, candidate: Candidate, every_days: int, user: User) -> Watch:
    """Watch one candidate of a finished run; a stopped watch of the same pair goes on."""
    if {candidate.organization_id, run.organization_id} != {run.organization_id}:
        raise PermissionError("a watch never mixes organisations")
    if run.state != RunState.DONE:
        raise EvaluationRefused("run-not-done", NOT_FINISHED)
    if not run.run_candidates.filter(candidate=candidate).exists():
        raise EvaluationRefused("not-in-run", NOT_IN_RUN)
    if candidate.provider == ProviderKind.FILE:
        raise EvaluationRefused("given-answers", GIVEN)
    if not 1 <= every_days <= LONGEST_DAYS:
        raise EvaluationRefused("days", DAYS.filled(most=LONGEST_DAYS))
    changes = {
        "every_days": every_days,
        "next_at": timezone.now() + timedelta(days=every_days),
        "owner": user,
        "is_active": True,
        "problem": None,
    }
    watch, _is_new = Watch.objects.update_or_create(
        baseline=run,
        candidate=candidate,
        defaults=changes,
        create_defaults={**changes, "organization": run.organization},
    )
    record(
        run.organization, user, "watch.set", candidate.name, watch=watch.pk, run=run.pk, every_days=every_days
    )
    return watch


@transaction.atomic
def stop_watch(watch: Watch, user: User) -> None:
    """Ask no more; what is under way ends, and results are kept."""
    if Watch.objects.filter(pk=watch.pk, is_active=True).update(is_active=False):
        record(watch.organization, user, "watch.stopped", watch.candidate.name, watch=watch.pk)


@transaction.atomic
def check_now(watch: Watch, user: User) -> None:
    """Ask again without waiting for the day."""
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if not watch.is_active:
        raise EvaluationRefused("watch-stopped", STOPPED)
    if watch.repetition_id:
        raise EvaluationRefused("under-way", UNDER_WAY)
    Watch.objects.filter(pk=watch.pk).update(next_at=timezone.now(), problem=None)
    record(watch.organization, user, "watch.asked", watch.candidate.name, watch=watch.pk)
    wake_on_commit(TEND, watch.pk)


def wake_due_watches() -> int:
    """Send a message for every watch that is due or whose repetition has ended or is held up; return how many."""
    # What was told of an earlier hold-up is over once the repetition goes on: the next one is told again.
    Watch.objects.filter(repetition__state__in=RUN_ACTIVE, problem__isnull=False).update(problem=None)
    due = Q(repetition__isnull=True, is_active=True, next_at__lte=timezone.now())
    held_up = Q(
        repetition__state=RunState.PAUSED, repetition__pause_reason__isnull=False, problem__isnull=True
    )
    ended = Q(repetition__state__in=OVER)
    waiting = Watch.objects.filter(due | ended | held_up).values_list("pk", flat=True)
    for pk in waiting:
        wake(TEND, pk)
    return len(waiting)


def tend(watch: Watch) -> None:
    """Do what the watch's row says: judge a repetition that has ended, tell of one held up, start one that is due."""
    from evaluations.services.alarms import raise_alarm, tell_of_pause

    if watch.repetition_id:
        raise_alarm(watch)
        tell_of_pause(watch)
    else:
        start_repetition(watch)


@transaction.atomic
def start_repetition(watch: Watch) -> Run | None:
    """Write the run that asks the same again; None when it is not due, under way or not possible."""
    now = timezone.now()
    due = Watch.objects.filter(
        pk=watch.pk, is_active=True, repetition__isnull=True, next_at__lte=now
    )  # the row changes hands in one statement: of two workers one finds it
    if not due.update(next_at=now + timedelta(days=watch.every_days)):
        return None
    place = watch.baseline.run_candidates.select_related("run", "candidate").get(candidate=watch.candidate)
    problem = _problem(place)
    if problem:
        Watch.objects.filter(pk=watch.pk).update(problem=problem)
        record(
            watch.organization,
            None,
            "watch.not_possible",
            watch.candidate.name,
            watch=watch.pk,
            why=problem["code"],
        )
        return None
    run = _repeated(place, watch.owner)
    Watch.objects.filter(pk=watch.pk).update(repetition=run, problem=None)
    record(watch.organization, None, "watch.repeated", watch.candidate.name, watch=watch.pk, run=run.pk)
    wake_on_commit(DRIVE, run.pk)
    return run


def _problem(place: RunCandidate) -> dict[str, Any] | None:
    """Why the same cannot be asked again, or None."""
    if not place.candidate.is_active:
        return as_row("retired", RETIRED)
    if place.prompt_version not in PROMPT_VERSIONS:
        return as_row("prompt-changed", PROMPT_CHANGED.filled(before=place.prompt_version))
    if not _documents_stand(place):
        return as_row("documents-changed", DOCUMENTS_CHANGED)
    return None


def _documents_stand(place: RunCandidate) -> bool:
    documents = list(place.run.documents.all())
    if corpus_sha256(documents) != place.run.corpus_sha256:
        return False
    present = set(Passage.objects.filter(document__in=documents).values_list("pk", flat=True))
    rankings = _rankings(place).values_list("passage_ids", flat=True)
    return all(present.issuperset(ids) for ids in rankings.iterator(ROWS_AT_ONCE))


def _rankings(place: RunCandidate) -> Any:
    keys = {place.run.answer_retriever, place.snapshot.get("retriever") or place.run.answer_retriever}
    return Retrieval.objects.filter(run=place.run, retriever__in=keys, perturbation="")


def _repeated(place: RunCandidate, owner: User | None) -> Run:
    before = place.run
    run = Run.objects.create(
        organization=before.organization,
        name=f"{before.name[:180]} · {timezone.localdate():%Y-%m-%d}",
        test_set=before.test_set,
        corpus_sha256=before.corpus_sha256,
        prompt_version=before.prompt_version,
        retrievers=sorted({row.retriever for row in _rankings(place).only("retriever")})
        or [before.answer_retriever],
        answer_retriever=before.answer_retriever,
        evidence_characters=before.evidence_characters,
        seed=before.seed,
        use_cache=False,
        give_up_after_s=before.give_up_after_s,
        cap_microyen=before.cap_microyen,
        repeated_from=before,
        created_by=owner,
        woken_at=timezone.now(),
    )
    run.documents.set(before.documents.all())
    # The very passages of the first time stand in the prompts: what changed can only be the model.
    for some in _in_parts(list(_rankings(place))):
        Retrieval.objects.bulk_create([_copied(row, run) for row in some])
    again = RunCandidate.objects.create(
        run=run, candidate=place.candidate, ordinal=0, snapshot=place.snapshot
    )
    for ids in _in_parts(list(run.test_set.items.order_by("number").values_list("pk", flat=True))):
        Answer.objects.bulk_create([Answer(run_candidate=again, item_id=pk) for pk in ids])
    return run


def _copied(row: Retrieval, run: Run) -> Retrieval:
    return Retrieval(
        run=run,
        retriever=row.retriever,
        item_id=row.item_id,
        passage_ids=row.passage_ids,
        scores=row.scores,
    )


def _in_parts(rows: list[Any]) -> list[list[Any]]:
    return [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]
