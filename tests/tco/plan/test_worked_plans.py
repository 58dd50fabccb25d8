"""Worked figures, reproduced by the rows of a plan."""

import pytest

from tco.model.cost_model import Results
from tco.plan.model import plan_model
from tco.plan.shape import Kind, PlanShape
from tests.tco.cases import finance_case, uncertainty_case
from tests.tco.plan.shapes import plain_values, shape_of

REL = 1e-6
MONTHS_PER_YEAR = 12


def calculated(shape: PlanShape, **given: float) -> Results:
    model = plan_model(shape)
    return model.evaluate(plain_values(model, given))


def close(expected, **tolerance):
    return pytest.approx(expected, **({"rel": REL} | tolerance))


def people(requests_per_user_day: float = 20, workdays: float = 240) -> dict[str, float]:
    return {"users": 300, "tasks_per_user_day": requests_per_user_day, "workdays_per_year": workdays}


def one_server(price_jpy: float, method: int, years: int) -> dict[str, float]:
    return {
        "onprem_minimum_servers": 1,
        "onprem_server_price_jpy": price_jpy,
        "onprem_depreciation_method": method,
        "onprem_depreciation_years": years,
        "creditable_share": 1,
    }


def test_the_workload_of_a_month_and_its_peak():
    case = finance_case("W01")
    given, expected = case["inputs"], case["expected"]
    results = calculated(
        shape_of(Kind.API),
        **people(given["requests_per_user_day"], given["workdays_month"] * MONTHS_PER_YEAR),
        tokens_in_per_request=given["tokens_in"],
        tokens_out_per_request=given["tokens_out"],
        cached_share=given["cached_share"],
        peak_hour_share=given["peak_hour_share"],
        burst_factor=given["burst_factor"],
        growth_per_month=given["growth_month"],
    )
    assert results.each("workload.requests")[1] == close(expected["requests_month"])
    assert results.each("workload.mtok_in")[1] * 1e6 == close(expected["tokens_in_month"])
    assert results.each("workload.mtok_cached")[1] * 1e6 == close(
        expected["tokens_in_month"] * given["cached_share"]
    )
    assert results.each("workload.mtok_out")[1] * 1e6 == close(expected["tokens_out_month"])
    assert results.each("workload.requests")[37] == close(expected["requests_month_36_growth_steps"])
    peak = results.each("workload.peak_requests_per_second")[1]
    assert peak == close(expected["peak_rps"])
    assert peak / given["burst_factor"] == close(expected["peak_rps_hour_mean"])


def test_the_electricity_of_two_gpus_in_kwh_yen_and_co2():
    case = finance_case("W10")
    given, expected = case["inputs"], case["expected"]
    results = calculated(
        shape_of(Kind.ONPREM),
        onprem_minimum_servers=1,
        onprem_gpus_per_server=given["gpus"],
        onprem_gpu_power_w=given["tdp_w"],
        onprem_gpu_load_share=given["load_factor"],
        onprem_server_other_power_w=given["other_w"],
        onprem_pue=given["pue"],
        tariff_jpy_per_kwh=given["jpy_kwh"],
        grid_kg_co2_per_kwh=given["kg_co2_kwh"],
        creditable_share=1,
    )
    assert sum(results.each("onprem.energy_kwh")[1:13]) == close(expected["kwh_year"])
    assert results.each("onprem.power.fy")[1] == close(expected["jpy_year"])
    assert sum(results.each("onprem.co2_kg")[1:13]) == close(expected["kg_co2_year"])


STRAIGHT, DECLINING = 0, 1


