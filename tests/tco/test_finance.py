"""Worked figures first, then second opinions and laws."""

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from tco.finance.break_even import break_even_volume, crossing
from tco.finance.demand import Demand
from tco.finance.depreciation import declining_balance, straight_line
from tco.finance.energy import ServerPower, energy_kwh
from tco.finance.payback import discounted_payback_years, payback_years
from tco.finance.present_value import equivalent_annual_value, modified_rate, net_present_value
from tco.finance.rate_of_return import NO_SIGN_CHANGE, SEVERAL_RATES, conventional_rate, internal_rate
from tco.finance.tax import TaxRates, cost_with_consumption_tax, effective_tax_rate
from tests.tco.cases import finance_case

REL = 1e-6
amounts = st.floats(1.0, 1e9)
conventional = st.tuples(amounts, st.lists(amounts, min_size=1, max_size=8)).map(
    lambda pair: [-pair[0], *pair[1]]
)


def test_workload_of_a_month_and_its_peak():
    case = finance_case("W01")
    given_, expected = case["inputs"], case["expected"]
    demand = Demand(
        given_["users"],
        given_["requests_per_user_day"],
        given_["workdays_month"],
        given_["tokens_in"],
        given_["tokens_out"],
    )
    assert demand.requests_per_month == pytest.approx(expected["requests_month"], rel=REL)
    assert demand.tokens_in_per_month == pytest.approx(expected["tokens_in_month"], rel=REL)
    assert demand.tokens_out_per_month == pytest.approx(expected["tokens_out_month"], rel=REL)
    peak = demand.peak_requests_per_second(given_["peak_hour_share"], given_["burst_factor"])
    assert peak == pytest.approx(expected["peak_rps"], rel=REL)
    grown = demand.requests_after(36, given_["growth_month"])
    assert grown == pytest.approx(expected["requests_month_36_growth_steps"], rel=REL)


def test_electricity_of_two_gpus():
    case = finance_case("W10")
    given_, expected = case["inputs"], case["expected"]
    power = ServerPower(given_["gpus"], given_["tdp_w"], given_["load_factor"], given_["other_w"])
    kwh = energy_kwh(power, given_["pue"], 8760)
    assert power.it_kw == pytest.approx(expected["it_kw"], rel=REL)
    assert kwh == pytest.approx(expected["kwh_year"], rel=REL)
    assert kwh * given_["jpy_kwh"] == pytest.approx(expected["jpy_year"], rel=REL)


def test_depreciation_is_exact_to_the_yen():
    case = finance_case("W11")
    methods = {"straight": straight_line, "declining": declining_balance}
    for (method, cost, life, months), schedule in zip(
        case["inputs"]["cases"], case["expected"]["schedules"], strict=True
    ):
        assert methods[method](cost, life, months) == schedule


@given(st.integers(10, 10**10), st.sampled_from([4, 5, 8]), st.integers(1, 12))
def test_depreciation_leaves_one_yen(cost, life, months):
    for method in (straight_line, declining_balance):
        schedule = method(cost, life, months)
        assert sum(schedule) == cost - 1
        assert all(expense >= 0 for expense in schedule)


def test_a_life_without_published_rates_is_refused():
    with pytest.raises(KeyError):
        declining_balance(1_000_000, 11)


def test_appraisal_of_the_worked_flows():
    case = finance_case("W12")
    given_, expected = case["inputs"], case["expected"]
    flows, rate = given_["cash_flows"], given_["rate"]
    npv = float(net_present_value(rate, flows))
    assert npv == pytest.approx(expected["npv_npf"], rel=REL)
    assert internal_rate(flows).rate == pytest.approx(expected["irr_npf"], rel=REL)
    assert conventional_rate(flows) == pytest.approx(expected["irr_npf"], rel=REL)
    mirr = modified_rate(flows, given_["finance_rate"], given_["reinvest_rate"])
    assert mirr == pytest.approx(expected["mirr_npf"], rel=REL)
    assert payback_years(flows) == pytest.approx(expected["payback"], rel=REL)
    assert discounted_payback_years(rate, flows) == pytest.approx(expected["dpayback"], rel=REL)
    assert equivalent_annual_value(rate, npv, 5) == pytest.approx(expected["eaa"], rel=REL)


def test_two_internal_rates_give_none_and_a_warning():
    flows = finance_case("W12b")["inputs"]["cash_flows"]
    answer = internal_rate(flows)
    assert answer.rate is None
    assert answer.reason == SEVERAL_RATES
    assert answer.candidates == pytest.approx((0.1, 0.4))


