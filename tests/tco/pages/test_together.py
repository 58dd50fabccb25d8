"""Several cases calculated in one pass give the numbers of each alone."""

import numpy as np
import pytest

from tco.assumptions import Scenario, load_assumptions, scenario_values, with_neutral
from tco.cost_groups import COST_GROUPS, categories_of, keys_in
from tco.errors import InvalidInput, MissingInputs
from tco.headlines import headlines
from tco.model.columns import evaluate_together
from tco.plan.model import plan_model
from tco.plan.shape import Kind, option_row, plan_shape, standard_shape, standard_uses
from tests.tco.conftest import SAMPLE

MODEL = plan_model(standard_shape())
VALUES = with_neutral(MODEL, load_assumptions(SAMPLE))
CASES = [scenario_values(MODEL, VALUES, scenario) for scenario in Scenario]


def test_each_case_reads_as_if_calculated_alone():
    for case, together in zip(CASES, evaluate_together(MODEL, CASES), strict=True):
        alone = MODEL.evaluate(case)
        for row in MODEL.rows:
            if row.shape == "scalar":
                left, right = alone.scalar(row.key), together.scalar(row.key)
                assert (left is None) == (right is None), row.key
                assert left is None or right == pytest.approx(left, rel=1e-9, abs=1e-6), row.key
            else:
                np.testing.assert_allclose(together.each(row.key), alone.each(row.key), rtol=1e-9, atol=1e-6)
        assert [line.option for line in headlines(together)] == [line.option for line in headlines(alone)]


def test_one_wrong_case_is_refused_even_where_draws_may_hold_fractions():
    with pytest.raises(InvalidInput):
        evaluate_together(MODEL, [CASES[0], {**CASES[1], "users": 10.5}])
    with pytest.raises(MissingInputs):
        evaluate_together(MODEL, [CASES[0], {k: v for k, v in CASES[1].items() if k != "users"}])


def test_every_cost_category_of_every_kind_belongs_to_one_group():
    from datetime import date

    shape = plan_shape(5, date(2027, 4, 1), 4, [option_row(k.value, k) for k in Kind], standard_uses())
    for option in shape.options:
        grouped = [key for group in COST_GROUPS for key in keys_in(group, option, shape)]
        assert sorted(grouped) == sorted(categories_of(option, shape))