@pytest.mark.parametrize("number", range(7))
def test_depreciation_of_machines_leaves_out_only_the_memorandum_yen_and_fractions(number):
    case = finance_case("W11")
    method, price, life, months = case["inputs"]["cases"][number]
    schedule = case["expected"]["schedules"][number]
    code = DECLINING if method == "declining" else STRAIGHT
    results = calculated(
        shape_of(Kind.ONPREM, years=7, offset=MONTHS_PER_YEAR - months),
        **one_server(price, code, life),
    )
    charges = results.each("onprem.machine_depreciation")
    assert charges[0] == 0
    shown = min(len(schedule), len(charges) - 1)
    assert charges[1 : shown + 1] == close(schedule[:shown], rel=0, abs=2)
    assert charges[shown + 1 :] == close([0.0] * (len(charges) - shown - 1), rel=0, abs=1e-6)


@pytest.mark.parametrize(("method", "share"), [(2, [1 / 3] * 3), (3, [1.0])], ids=["three-year", "at once"])
def test_small_assets_are_written_off_over_three_years_or_at_once(method, share):
    for offset in (0, 6):
        results = calculated(shape_of(Kind.ONPREM, offset=offset), **one_server(180_000, method, 4))
        charges = results.each("onprem.machine_depreciation")[1:]
        wanted = [*(180_000 * part for part in share), *([0.0] * len(charges))][: len(charges)]
        assert charges == close(wanted, abs=1e-6)


@pytest.mark.parametrize(("method", "npv"), [(DECLINING, "npv_declining"), (STRAIGHT, "npv_straight")])
def test_the_tax_shield_of_depreciation_at_year_ends(method, npv):
    case = finance_case("W13b")
    given, expected = case["inputs"], case["expected"]
    results = calculated(
        shape_of(Kind.ONPREM),
        **one_server(given["capex"], method, 5),
        other_cash_jpy_per_year=given["benefit_year"],
        platform_jpy_per_year=given["opex_year"],
        tax_rate=given["tax"],
        discount_rate=given["rate"],
        cash_timing=1,
    )
    assert results.number("onprem.npv") == close(expected[npv])
    if method == DECLINING:
        at_year_ends = results.each("onprem.timed_flow")[::MONTHS_PER_YEAR]
        assert at_year_ends == close(expected["cash_flows"])
        assert results.number("onprem.irr") == close(expected["irr"])


def test_consumption_tax_that_cannot_be_credited_is_a_cost():
    case = finance_case("W14")
    given = case["inputs"]
    for share, cost in zip(given["creditable_share"], case["expected"]["cost"], strict=True):
        results = calculated(
            shape_of(Kind.API),
            build_jpy=given["net"],
            consumption_tax_rate=given["rate"],
            creditable_share=share,
        )
        assert results.number("api.tco") == close(cost)


@pytest.mark.parametrize("with_batch", [False, True])
def test_the_price_of_an_api_with_and_without_batches(with_batch):
    case = finance_case("W15")
    given, expected = case["inputs"], case["expected"]
    fresh, cached, out = given["usd_M"]
    results = calculated(
        shape_of(Kind.API),
        **people(),
        tokens_in_per_request=given["tokens_in_month"] / given["requests"],
        tokens_out_per_request=given["tokens_out_month"] / given["requests"],
        cached_share=given["cached_share"],
        fx_jpy_per_usd=given["fx"],
        api_usd_per_mtok_in=fresh,
        api_usd_per_mtok_cached=cached,
        api_usd_per_mtok_out=out,
        api_batch_share=given["batch_share"] if with_batch else 0,
        api_batch_discount=given["batch_discount"] if with_batch else 0,
        creditable_share=1,
    )
    usage = results.each("api.usage")[1]
    if with_batch:
        assert usage / given["fx"] == close(expected["usd_month_with_batch"])
        return
    assert usage == close(expected["jpy_month"])
    assert usage / given["fx"] == close(expected["usd_month"])
    assert results.number("api.cost_per_request") / given["fx"] == close(expected["usd_per_request"])


