"""Writing cost plans: every save appends a revision and an audit entry."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import Organization, User
from language.text import Text
from tco.assumptions import AssumptionValue, MeasuredThroughput, check_assumptions, with_measurement
from tco.earlier_keys import as_today
from tco.errors import PlanChanged
from tco.models import Assumption, CostPlan, PlanRevision
from tco.plan.model import plan_model
from tco.plan.shape import PlanShape, plan_shape, standard_options, standard_uses
from tco.selectors import assumptions_of, values_of
from tco.shape_change import moved_keys
from tco.starting import starting_assumptions
from tco.uncertainty.draws import Correlation, check_correlations


@dataclass(frozen=True)
class NewPlan:
    """What a person decides when a plan begins; options and uses as `tco.plan.shape` stores them."""

    name: str
    starts_on: date
    years: int = 5
    fiscal_start_month: int = 4
    options: Sequence[Mapping[str, str]] = field(default_factory=standard_options)
    uses: Sequence[Mapping[str, str]] = field(default_factory=standard_uses)

    @property
    def shape(self) -> PlanShape:
        """The shape; InvalidInput says what is wrong with it."""
        return plan_shape(self.years, self.starts_on, self.fiscal_start_month, self.options, self.uses)


@transaction.atomic
def create_plan(
    organization: Organization,
    by: User | None,
    new: NewPlan,
    assumptions: Sequence[AssumptionValue],
    note: str,
) -> CostPlan:
    """Make a plan with the given assumptions as its revision 1; inputs without one stay unknown."""
    model = plan_model(new.shape)
    known = [value for value in assumptions if value.key in model.input_by_key]
    check_assumptions(model, known)
    plan = CostPlan.objects.create(
        organization=organization,
        name=new.name,
        starts_on=new.starts_on,
        years=new.years,
        fiscal_start_month=new.fiscal_start_month,
        options=list(new.options),
        uses=list(new.uses),
        created_by=by,
    )
    _write(plan, known, by)
    _append_revision(plan, by, note)
    return plan


@transaction.atomic
def save_shape(
    plan: CostPlan,
    by: User | None,
    new: NewPlan,
    note: str,
    expected_revision: int,
    uses_before: Sequence[int | None] | None = None,
) -> PlanRevision:
    """Change the years, options or uses of a plan; assumptions of what was taken out stay in earlier revisions.

    `uses_before` tells for every use which number it had (None: it is new), so that its inputs follow it.
    """
    shape = new.shape
    locked = CostPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.revision != expected_revision:
        raise _changed_meanwhile(locked)
    if uses_before is not None:
        _move(locked, moved_keys(locked.shape, shape, uses_before))
    for name in ("name", "starts_on", "years", "fiscal_start_month"):
        setattr(locked, name, getattr(new, name))
    locked.options, locked.uses = list(new.options), list(new.uses)
    locked.save()
    locked.assumptions.exclude(key__in=plan_model(shape).input_by_key).delete()
    known = set(locked.assumptions.values_list("key", flat=True))
    _write(locked, [value for value in starting_assumptions(shape) if value.key not in known], by)
    revision = _append_revision(locked, by, note)
    plan.refresh_from_db()
    return revision


def _move(plan: CostPlan, keys: Mapping[str, str | None]) -> None:
    """Give stored assumptions their new keys, in this order: a key is free when its turn comes."""
    for old, new in keys.items():
        rows = plan.assumptions.filter(key=old)
        if new is None:
            rows.delete()
        else:
            rows.update(key=new)


@transaction.atomic
def restore_revision(plan: CostPlan, by: User | None, number: int, expected_revision: int) -> PlanRevision:
    """Make an earlier revision the current one again, as a new revision; nothing is taken back or lost.

    Raises PlanRevision.DoesNotExist for an unknown number, PlanChanged when somebody saved meanwhile.
    """
    locked = CostPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.revision != expected_revision:
        raise _changed_meanwhile(locked)
    old = locked.revisions.get(number=number)
    for name, value in old.shape.items():
        setattr(locked, name, date.fromisoformat(value) if name == "starts_on" else value)
    locked.save()
    locked.assumptions.all().delete()
    model = plan_model(locked.shape)
    saved = values_of(old) if old.shape else as_today(values_of(old))
    entered = [value for value in saved if value.key in model.input_by_key and not value.is_default]
    _write(locked, entered, None)  # their values stay those of the people who entered them
    revision = _append_revision(locked, by, f"版{number}の復元")
    plan.refresh_from_db()
    return revision


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
    check_assumptions(plan_model(plan.shape), changed)
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


@transaction.atomic
def save_correlations(
    plan: CostPlan, by: User | None, correlations: Sequence[Correlation], note: str, expected_revision: int
) -> PlanRevision:
    """Save how assumptions move together as a new revision; InvalidInput when they contradict each other.

    Raises PlanChanged when somebody saved after `expected_revision`.
    """
    check_correlations(tuple(correlations))
    locked = CostPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.revision != expected_revision:
        raise _changed_meanwhile(locked)
    locked.correlations = [asdict(one) for one in correlations]
    locked.save(update_fields=["correlations"])
    revision = _append_revision(locked, by, note)
    plan.refresh_from_db()
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
            "distribution": value.distribution,
            "price_row": value.price_row,
        }
        for value in assumptions_of(plan)
    ]


def shape_values(plan: CostPlan) -> dict[str, Any]:
    """Return what decides the shape of a plan, as JSON."""
    return {
        "starts_on": plan.starts_on.isoformat(),
        "years": plan.years,
        "fiscal_start_month": plan.fiscal_start_month,
        "options": plan.options,
        "uses": plan.uses,
        "correlations": plan.correlations,
    }


def inputs_sha256(shape: Mapping[str, Any], values: Sequence[dict[str, Any]]) -> str:
    """Hash the inputs of a revision: two revisions with the same hash calculate the same numbers.

    Which row of the price book a value came from is no input: on another server that row has another number.
    """
    content = {"shape": dict(shape), "values": [{**value, "price_row": None} for value in values]}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differs(value: AssumptionValue, before: AssumptionValue | None) -> bool:
    """Compare everything but the name of who entered it."""
    if before is None:
        return True
    facts = ("low", "mode", "high", "source", "source_date", "status", "distribution", "price_row")
    return any(getattr(value, fact) != getattr(before, fact) for fact in facts)


def _write(plan: CostPlan, values: Sequence[AssumptionValue], by: User | None) -> None:
    units = {spec.key: spec.unit.ja for spec in plan_model(plan.shape).inputs}
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
                "distribution": value.distribution,
                "price_row_id": value.price_row,
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
        shape=shape_values(plan),
        inputs_sha256=inputs_sha256(shape_values(plan), values),
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
