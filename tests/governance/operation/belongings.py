"""One of everything of operation that an address can name: for the tests that walk all pages."""

from datetime import date, timedelta

from django.utils import timezone

from governance.models import AiSystem, TrainingNeed
from governance.services.duties import HolderDraft, assign_role, realise_fail_safe
from governance.services.incidents import IncidentDraft, report_incident
from governance.services.planted import add_planted_item, create_planted_test
from governance.services.risks import RiskDraft, add_risk
from governance.services.training import SessionDraft, add_session, require_training


def around_operation(system: AiSystem, user, suffix: str = "") -> dict[str, int]:
    """Add the rows to the system's organisation and return the numbers by which addresses name them."""
    company, secret = system.organization, f"極秘{suffix}"
    risk = RiskDraft(
        secret, "supply", secret, 3, 4, secret, secret, timezone.localdate() + timedelta(days=90)
    )
    report = IncidentDraft(secret, "SEV2", secret, timezone.now() - timedelta(hours=1), playbook="PB-02")
    test = create_planted_test(company, secret, 0.8, user, system)
    require_training(company, "T-05", [secret], None, user, system)
    return {
        "system": system.pk,
        "risk": add_risk(company, risk, user, system).pk,
        "holder": assign_role(company, "R-SVC", HolderDraft(secret), user, system).pk,
        "fail_safe": realise_fail_safe(system, "FS-02", secret, None, user).pk,
        "need": TrainingNeed.objects.get(system=system).pk,
        "session": add_session(
            company, SessionDraft("T-05", date(2026, 10, 1), 4, secret), [], user, system
        ).pk,
        "planted": test.pk,
        "planted_item": add_planted_item(test, secret, f"{secret}!", secret, user).pk,
        "incident": report_incident(company, report, user, system).pk,
    }