def test_a_price_path_falls_to_its_floor():
    case = uncertainty_case("W16")
    given, expected = case["inputs"], case["expected"]
    path = {"api_price_change_per_year": -given["annual_decline"]}
    free = calculated(shape_of(Kind.API), **path).each("api.price_factor")
    assert [free[1 + month] for month in given["months"]] == close(expected["path"])
    held = calculated(shape_of(Kind.API), **path, api_price_floor_share=given["floor"]).each(
        "api.price_factor"
    )
    assert held[1::12] == close(expected["path_with_floor_years"])


def test_the_expected_loss_of_a_supplier_cut_off():
    case = uncertainty_case("W19")
    given, expected = case["inputs"], case["expected"]
    results = calculated(
        shape_of(Kind.API, years=given["years"]),
        api_cutoff_probability=given["p_year"],
        api_outage_days=given["outage_days"],
        api_outage_jpy_per_day=given["loss_per_day"],
        revalidation_jpy=given["revalidation"],
        api_premium_jpy_per_month=given["premium_month"],
        api_premium_months=given["premium_months"],
        discount_rate=given["rate"],
        creditable_share=1,
    )
    assert results.each("api.cutoff.fy")[1] == close(expected["expected_first_year"])
    assert results.number("api.tco_pv") == close(expected["npv"])
    assert results.number("api.tco") / expected["loss"] == close(expected["p_within_5y"])


def test_a_certain_cut_off_comes_once_in_the_first_year():
    results = calculated(
        shape_of(Kind.API), api_cutoff_probability=1, api_outage_days=1, api_outage_jpy_per_day=70_000
    )
    assert results.each("api.cutoff.fy") == [0, 70_000, 0, 0, 0, 0]


def test_the_overflow_of_a_day_beyond_the_base():
    case = finance_case("W21")
    given, expected = case["inputs"], case["expected"]
    weights = {f"hour_{hour:02d}_weight": weight for hour, weight in enumerate(given["hourly_weights"])}
    results = calculated(
        shape_of(Kind.HYBRID),
        **people(given["requests_day"] / 300),
        **weights,
        tokens_out_per_request=1,
        utilisation_cap=1,
        hybrid_output_tokens_per_second_per_gpu=given["onprem_capacity_rps"],
    )
    share = results.each("hybrid.overflow_share")[1]
    assert share == close(expected["overflow_share"])
    assert share * given["requests_day"] == close(expected["overflow_requests_day"])
    busiest = max(given["hourly_weights"]) * results.each("hybrid.tokens_per_second_by_weight")[1]
    assert busiest == close(expected["max_rps"])


def test_a_day_without_weights_is_an_even_day():
    results = calculated(
        shape_of(Kind.HYBRID),
        **people(),
        **{f"hour_{hour:02d}_weight": 0 for hour in range(24)},
        tokens_out_per_request=24 * 3600 / 6000,
        utilisation_cap=1,
        hybrid_output_tokens_per_second_per_gpu=0.75,
    )
    assert results.each("hybrid.overflow_share")[1] == close(0.25)


