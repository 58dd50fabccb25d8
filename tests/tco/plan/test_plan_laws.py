"""Laws that hold for every plan: any shape, any options, any values inside the limits."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.model.cost_model import CellByCell, CostModel, Results
from tco.plan.costs import cost_categories
from tco.plan.model import plan_model
from tco.plan.shape import MACHINES, Kind
from tests.tco.plan.shapes import SEEDS, plans, random_values, shape_of, shapes

RENTED_OR_BOUGHT = tuple(kind for kind in Kind if kind not in (Kind.API, Kind.DOMESTIC))
TOKENS_AND_RENT = tuple(kind for kind in Kind if kind not in MACHINES)
few = settings(max_examples=12, deadline=None)


def series_of(results: Results, key: str) -> np.ndarray:
    """Return a row as a column, a scalar row as one cell."""
    return np.atleast_1d(np.asarray(results.row_value(key, "every"), float)).reshape(-1)


def size_of(results: Results) -> float:
    """Return how large the plan's sums of money are: what rounding errors are measured against."""
    options = results.model.shape.options
    keys = [f"{option.key}.{part}" for option in options for part in ("cost", "cash_benefit", "capacity")]
    return max(1.0, *(float(np.abs(results.series(key)).sum()) for key in keys))


@few
@given(plans())
def test_the_cost_categories_add_up_to_the_total_of_every_month(plan):
    model, values = plan.model, plan.values
    results = model.evaluate(values)
    for option in model.shape.options:
        parts = sum(series_of(results, key) for key in cost_categories(option, model.shape))
        assert series_of(results, f"{option.key}.cost") == pytest.approx(parts, rel=1e-12)


@few
@given(plans())
def test_every_row_by_year_is_the_sum_of_its_months(plan):
    model, values = plan.model, plan.values
    results = model.evaluate(values)
    years = series_of(results, "month.fiscal_year")
    for row in model.rows:
        monthly = row.key.removesuffix(".fy")
        if row.key.endswith(".cumulative.fy"):
            ends = [int(month) for month in series_of(results, "year.last_month")]
            assert series_of(results, row.key) == pytest.approx(series_of(results, monthly)[ends])
        elif row.key.endswith(".fy"):
            months = series_of(results, monthly)
            sums = [months[years == year].sum() for year in model.years]
            assert series_of(results, row.key) == pytest.approx(sums, rel=1e-9, abs=1e-9 * size_of(results))


@few
@given(plans())
def test_the_last_discounted_sum_is_the_net_present_value(plan):
    model, values = plan.model, plan.values
    results = model.evaluate(values)
    for option in model.shape.options:
        last = series_of(results, f"{option.key}.discounted_cumulative")[-1]
        assert last == pytest.approx(results.number(f"{option.key}.npv"), abs=1e-12 * size_of(results))


@few
@given(plans(), st.floats(0, 1e8), st.floats(0, 1e8), st.floats(0, 1))
def test_the_net_present_value_is_linear_in_other_cash(plan, first, second, weight):
    model, values = plan.model, plan.values
    values = values | {"loss_relief": 0.0}
    mixed = weight * first + (1 - weight) * second

    def npvs(cash: float) -> np.ndarray:
        results = model.evaluate(values | {"other_cash_jpy_per_year": cash})
        return np.array([results.number(f"{option.key}.npv") for option in model.shape.options])

    expected = weight * npvs(first) + (1 - weight) * npvs(second)
    assert npvs(mixed) == pytest.approx(expected, rel=1e-9, abs=1e-9 * size_of(model.evaluate(values)))


def is_price(key: str, model: CostModel) -> bool:
    spec = model.input_by_key[key]
    return spec.style in ("jpy", "usd") or "_jpy_per_" in key


