"""One round of scoring and one request on its way: for the tests that walk all addresses."""

from datetime import date
from decimal import Decimal

from adoption.models import RingiStep, ScoreRound, UseCase
from adoption.services.ringi_drafts import RingiDraft, create_ringi
from adoption.states import RingiState


def around_choice(use_case: UseCase, user, suffix: str = "") -> dict[str, int]:
    """Add the rows and return the numbers by which addresses name them; the step waits for this user."""
    draft = RingiDraft(
        gate="G1",
        title=f"極秘{suffix}の稟議",
        purpose="1件10分を6分へ。",
        amount_jpy=Decimal(3_000_000),
        initial_jpy=Decimal(2_000_000),
        yearly_jpy=Decimal(1_000_000),
        exit_condition="1分未満なら中止。",
    )
    ringi = create_ringi(use_case, draft, user)
    ringi.state, ringi.round = RingiState.REVIEW, 1
    ringi.save()
    step = RingiStep.objects.create(
        ringi=ringi, round=1, kind="review", function="finance", person=user, due_on=date(2026, 11, 1)
    )
    round_ = ScoreRound.objects.create(organization=use_case.organization, opened_by=user)
    return {"ringi": ringi.pk, "step": step.pk, "round": round_.pk}
