"""Checks of data with their approval: for each AI system the newest draft counts."""

from dataclasses import dataclass
from typing import cast

from accounts.models import Organization
from governance.models import AiSystem, ClearanceDecision, DataClearance


@dataclass(frozen=True)
class ClearanceState:
    """A system with its newest check and what was decided on it."""

    system: AiSystem
    clearance: DataClearance | None
    decision: ClearanceDecision | None

    @property
    def is_approved(self) -> bool | None:
        """None while nobody decided on the newest check."""
        return self.decision.approved if self.decision else None


def newest_clearance(system: AiSystem) -> DataClearance | None:
    found = DataClearance.objects.filter(system=system).order_by("-pk").first()
    return cast("DataClearance | None", found)


def clearance_state(system: AiSystem) -> ClearanceState:
    newest = newest_clearance(system)
    decision = newest.decisions.order_by("-pk").first() if newest else None
    return ClearanceState(system, newest, decision)


def clearance_states(organization: Organization) -> list[ClearanceState]:
    """One state for each AI system in use or planned, with three questions to the database."""
    systems = AiSystem.objects.filter(organization=organization, retired_on=None)
    rows = DataClearance.objects.filter(organization=organization).order_by("pk")
    newest = {row.system_id: row for row in rows}
    decided = ClearanceDecision.objects.filter(clearance__in=newest.values()).order_by("pk")
    decisions = {row.clearance_id: row for row in decided}
    return [_state(system, newest.get(system.pk), decisions) for system in systems]


def _state(
    system: AiSystem, newest: DataClearance | None, decisions: dict[int, ClearanceDecision]
) -> ClearanceState:
    return ClearanceState(system, newest, decisions.get(newest.pk) if newest else None)