@few
@given(plans(), st.floats(0.01, 1))
def test_scaling_all_prices_scales_every_cost(plan, factor):
    model, values = plan.model, plan.values
    scaled = {key: value * factor if _scales(key, model) else value for key, value in values.items()}
    before, after = model.evaluate(values), model.evaluate(scaled)
    for option in model.shape.options:
        assert series_of(after, f"{option.key}.cost") == pytest.approx(
            factor * series_of(before, f"{option.key}.cost"), rel=1e-9
        )
        assert after.number(f"{option.key}.tco_pv") == pytest.approx(
            factor * before.number(f"{option.key}.tco_pv"), rel=1e-9, abs=1e-9 * size_of(before)
        )


def _scales(key: str, model: CostModel) -> bool:
    return key != "fx_jpy_per_usd" and is_price(key, model)


@few
@given(plans(RENTED_OR_BOUGHT), st.floats(1, 20))
def test_more_throughput_never_needs_more_gpus_or_machines(plan, factor):
    model, values = plan.model, plan.values
    faster = {
        key: value * factor if key.endswith("_output_tokens_per_second_per_gpu") else value
        for key, value in values.items()
    }
    before, after = model.evaluate(values), model.evaluate(faster)
    for option in model.shape.options:
        keys = [f"{option.key}.gpus"]
        if option.has_machines:
            keys.append(f"{option.key}.servers")
        for key in keys:
            assert (series_of(after, key) <= series_of(before, key)).all(), key


@few
@given(plans(RENTED_OR_BOUGHT), st.floats(1, 4))
def test_more_work_never_needs_fewer_gpus_or_machines(plan, factor):
    model, values = plan.model, plan.values
    more = values | {"peak_hour_share": min(values["peak_hour_share"] * factor, 1.0)}
    before, after = model.evaluate(values), model.evaluate(more)
    for option in model.shape.options:
        assert (series_of(after, f"{option.key}.gpus") >= series_of(before, f"{option.key}.gpus")).all()
        if option.has_machines:
            assert (
                series_of(after, f"{option.key}.servers") >= series_of(before, f"{option.key}.servers")
            ).all()


@few
@given(plans())
def test_depreciation_never_exceeds_what_was_capitalised(plan):
    model, values = plan.model, plan.values
    results = model.evaluate(values)
    for option in model.shape.options:
        name, room = option.key, 1e-9 * size_of(results)
        written_off = np.cumsum(series_of(results, f"{name}.depreciation"))
        assert (np.diff(written_off, prepend=0) >= -room).all()
        assert (written_off <= np.cumsum(series_of(results, f"{name}.capitalised")) + room).all()
        left = series_of(results, f"{name}.capitalised").sum() - written_off[-1]
        assert results.number(f"{name}.book_value_end") == pytest.approx(left, abs=room)
        if option.has_machines:
            assert (series_of(results, f"{name}.machine_book") >= -room).all()


@few
@given(shapes(TOKENS_AND_RENT), SEEDS)
def test_the_start_of_the_fiscal_year_changes_no_total_of_tokens_and_rent(shape, seed):
    calendar = plan_model(shape_of(*(o.kind for o in shape.options), years=shape.years, uses=len(shape.uses)))
    moved = plan_model(shape)
    values = random_values(moved, seed)
    for option in shape.options:
        here, there = (model.evaluate(values).number(f"{option.key}.tco") for model in (calendar, moved))
        assert here == pytest.approx(there, rel=1e-12)


@few
@given(shapes(tuple(MACHINES)), SEEDS)
def test_nor_of_machines_that_are_bought_once(shape, seed):
    """With more work every month machines are bought at the start of a fiscal year: there it may matter."""
    calendar = plan_model(shape_of(*(o.kind for o in shape.options), years=shape.years, uses=len(shape.uses)))
    moved = plan_model(shape)
    values = random_values(moved, seed) | {"growth_per_month": 0.0, "adoption_path": 0.0}
    values |= {f"adoption_y{year}": 0.6 for year in range(1, shape.years + 1)}
    values |= {f"{option.key}_fixed_asset_tax_rate": 0.0 for option in shape.options}
    for option in shape.options:
        here, there = (model.evaluate(values).number(f"{option.key}.tco") for model in (calendar, moved))
        assert here == pytest.approx(there, rel=1e-12)


