"""A judge model reads the stored answers of a run. It never asks a candidate again, and decides nothing by itself."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.judging.prompt import JUDGE_PROMPT
from evaluations.models import Answer, Candidate, Judgement, JudgePanel, Run
from evaluations.services.estimating_judging import LEAST_ROUNDS, estimate_judging
from evaluations.services.judge_bench import Bench
from evaluations.services.judge_choice import answers_to_judge
from evaluations.services.opening import snapshot_of
from evaluations.services.waking import wake_on_commit
from evaluations.services.work_estimates import or_refuse
from evaluations.states import JudgementState, JudgeState
from language.text import Text

JUDGE = "evaluations.tasks.drive_judge"
MOST_TRIES = 3
GIVEN_UP = Text(
    "判定は3回とも途中で止まったため、中止しました。済んだ判定は保存されています。管理者にログの確認を依頼してください。",
    "Judging stopped half-way three times and was given up. Finished judgements are kept. Ask the operator to read "
    "the log.",
)


@transaction.atomic
def start_panel(
    run: Run, user: User | None, judge: Candidate, is_forced: bool = False, rounds: int = 2
) -> JudgePanel:
    """Note what is to be judged and wake a worker. The judge's own family is left out unless `is_forced`.

    Raises EvaluationRefused where nothing can be judged, or where the estimate says that nothing could be paid.
    """
    answers = answers_to_judge(run, judge, is_forced)
    turns = max(LEAST_ROUNDS, rounds)
    foreseen = or_refuse(estimate_judging(run, judge, is_forced, turns).work)
    panel = JudgePanel.objects.create(
        run=run,
        judge=judge,
        snapshot=snapshot_of(judge),
        prompt_version=JUDGE_PROMPT,
        rounds=turns,
        is_forced=is_forced,
        created_by=user,
        woken_at=timezone.now(),
    )
    _note_judgements(panel, answers)
    facts = {"run": run.pk, "panel": panel.pk, "forced": is_forced, **foreseen.for_audit()}
    record(run.organization, user, "judge.started", judge.name, **facts)
    wake_on_commit(JUDGE, panel.pk)
    return panel


@transaction.atomic
def retry_panel(panel: JudgePanel, user: User | None) -> None:
    """Ask again for what failed; what was judged stays as it is."""
    panel.judgements.filter(state=JudgementState.FAILED).update(state=JudgementState.PENDING, failure=None)
    JudgePanel.objects.filter(pk=panel.pk).update(
        state=JudgeState.WAITING, failure=None, attempt=0, finished_at=None, woken_at=timezone.now()
    )
    record(panel.run.organization, user, "judge.retried", panel.judge.name, panel=panel.pk)
    wake_on_commit(JUDGE, panel.pk)


def drive_panel(panel_id: int, must_stop: Callable[[], bool]) -> bool:
    """Judge what is left; return True when a successor should go on. Safe to call twice."""
    panel = _claim(panel_id)
    if panel is None:
        return False
    if panel.attempt > MOST_TRIES:
        _end(panel, JudgeState.FAILED, as_row("gave-up", GIVEN_UP))
        return False
    try:
        with kept(lambda: _mine(panel).update(lease_until=lease_end())):
            is_over = async_to_sync(Bench(panel, must_stop).sit)()
    except EvaluationRefused as refusal:
        _end(panel, JudgeState.FAILED, as_row(refusal.code, refusal.message))
        return False
    if is_over:
        _end(panel, JudgeState.DONE, None)
        return False
    _mine(panel).update(lease_until=None, state=JudgeState.WAITING, attempt=0)
    return True


def _note_judgements(panel: JudgePanel, answers: QuerySet[Answer]) -> None:
    rows = [
        Judgement(panel=panel, answer_id=pk, round=turn)
        for pk in answers.values_list("pk", flat=True)
        for turn in range(panel.rounds)
    ]
    Judgement.objects.bulk_create(rows, batch_size=2_000)


def _claim(panel_id: int) -> JudgePanel | None:
    owner = new_owner()
    open_states = (JudgeState.WAITING, JudgeState.JUDGING)
    with transaction.atomic():
        waiting = JudgePanel.objects.filter(free(), pk=panel_id, state__in=open_states)
        panel = waiting.select_for_update().first()
        if panel is None:
            return None
        JudgePanel.objects.filter(pk=panel_id).update(
            state=JudgeState.JUDGING, owner=owner, attempt=panel.attempt + 1, lease_until=lease_end()
        )
    return JudgePanel.objects.select_related("run__organization", "judge").get(pk=panel_id)


def _mine(panel: JudgePanel) -> Any:
    return JudgePanel.objects.filter(pk=panel.pk, owner=panel.owner, state=JudgeState.JUDGING)


@transaction.atomic
def _end(panel: JudgePanel, state: str, failure: dict[str, Any] | None) -> None:
    ended = {"state": state, "failure": failure, "lease_until": None, "finished_at": timezone.now()}
    if _mine(panel).update(**ended):
        record(panel.run.organization, None, "judge.finished", panel.judge.name, panel=panel.pk, state=state)
