"""Submitting a request and answering its steps: by the person whose turn it is, on the state that person saw."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.models import Membership, User
from accounts.roles import Role
from adoption.content.loader import library
from adoption.errors import RingiRefused
from adoption.models import Ringi, RingiStep
from adoption.ringi.parts import whole
from adoption.ringi.route import (
    ANSWERS,
    NEEDS_COMMENT,
    OPEN,
    Limit,
    RouteState,
    Step,
    decider_for,
    is_turn,
    state_of,
)
from adoption.ringi_selectors import current_steps, present_parts
from adoption.services.ringi_changes import reopen
from adoption.services.ringi_drafts import CHANGEABLE, locked, note
from adoption.states import RingiActionKind, RingiState, RingiStepKind, RingiStepState
from language.text import Text

DECISION_DAYS = 5
REPORT_MONTHS = 6
_SAFE = Text("何も記録されていません。", "Nothing was recorded.")


@dataclass(frozen=True)
class Answer:
    """What a person says at a step; `seen_sha256` is the state that was on the screen."""

    state: str
    seen_sha256: str
    comment: str = ""
    checklist: tuple[str, ...] = ()
    knows_own_request: bool = False


@transaction.atomic
def submit(ringi: Ringi, by: User) -> Ringi:
    """起案: take the snapshot and open the reviews of all functions; raise RingiRefused with what is missing."""
    ringi = locked(ringi)
    if ringi.state not in CHANGEABLE:
        raise _refused(
            "この稟議はすでに回付されているか、終了しています。", "This request is on its way or has ended."
        )
    _require_own_staff(ringi, by)
    parts = present_parts(ringi)
    ringi.round += 1
    ringi.parts, ringi.snapshot_sha256 = parts, whole(parts)
    ringi.submitted_by, ringi.submitted_at, ringi.closed_at = by, timezone.now(), None
    _open_steps(ringi)
    _settle(ringi)
    note(ringi, RingiActionKind.SUBMITTED, by, snapshot_sha256=ringi.snapshot_sha256)
    record(
        ringi.organization,
        by,
        "ringi.submitted",
        str(ringi),
        ringi=ringi.pk,
        round=ringi.round,
        snapshot_sha256=ringi.snapshot_sha256,
    )
    return ringi


def answer(step: RingiStep, given: Answer, by: User) -> RingiStep:
    """Record the answer of the person whose turn it is, or of the deputy.

    When the evidence moved, the reviews it concerns are opened again, and that stays although this answer is refused.
    """
    if reopen(step.ringi):
        raise _refused(
            "前の合議のあとに内容が変わったため、関係する合議をやり直します。",
            "The content changed after earlier reviews: those it concerns were opened again.",
        )
    return _answer(step, given, by)


@transaction.atomic
def put_off(step: RingiStep, reason: str, by: User) -> RingiStep:
    """後閲: the decider lets an absent reader read afterwards, with a reason; a review is never put off."""
    ringi = locked(step.ringi)
    _require_own_staff(ringi, by)
    step = ringi.steps.get(pk=step.pk)
    if not current_steps(ringi).filter(Q(person=by) | Q(deputy=by), kind=RingiStepKind.DECISION).exists():
        raise _refused("後閲にできるのは決裁者だけです。", "Only the decider lets somebody read afterwards.")
    if step.kind != RingiStepKind.CIRCULATION or step.state != RingiStepState.WAITING:
        raise _refused(
            "後閲にできるのは、まだ閲覧していない回覧先だけです。合議は省略できません。",
            "Only a reader who has not read yet can read afterwards. A review is never left out.",
        )
    if not reason.strip():
        raise _refused("後閲にする理由を入力してください。", "Enter why it is read afterwards.")
    step.state = RingiStepState.TO_READ_LATER
    step.save(update_fields=["state"])
    _settle(ringi)
    note(ringi, RingiActionKind.PUT_OFF, by, step=step, for_person=step.person, comment=reason.strip())
    record(ringi.organization, by, "ringi.put_off", str(ringi), ringi=ringi.pk, step=step.pk)
    return step


@transaction.atomic
def withdraw(ringi: Ringi, reason: str, by: User) -> Ringi:
    """取下げ: by who drafted or submitted it, or an owner of the company, before it is decided."""
    ringi = locked(ringi)
    owns = Membership.objects.filter(organization=ringi.organization, user=by, role=Role.OWNER).exists()
    if by.pk not in (ringi.drafted_by_id, ringi.submitted_by_id) and not owns:
        raise _refused("取下げられるのは起案者だけです。", "Only the drafter withdraws a request.")
    if ringi.state not in OPEN | CHANGEABLE:
        raise _refused("この稟議はすでに終了しています。", "This request has ended already.")
    if ringi.state in OPEN:
        _require_own_staff(ringi, by)
    if not reason.strip():
        raise _refused("取下げの理由を入力してください。", "Enter why it is withdrawn.")
    ringi.state, ringi.closed_at = RingiState.WITHDRAWN, timezone.now()
    ringi.save(update_fields=["state", "closed_at"])
    note(ringi, RingiActionKind.WITHDRAWN, by, comment=reason.strip())
    record(ringi.organization, by, "ringi.withdrawn", str(ringi), ringi=ringi.pk)
    return ringi


@transaction.atomic
def _answer(step: RingiStep, given: Answer, by: User) -> RingiStep:
    ringi = locked(step.ringi)
    step = ringi.steps.select_related("person", "deputy").get(pk=step.pk)
    _check_turn(ringi, step, by)
    _check_answer(ringi, step, given, by)
    parts = present_parts(ringi)
    if given.seen_sha256 != whole(parts):
        raise _refused(
            "入力中に内容が変わりました。最新の内容を確認して、もう一度回答してください。",
            "The content changed while you were answering. Look at the present state and answer again.",
        )
    later = step.state == RingiStepState.TO_READ_LATER
    step.state = RingiStepState.READ_LATER if later else given.state
    step.seen_parts, step.reopened_for = parts, []
    step.save(update_fields=["state", "seen_parts", "reopened_for"])
    _settle(ringi)
    note(
        ringi,
        step.state,
        by,
        step=step,
        for_person=step.person if by.pk != step.person_id else None,
        is_own_request=is_own_request(ringi, by),
        comment=given.comment.strip(),
        checklist=list(given.checklist),
        snapshot_sha256=given.seen_sha256,
    )
    record(
        ringi.organization,
        by,
        "ringi.answered",
        str(ringi),
        ringi=ringi.pk,
        step=step.pk,
        answer=step.state,
        snapshot_sha256=given.seen_sha256,
    )
    return step


def is_own_request(ringi: Ringi, by: User) -> bool:
    """Whether a person would judge what that person asked for."""
    return by.pk in (ringi.drafted_by_id, ringi.submitted_by_id) or (
        bool(by.name.strip()) and by.name.strip() in ringi.use_case.owner_name
    )


def _check_turn(ringi: Ringi, step: RingiStep, by: User) -> None:
    _require_own_staff(ringi, by)
    if by.pk not in (step.person_id, step.deputy_id):
        raise _refused("この回答の担当者ではありません。", "This is not your turn to answer.")
    state: RouteState = ringi.state  # type: ignore[assignment]
    if step.round != ringi.round or not is_turn(Step(step.kind, step.state), state):  # type: ignore[arg-type]
        raise _refused(
            "この回答の順番ではないか、すでに回答済みです。",
            "It is not the turn of this step, or it was answered already.",
        )


def _check_answer(ringi: Ringi, step: RingiStep, given: Answer, by: User) -> None:
    if given.state not in ANSWERS[step.kind]:  # type: ignore[index]
        raise _refused("回答を選んでください。", "Choose an answer.")
    if given.state in NEEDS_COMMENT and not given.comment.strip():
        raise _refused("理由・条件・意見を入力してください。", "Enter the reason, conditions or opinion.")
    if by.pk != step.person_id and not given.comment.strip():
        raise _refused(
            "代理で回答する理由を入力してください。", "Enter why you answer in place of the person."
        )
    if is_own_request(ringi, by) and not given.knows_own_request:
        raise _refused(
            "ご自身の申請への回答です。別の人が回答できないことを確認し、確認欄にチェックしてください。",
            "This is your own request. Make sure that nobody else can answer, and tick the confirmation.",
        )
    _check_checklist(step, given)


def _check_checklist(step: RingiStep, given: Answer) -> None:
    """A plain agreement means that every point was looked at; anything else says which were not."""
    if step.kind != RingiStepKind.REVIEW:
        return
    points = {one.id for one in library().ringi.function(step.function).checklist}
    if not set(given.checklist) <= points:
        raise _refused("確認項目が正しくありません。", "The checklist does not belong to this review.")
    if given.state == RingiStepState.AGREED and set(given.checklist) != points:
        raise _refused(
            "確認していない項目があります。意見付き・条件付きの同意か差戻しを選び、理由を書いてください。",
            "Some points are not ticked. Agree with an opinion or conditions, or send it back, and say why.",
        )


def _require_own_staff(ringi: Ringi, by: User) -> None:
    """Consultants draft and comment; readers of the company may answer what they were asked."""
    row = Membership.objects.filter(organization=ringi.organization, user=by).first()
    if row is None or row.role == Role.CONSULTANT:
        raise _refused(
            "コンサルタントは起案の準備とコメントだけができます。起案・合議・決裁は自社の方が行ってください。",
            "Consultants draft and comment only. People of the company submit, review and decide.",
        )


def _open_steps(ringi: Ringi) -> None:
    organization, today = ringi.organization, timezone.localdate()
    seats = {seat.function: seat for seat in organization.reviewer_seats.select_related("person", "deputy")}
    functions = library().ringi.functions
    missing = [one for one in functions if one.id not in seats]
    if missing:
        names = "、".join(one.name.ja for one in missing), ", ".join(one.name.en for one in missing)
        raise _refused(
            f"合議の担当者が決まっていません({names[0]})。「合議者と決裁権限」のページで登録してください。",
            f"No reviewer is named for: {names[1]}. Name them in the settings of the approval route.",
        )
    for function in functions:
        seat = seats[function.id]
        _add_step(
            ringi,
            RingiStepKind.REVIEW,
            seat.person,
            seat.deputy,
            today + timedelta(days=seat.days),
            function=function.id,
        )
    longest = max(seat.days for seat in seats.values())
    for reader in ringi.readers.all():
        _add_step(ringi, RingiStepKind.CIRCULATION, reader, None, today + timedelta(days=longest + 3))
    _add_decision(ringi, today + timedelta(days=longest + DECISION_DAYS))


def _add_decision(ringi: Ringi, due_on: date) -> None:
    rows = {row.pk: row for row in ringi.organization.authority_limits.select_related("decider", "deputy")}
    chosen = decider_for(ringi.amount_jpy, [Limit(row.pk, row.up_to_jpy) for row in rows.values()])
    if chosen is None:
        raise _refused(
            "この金額の決裁者が決裁権限表にありません。「合議者と決裁権限」のページで登録してください。",
            "The table of authority names nobody for this amount. Complete it in the settings of the approval route.",
        )
    row = rows[chosen.id]
    _add_step(ringi, RingiStepKind.DECISION, row.decider, row.deputy, due_on, title=row.title)


def _add_step(
    ringi: Ringi, kind: str, person: User, deputy: User | None, due_on: date, **named: str
) -> RingiStep:
    for one in filter(None, (person, deputy)):
        row = Membership.objects.filter(organization=ringi.organization, user=one).first()
        if row is None or row.role == Role.CONSULTANT or not one.is_active:
            raise _refused(
                f"{one.name}さんは担当者になれません(退職・他社・コンサルタント)。「合議者と決裁権限」のページで直してください。",
                f"{one.name} cannot take part (left, of another company, or a consultant). Correct the settings.",
            )
    return RingiStep.objects.create(
        ringi=ringi, round=ringi.round, kind=kind, person=person, deputy=deputy, due_on=due_on, **named
    )


def _settle(ringi: Ringi) -> None:
    """Take the state of the request from its steps."""
    steps = [Step(one.kind, one.state) for one in current_steps(ringi)]  # type: ignore[arg-type]
    ringi.state = state_of(steps)
    if ringi.state not in OPEN and ringi.closed_at is None:
        ringi.closed_at = timezone.now()
        if ringi.state in (RingiState.APPROVED, RingiState.CONDITIONAL):
            ringi.report_due_on = _months_on(timezone.localdate(), REPORT_MONTHS)
    ringi.save()


def _months_on(day: date, months: int) -> date:
    """The last day of the month that lies `months` after.

    >>> _months_on(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.month - 1 + months + 1, 12)
    return date(day.year + year, month + 1, 1) - timedelta(days=1)


def _refused(ja: str, en: str) -> RingiRefused:
    return RingiRefused(Text(ja + _SAFE.ja, f"{en} {_SAFE.en}"))
