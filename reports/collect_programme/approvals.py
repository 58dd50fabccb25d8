"""The steps of the newest request, the decisions at the gates, and the revisions of the assumptions."""

from django.utils import timezone

from adoption.content.loader import gate_book, library
from adoption.gates.record import DecisionRecord, GateReview
from adoption.models import Ringi, RingiAction, RingiStep, UseCase
from adoption.ringi_selectors import current_steps, present_parts, stale_steps
from adoption.states import RingiActionKind, RingiState, RingiStepKind, RingiStepState
from language.text import Text
from reports.collect_programme.wording import choice_text
from reports.programme.approvals import ApprovalPart, ApprovalStep, RecordedDecision, RevisionLine
from reports.programme.said import Said
from tco.models import CostPlan

# Reminders and changes of a draft are no steps of an approval.
_LEFT_OUT = (RingiActionKind.REMINDED, RingiActionKind.CHANGED, RingiActionKind.DRAFTED)
_WAITING = (RingiStepState.WAITING, RingiStepState.TO_READ_LATER)
_REQUEST = Text("起案", "Request")


def approvals_of(use_case: UseCase, reviews: tuple[GateReview, ...]) -> ApprovalPart:
    """The route of the newest request that was submitted, and all decisions at the gates, oldest first."""
    ringi = use_case.ringi.exclude(state=RingiState.DRAFT).order_by("-pk").first()
    decisions = [(review, record) for review in reviews for record in review.decisions]
    decisions.sort(key=lambda pair: pair[1].decided_at)
    return ApprovalPart(
        steps=_steps(ringi) if ringi else (),
        decisions=tuple(_decision(review, record) for review, record in decisions),
    )


def revisions_of(plan: CostPlan) -> tuple[RevisionLine, ...]:
    """Every saved state of the assumptions, newest first."""
    rows = plan.revisions.select_related("by").order_by("-number")
    return tuple(
        RevisionLine(
            row.number,
            timezone.localtime(row.at),
            row.by_name or (str(row.by) if row.by else ""),
            row.note,
            row.inputs_sha256,
        )
        for row in rows
    )


def _steps(ringi: Ringi) -> tuple[ApprovalStep, ...]:
    stale = {step.pk for step, _ in stale_steps(ringi, present_parts(ringi))}
    actions = ringi.actions.exclude(kind__in=_LEFT_OUT).select_related("step", "by", "for_person")
    waiting = current_steps(ringi).filter(state__in=_WAITING) if ringi.closed_at is None else []
    return (
        *(_action(action, ringi, stale) for action in actions.order_by("pk")),
        *(_open_step(step) for step in waiting),
    )


def _action(action: RingiAction, ringi: Ringi, stale: set[int]) -> ApprovalStep:
    name = action.person_name or (str(action.by) if action.by else "")
    is_now = action.step is not None and action.round == ringi.round
    return ApprovalStep(
        step=_step_text(action.step, action.round) if action.step else _REQUEST,
        name=_acting_for(name, str(action.for_person)) if action.for_person else name,
        title=action.person_title,
        at=timezone.localtime(action.at),
        action=choice_text(RingiActionKind(action.kind).label),
        comment=action.comment,
        snapshot_sha256=action.snapshot_sha256,
        is_outdated=is_now and action.step_id in stale,
    )


def _acting_for(name: str, person: str) -> Text:
    return Text(f"{name}（{person}の代理）", f"{name} (for {person})")


def _open_step(step: RingiStep) -> ApprovalStep:
    return ApprovalStep(_step_text(step, step.round), str(step.person), step.title, None, "", "", "")


def _step_text(step: RingiStep, number: int) -> Text:
    kind = choice_text(RingiStepKind(step.kind).label)
    functions = {one.id: one.name for one in library().ringi.functions}
    function = functions.get(step.function)
    again = number > 1
    return Text(
        kind.ja + (f"（{function.ja}）" if function else "") + (f" 第{number}回" if again else ""),
        kind.en + (f": {function.en}" if function else "") + (f", round {number}" if again else ""),
    )


def _decision(review: GateReview, record: DecisionRecord) -> RecordedDecision:
    return RecordedDecision(
        gate=review.gate.id,
        outcome=record.outcome,
        name=record.person_name,
        title=record.person_title,
        at=timezone.localtime(record.decided_at),
        reason=record.reason,
        conditions=record.conditions,
        dissent=record.dissent,
        unknowns=tuple(_criterion_text(review, one) for one in record.unknowns_acknowledged),
        whose_safety=record.whose_safety,
        review_on=record.review_date,
        snapshot_sha256=record.snapshot_sha256,
        is_outdated=record.is_stale,
    )


def _criterion_text(review: GateReview, criterion_id: str) -> Said:
    """A criterion that the content no longer has keeps its id."""
    names = {one.id: one.name for one in gate_book().gate(review.gate.id).criteria}
    name = names.get(criterion_id)
    return Text(f"{criterion_id} {name.ja}", f"{criterion_id} {name.en}") if name else criterion_id