def test_flows_of_one_sign_give_no_rate_and_say_why():
    answer = internal_rate(finance_case("W12c")["inputs"]["cash_flows"])
    assert (answer.rate, answer.reason) == (None, NO_SIGN_CHANGE)


def test_effective_tax_rates_before_and_after_the_defence_surtax():
    case = finance_case("W13")
    given_, expected = case["inputs"], case["expected"]
    for size in ("large", "sme"):
        rates = {
            "corporate": given_["c"],
            "local_corporate": given_["local"],
            "inhabitant": given_["inhabitant"],
            "enterprise": given_[f"enterprise_{size}"],
        }
        now = effective_tax_rate(TaxRates(**rates, defence=given_["defence"]))
        assert now == pytest.approx(expected[f"etr_{size}_fy2026"], rel=REL)
        before = effective_tax_rate(TaxRates(**rates, defence=0.0))
        assert before == pytest.approx(expected[f"etr_{size}_before"], rel=REL)


@pytest.mark.parametrize("method", ["declining", "straight"])
def test_the_tax_shield_of_depreciation(method):
    case = finance_case("W13b")
    given_, expected = case["inputs"], case["expected"]
    schedule = {"declining": declining_balance, "straight": straight_line}[method](given_["capex"], 5)
    profit = given_["benefit_year"] - given_["opex_year"]
    flows = [-given_["capex"], *((profit - d) * (1 - given_["tax"]) + d for d in schedule)]
    npv = net_present_value(given_["rate"], flows)
    assert npv == pytest.approx(expected[f"npv_{method}"], rel=REL)


def test_consumption_tax_that_cannot_be_credited_is_a_cost():
    case = finance_case("W14")
    for creditable, cost in zip(case["inputs"]["creditable_share"], case["expected"]["cost"], strict=True):
        assert cost_with_consumption_tax(10_000_000, 0.1, creditable) == pytest.approx(cost, rel=REL)


def test_break_even_volume_of_owning_against_buying():
    case = finance_case("W17")
    given_ = case["inputs"]
    volume = break_even_volume(given_["fixed_jpy_year"], given_["variable_jpy_M"], given_["api_jpy_M"])
    assert volume == pytest.approx(case["expected"]["Mtok_year"], rel=REL)
    assert break_even_volume(1.0, 200.0, 185.0) is None


def test_a_later_dip_moves_the_payback_and_a_final_loss_removes_it():
    assert payback_years([-100, 150, -100, 100]) == pytest.approx(2.5)
    assert payback_years([-100, 150, -100]) is None


@given(conventional, st.floats(0.0, 0.5))
def test_net_present_value_equals_numpy_financial(flows, rate):
    assert net_present_value(rate, flows) == pytest.approx(npf.npv(rate, flows), rel=1e-9, abs=1e-6)


@given(conventional, st.floats(0.0, 0.5), st.floats(0.001, 0.5))
def test_net_present_value_falls_as_the_rate_rises(flows, rate, more):
    assert net_present_value(rate + more, flows) < net_present_value(rate, flows)


@given(conventional)
def test_the_internal_rate_makes_the_present_value_zero_as_pyxirr_finds_it(flows):
    rate = conventional_rate(flows)
    if np.isnan(rate):  # outside of -99 % … 999,900 %
        total = sum(flows[1:])
        assert total < 0.5 * -flows[0] or total > 1000 * -flows[0]
        return
    scale = sum(abs(flow) / (1 + rate) ** year for year, flow in enumerate(flows))
    assert abs(net_present_value(rate, flows)) <= 1e-6 * scale
    if -0.5 < rate < 5:
        assert rate == pytest.approx(pyxirr.irr(flows), rel=1e-6, abs=1e-8)


@given(conventional, st.floats(0.01, 0.3))
def test_the_modified_rate_equals_pyxirr(flows, rate):
    assert modified_rate(flows, rate, rate) == pytest.approx(
        pyxirr.mirr(flows, rate, rate), rel=1e-6, abs=1e-9
    )


def test_rates_of_many_draws_equal_those_of_each_draw():
    generator = np.random.default_rng(7)
    flows = [-generator.uniform(50, 200, 100), *(generator.uniform(10, 60, 100) for _ in range(5))]
    together = conventional_rate(flows)
    singly = [conventional_rate([float(flow[i]) for flow in flows]) for i in range(100)]
    assert together == pytest.approx(singly, abs=1e-10)


def test_crossing_finds_the_root_or_says_there_is_none():
    assert crossing(lambda x: x - 0.3, 0, 1) == pytest.approx(0.3)
    assert crossing(lambda x: x + 1, 0, 1) is None
