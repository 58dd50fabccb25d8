"""Writing cost plans: every save appends a revision and an audit entry."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import Organization, User
from language.text import Text
from tco.assumptions import AssumptionValue, MeasuredThroughput, check_assumptions, with_measurement
from tco.errors import PlanChanged
from tco.five_year.plan import five_year_plan
from tco.models import Assumption, CostPlan, PlanRevision
from tco.selectors import assumptions_of


@transaction.atomic
def create_plan_from_defaults(
    organization: Organization,
    by: User | None,
    name: str,
    first_fiscal_year: int,
    assumptions: Sequence[AssumptionValue],
    note: str,
) -> CostPlan:
    """Make a plan with the given assumptions as its revision 1; inputs without one stay unknown."""
    check_assumptions(five_year_plan(), assumptions)
    plan = CostPlan.objects.create(
        organization=organization, name=name, first_fiscal_year=first_fiscal_year, created_by=by
    )
    _write(plan, assumptions, by)
    _append_revision(plan, by, note)
    return plan


@transaction.atomic
def save_assumptions(
    plan: CostPlan,
    by: User | None,
    changed: Sequence[AssumptionValue],
    note: str,
    expected_revision: int,
) -> PlanRevision:
    """Save changed assumptions as a new revision; the same values again make none.

    Raises PlanChanged when somebody saved after `expected_revision`, InvalidInput for a wrong value.
    """
    check_assumptions(five_year_plan(), changed)
    locked = CostPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.revision != expected_revision:
        raise _changed_meanwhile(locked)
    before = {value.key: value for value in assumptions_of(locked)}
    new = [value for value in changed if _differs(value, before.get(value.key))]
    if not new:
        return locked.revisions.get(number=locked.revision)
    _write(locked, new, by)
    revision = _append_revision(locked, by, note)
    plan.revision = locked.revision
    return revision


def apply_measurement(plan: CostPlan, by: User | None, measured: MeasuredThroughput) -> PlanRevision:
    """Save what an evaluation run measured as assumptions with the status "measured"."""
    changed = with_measurement(assumptions_of(plan), measured)
    return save_assumptions(plan, by, changed, f"実測の反映: {measured.run_label}", plan.revision)


def revision_values(plan: CostPlan) -> list[dict[str, Any]]:
    """Return all assumptions of a plan as JSON rows, in the order of their keys."""
    return [
        {
            "key": value.key,
            "low": str(value.low.normalize()),
            "mode": str(value.mode.normalize()),
            "high": str(value.high.normalize()),
            "source": value.source._asdict(),
            "source_date": value.source_date.isoformat(),
            "status": value.status.value,
            "entered_by": value.entered_by,
        }
        for value in assumptions_of(plan)
    ]


def inputs_sha256(first_fiscal_year: int, values: Sequence[dict[str, Any]]) -> str:
    """Hash the inputs of a revision: two revisions with the same hash calculate the same numbers."""
    content = {"first_fiscal_year": first_fiscal_year, "values": list(values)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differs(value: AssumptionValue, before: AssumptionValue | None) -> bool:
    """Compare everything but the name of who entered it."""
    if before is None:
        return True
    facts = ("low", "mode", "high", "source", "source_date", "status")
    return any(getattr(value, fact) != getattr(before, fact) for fact in facts)


def _write(plan: CostPlan, values: Sequence[AssumptionValue], by: User | None) -> None:
    units = {spec.key: spec.unit.ja for spec in five_year_plan().inputs}
    for value in values:
        Assumption.objects.update_or_create(
            plan=plan,
            key=value.key,
            defaults={
                "low": value.low,
                "mode": value.mode,
                "high": value.high,
                "unit": units[value.key],
                "source": value.source.ja,
                "source_en": value.source.en,
                "source_date": value.source_date,
                "status": value.status.value,
                "entered_by": by,
                "entered_by_name": str(by) if by else value.entered_by,
            },
        )


def _append_revision(plan: CostPlan, by: User | None, note: str) -> PlanRevision:
    values = revision_values(plan)
    plan.revision += 1
    plan.save(update_fields=["revision", "updated_at"])
    revision = PlanRevision.objects.create(
        plan=plan,
        number=plan.revision,
        values=values,
        inputs_sha256=inputs_sha256(plan.first_fiscal_year, values),
        note=note,
        by=by,
        by_name=str(by) if by else "",
    )
    record(
        plan.organization,
        by,
        "cost_plan.saved",
        f"cost plan {plan.pk} r{revision.number}",
        inputs_sha256=revision.inputs_sha256,
        note=note,
    )
    return revision


def _changed_meanwhile(plan: CostPlan) -> PlanChanged:
    return PlanChanged(
        Text(
            f"別の人が版{plan.revision}を保存しました。入力した値はまだ保存していません。"
            "画面を開き直し、値を確かめてから保存してください。",
            f"Somebody else saved revision {plan.revision}. Your values are not saved yet. "
            "Open the page again, check the values, then save.",
        )
    )
