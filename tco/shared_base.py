"""Several pieces of work on one base: what each would be worth alone, what each adds, and its share of the cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from language.text import Text
from tco.headlines import Headline, headlines, plan_of
from tco.model.columns import evaluate_together
from tco.model.cost_model import Results
from tco.plan.model import PlanModel
from tco.plan.redeployment import rate_for_payback
from tco.plan.shape import Use

Values = Mapping[str, float]


@dataclass(frozen=True)
class UseOnBase:
    """One piece of work; amounts in yen over the plan, hours in its last full year.

    `alone_npv` carries the whole base by itself. `added_npv` and `added_cost_pv` are what it changes after the works
    listed before it: the marginal cost of the next use. `allocated_cost_pv` splits the total by hours saved.
    """

    key: str
    label: Text
    hours_per_year: float
    alone_npv: float
    alone_payback_years: float | None
    added_npv: float
    added_cost_pv: float
    joined_npv: float
    allocated_cost_pv: float | None


@dataclass(frozen=True)
class SharedBase:
    """One option as a portfolio: all works together, and each of them."""

    option: str
    label: Text
    whole: Headline
    uses: tuple[UseOnBase, ...]


def shared_base(model: PlanModel, values: Values, option: str) -> SharedBase:
    """Calculate every work alone and in the order of the plan, from the rows that make the plan's own numbers.

    Three works of the published case are worth 20,371,146 yen together; its first alone loses 12,016,748 on the
    same base, and the second adds 20,728,253.
    """
    uses = model.shape.uses
    alone = [[use.key] for use in uses]
    joined = [[use.key for use in uses[: count + 1]] for count in range(len(uses))]
    results = evaluate_together(model, [_only(model, values, keys) for keys in ([], *alone, *joined)])
    nothing, first, then = results[0], results[1 : len(uses) + 1], results[len(uses) + 1 :]
    whole = _headline(then[-1], option)
    hours = [_hours(one, option) for one in first]
    lines = [
        _line(use, hours, at, _headline(first[at], option), whole, _steps(nothing, then, at, option))
        for at, use in enumerate(uses)
    ]
    return SharedBase(option, whole.label, whole, tuple(lines))


def rate_needed(results: Results, values: Values, option: str, years: float) -> float | None:
    """The least share of freed time that must become money for a payback within `years`; None when none is enough."""
    return rate_for_payback(plan_of(results), values, option, years)


def _line(
    use: Use,
    hours: list[float],
    at: int,
    alone: Headline,
    whole: Headline,
    steps: tuple[Headline, Headline],
) -> UseOnBase:
    before, after = steps
    total = sum(hours)
    return UseOnBase(
        key=use.key,
        label=use.label,
        hours_per_year=hours[at],
        alone_npv=alone.npv_jpy,
        alone_payback_years=alone.payback_years,
        added_npv=after.npv_jpy - before.npv_jpy,
        added_cost_pv=after.tco_pv_jpy - before.tco_pv_jpy,
        joined_npv=after.npv_jpy,
        allocated_cost_pv=whole.tco_pv_jpy * hours[at] / total if total else None,
    )


def _steps(nothing: Results, then: list[Results], at: int, option: str) -> tuple[Headline, Headline]:
    """The option before and after a work joins; before the first there is only the base."""
    before = nothing if at == 0 else then[at - 1]
    return _headline(before, option), _headline(then[at], option)


def _only(model: PlanModel, values: Values, keys: Iterable[str]) -> dict[str, float]:
    """The values with nobody doing any other work."""
    kept = set(keys)
    return {**values, **{f"{use.prefix}users": 0.0 for use in model.shape.uses if use.key not in kept}}


def _headline(results: Results, option: str) -> Headline:
    return next(one for one in headlines(results) if one.option == option)


def _hours(results: Results, option: str) -> float:
    """Hours of the last fiscal year with twelve months."""
    shape = plan_of(results).shape
    last = shape.fiscal_years[-1] - (1 if shape.fiscal_offset else 0)
    return float(results.each(f"{option}.hours.fy")[last])
