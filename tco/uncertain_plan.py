"""A saved revision as the simulation reads it: its model, ranges, suppliers and what moves together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tco.assumptions import with_neutral
from tco.earlier_keys import as_today
from tco.models import CostPlan, PlanRevision
from tco.origins import supplier_of
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import plan_shape
from tco.selectors import current_revision, values_of
from tco.services import shape_values
from tco.uncertainty.draws import Correlation
from tco.uncertainty.futures import Supplier
from tco.uncertainty.ranges import Range, ranges_of


@dataclass(frozen=True)
class UncertainPlan:
    """Everything that decides the draws; the same revision always gives the same figures."""

    model: PlanModel
    ranges: Mapping[str, Range]
    suppliers: Mapping[str, Supplier]
    correlations: tuple[Correlation, ...]

    @property
    def codes(self) -> dict[str, int]:
        """The number of every option in the decision rows."""
        return {option.key: option.code for option in self.model.shape.options}

    @property
    def standard(self) -> dict[str, float]:
        """The standard value of every input that has one."""
        return {key: one.mode for key, one in self.ranges.items()}


def uncertain_plan(plan: CostPlan) -> UncertainPlan:
    """Read a plan as it is saved now."""
    return uncertain_revision(plan, current_revision(plan))


def uncertain_revision(plan: CostPlan, revision: PlanRevision) -> UncertainPlan:
    """Read a revision of a plan; one from before shapes were stored has the plan's own and today's keys."""
    facts = revision.shape or shape_values(plan)
    values = values_of(revision) if revision.shape else as_today(values_of(revision))
    model = _model(facts)
    return UncertainPlan(
        model,
        ranges_of(model, with_neutral(model, values)),
        {str(option["key"]): supplier_of(option) for option in facts["options"]},
        known_correlations(model, facts.get("correlations") or ()),
    )


def known_correlations(model: PlanModel, stored: Any) -> tuple[Correlation, ...]:
    """Return the stored pairs of which both inputs are still in the plan."""
    found = (Correlation(str(one["left"]), str(one["right"]), float(one["value"])) for one in stored)
    return tuple(one for one in found if {one.left, one.right} <= model.input_by_key.keys())


def _model(facts: Mapping[str, Any]) -> PlanModel:
    starts_on = date.fromisoformat(facts["starts_on"])
    shape = plan_shape(
        facts["years"], starts_on, facts["fiscal_start_month"], facts["options"], facts["uses"]
    )
    return plan_model(shape)
