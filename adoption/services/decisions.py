"""Recording a decision: by a named person, on the evidence that person saw."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Membership, User
from adoption.content.loader import gate_book
from adoption.errors import DecisionRefused
from adoption.gates.admission import admit
from adoption.gates.record import Verdict
from adoption.gates.snapshot import sha256_of, snapshot_of
from adoption.models import Decision, UseCase
from adoption.selectors import assess_gate
from adoption.states import OPENS_THE_GATE
from language.text import Text


@transaction.atomic
def record_decision(use_case: UseCase, gate_id: str, verdict: Verdict, by: User) -> Decision:
    """Append a decision with the snapshot it stands on; raise DecisionRefused with a sentence otherwise.

    Owners and approvers of the organisation decide; a consultant never does.
    """
    _require_decider(use_case, by)
    # Locked so that evidence and stage cannot move between the look and the signature; the chain first, as everywhere.
    hold_chain(use_case.organization_id)
    rows = UseCase.objects.select_for_update(of=("self",)).select_related("organization")
    use_case = rows.get(pk=use_case.pk)
    _require_newest(use_case, gate_id, verdict)
    assessment = assess_gate(use_case, gate_id)
    snapshot = snapshot_of(gate_id, assessment)
    if verdict.seen_sha256 != sha256_of(snapshot):
        raise DecisionRefused(
            Text(
                "入力中に証拠が変わりました。何も記録されていません。最新の内容を確認して、もう一度決裁してください。",
                "The evidence changed while you were deciding. Nothing was recorded. "
                "Look at the present state and decide again.",
            )
        )
    admit(verdict, assessment, timezone.localdate())
    decision = Decision.objects.create(
        use_case=use_case,
        gate=gate_id,
        outcome=verdict.outcome,
        recommended=assessment.recommendation.outcome,
        decided_by=by,
        person_name=verdict.person_name.strip(),
        person_title=verdict.person_title.strip(),
        reason=verdict.reason.strip(),
        dissent=verdict.dissent.strip(),
        unknowns_acknowledged=list(verdict.unknowns_acknowledged),
        whose_safety=verdict.whose_safety.strip(),
        conditions=verdict.conditions.strip(),
        review_date=verdict.review_date,
        snapshot=snapshot,
        snapshot_sha256=verdict.seen_sha256,
    )
    _advance(use_case, decision)
    record(
        use_case.organization,
        by,
        "gate.decided",
        f"{use_case.name}: {gate_id}",
        decision=decision.pk,
        outcome=decision.outcome,
        recommended=decision.recommended,
        person=decision.person_name,
        snapshot_sha256=decision.snapshot_sha256,
    )
    return decision


def _require_decider(use_case: UseCase, by: User) -> None:
    membership = Membership.objects.filter(user=by, organization_id=use_case.organization_id).first()
    if membership is None or not membership.can_decide:
        raise DecisionRefused(
            Text(
                "決裁を記録できるのは管理者と決裁者だけです。何も記録されていません。",
                "Only owners and approvers record decisions. Nothing was recorded.",
            )
        )


def _require_newest(use_case: UseCase, gate_id: str, verdict: Verdict) -> None:
    """Two people may decide at once, or one may press twice: the second sees the first decision before its own."""
    newest = use_case.decisions.filter(gate=gate_id).order_by("-pk").values_list("pk", flat=True).first()
    if verdict.after_decision is not None and verdict.after_decision != (newest or 0):
        raise DecisionRefused(
            Text(
                "入力中に、このゲートの決裁が別に記録されました。今回の内容は記録していません。"
                "記録された決裁を確認し、必要な場合だけもう一度決裁してください。",
                "A decision on this gate was recorded while you were deciding. Yours was not recorded. "
                "Read it, and decide again only if it is still needed.",
            )
        )


def _advance(use_case: UseCase, decision: Decision) -> None:
    """A gate that opens moves the use case forward, never back."""
    book = gate_book()
    order = {stage.id: stage.order for stage in book.stages}
    opened = book.gate(decision.gate).opens
    if decision.outcome in OPENS_THE_GATE and order[opened] > order.get(use_case.stage, 0):  # type: ignore[call-overload]
        use_case.stage = opened
        use_case.save(update_fields=["stage"])
