"""What a plan answers in the cases that matter to a manager."""

import pytest

from tco.assumptions import Scenario, load_assumptions, scenario_values, with_neutral
from tco.headlines import headlines, recommended_option
from tco.plan.model import plan_model
from tco.plan.shape import Kind, standard_shape
from tests.tco.plan.shapes import plain_values, random_values, shape_of

MODEL = plan_model(standard_shape())


@pytest.fixture(scope="module")
def sample() -> dict[str, float]:
    from tests.tco.test_assumptions import SAMPLE

    return scenario_values(MODEL, with_neutral(MODEL, load_assumptions(SAMPLE)), Scenario.STANDARD)


def test_a_policy_against_sending_data_outside_rules_the_api_out(sample):
    results = MODEL.evaluate(sample | {"data_policy": 0.0})
    allowed = {line.option: line.allowed for line in headlines(results)}
    assert allowed == {"api": False, "cloud": False, "onprem": True, "none": True}
    assert recommended_option(results).key == "none"
    best = MODEL.evaluate(sample).number("api.npv")
    assert results.scalar("decision.policy_cost") == pytest.approx(best)


def test_a_policy_that_allows_no_option_names_none_the_cheapest():
    model = plan_model(shape_of(Kind.API, Kind.CLOUD))
    results = model.evaluate(random_values(model, 5) | {"data_policy": 0.0})
    assert not any(line.cheapest for line in headlines(results))
    assert recommended_option(results).key == "none"


def test_the_engine_can_say_do_not_buy(sample):
    results = MODEL.evaluate(sample | {"redeployment_rate": 0.0})
    assert recommended_option(results).key == "none"
    assert results.scalar("api.payback") is None
    assert results.scalar("api.irr") is None


def test_a_plan_without_use_has_no_unit_cost_instead_of_a_division_by_zero(sample):
    results = MODEL.evaluate(sample | {"tasks_per_user_day": 0.0})
    assert results.scalar("api.cost_per_request") is None
    assert max(results.each("onprem.gpus")) == 0


def test_capacity_that_is_negative_is_counted_in_full(sample):
    results = MODEL.evaluate(sample | {"minutes_saved_per_task": 0.0, "review_minutes_per_request": 1.0})
    assert results.each("api.cash_from_time")[1] == results.each("api.capacity")[1] < 0


def test_what_must_stay_inside_earns_and_costs_nothing_at_an_outside_service(sample):
    everything, half = (
        MODEL.evaluate(sample | {"confidential_share": share, "api_minimum_jpy_per_month": 0.0})
        for share in (0, 0.5)
    )
    for part in ("usage", "hours", "other_cash"):
        assert half.each(f"api.{part}") == pytest.approx(
            [value / 2 for value in everything.each(f"api.{part}")]
        )
    assert half.each("onprem.hours") == everything.each("onprem.hours")


def test_a_reserved_contract_pays_for_the_rest_of_its_term():
    model = plan_model(shape_of(Kind.RESERVED, years=2))
    given = {
        "users": 100,
        "tasks_per_user_day": 10,
        "workdays_per_year": 240,
        "tokens_out_per_request": 100,
        "peak_hour_share": 0.2,
        "utilisation_cap": 1,
        "creditable_share": 1,
        "fx_jpy_per_usd": 100,
        "reserved_output_tokens_per_second_per_gpu": 1000,
        "reserved_usd_per_gpu_hour": 2,
        "reserved_commitment_months": 18,
        "reserved_early_exit_share": 0.5,
    }
    results = model.evaluate(plain_values(model, given))
    month = 730 * 2 * 100
    assert results.each("reserved.usage")[1:] == pytest.approx([month] * 24)
    # Two terms of 18 months reach 12 months beyond the plan.
    assert results.each("reserved.early_exit")[-1] == pytest.approx(12 * month * 0.5)
    assert sum(results.each("reserved.early_exit")[:-1]) == 0


