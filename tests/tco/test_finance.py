"""Worked figures first, then second opinions and laws."""

from dataclasses import astuple
from datetime import date, timedelta

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from tco.finance.break_even import break_even_volume, crossing
from tco.finance.dated_flows import dated_internal_rate, dated_present_value
from tco.finance.depreciation import DECLINING_RATES, STRAIGHT_RATES, declining_balance, straight_line
from tco.finance.energy import ServerPower, energy_kwh
from tco.finance.lease import interest_inside, lease_rate_per_month
from tco.finance.payback import discounted_payback_years, payback_years
from tco.finance.present_value import (
    equivalent_annual_value,
    mid_year_value,
    modified_rate,
    net_present_value,
    profitability_index,
    return_on_investment,
)
from tco.finance.rate_of_return import NO_SIGN_CHANGE, SEVERAL_RATES, conventional_rate, internal_rate
from tco.finance.small_assets import (
    YEARLY_LIMIT_JPY,
    Booking,
    Company,
    is_large_programme,
    treatment,
    unit_price_to_test,
)
from tco.finance.tax import (
    CompanySize,
    TaxRates,
    cost_with_consumption_tax,
    effective_tax_by_year,
    effective_tax_rate,
    standard_rates,
)
from tests.tco.cases import finance_case

REL = 1e-6
amounts = st.floats(1.0, 1e9)
conventional = st.tuples(amounts, st.lists(amounts, min_size=1, max_size=8)).map(
    lambda pair: [-pair[0], *pair[1]]
)


def test_electricity_of_two_gpus():
    case = finance_case("W10")
    given_, expected = case["inputs"], case["expected"]
    power = ServerPower(given_["gpus"], given_["tdp_w"], given_["load_factor"], given_["other_w"])
    kwh = energy_kwh(power, given_["pue"], 8760)
    assert power.it_kw == pytest.approx(expected["it_kw"], rel=REL)
    assert kwh == pytest.approx(expected["kwh_year"], rel=REL)
    assert kwh * given_["jpy_kwh"] == pytest.approx(expected["jpy_year"], rel=REL)
    assert kwh * given_["kg_co2_kwh"] == pytest.approx(expected["kg_co2_year"], rel=REL)


def test_depreciation_is_exact_to_the_yen():
    case = finance_case("W11")
    methods = {"straight": straight_line, "declining": declining_balance}
    for (method, cost, life, months), schedule in zip(
        case["inputs"]["cases"], case["expected"]["schedules"], strict=True
    ):
        assert methods[method](cost, life, months) == schedule


@given(st.integers(10, 10**10), st.sampled_from(sorted(DECLINING_RATES)), st.integers(1, 12))
def test_depreciation_leaves_one_yen(cost, life, months):
    for method in (straight_line, declining_balance):
        schedule = method(cost, life, months)
        assert sum(schedule) == cost - 1
        assert all(expense >= 0 for expense in schedule)


@pytest.mark.parametrize("life", sorted(DECLINING_RATES))
def test_a_full_first_year_is_written_off_in_exactly_its_useful_life(life):
    assert len(straight_line(100_000_000, life)) == life
    # Twice the straight line of two years is everything at once.
    assert len(declining_balance(100_000_000, life)) == (life if life > 2 else 1)


@pytest.mark.parametrize("life", [life for life in DECLINING_RATES if life > 2])
def test_the_statutory_rates_fit_each_other(life):
    """Twice the straight line; from the guarantee on, what is left is spread over the years that are left."""
    rate, revised, guarantee = (float(part) for part in astuple(DECLINING_RATES[life]))
    years_left = round(1 / revised)
    assert rate == pytest.approx(2 / life, abs=0.0005)
    assert revised == pytest.approx(1 / years_left, abs=0.001)
    assert guarantee == pytest.approx((1 - rate) ** (life - years_left) * revised, rel=0.0025)
    assert float(STRAIGHT_RATES[life]) == pytest.approx(1 / life, abs=0.001)


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
    assert return_on_investment(flows) == pytest.approx(expected["roi"], rel=REL)
    assert profitability_index(rate, flows) == pytest.approx(expected["pi"], rel=REL)
    assert mid_year_value(rate, flows) == pytest.approx(expected["npv_midyear"], rel=REL)


def test_the_rate_of_flows_on_given_days():
    case = finance_case("W12")
    days = [date.fromisoformat(day) for day in case["inputs"]["dates"]]
    flows = list(zip(days, case["inputs"]["cash_flows"], strict=True))
    assert dated_internal_rate(flows).rate == pytest.approx(case["expected"]["xirr"], rel=REL)
    assert dated_internal_rate(flows[::-1]).rate == pytest.approx(case["expected"]["xirr"], rel=REL)


