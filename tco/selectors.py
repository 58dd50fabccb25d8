"""Reading cost plans: assumptions as values, and all numbers of a plan in one frozen object."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organization
from language.text import Text
from tco.assumptions import AssumptionValue, Scenario, Status, scenario_values, with_neutral
from tco.headlines import Headline, best_option, headlines, recommended_option
from tco.model.columns import evaluate_together
from tco.model.cost_model import CostModel, Results
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


def with_draft(
    model: CostModel, assumptions: Sequence[AssumptionValue], draft: Mapping[str, Decimal]
) -> list[AssumptionValue]:
    """Put unsaved standard values in place; the range of each moves with it."""
    specs = model.input_by_key
    return [
        value.moved_to(draft[value.key], specs[value.key]) if value.key in draft else value
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
    return dict(
        zip(scenarios, results_of(plan, [(scenario, draft or {}) for scenario in scenarios]), strict=True)
    )


def results_of(plan: CostPlan, cases: Sequence[tuple[Scenario, Mapping[str, Decimal]]]) -> list[PlanResults]:
    """Calculate several scenarios and drafts of a plan in one pass."""
    model = plan_model(plan.shape)
    assumptions = assumptions_of(plan)
    sha256 = current_revision(plan).inputs_sha256
    values = [
        scenario_values(model, with_draft(model, assumptions, draft), scenario) for scenario, draft in cases
    ]
    calculated = zip(cases, evaluate_together(model, values), strict=True)
    return [_plan_results(plan, sha256, scenario, results) for (scenario, _draft), results in calculated]


def _plan_results(plan: CostPlan, sha256: str, scenario: Scenario, results: Results) -> PlanResults:
    shape = plan.shape
    return PlanResults(
        plan_name=plan.name,
        revision=plan.revision,
        inputs_sha256=sha256,
        scenario=scenario,
        shape=shape,
        year_labels=fiscal_year_labels(plan.starts_on, plan.fiscal_start_month, shape),
        results=results,
        headlines=headlines(results),
        recommended=recommended_option(results),
        best=best_option(results),
    )


def as_json(found: PlanResults) -> dict[str, Any]:
    """Return the headline numbers as plain JSON values, unknown as null."""
    return {
        "plan": found.plan_name,
        "revision": found.revision,
        "inputs_sha256": found.inputs_sha256,
        "scenario": found.scenario.value,
        "recommended": found.recommended.key,
        # None of the options is best when the data policy allows none.
        "best": found.best.key if found.headline(found.best.key).allowed else None,
        "options": [{**asdict(headline), "label": headline.label._asdict()} for headline in found.headlines],
    }
