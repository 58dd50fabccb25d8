"""Which answers of a run a judge reads: those that were heard once as written, of candidates that are not its kin."""

from collections.abc import Sequence

from django.db.models import QuerySet

from evaluations.errors import EvaluationRefused
from evaluations.judging.families import Kin, kin_of
from evaluations.models import Answer, Candidate, Run, RunCandidate
from evaluations.states import ANSWER_HELD, RUN_ACTIVE, ModelRole, ProviderKind
from language.text import Text

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


def answers_to_judge(run: Run, judge: Candidate, is_forced: bool = False) -> QuerySet[Answer]:
    """Return the answers that this judge would read; raise EvaluationRefused where it may read none."""
    if run.state in RUN_ACTIVE:
        raise EvaluationRefused("run-active", STILL_RUNNING)
    if judge.organization_id != run.organization_id:
        raise PermissionError("a judge never reads another organisation's answers")
    if judge.role != ModelRole.CHAT or judge.provider == ProviderKind.FILE:
        raise EvaluationRefused("judge", NOT_A_JUDGE)
    judged = _places(run, judge, is_forced)
    if not judged:
        raise EvaluationRefused("kin", ONLY_KIN)
    answers = Answer.objects.filter(
        run_candidate__in=judged, state__in=ANSWER_HELD, repeat=0, perturbation=""
    )
    if not answers.exists():
        raise EvaluationRefused("nothing-held", NOTHING_HELD)
    return answers


def _places(run: Run, judge: Candidate, is_forced: bool) -> Sequence[RunCandidate]:
    places = list(run.run_candidates.select_related("candidate__model_card"))
    kin = _kin(judge)
    return [place for place in places if is_forced or not kin.shares(_kin(place.candidate))]


def _kin(candidate: Candidate) -> Kin:
    card = candidate.model_card
    name = f"{candidate.name} {candidate.model_name} {candidate.weights_key} {card.name if card else ''}"
    return kin_of(name, f"{candidate.origin} {card.maker if card else ''}")
