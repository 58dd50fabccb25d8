"""What a change does to a request on its way: only the reviews that it concerns are opened again."""

from django.db import transaction

from accounts.audit import record
from adoption.models import Ringi
from adoption.ringi.parts import whole
from adoption.ringi.route import Step, state_of
from adoption.ringi_selectors import current_steps, present_parts, stale_steps
from adoption.services.ringi_drafts import locked, note
from adoption.states import RingiActionKind, RingiStepState


@transaction.atomic
def reopen(ringi: Ringi) -> int:
    """Open again every review whose watched parts changed after its answer; return how many."""
    ringi = locked(ringi)
    parts = present_parts(ringi)
    stale = stale_steps(ringi, parts)
    for step, moved in stale:
        step.state, step.reopened_for, step.reminded_on = RingiStepState.WAITING, list(moved), None
        step.save(update_fields=["state", "reopened_for", "reminded_on"])
        note(ringi, RingiActionKind.REOPENED, None, step=step, for_person=step.person, parts=list(moved))
    if stale:
        steps = [Step(one.kind, one.state) for one in current_steps(ringi)]  # type: ignore[arg-type]
        ringi.state = state_of(steps)
        ringi.parts, ringi.snapshot_sha256 = parts, whole(parts)
        ringi.save(update_fields=["state", "parts", "snapshot_sha256"])
        record(
            ringi.organization,
            None,
            "ringi.reopened",
            str(ringi),
            ringi=ringi.pk,
            steps=[step.pk for step, _ in stale],
        )
    return len(stale)