def test_without_an_outlay_there_is_no_index_and_no_return_on_it():
    assert profitability_index(0.06, [0.0, 10.0]) is None
    assert return_on_investment([5.0, 10.0]) is None


def test_two_internal_rates_give_none_and_a_warning():
    flows = finance_case("W12b")["inputs"]["cash_flows"]
    answer = internal_rate(flows)
    assert answer.rate is None
    assert answer.reason == SEVERAL_RATES
    assert answer.candidates == pytest.approx((0.1, 0.4))
    assert net_present_value(0.1, flows) == pytest.approx(0, abs=1e-9)
    assert net_present_value(0.4, flows) == pytest.approx(0, abs=1e-9)
    years = [date(2027, 1, 1) + timedelta(days=365 * year) for year in range(3)]
    dated = dated_internal_rate(list(zip(years, flows, strict=True)))
    assert (dated.rate, dated.reason) == (None, SEVERAL_RATES)
    assert dated.candidates == pytest.approx((0.1, 0.4))
    # The way out that the reason names: a modified rate always has one answer.
    assert modified_rate(flows, 0.1, 0.1) == pytest.approx(pyxirr.mirr(flows, 0.1, 0.1), rel=1e-9)


def test_flows_of_one_sign_give_no_rate_and_say_why():
    flows = finance_case("W12c")["inputs"]["cash_flows"]
    answer = internal_rate(flows)
    assert (answer.rate, answer.reason) == (None, NO_SIGN_CHANGE)
    dated = dated_internal_rate([(date(2027 + year, 4, 1), flow) for year, flow in enumerate(flows)])
    assert (dated.rate, dated.reason) == (None, NO_SIGN_CHANGE)


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


@pytest.mark.parametrize(("size", "name"), [(CompanySize.LARGE, "large"), (CompanySize.SMALL, "sme")])
def test_the_defence_surtax_begins_with_fiscal_years_from_april_2026(size, name):
    expected = finance_case("W13")["expected"]
    last_before, first_with = date(2026, 3, 31), date(2026, 4, 1)
    before, now = (effective_tax_rate(standard_rates(size, day)) for day in (last_before, first_with))
    assert before == pytest.approx(expected[f"etr_{name}_before"], rel=REL)
    assert now == pytest.approx(expected[f"etr_{name}_fy2026"], rel=REL)


def test_a_company_whose_year_begins_in_january_pays_the_surtax_a_year_later():
    rates = effective_tax_by_year(CompanySize.SMALL, date(2026, 1, 1), 3)
    assert list(rates) == [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]
    first, second, third = rates.values()
    assert first < second == third


@pytest.mark.parametrize("method", ["declining", "straight"])
def test_the_tax_shield_of_depreciation(method):
    case = finance_case("W13b")
    given_, expected = case["inputs"], case["expected"]
    schedule = {"declining": declining_balance, "straight": straight_line}[method](given_["capex"], 5)
    profit = given_["benefit_year"] - given_["opex_year"]
    flows = [-given_["capex"], *((profit - d) * (1 - given_["tax"]) + d for d in schedule)]
    npv = net_present_value(given_["rate"], flows)
    assert npv == pytest.approx(expected[f"npv_{method}"], rel=REL)
    if method == "declining":
        assert flows == pytest.approx(expected["cash_flows"], rel=REL)
        assert internal_rate(flows).rate == pytest.approx(expected["irr"], rel=REL)


def test_consumption_tax_that_cannot_be_credited_is_a_cost():
    case = finance_case("W14")
    for creditable, cost in zip(case["inputs"]["creditable_share"], case["expected"]["cost"], strict=True):
        assert cost_with_consumption_tax(10_000_000, 0.1, creditable) == pytest.approx(cost, rel=REL)


def test_break_even_volume_of_owning_against_buying():
    case = finance_case("W17")
    given_ = case["inputs"]
    volume = break_even_volume(given_["fixed_jpy_year"], given_["variable_jpy_M"], given_["api_jpy_M"])
    assert volume == pytest.approx(case["expected"]["Mtok_year"], rel=REL)
    assert volume / 12 == pytest.approx(case["expected"]["Mtok_month"], rel=REL)
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


LARGE = Company(employees=5_000, is_small=False)
BEFORE, FROM, LAST, AFTER = date(2026, 3, 31), date(2026, 4, 1), date(2029, 3, 31), date(2029, 4, 1)


def small(employees: int) -> Company:
    return Company(employees, is_small=True)


