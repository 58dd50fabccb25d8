"""Writing sizing studies: measured points handed over, answers saved, applied to the plan, a second opinion asked."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.worker_messages import send_to_worker
from language.storable import all_storable
from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.models import CostPlan, PlanRevision, SizingStudy
from tco.services import save_assumptions
from tco.sizing.aiconfigurator import Asked, NoOpinion, SecondOpinion, ask, executable
from tco.sizing.answer import SizingAnswer
from tco.sizing.chain import ON
from tco.sizing.points import Measurement
from tco.sizing_saved import answer_json, measurement_json, question_json
from tco.sizing_typed import StudyRefused, Typed

ASK = "tco.tasks.ask_second_opinion"
SPEED_DIGITS = 4
OPTION_GONE = Text(
    "この見積の案は、いまの計画にありません。何も変更していません。案を計画へ戻すか、別の案で見積もり直してください。",
    "The option of this study is not in the plan any more. Nothing was changed. Put the option back, or size another.",
)
NO_ANSWER = Text(
    "この見積にはまだ答えがありません。何も変更していません。先に台数を計算してください。",
    "This study has no answer yet. Nothing was changed. Size it first.",
)


@transaction.atomic
def save_points(plan: CostPlan, by: User | None, name: str, measured: Sequence[Measurement]) -> SizingStudy:
    """Keep measured points as a draft, which becomes a study when it is answered."""
    study = SizingStudy.objects.create(
        plan=plan,
        option="",
        name=name[:200],
        question={},
        answer={},
        points=all_storable([measurement_json(one) for one in measured]),
        created_by=by,
    )
    count = sum(len(one.points) for one in measured)
    record(plan.organization, by, "sizing.points", f"sizing study {study.pk}", name=name, points=count)
    return study


@transaction.atomic
def save_study(
    plan: CostPlan, by: User | None, name: str, typed: Typed, answer: SizingAnswer, origin: SizingStudy | None
) -> SizingStudy:
    """Save an answer as a study of its own; a draft that it started from becomes it."""
    study = origin if origin and not origin.answer else SizingStudy(plan=plan, created_by=by)
    study.name, study.option = name, typed.option
    study.points = origin.points if origin else []
    study.question = all_storable(question_json(typed, answer.question))
    study.answer = answer_json(answer, typed.option)
    study.created_at = timezone.now()
    study.save()
    gpus = answer.gpus
    record(
        plan.organization,
        by,
        "sizing.saved",
        f"sizing study {study.pk}",
        name=name,
        option=typed.option,
        basis=answer.basis,
        gpus=gpus.as_tuple() if gpus else None,
    )
    if executable():
        ask_opinion(study)
    return study


@transaction.atomic
def apply_study(study: SizingStudy, by: User | None, expected_revision: int) -> PlanRevision:
    """Write what a study answers into the plan as a new revision; CostError says why that cannot be done."""
    plan = study.plan
    if not study.answer:
        raise StudyRefused(NO_ANSWER)
    if study.option not in {option.key for option in plan.shape.options if option.is_sized}:
        raise StudyRefused(OPTION_GONE)
    note = f"GPUの見積の反映: {study.name}"
    revision = save_assumptions(plan, by, assumptions_of_study(study), note, expected_revision)
    study.applied_revision = revision.number
    study.save(update_fields=["applied_revision"])
    return revision


def assumptions_of_study(study: SizingStudy) -> list[AssumptionValue]:
    """Return the speed, GPUs per replica and spare replicas that a study answers, with it as their source."""
    basis = study.answer["basis"]
    day = timezone.localdate(study.created_at)
    source = Text(
        f"GPUの見積「{study.name}」({ON[basis].ja})", f"Sizing study “{study.name}” ({ON[basis].en})"
    )
    status = Status.ASSUMPTION if basis == "uncalibrated" else Status.MEASURED
    found = []
    for key, ends in study.answer["assumptions"].items():
        low, mode, high = (Decimal(str(round(end, SPEED_DIGITS))) for end in ends)
        found.append(AssumptionValue(key, low, mode, high, source, day, status))
    return found


def delete_study(study: SizingStudy, by: User | None) -> None:
    """Remove a study; what was applied from it stays in the plan with its name as the source."""
    with transaction.atomic():
        record(study.plan.organization, by, "sizing.deleted", f"sizing study {study.pk}", name=study.name)
        study.delete()


def asked_of(study: SizingStudy) -> Asked | None:
    """Return what aiconfigurator can be asked about a study: one of its replicas; None without a card and a model."""
    expected = study.answer.get("expected")
    if not (expected and study.question["asked"]["model"]):
        return None
    typed, model = study.question["typed"], study.question["asked"]["model"]
    return Asked(
        gpu_id=typed["gpu"],
        model_id=typed["model"],
        precision=typed["precision"],
        is_mixture=model["expert_parameters"] > 0,
        tensor_parallel=expected["speed"]["tensor_parallel"],
        batch=expected["speed"]["batch"],
        input_tokens=round(typed["input_tokens"] + typed["cached_tokens"]),
        output_tokens=round(typed["output_tokens"]),
    )


@transaction.atomic
def ask_opinion(study: SizingStudy) -> None:
    """Have a worker ask aiconfigurator; the page shows the answer when it is there."""
    if asked_of(study) is None:
        return
    study.second_opinion = {"state": "waiting", "at": timezone.now().isoformat()}
    study.save(update_fields=["second_opinion"])
    transaction.on_commit(lambda: send_to_worker(ASK, study.pk))


def answer_opinion(study_id: int) -> None:
    """Ask once for a study that waits; a second message finds nothing waiting."""
    study = SizingStudy.objects.filter(pk=study_id).first()
    asked = asked_of(study) if study else None
    if study is None or asked is None or study.second_opinion.get("state") != "waiting":
        return
    found = opinion_json(ask(asked, executable()), timezone.now())
    with transaction.atomic():
        waiting = SizingStudy.objects.select_for_update().filter(pk=study_id).first()
        if waiting and waiting.second_opinion == study.second_opinion:
            waiting.second_opinion = found
            waiting.save(update_fields=["second_opinion"])


def opinion_json(opinion: SecondOpinion | NoOpinion, at: datetime) -> dict[str, Any]:
    """Return an opinion, or why there is none, ready to store."""
    if isinstance(opinion, NoOpinion):
        return {"state": "none", "reason": all_storable(list(opinion.reason)), "at": at.isoformat()}
    return {"state": "given", **all_storable(asdict(opinion)), "at": at.isoformat()}
