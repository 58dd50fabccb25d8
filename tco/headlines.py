"""The headline numbers of each option: page, workbook and JSON all take them from here."""

from dataclasses import dataclass

from language.text import Text
from tco.model.cost_model import Results
from tco.plan.model import PlanModel
from tco.plan.shape import DO_NOTHING, Option


@dataclass(frozen=True)
class Headline:
    """What one option costs and earns over the plan, in yen; None where there is no value."""

    option: str
    label: Text
    initial_jpy: float
    running_jpy_per_year: float
    tco_jpy: float
    tco_pv_jpy: float
    npv_jpy: float
    irr: float | None
    mirr: float | None
    roi: float | None
    annual_cost_jpy: float | None
    payback_years: float | None
    discounted_payback_years: float | None
    cost_per_request_jpy: float | None
    cost_per_accepted_jpy: float | None
    cost_per_mtok_jpy: float | None
    breakeven_redeployment_rate: float | None
    co2_kg: float | None
    allowed: bool
    recommended: bool
    cheapest: bool


def plan_of(results: Results) -> PlanModel:
    """Return the plan model that results were calculated with; TypeError for any other model."""
    if not isinstance(results.model, PlanModel):
        raise TypeError("these results do not come from a plan")
    return results.model


def headlines(results: Results) -> tuple[Headline, ...]:
    """Return one headline per option, doing nothing last."""
    return (*(_headline(results, option) for option in plan_of(results).shape.options), _do_nothing(results))


def recommended_option(results: Results) -> Option:
    """Return what the numbers speak for: doing nothing when no allowed option has a positive NPV."""
    return _option(results, "decision.recommended")


def best_option(results: Results) -> Option:
    """Return the allowed option with the highest NPV, even when that is negative."""
    return _option(results, "decision.best")


def _option(results: Results, row: str) -> Option:
    code = results.scalar(row)
    return next(option for option in plan_of(results).shape.all_options if option.code == code)


def _headline(results: Results, option: Option) -> Headline:
    name = option.key
    costs = results.each(f"{name}.cost")
    return Headline(
        option=name,
        label=option.label,
        initial_jpy=costs[0],
        running_jpy_per_year=sum(costs[1:]) / plan_of(results).shape.years,
        tco_jpy=results.number(f"{name}.tco"),
        tco_pv_jpy=results.number(f"{name}.tco_pv"),
        npv_jpy=results.number(f"{name}.npv"),
        irr=results.scalar(f"{name}.irr"),
        mirr=results.scalar(f"{name}.mirr"),
        roi=results.scalar(f"{name}.roi"),
        annual_cost_jpy=results.scalar(f"{name}.annual_cost"),
        payback_years=results.scalar(f"{name}.payback"),
        discounted_payback_years=results.scalar(f"{name}.discounted_payback"),
        cost_per_request_jpy=results.scalar(f"{name}.cost_per_request"),
        cost_per_accepted_jpy=results.scalar(f"{name}.cost_per_accepted"),
        cost_per_mtok_jpy=results.scalar(f"{name}.cost_per_mtok"),
        breakeven_redeployment_rate=results.scalar(f"{name}.breakeven_redeployment"),
        # What a supplier's machines emit is not known to the company.
        co2_kg=sum(results.each(f"{name}.co2_kg"))
        if option.has_machines and not option.pays_tokens
        else None,
        allowed=results.scalar(f"{name}.allowed") == 1,
        recommended=recommended_option(results) is option,
        cheapest=results.scalar("decision.cheapest") == option.code,
    )


def _do_nothing(results: Results) -> Headline:
    return Headline(
        option=DO_NOTHING.key,
        label=DO_NOTHING.label,
        initial_jpy=0.0,
        running_jpy_per_year=0.0,
        tco_jpy=sum(results.each("none.cost")),
        tco_pv_jpy=0.0,
        npv_jpy=results.number("none.npv"),
        irr=None,
        mirr=None,
        roi=None,
        annual_cost_jpy=None,
        payback_years=None,
        discounted_payback_years=None,
        cost_per_request_jpy=None,
        cost_per_accepted_jpy=None,
        cost_per_mtok_jpy=None,
        breakeven_redeployment_rate=None,
        co2_kg=None,
        allowed=True,
        recommended=recommended_option(results) is DO_NOTHING,
        cheapest=False,
    )
