"""The risks of a report say only what its numbers say."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.risks import risks_of
from tco.assumptions import Scenario, scenario_values
from tco.plan.model import plan_model
from tco.plan.shape import Kind
from tests.reports.sample import in_order, known_lines, sample_cost
from tests.tco.plan.shapes import shape_of


@pytest.mark.parametrize(("policy", "is_named"), [(2, True), (0, False)])
def test_a_loss_is_named_only_for_an_option_that_the_policy_allows(policy, is_named):
    model = plan_model(shape_of(Kind.API))
    lines = known_lines()
    for key, value in {"data_policy": policy, "redeployment_rate": 0}.items():
        lines[key] = replace(lines[key], low=Decimal(value), mode=Decimal(value), high=Decimal(value))
    cost = sample_cost(in_order(model, lines))
    cost = replace(cost, model=model)
    names = [risk.name.en for risk in risks_of(cost, None, "") if "Cautious scenario" in risk.name.en]
    npv = model.evaluate(scenario_values(model, cost.inputs.lines, Scenario.CAUTIOUS)).number("api.npv")
    assert npv < 0
    assert names == ([f"Cautious scenario: even API loses {-npv / 1e6:,.1f} million JPY"] if is_named else [])