def test_a_rise_of_gpu_prices_reaches_the_hours_without_spot_capacity_too():
    model = plan_model(shape_of(Kind.SPOT, years=2))
    given = {
        "fx_jpy_per_usd": 150,
        "spot_usd_per_gpu_hour": 1,
        "spot_fallback_usd_per_gpu_hour": 4,
        "spot_availability_share": 0.7,
        "spot_rerun_share": 0.1,
        "spot_price_change_per_year": 0.2,
    }
    hourly = model.evaluate(plain_values(model, given)).each("spot.jpy_per_gpu_hour")
    assert (hourly[1], hourly[13]) == pytest.approx((313.5, 313.5 * 1.2))


def test_machines_bought_later_are_paid_before_use_at_the_price_of_that_month():
    model = plan_model(shape_of(Kind.ONPREM, years=3))
    given = {
        "users": 100,
        "tasks_per_user_day": 36,
        "workdays_per_year": 240,
        "tokens_out_per_request": 100,
        "peak_hour_share": 1,
        "utilisation_cap": 1,
        "adoption_y1": 0.5,
        "creditable_share": 1,
        "onprem_output_tokens_per_second_per_gpu": 50,
        "onprem_server_price_jpy": 1_000_000,
        "onprem_price_change_per_year": 0.21,
        "onprem_lead_time_months": 6,
    }
    results = model.evaluate(plain_values(model, given))
    assert results.each("onprem.servers") == [0, 1, 2, 2]
    assert results.each("onprem.pay_month")[2] == 6
    paid = results.each("onprem.hardware")
    assert {month: round(jpy) for month, jpy in enumerate(paid) if jpy} == {0: 1_000_000, 6: 1_100_000}


def test_a_lease_is_a_monthly_cost_and_capitalises_nothing():
    model = plan_model(shape_of(Kind.ONPREM, years=2))
    given = {
        "creditable_share": 1,
        "onprem_minimum_servers": 2,
        "onprem_server_price_jpy": 5_000_000,
        "onprem_acquisition": 1,
        "onprem_lease_rate_per_month": 0.02,
        "onprem_lease_months": 24,
        "onprem_residual_share": 0.1,
    }
    results = model.evaluate(plain_values(model, given))
    assert results.each("onprem.lease") == [0.0, *[200_000.0] * 24]
    for nothing in ("hardware", "capitalised", "depreciation", "disposal"):
        assert not any(results.each(f"onprem.{nothing}")), nothing


@pytest.mark.parametrize(("years", "offset"), [(1, 0), (2, 7), (5, 0), (5, 3), (7, 0), (7, 10)])
def test_a_lease_costs_its_whole_term_however_long_the_plan_is(years, offset):
    model = plan_model(shape_of(Kind.ONPREM, years=years, offset=offset))
    given = {
        "creditable_share": 1,
        "onprem_minimum_servers": 2,
        "onprem_server_price_jpy": 5_000_000,
        "onprem_acquisition": 1,
        "onprem_lease_rate_per_month": 0.02,
        "onprem_lease_months": 60,
    }
    lease = model.evaluate(plain_values(model, given)).each("onprem.lease")
    assert sum(lease) == pytest.approx(60 * 200_000)
    paid = min(12 * years, 60)
    assert lease[1:paid] == pytest.approx([200_000] * (paid - 1))
    assert not any(lease[61:])


def test_each_leased_machine_is_paid_for_from_its_own_first_month():
    model = plan_model(shape_of(Kind.ONPREM, years=3))
    given = {
        "users": 100,
        "tasks_per_user_day": 36,
        "workdays_per_year": 240,
        "tokens_out_per_request": 100,
        "peak_hour_share": 1,
        "utilisation_cap": 1,
        "adoption_y1": 0.5,
        "creditable_share": 1,
        "onprem_output_tokens_per_second_per_gpu": 50,
        "onprem_server_price_jpy": 1_000_000,
        "onprem_acquisition": 1,
        "onprem_lease_rate_per_month": 0.05,
        "onprem_lease_months": 18,
    }
    results = model.evaluate(plain_values(model, given))
    assert results.each("onprem.servers") == [0, 1, 2, 2]
    month = 50_000
    paid = [0, *[month] * 12, *[2 * month] * 6, *[month] * 12, *[0] * 6]
    assert results.each("onprem.lease") == pytest.approx(paid)


