"""What operation knows for the gates: plain values; what nobody has entered is left out and stays unknown."""

from django.utils import timezone

from accounts.models import Organization
from governance.models import AiSystem, Drill, SystemOperation
from governance.operation_states import IncidentState
from governance.overviews.duties import holders
from governance.overviews.incidents import drills_of, first_action, incidents_of
from governance.overviews.planted import latest_of_each_person, pooled, takings_of
from governance.overviews.readiness import readiness_lines, summary_of
from governance.overviews.risks import living, overdue, risks_of
from governance.overviews.training import completion, training_lines

PlainValue = bool | int | float | str
Facts = dict[tuple[str, str], dict[str, PlainValue]]


def operation_facts(organization: Organization, system: AiSystem | None) -> Facts:
    """Roles, readiness, the fallback drill, training, planted errors, incidents and risks under (source, key)."""
    return {
        **_roles(organization, system),
        **_readiness(organization, system),
        **_drill(organization, system),
        **_operation(system),
        **_training(organization, system),
        **_incidents(organization, system),
        **_risks(organization, system),
    }


def _roles(organization: Organization, system: AiSystem | None) -> Facts:
    facts: Facts = {}
    for role, holder in holders(organization, system).items():
        named = {
            "person": holder.person_name,
            "deputy": holder.deputy_name,
            "escalation": holder.escalation_name,
        }
        facts["role", role] = {field: name for field, name in named.items() if name}
    return facts


def _readiness(organization: Organization, system: AiSystem | None) -> Facts:
    summary = summary_of(readiness_lines(organization, system))
    if summary.must_open is None:
        return {}
    return {("ev", "readiness"): {"must_open": summary.must_open, "share_done": summary.share}}


def _drill(organization: Organization, system: AiSystem | None) -> Facts:
    """The latest drill of the fallback counts, of the system itself before the company's."""
    rows = list(drills_of(organization, system).filter(playbook=""))
    own = [row for row in rows if row.system_id is not None and system and row.system_id == system.pk]
    whole = [row for row in rows if row.system_id is None]
    latest: Drill | None = next(iter(own or whole), None)
    if latest is None:
        return {}
    facts: dict[str, PlainValue] = {"passed": latest.passed, "held_on": latest.held_on.isoformat()}
    if latest.minutes_to_switch is not None:
        facts["minutes_to_switch"] = latest.minutes_to_switch
    return {("ev", "fallback_drill"): facts}


def _operation(system: AiSystem | None) -> Facts:
    """Whether bringing out, watching, updating and the kill switch are described for the system."""
    row = SystemOperation.objects.filter(system=system).first() if system else None
    if row is None:
        return {}
    plans = bool(row.deploy_plan and row.monitor_plan and row.update_plan)
    facts: dict[str, PlainValue] = {"planned": plans, "kill_switch": bool(row.stop_person)}
    return {("ev", "operation"): {**facts, "mode": row.deployment_mode} if row.deployment_mode else facts}


def _training(organization: Organization, system: AiSystem | None) -> Facts:
    facts: Facts = {}
    share = completion(training_lines(organization, system))
    if share is not None:
        facts["kpi", "K-A-03"] = {"value": share}
    found = pooled(latest_of_each_person(takings_of(organization, system)))
    if found is not None:
        facts["kpi", "K-A-06"] = {"value": found.rate, "ci_low": found.low, "n": found.planted}
    return facts


def _incidents(organization: Organization, system: AiSystem | None) -> Facts:
    rows, now = list(incidents_of(organization, system)), timezone.now()
    if not rows:
        return {}
    severe = [row for row in rows if row.severity in ("SEV1", "SEV2")]
    facts: dict[str, PlainValue] = {
        "n": len(rows),
        "open": sum(row.state != IncidentState.CLOSED for row in rows),
        "severe": len(severe),
        "late_first_action": sum(first_action(row, now).is_late for row in rows),
    }
    return {("ev", "incidents"): facts}


def _risks(organization: Organization, system: AiSystem | None) -> Facts:
    rows = risks_of(organization, system)
    alive = living(rows)
    if not rows.exists():
        return {}
    facts: dict[str, PlainValue] = {
        "n": alive.count(),
        "overdue": overdue(rows).count(),
        "not_judged_after": alive.filter(likelihood_after=None).count(),
    }
    return {("ev", "risks"): facts}
