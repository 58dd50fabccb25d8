"""Filling the canvas, triage of risk, rounds of individual scoring, and a use case's place in a cost plan."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Membership, Organization, User
from accounts.roles import Role
from adoption.content.loader import library
from adoption.errors import PortfolioRefused
from adoption.models import Canvas, CaseScore, PlanUse, RiskTriage, ScoreRound, UseCase
from adoption.portfolio.triage import risk_class
from language.text import Text
from tco.models import CostPlan

_SAFE = Text("何も保存していません。", "Nothing was saved.")


@transaction.atomic
def save_canvas(use_case: UseCase, answers: Mapping[str, str], by: User) -> Canvas:
    """Store what people wrote; fields that the canvas does not have are refused."""
    known = {one.id for one in library().workshop.canvas}
    if not set(answers) <= known:
        raise _refused("ユースケース票にない項目です。", "The canvas has no such field.")
    canvas, _ = Canvas.objects.get_or_create(use_case=use_case)
    given = {key: text.strip() for key, text in answers.items()}
    changed = sorted(key for key, text in given.items() if canvas.answers.get(key, "") != text)
    if changed:
        canvas.answers = {**canvas.answers, **given}
        canvas.changed_by = by
        canvas.save()
        record(use_case.organization, by, "canvas.changed", use_case.name, fields=changed)
    return canvas


@transaction.atomic
def record_triage(use_case: UseCase, answers: Mapping[str, str], by: User) -> RiskTriage:
    """Append the four answers with the class they lead to; PortfolioRefused while one is missing."""
    found = risk_class(library().use_cases.triage, answers)
    if found is None:
        raise _refused("4つの質問すべてに答えてください。", "Answer all four questions.")
    triage = RiskTriage.objects.create(use_case=use_case, answers=dict(answers), risk_class=found, by=by)
    record(use_case.organization, by, "triage.recorded", use_case.name, risk_class=found)
    return triage


@transaction.atomic
def open_round(organization: Organization, by: User) -> ScoreRound:
    """Open a round of scoring; there is one at a time."""
    try:
        with transaction.atomic():
            made = ScoreRound.objects.create(organization=organization, opened_by=by)
    except IntegrityError:
        raise _refused(
            "採点はすでに受付中です。締め切ってから次を始めてください。",
            "A round is open already. Close it before the next.",
        ) from None
    record(organization, by, "scoring.opened", organization.name, round=made.pk)
    return made


@transaction.atomic
def close_round(round_: ScoreRound, by: User) -> ScoreRound:
    """Close a round: from now on everybody sees the result, and no mark can be changed."""
    round_ = ScoreRound.objects.select_for_update().get(pk=round_.pk)
    if round_.closed_at is None:
        round_.closed_at = timezone.now()
        round_.save(update_fields=["closed_at"])
        voters = round_.scores.values("voter").distinct().count()
        record(round_.organization, by, "scoring.closed", str(round_), round=round_.pk, voters=voters)
    return round_


@transaction.atomic
def score(
    round_: ScoreRound,
    use_case: UseCase,
    marks: Mapping[str, int],
    by: User,
    department: str = "",
    comment: str = "",
) -> CaseScore:
    """Store or change one's own marks while the round is open; whoever advises from outside does not vote."""
    round_ = ScoreRound.objects.select_for_update().get(pk=round_.pk)
    if round_.closed_at is not None:
        raise _refused("この採点は締め切られています。", "This round is closed.")
    if Membership.objects.filter(organization=round_.organization, user=by, role=Role.CONSULTANT).exists():
        raise _refused("コンサルタントは採点に加わりません。", "Consultants do not score.")
    criteria, scale = {one.id for one in library().workshop.criteria}, library().workshop.scale
    if set(marks) != criteria or any(mark not in scale for mark in marks.values()):
        raise _refused("すべての評価軸を1〜5で採点してください。", "Give every criterion a mark from 1 to 5.")
    if use_case.organization_id != round_.organization_id:
        raise _refused("この会社のユースケースではありません。", "The use case is of another organisation.")
    stored, _ = CaseScore.objects.update_or_create(
        round=round_,
        use_case=use_case,
        voter=by,
        defaults={"marks": dict(marks), "department": department.strip(), "comment": comment.strip()},
    )
    return stored


@transaction.atomic
def place_in_plan(use_case: UseCase, plan: CostPlan, use_key: str, by: User) -> PlanUse:
    """Say which work of a cost plan this use case is; an earlier place in the same plan is given up."""
    if plan.organization_id != use_case.organization_id:
        raise _refused("この会社の費用計画ではありません。", "The cost plan belongs to another organisation.")
    if use_key not in {use.key for use in plan.shape.uses}:
        raise _refused("この計画にない対象業務です。", "The plan has no such work.")
    PlanUse.objects.filter(cost_plan=plan, use_case=use_case).delete()
    PlanUse.objects.filter(cost_plan=plan, use_key=use_key).delete()
    made = PlanUse.objects.create(cost_plan=plan, use_case=use_case, use_key=use_key)
    record(
        use_case.organization,
        by,
        "use_case.placed",
        f"{use_case.name}: {plan.name}",
        plan=plan.pk,
        use=use_key,
    )
    return made


def _refused(ja: str, en: str) -> PortfolioRefused:
    return PortfolioRefused(Text(ja + _SAFE.ja, f"{en} {_SAFE.en}"))