def test_what_must_stay_inside_and_finds_no_capacity_at_a_hybrid_earns_nothing():
    model = plan_model(shape_of(Kind.HYBRID, years=1))
    given = {
        "users": 100,
        "tasks_per_user_day": 864,
        "workdays_per_year": 240,
        "tokens_out_per_request": 100,
        "utilisation_cap": 1,
        "usable_answer_share": 1,
        "minutes_saved_per_task": 1,
        "wage_jpy_per_hour": 3_000,
        "redeployment_rate": 1,
        "confidential_share": 0.5,
    }

    def served(speed: float) -> tuple[float, float]:
        values = plain_values(model, given | {"hybrid_output_tokens_per_second_per_gpu": speed})
        results = model.evaluate(values)
        return results.number("hybrid.served"), sum(results.each("hybrid.cash_benefit"))

    # 8.64 M tokens a day, half of them confidential.
    # A base of 50 tokens/s answers 4.32 M, all that must stay inside; one of 25 answers half of it.
    (whole, all_cash), (half, half_cash) = served(50), served(25)
    assert (whole, half) == pytest.approx((1, 0.75))
    assert half_cash == pytest.approx(0.75 * all_cash)


def test_losses_carried_forward_are_taxed_only_beyond_the_pool():
    model = plan_model(shape_of(Kind.API, years=3))
    given = {
        "tax_rate": 0.3,
        "loss_relief": 1,
        "creditable_share": 1,
        "data_preparation_jpy": 5_000_000,
        "other_cash_jpy_per_year": 3_000_000,
    }
    results = model.evaluate(plain_values(model, given))
    # -5 M at the start, then +3 M a year: 1 M of year 2 and all of year 3 is left to tax.
    assert results.each("api.tax.fy") == pytest.approx([0, 0, 300_000, 900_000])
    against_profit = model.evaluate(plain_values(model, given | {"loss_relief": 0}))
    assert against_profit.each("api.tax.fy") == pytest.approx([-1_500_000, 900_000, 900_000, 900_000])


def test_the_terms_of_a_price_list_reach_the_bill_as_worked_by_hand():
    """120,000 requests of 3,000 in (40 % cached) and 500 out on 2 / 0.5 / 8 USD are 984 USD a month without terms."""
    shape = shape_of(Kind.API, years=1)
    model = plan_model(shape)
    given = {
        "users": 300,
        "tasks_per_user_day": 20,
        "workdays_per_year": 240,
        "adoption_y1": 1,
        "tokens_in_per_request": 3000,
        "tokens_out_per_request": 500,
        "cached_share": 0.4,
        "retry_share": 0,
        "fx_jpy_per_usd": 150,
        "creditable_share": 1,
        "api_usd_per_mtok_in": 2,
        "api_usd_per_mtok_cached": 0.5,
        "api_usd_per_mtok_out": 8,
        "api_price_change_per_year": 0,
    }
    terms = {
        "api_written_share": 0.1,  # 36 of 360 Mtok at a quarter more: 36 x 2 x 0.25 = 18 USD
        "api_write_premium": 0.25,
        "api_long_prompt_share": 0.05,  # one request in twenty costs double: x 1.05
        "api_long_prompt_premium": 1,
        "api_surcharge_share": 0.1,  # x 1.1
        "api_extras_jpy_per_request": 0.5,  # 60,000 JPY
    }
    plain = model.evaluate(plain_values(model, given))
    with_terms = model.evaluate(plain_values(model, given | terms))
    assert plain.each("api.usage")[1] == pytest.approx(984 * 150)
    assert with_terms.each("api.usage")[1] == pytest.approx((984 + 18) * 1.05 * 1.1 * 150 + 60_000)