def test_small_assets_by_their_unit_price():
    case = finance_case("W11b")
    limit = case["expected"]["sme_employee_limit"]
    at_once, three_years, special, ordinary = case["inputs"]["unit_price_jpy"]
    assert treatment(at_once, FROM, LARGE).booking is Booking.AT_ONCE
    assert treatment(three_years, FROM, LARGE).booking is Booking.THREE_YEARS
    assert treatment(special, FROM, LARGE).booking is Booking.ORDINARY
    assert treatment(special, FROM, small(limit)).booking is Booking.SMALL_COMPANY_AT_ONCE
    assert treatment(ordinary, FROM, small(limit)).booking is Booking.ORDINARY
    most, too_many = case["inputs"]["employees"]
    assert treatment(special, FROM, small(most)).booking is Booking.SMALL_COMPANY_AT_ONCE
    assert treatment(special, FROM, small(too_many)).booking is Booking.ORDINARY
    assert case["inputs"]["annual_cap_jpy"] == YEARLY_LIMIT_JPY


@pytest.mark.parametrize(
    ("price", "day", "employees", "booking"),
    [
        (299_999, BEFORE, 500, Booking.SMALL_COMPANY_AT_ONCE),
        (300_000, BEFORE, 500, Booking.ORDINARY),
        (300_000, FROM, 400, Booking.SMALL_COMPANY_AT_ONCE),
        (299_999, FROM, 500, Booking.ORDINARY),
        (399_999, LAST, 400, Booking.SMALL_COMPANY_AT_ONCE),
        (399_999, AFTER, 400, Booking.ORDINARY),
        (150_000, AFTER, 400, Booking.THREE_YEARS),
    ],
)
def test_the_special_measure_changed_on_the_first_of_april_2026(price, day, employees, booking):
    assert treatment(price, day, small(employees)).booking is booking


def test_the_special_measure_ends_at_its_yearly_limit_and_says_so():
    inside = treatment(300_000, FROM, small(50), booked_this_year_jpy=2_700_000)
    beyond = treatment(300_000, FROM, small(50), booked_this_year_jpy=2_700_001)
    assert inside.booking is Booking.SMALL_COMPANY_AT_ONCE
    assert beyond.booking is Booking.ORDINARY
    assert "300万円" in beyond.reason.ja
    assert "3,000,000 yen" in beyond.reason.en


def test_a_company_that_books_gross_compares_the_price_with_its_tax():
    gross = Company(100, is_small=True, books_net_of_consumption_tax=False)
    assert treatment(unit_price_to_test(370_000, 0.1, gross), FROM, gross).booking is Booking.ORDINARY
    net = small(100)
    price = unit_price_to_test(370_000, 0.1, net)
    assert treatment(price, FROM, net).booking is Booking.SMALL_COMPANY_AT_ONCE


def test_only_a_large_programme_is_flagged():
    assert is_large_programme(500_000_000, small(100))
    assert not is_large_programme(499_999_999, small(100))
    assert not is_large_programme(500_000_000, LARGE)


@given(st.floats(0.001, 0.3), st.integers(1, 84), st.floats(0, 0.5))
def test_the_interest_inside_a_lease_is_found_again(interest, months, residual):
    rate = lease_rate_per_month(interest, months, residual)
    assert interest_inside(rate, months, residual) == pytest.approx(interest, rel=1e-6)


def test_a_lease_without_interest_repays_the_price_evenly_and_a_cheaper_one_has_no_rate():
    assert lease_rate_per_month(0, 60) == pytest.approx(1 / 60)
    assert interest_inside(1 / 60 - 1e-4, 60) is None


dated_flows = st.lists(
    st.tuples(st.integers(1, 2500), amounts), min_size=1, max_size=6, unique_by=lambda pair: pair[0]
)


@given(amounts, dated_flows)
def test_the_rate_of_dated_flows_is_that_of_pyxirr(outlay, inflows):
    start = date(2027, 4, 1)
    flows = [(start, -outlay), *((start + timedelta(days=days), flow) for days, flow in inflows)]
    answer = dated_internal_rate(flows)
    if answer.rate is None:  # outside of -99 % … 99,900 %
        ends = dated_present_value(-0.99, flows), dated_present_value(999, flows)
        assert ends[0] * ends[1] > 0
        return
    scale = sum(abs(flow) / (1 + answer.rate) ** ((day - start).days / 365) for day, flow in flows)
    assert abs(dated_present_value(answer.rate, flows)) <= 1e-6 * scale
    if -0.5 < answer.rate < 5:
        assert answer.rate == pytest.approx(pyxirr.xirr(flows), rel=1e-5, abs=1e-7)
