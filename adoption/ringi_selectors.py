"""Reads requests: their steps, the state of their evidence, and what waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organization, User
from adoption.content.loader import library
from adoption.content.ringi_book import EvidencePart, ReviewFunction
from adoption.models import Ringi, RingiStep
from adoption.ringi.parts import Parts, changed, concerned, parts_of
from adoption.ringi.route import OPEN, Step, is_turn
from adoption.selectors import facts_of
from adoption.states import RingiState, RingiStepKind, RingiStepState

REQUEST_FIELDS = ("title", "purpose", "gate", "tax", "exit_condition", "safety")
AMOUNT_FIELDS = ("amount_jpy", "initial_jpy", "yearly_jpy")


@dataclass(frozen=True)
class StepView:
    """A step as a page shows it."""

    row: RingiStep
    function: ReviewFunction | None
    reopened_for: tuple[EvidencePart, ...]
    is_overdue: bool
    is_turn: bool
    can_answer: bool
    as_deputy: bool


def request_of(ringi: Ringi) -> Mapping[str, Any]:
    """What the drafter wrote, as it is hashed."""
    words = {name: getattr(ringi, name) for name in REQUEST_FIELDS}
    return words | {name: str(int(getattr(ringi, name))) for name in AMOUNT_FIELDS}


def present_parts(ringi: Ringi) -> dict[str, str]:
    """The hash of every part of the evidence as it is now."""
    return parts_of(library().ringi, facts_of(ringi.use_case), request_of(ringi))


def current_steps(ringi: Ringi) -> QuerySet[RingiStep]:
    """The steps of the present round."""
    return ringi.steps.filter(round=ringi.round).select_related("person", "deputy")


def stale_steps(ringi: Ringi, now: Parts) -> list[tuple[RingiStep, tuple[str, ...]]]:
    """Reviews that were answered on a state whose watched parts have changed since, with those parts."""
    if ringi.state not in OPEN:
        return []
    found = []
    for step in current_steps(ringi).filter(kind=RingiStepKind.REVIEW):
        if step.state == RingiStepState.WAITING:
            continue
        watches = library().ringi.function(step.function).watches
        moved = concerned(watches, changed(step.seen_parts, now))
        if moved:
            found.append((step, moved))
    return found


def changed_since_decision(ringi: Ringi, now: Parts) -> tuple[EvidencePart, ...]:
    """For a request that was decided: the parts that differ from what the decider saw."""
    decision = current_steps(ringi).filter(kind=RingiStepKind.DECISION).first()
    if decision is None or not decision.seen_parts:
        return ()
    return tuple(library().ringi.part(part) for part in changed(decision.seen_parts, now))


def step_views(ringi: Ringi, user: User, today: date) -> list[StepView]:
    """The steps of the present round, as this person sees them."""
    book = library().ringi
    functions = {one.id: one for one in book.functions}
    return [
        StepView(
            row=step,
            function=functions.get(step.function),
            reopened_for=tuple(book.part(part) for part in step.reopened_for),
            is_turn=_is_open(ringi, step),
            is_overdue=_is_open(ringi, step) and step.due_on < today,
            can_answer=_is_open(ringi, step) and user.pk in (step.person_id, step.deputy_id),
            as_deputy=user.pk == step.deputy_id and user.pk != step.person_id,
        )
        for step in current_steps(ringi)
    ]


def waiting_for(organization: Organization, user: User) -> list[RingiStep]:
    """What waits for this person in this company, the earliest due first; a deputy is asked once it is overdue."""
    today = timezone.localdate()
    mine = Q(person=user) | Q(deputy=user, due_on__lt=today)
    waiting = (RingiStepState.WAITING, RingiStepState.TO_READ_LATER)
    rows = RingiStep.objects.filter(mine, ringi__organization=organization, state__in=waiting)
    steps = rows.select_related("ringi").order_by("due_on", "pk")
    return [step for step in steps if step.round == step.ringi.round and _is_open(step.ringi, step)]


def reports_due(organization: Organization) -> QuerySet[Ringi]:
    """Approved requests whose report on what came of it is due."""
    done = (RingiState.APPROVED, RingiState.CONDITIONAL)
    return organization.ringi.filter(state__in=done, report_due_on__lte=timezone.localdate())


def _is_open(ringi: Ringi, step: RingiStep) -> bool:
    return is_turn(Step(step.kind, step.state), ringi.state)  # type: ignore[arg-type]