def end_to_end(case) -> Results:
    given = case["inputs"]
    api, onprem, cloud = given["api"], given["onprem"], given["cloud"]
    # 120,000 requests of 3,000/500 tokens at 2.0/0.5/8.0 USD, 40 % cached: 0.0082 USD each.
    return calculated(
        shape_of(Kind.API, Kind.CLOUD, Kind.ONPREM, years=given["horizon_months"] // MONTHS_PER_YEAR),
        **people(),
        tokens_in_per_request=3000,
        tokens_out_per_request=500,
        cached_share=0.4,
        growth_per_month=given["growth_month"],
        peak_hour_share=0.2,
        burst_factor=2,
        utilisation_cap=1,
        discount_rate=given["discount_year"],
        tax_rate=given["tax"],
        fx_jpy_per_usd=api["fx"],
        creditable_share=1,
        data_policy=2,
        fte_cost_jpy_per_year=given["fte_year"],
        build_jpy=api["poc"],
        tariff_jpy_per_kwh=onprem["jpy_kwh"],
        api_usd_per_mtok_in=2,
        api_usd_per_mtok_cached=0.5,
        api_usd_per_mtok_out=8,
        api_price_change_per_year=-api["annual_decline"],
        api_ops_fte=api["ops_fte"],
        cloud_usd_per_gpu_hour=cloud["usd_gpu_h"],
        cloud_hours_per_year=cloud["hours_month"] * MONTHS_PER_YEAR,
        cloud_storage_jpy_per_year=cloud["storage_egress_month"] * MONTHS_PER_YEAR,
        cloud_ops_fte=cloud["ops_fte"],
        cloud_output_tokens_per_second_per_gpu=1e5,
        cloud_gpus_per_replica=cloud["gpus"],
        onprem_server_price_jpy=onprem["capex"],
        onprem_gpus_per_server=2,
        onprem_gpus_per_replica=2,
        onprem_output_tokens_per_second_per_gpu=1e5,
        onprem_gpu_power_w=600,
        onprem_gpu_load_share=0.6,
        onprem_server_other_power_w=onprem["it_kw"] * 1000 - 2 * 600 * 0.6,
        onprem_pue=onprem["pue"],
        onprem_maintenance_rate=onprem["maintenance_year"],
        onprem_ops_fte=onprem["ops_fte"],
        onprem_residual_share=onprem["residual"],
        onprem_depreciation_method=DECLINING,
        onprem_depreciation_years=5,
        onprem_extra_build_jpy=onprem["setup"],
    )


def test_five_years_of_three_options_end_to_end():
    case = uncertainty_case("E01")
    expected = case["expected"]
    results = end_to_end(case)
    for option in ("api", "onprem", "cloud"):
        assert results.number(f"{option}.tco") == close(expected["nominal"][option])
        assert results.number(f"{option}.tco_pv") == close(expected["npv"][option])
        assert -results.number(f"{option}.npv") == close(expected["npv_after_tax"][option])
        assert results.scalar(f"{option}.cost_per_request") == close(expected["cost_per_request"][option])
    assert sum(results.each("workload.requests")) == close(expected["requests_total"])
    assert results.scalar("break_even.api_onprem") == close(expected["break_even_volume_multiplier_npv"])
    assert results.scalar("decision.cheapest") == results.model.option("api").code


def test_at_the_break_even_volume_both_options_cost_the_same():
    case = uncertainty_case("E01")
    results = end_to_end(case)
    multiple = results.number("break_even.api_onprem")
    more = {**results.values, "tasks_per_user_day": results.values["tasks_per_user_day"] * multiple}
    moved = results.model.evaluate(more)
    assert moved.number("api.tco_pv") == pytest.approx(results.number("onprem.tco_pv"), rel=1e-9)
    yearly = results.number("break_even.api_onprem_requests")
    assert yearly == close(multiple * case["expected"]["requests_total"] / 5)


def test_a_minimum_commitment_is_no_part_of_the_break_even_volume():
    given = {
        "users": 300,
        "tasks_per_user_day": 1,
        "workdays_per_year": 240,
        "tokens_in_per_request": 1000,
        "fx_jpy_per_usd": 150,
        "discount_rate": 0.06,
        "creditable_share": 1,
        "api_usd_per_mtok_in": 1,
        "onprem_minimum_servers": 1,
    }
    plan = shape_of(Kind.API, Kind.ONPREM)
    # 6,000 requests of 1,000 tokens: 900 yen a month, far below the minimum of 100,000.
    dear = given | {"api_minimum_jpy_per_month": 100_000, "onprem_server_price_jpy": 20_000_000}
    results = calculated(plan, **dear)
    multiple = results.number("break_even.api_onprem")
    moved = calculated(plan, **dear | {"tasks_per_user_day": multiple})
    assert moved.number("api.tco_pv") == close(moved.number("onprem.tco_pv"))
    # Machines that cost less than the minimum alone have no such volume.
    assert (
        calculated(plan, **dear | {"onprem_server_price_jpy": 1_000_000}).scalar("break_even.api_onprem")
        is None
    )
