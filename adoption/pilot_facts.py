"""What a pilot establishes for the gates, computed from its rows each time it is asked: nobody types it in."""

from adoption.experiments.verdict import gate_facts, threshold_fact
from adoption.gates.facts import FactValue
from adoption.measured import MeasuredFacts
from adoption.models import UseCase
from adoption.pilot_analysis import PilotAnalysis, pilot_analysis
from adoption.pilot_selectors import (
    PlanInForce,
    baseline_measured,
    current_readings,
    frozen_plan,
    frozen_values,
    has_deviation_log,
    newest_plan,
)
from adoption.pilots.definition import terms_of

BASELINE_DAYS = 14
_RETENTION = "K-A-02"


def facts_of_pilot(use_case: UseCase) -> tuple[MeasuredFacts, ...]:
    """Facts of the plan in force, its baseline, its log and its analysis; what is not known is left out.

    Without any plan nothing is said, so that a firm that measured elsewhere may bring its evidence.
    """
    if newest_plan(use_case) is None:
        return ()
    row = frozen_plan(use_case)
    if row is None:
        return (MeasuredFacts("ev", "measurement_plan", {"frozen": False}),)
    plan, analysis = frozen_values(row), pilot_analysis(use_case)
    return (
        MeasuredFacts("ev", "measurement_plan", _of_plan(plan)),
        MeasuredFacts("ev", "power", _of_power(plan)),
        MeasuredFacts("ev", "baseline", _of_baseline(use_case, plan)),
        *_of_log(use_case, plan),
        *_of_analysis(analysis),
        *_of_retention(use_case, analysis),
    )


def reference_of_pilot(use_case: UseCase) -> str:
    """What the facts stand on, for the snapshot of a decision: another version of the plan makes it stale."""
    row = frozen_plan(use_case)
    return "" if row is None else f"adoption.plan:{row.version}@{row.frozen_sha256}"


def _of_plan(plan: PlanInForce) -> dict[str, FactValue]:
    definition = plan.definition
    known: dict[str, FactValue | None] = {
        # A text that no longer has its hash was changed behind the product's back.
        "frozen": plan.is_intact,
        "primary": sum(kpi.role == "primary" for kpi in plan.kpis),
        "secondary": sum(kpi.role == "secondary" for kpi in plan.kpis),
        "n_baseline": definition.n_baseline,
        "kill_criteria": None if definition.kill_number is None else _kill_criteria(plan),
        "min_effect": threshold_fact(terms_of(definition, plan.primary, plan.frozen_on)),
        "severe_tolerance": definition.severe_tolerance,
    }
    return {name: value for name, value in known.items() if value is not None}


def _kill_criteria(plan: PlanInForce) -> str:
    number = plan.definition.kill_number or 0.0
    unit = terms_of(plan.definition, plan.primary, plan.frozen_on).effect_unit
    shown = f"{number:g}" if unit == "kpi" else f"{number * 100:g}%"
    return f"{shown}: {plan.definition.kill_text}"


def _of_power(plan: PlanInForce) -> dict[str, FactValue]:
    planned, required = plan.definition.n_planned, plan.definition.n_required
    enough = planned is not None and required is not None and planned >= required
    return {"computed": enough, "indicative_agreed": plan.definition.indicative_agreed}


def _of_baseline(use_case: UseCase, plan: PlanInForce) -> dict[str, FactValue]:
    """Measured: two weeks or the planned number, whichever is larger."""
    found = baseline_measured(use_case)
    enough = found.n >= (plan.definition.n_baseline or 1) and found.days >= BASELINE_DAYS
    return {"measured": enough, "n": found.n}


def _of_log(use_case: UseCase, plan: PlanInForce) -> tuple[MeasuredFacts, ...]:
    """An empty log is unknown, not a "no": perhaps nothing deviated and nobody has said so yet."""
    if not has_deviation_log(use_case, plan.id):
        return ()
    return (MeasuredFacts("ev", "deviation_log", {"present": True}),)


def _of_analysis(analysis: PilotAnalysis | None) -> tuple[MeasuredFacts, ...]:
    if analysis is None:
        return ()
    found = gate_facts(analysis.verdict, analysis.primary.finding)
    return tuple(MeasuredFacts(name.source, name.key, {name.field: value}) for name, value in found.items())


def _of_retention(use_case: UseCase, analysis: PilotAnalysis | None) -> tuple[MeasuredFacts, ...]:
    """The company's own reading of the KPI; without one, the share that the tasks with AI show."""
    own = current_readings(use_case).filter(kpi__kpi_id=_RETENTION).order_by("-on", "-pk").first()
    if own is not None:
        return (MeasuredFacts("kpi", _RETENTION, {"value": own.value}),)
    if analysis is None or analysis.retention is None:
        return ()
    return (MeasuredFacts("kpi", _RETENTION, {"value": analysis.retention.estimate}),)