@few
@given(plans())
def test_one_cell_at_a_time_gives_the_same_numbers_as_whole_rows(plan):
    model, values = plan.model, plan.values
    results, cells = model.evaluate(values), CellByCell(model, values)
    for row in model.rows:
        periods = model.periods_of(row) or (None,)
        alone = np.array([cells.row_value(row.key, period) for period in periods], float)
        room = 1e-9 * max(1.0, np.nanmax(np.abs(alone), initial=0.0))
        assert series_of(results, row.key) == pytest.approx(alone, rel=1e-9, abs=room, nan_ok=True), row.key


@settings(max_examples=8, deadline=None)
@given(shapes(), st.lists(SEEDS, min_size=2, max_size=4))
def test_draws_together_equal_each_draw_alone(shape, seeds):
    model = plan_model(shape)
    draws = [random_values(model, seed) for seed in seeds]
    together = model.evaluate({key: np.array([draw[key] for draw in draws]) for key in draws[0]})
    for number, draw in enumerate(draws):
        alone = model.evaluate(draw)
        size = size_of(alone)
        for row in model.rows:
            whole = np.broadcast_to(
                np.asarray(together.row_value(row.key, "every"), float),
                (len(draws),) if row.shape == "scalar" else (len(model.periods_of(row)), len(draws)),
            )
            one = series_of(alone, row.key)
            room = 1e-12 * max(size, np.nanmax(np.abs(one), initial=0.0))
            assert whole[..., number].reshape(-1) == pytest.approx(one, rel=1e-12, abs=room, nan_ok=True), (
                row.key
            )


@settings(max_examples=25, deadline=None)
@given(plans(), SEEDS)
def test_no_number_is_infinite_and_only_marked_rows_are_undefined_even_at_the_ends_of_the_limits(plan, seed):
    model, values = plan.model, plan.values
    chance = random.Random(seed)
    for spec in model.inputs:
        if chance.random() < 0.3:
            values[spec.key] = float(chance.choice((spec.minimum, spec.maximum)))
    results = model.evaluate(values)
    for row in model.rows:
        numbers = series_of(results, row.key)
        assert not np.isinf(numbers).any(), row.key
        assert row.undefined is not None or not np.isnan(numbers).any(), row.key


@few
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_asked_for_does_not_matter(plan, order):
    model, values = plan.model, plan.values
    keys = [row.key for row in model.rows]
    straight = model.evaluate(values)
    expected = {key: series_of(straight, key) for key in keys}
    order.shuffle(keys)
    mixed = model.evaluate(values)
    for key in keys:
        assert np.array_equal(series_of(mixed, key), expected[key], equal_nan=True), key


@few
@given(plans())
def test_the_break_even_redeployment_rate_makes_the_value_zero(plan):
    model, values = plan.model, plan.values
    values = values | {"loss_relief": 0.0}
    results = model.evaluate(values)
    for option in model.shape.options:
        rate = results.scalar(f"{option.key}.breakeven_redeployment")
        if rate is not None and rate > 0:
            there = model.evaluate(values | {"redeployment_rate": rate})
            assert abs(there.number(f"{option.key}.npv")) <= 1e-6 * size_of(results)


@few
@given(plans())
def test_an_option_is_recommended_only_with_a_positive_value_and_when_allowed(plan):
    model, values = plan.model, plan.values
    results = model.evaluate(values)
    allowed = [o for o in model.shape.options if values["data_policy"] >= o.least_policy]
    npvs = {option.code: results.number(f"{option.key}.npv") for option in allowed}
    chosen = results.number("decision.recommended")
    best = max(npvs.values(), default=0.0)
    assert chosen == 0 if best <= 0 else npvs[chosen] == best
    costs = {option.code: results.number(f"{option.key}.tco_pv") for option in allowed}
    cheapest = results.number("decision.cheapest")
    assert cheapest == 0 if not costs else costs[cheapest] == min(costs.values())
