"""Facts that governance knows for the gates: plain values under (source, key); what nobody knows is left out.

`adoption` reads them; each topic of this app contributes one function.
"""

from collections.abc import Callable, Mapping

from accounts.models import Organization
from governance.clearances import clearance_state
from governance.control_states import Applicability
from governance.controls import RequirementLine, requirement_lines
from governance.models import AiSystem
from governance.operation_facts import operation_facts
from governance.rules_watch import table_age_days, watch_lines
from governance.usage_rules import reading_of
from governance.vendor_facts import vendor_facts

PlainValue = bool | int | float | str
GateFacts = dict[tuple[str, str], dict[str, PlainValue]]
Contributor = Callable[[Organization, AiSystem | None], GateFacts]


def control_facts(organization: Organization, system: AiSystem | None) -> GateFacts:
    """`control('JP-POLICY-01').status` where it applies, and `control('gate:G3').undecided` for every gate."""
    lines = requirement_lines(organization, system)
    facts: GateFacts = {("control", line.requirement.id): _state(line) for line in lines if _applies(line)}
    if any(line.record for line in lines):
        for gate in {line.requirement.gate for line in lines}:
            still = [line for line in lines if line.requirement.gate == gate and not line.is_declared]
            facts["control", f"gate:{gate}"] = {"undecided": len(still)}
    return facts


def _applies(line: RequirementLine) -> bool:
    known = line.record is not None and line.is_declared
    return known and line.record.applicability == Applicability.APPLICABLE  # type: ignore[union-attr]


def _state(line: RequirementLine) -> dict[str, PlainValue]:
    return {"status": line.state}


def usage_rule_facts(organization: Organization, system: AiSystem | None) -> GateFacts:
    """`control('JP-POLICY-01').status` as the receipts show it: counted, so it goes before what somebody declared."""
    status = reading_of(organization, system).status
    return {} if status is None else {("control", "JP-POLICY-01"): {"status": status}}


def watch_facts(organization: Organization, _system: AiSystem | None) -> GateFacts:
    """`ev('regwatch').age_days`: the oldest row counts; unknown while a row was never confirmed."""
    age = table_age_days(watch_lines(organization))
    return {} if age is None else {("ev", "regwatch"): {"age_days": age}}


def clearance_facts(_organization: Organization, system: AiSystem | None) -> GateFacts:
    """`doc('data_clearance').approved` of the system's newest check; without any check nothing is known.

    A check that nobody decided on is not approved: what somebody typed in before must not stand in its place.
    """
    state = clearance_state(system) if system else None
    if state is None or state.clearance is None:
        return {}
    return {("doc", "data_clearance"): {"approved": state.is_approved is True}}


CONTRIBUTORS: tuple[Contributor, ...] = (
    control_facts,
    usage_rule_facts,
    watch_facts,
    clearance_facts,
    operation_facts,
    vendor_facts,
)


def governance_facts(
    organization: Organization, system: AiSystem | None
) -> Mapping[tuple[str, str], dict[str, PlainValue]]:
    """All facts of governance together; fields of the same (source, key) are joined."""
    joined: GateFacts = {}
    for contribute in CONTRIBUTORS:
        for name, fields in contribute(organization, system).items():
            joined.setdefault(name, {}).update(fields)
    return joined
