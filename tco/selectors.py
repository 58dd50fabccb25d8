"""Reading cost plans: assumptions as values, and all numbers of a plan in one frozen object."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organization
from language.text import Text
from tco.assumptions import AssumptionValue, Scenario, Status, scenario_values, with_neutral
from tco.headlines import Headline, best_option, headlines, recommended_option
from tco.model.cost_model import Results
from tco.models import Assumption, CostPlan, PlanRevision
from tco.plan.model import plan_model
from tco.plan.shape import Option, PlanShape, fiscal_year_labels


@dataclass(frozen=True)
class PlanResults:
    """Everything calculated from one plan in one scenario."""

    plan_name: str
    revision: int
    inputs_sha256: str
    scenario: Scenario
    shape: PlanShape
    year_labels: tuple[Text, ...]
    results: Results
    headlines: tuple[Headline, ...]
    recommended: Option
    best: Option

    def headline(self, option: str) -> Headline:
        """Return the headline of an option."""
        return next(headline for headline in self.headlines if headline.option == option)


def plans_of(organization: Organization) -> list[CostPlan]:
    """Return an organisation's plans, the latest saved first."""
    return list(CostPlan.objects.filter(organization=organization))


def assumption_value(row: Assumption) -> AssumptionValue:
    """Return a stored assumption as a value."""
    return AssumptionValue(
        key=row.key,
        low=row.low,
        mode=row.mode,
        high=row.high,
        source=Text(row.source, row.source_en or row.source),
        source_date=row.source_date,
        status=row.known_status,
        entered_by=row.entered_by_name,
        distribution=row.distribution,
        price_row=row.price_row_id,
    )


def assumptions_of(plan: CostPlan) -> list[AssumptionValue]:
    """Return the current assumptions of a plan in the order of their keys; unused features say so."""
    entered = [assumption_value(row) for row in plan.assumptions.all()]
    return sorted(with_neutral(plan_model(plan.shape), entered), key=lambda value: value.key)


def values_of(revision: PlanRevision) -> list[AssumptionValue]:
    """Return the assumptions as a revision saved them."""
    return [_saved_value(row) for row in revision.values]


def _saved_value(row: Mapping[str, Any]) -> AssumptionValue:
    return AssumptionValue(
        key=row["key"],
        low=Decimal(row["low"]),
        mode=Decimal(row["mode"]),
        high=Decimal(row["high"]),
        source=Text(**row["source"]),
        source_date=date.fromisoformat(row["source_date"]),
        status=Status(row["status"]),
        entered_by=row.get("entered_by", ""),
        distribution=row.get("distribution", ""),
        price_row=row.get("price_row"),
    )


def current_revision(plan: CostPlan) -> PlanRevision:
    """Return the revision that the current assumptions belong to."""
    return plan.revisions.get(number=plan.revision)


def with_draft(assumptions: Sequence[AssumptionValue], draft: Mapping[str, Decimal]) -> list[AssumptionValue]:
    """Put unsaved standard values in place; a range is widened where the new value lies outside."""
    return [
        replace(
            value,
            mode=draft[value.key],
            low=min(value.low, draft[value.key]),
            high=max(value.high, draft[value.key]),
        )
        if value.key in draft
        else value
        for value in assumptions
    ]


def plan_results(
    plan: CostPlan, scenario: Scenario = Scenario.STANDARD, draft: Mapping[str, Decimal] | None = None
) -> PlanResults:
    """Calculate a plan; MissingInputs or InvalidInput when an input has no usable value."""
    return scenario_results(plan, [scenario], draft)[scenario]


def scenario_results(
    plan: CostPlan,
    scenarios: Sequence[Scenario] = tuple(Scenario),
    draft: Mapping[str, Decimal] | None = None,
) -> dict[Scenario, PlanResults]:
    """Calculate a plan in several scenarios from one reading of its assumptions."""
    assumptions = with_draft(assumptions_of(plan), draft or {})
    sha256 = current_revision(plan).inputs_sha256
    return {scenario: _calculate(plan, sha256, assumptions, scenario) for scenario in scenarios}


def _calculate(
    plan: CostPlan, sha256: str, assumptions: Sequence[AssumptionValue], scenario: Scenario
) -> PlanResults:
    model = plan_model(plan.shape)
    results = model.evaluate(scenario_values(model, assumptions, scenario))
    return PlanResults(
        plan_name=plan.name,
        revision=plan.revision,
        inputs_sha256=sha256,
        scenario=scenario,
        shape=model.shape,
        year_labels=fiscal_year_labels(plan.starts_on, plan.fiscal_start_month, model.shape),
        results=results,
        headlines=headlines(results),
        recommended=recommended_option(results),
        best=best_option(results),
    )


def planned_by_month(plan: CostPlan, option: str) -> list[tuple[date, float]]:
    """Return the planned cost of an option for every month of operation, in yen before tax.

    KeyError for an option the plan does not have; MissingInputs when an input has no value.
    """
    shape = plan.shape
    costs = plan_results(plan).results.each(f"{shape.option(option).key}.cost")[1:]
    first = plan.starts_on.year * 12 + plan.starts_on.month - 1
    months = (divmod(first + number, 12) for number in range(len(costs)))
    return [(date(year, month + 1, 1), cost) for (year, month), cost in zip(months, costs, strict=True)]


def as_json(found: PlanResults) -> dict[str, Any]:
    """Return the headline numbers as plain JSON values, unknown as null."""
    return {
        "plan": found.plan_name,
        "revision": found.revision,
        "inputs_sha256": found.inputs_sha256,
        "scenario": found.scenario.value,
        "recommended": found.recommended.key,
        "best": found.best.key,
        "options": [{**asdict(headline), "label": headline.label._asdict()} for headline in found.headlines],
    }
