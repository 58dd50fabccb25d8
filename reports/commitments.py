"""What named people have committed to for a use case, read from their rows: targets, owners of risks, exit numbers."""

from adoption.models import KpiInstance, MeasurementPlan, Ringi, UseCase
from adoption.selectors import current_evidence
from adoption.states import RingiState
from governance.models import Risk
from governance.operation_states import RiskState
from reports.ringi_lint import Commitments, OwnedRisk

_DEAD = (RingiState.REJECTED, RingiState.WITHDRAWN)


def commitments_of(use_case: UseCase) -> Commitments:
    """Return what stands for a use case today."""
    return Commitments(
        effects=tuple(_effects(use_case)),
        process_owner=use_case.owner_name,
        risks=tuple(OwnedRisk(risk.title, risk.owner_name) for risk in _risks(use_case)),
        exit_conditions=tuple(_exit_conditions(use_case)),
    )


def _effects(use_case: UseCase) -> list[str]:
    aimed = KpiInstance.objects.filter(use_case=use_case, target__isnull=False)
    return [f"{kpi.name} {kpi.target:g} {kpi.unit}" for kpi in aimed]


def _risks(use_case: UseCase) -> list[Risk]:
    if use_case.system_id is None:
        return []
    return list(Risk.objects.filter(system=use_case.system_id).exclude(state=RiskState.CLOSED))


def _exit_conditions(use_case: UseCase) -> list[str]:
    """From the gate's evidence, the measurement plan in force, and the request for approval."""
    recorded = [
        str(row.facts["kill_criteria"])
        for row in current_evidence(use_case)
        if row.key == "measurement_plan" and row.facts.get("kill_criteria")
    ]
    planned: list[str] = []
    plan = MeasurementPlan.objects.filter(use_case=use_case).first()
    if plan and plan.definition.get("kill_number") is not None:
        planned = [f"{plan.definition.get('kill_text', '')} {plan.definition['kill_number']:g}".strip()]
    ringi = Ringi.objects.filter(use_case=use_case).exclude(state__in=_DEAD).first()
    return [*recorded, *planned, *([ringi.exit_condition] if ringi else [])]
