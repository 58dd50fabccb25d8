"""A judge model reads the stored answers of a run. It never asks a candidate again, and decides nothing by itself."""

from collections.abc import Callable, Sequence
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.leases import free, kept, lease_end, new_owner
from accounts.models import User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.judging.families import Kin, kin_of
from evaluations.judging.prompt import JUDGE_PROMPT
from evaluations.models import Answer, Candidate, Judgement, JudgePanel, Run, RunCandidate
from evaluations.services.judge_bench import Bench
from evaluations.services.opening import snapshot_of
from evaluations.services.waking import wake_on_commit
from evaluations.states import ANSWER_HELD, RUN_ACTIVE, JudgementState, JudgeState, ModelRole, ProviderKind
from language.text import Text

JUDGE = "evaluations.tasks.drive_judge"
MOST_TRIES = 3
STILL_RUNNING = Text(
    "評価がまだ終わっていないため、判定を始めていません。評価が終わってから始めてください。",
    "The evaluation has not ended yet, so no judging was started. Start it when the evaluation has ended.",
)
NOT_A_JUDGE = Text(
    "この候補モデルは審判に使えないため、判定を始めていません。質問に答えるモデルを選んでください。",
    "This candidate cannot judge, so nothing was started. Choose a model that answers questions.",
)
ONLY_KIN = Text(
    "審判モデルがどの候補モデルとも同じ系列(または系列が不明)のため、判定を始めていません。別の開発元のモデルを選ぶか、"
    "偏りを承知のうえで「同じ系列でも判定する」を選んでください。",
    "The judge is of the same family as every candidate (or its family is unknown), so nothing was started. Choose a "
    'model of another maker, or tick "judge its own family too" and accept the bias.',
)
NOTHING_HELD = Text(
    "この評価には判定できる回答がないため、判定を始めていません。",
    "This evaluation holds no answer to judge, so nothing was started.",
)
GIVEN_UP = Text(
    "判定は3回とも途中で止まったため、中止しました。済んだ判定は保存されています。管理者にログの確認を依頼してください。",
    "Judging stopped half-way three times and was given up. Finished judgements are kept. Ask the operator to read "
    "the log.",
)


@transaction.atomic
def start_panel(
    run: Run, user: User | None, judge: Candidate, is_forced: bool = False, rounds: int = 2
) -> JudgePanel:
    """Note what is to be judged and wake a worker. The judge's own family is left out unless `is_forced`."""
    if run.state in RUN_ACTIVE:
        raise EvaluationRefused("run-active", STILL_RUNNING)
    if judge.organization_id != run.organization_id:
        raise PermissionError("a judge never reads another organisation's answers")
    if judge.role != ModelRole.CHAT or judge.provider == ProviderKind.FILE:
        raise EvaluationRefused("judge", NOT_A_JUDGE)
    places = list(run.run_candidates.select_related("candidate__model_card"))
    kin = _kin(judge)
    judged = [place for place in places if is_forced or not kin.shares(_kin(place.candidate))]
    if not judged:
        raise EvaluationRefused("kin", ONLY_KIN)
    panel = JudgePanel.objects.create(
        run=run,
        judge=judge,
        snapshot=snapshot_of(judge),
        prompt_version=JUDGE_PROMPT,
        rounds=max(2, rounds),
        is_forced=is_forced,
        created_by=user,
        woken_at=timezone.now(),
    )
    if not _note_judgements(panel, judged):
        raise EvaluationRefused("nothing-held", NOTHING_HELD)
    record(run.organization, user, "judge.started", judge.name, run=run.pk, panel=panel.pk, forced=is_forced)
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


def _note_judgements(panel: JudgePanel, places: Sequence[RunCandidate]) -> int:
    answers = Answer.objects.filter(
        run_candidate__in=places, state__in=ANSWER_HELD, repeat=0, perturbation=""
    ).values_list("pk", flat=True)
    rows = [
        Judgement(panel=panel, answer_id=pk, round=turn) for pk in answers for turn in range(panel.rounds)
    ]
    Judgement.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _kin(candidate: Candidate) -> Kin:
    card = candidate.model_card
    name = f"{candidate.name} {candidate.model_name} {candidate.weights_key} {card.name if card else ''}"
    return kin_of(name, f"{candidate.origin} {card.maker if card else ''}")


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
