"""One of everything of requirements, rules and clearances that an address can name."""

from dataclasses import replace

from governance.models import AdoptedEdition, AiSystem, ContentReview, RuleReader
from governance.services.clearances import ClearanceDraft, draft_clearance
from governance.services.controls import ControlAnswer, record_control
from governance.services.usage_rules import name_readers
from governance.services.watch import OwnItemDraft, add_own_item

CLEAR = ClearanceDraft(
    "保全手順書 120件", "internal", "clear", "not_concerned", "clear", "clear", "", "法務確認 2026-11-05"
)


def around_controls(system: AiSystem, user, suffix: str = "") -> dict[str, int]:
    """Add the rows to the system's organisation and return the numbers by which addresses name them."""
    company, secret = system.organization, f"極秘{suffix}"
    record_control(company, system, "METI-C1", ControlAnswer("applicable", owner_name=secret), user)
    draft_clearance(system, replace(CLEAR, data_description=secret), user)
    demand = OwnItemDraft(secret, "CUSTOMER", "contract", "official", secret)
    review = ContentReview.objects.create(
        organization=company,
        edition=AdoptedEdition.objects.filter(organization=company).first(),
        row_key="requirements/METI-C1",
        is_removed=False,
        words={"ja": secret, "en": secret},
        answers=1,
    )
    name_readers(company, system, [secret], user)
    return {
        "own_watch_item": add_own_item(company, demand, user).pk,
        "content_review": review.pk,
        "rule_reader": RuleReader.objects.get(organization=company, person=secret).pk,
    }
