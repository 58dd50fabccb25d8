"""Two published business cases, entered as plans of one option and one to three uses, reproduced to the yen."""

import pytest

from tco.model.cost_model import Results
from tco.plan.model import plan_model
from tco.plan.redeployment import rate_for_payback
from tco.plan.shape import Kind, Use
from tests.tco.cases import adoption_cases
from tests.tco.plan.shapes import plain_values, shape_of

MONTHS_PER_YEAR = 12
CASES = {case["id"]: case for case in adoption_cases()}


def values_of(case) -> dict[str, float]:
    """One person does all tasks of a use on one workday a month; indirect effects are scaled to full adoption."""
    given = case["inputs"]
    shape = shape_of(Kind.API, uses=len(given["uses"]))
    yearly, initial = given["annual_cost"], given["initial"]
    effects = given["indirect_full"] + given["outsourcing_saved_full"]
    values = {
        "workdays_per_year": MONTHS_PER_YEAR,
        "wage_jpy_per_hour": given["loaded_rate"],
        "redeployment_rate": given["redeploy_rate"],
        "discount_rate": given["discount_rate"],
        "cash_timing": 1,
        "other_cash_jpy_per_year": effects / max(given["adoption"]),
        **{f"adoption_y{year}": share for year, share in enumerate(given["adoption"], 1)},
        "build_jpy": initial["build"] + initial["measurement"],
        "data_preparation_jpy": initial["data_prep"],
        "training_initial_jpy": initial["training"],
        "api_fixed_jpy_per_month": yearly["api"] / MONTHS_PER_YEAR,
        "platform_jpy_per_year": yearly["hosting"],
        "fte_cost_jpy_per_year": yearly["ops_labour"],
        "api_ops_fte": 1,
        "governance_jpy_per_year": yearly["safety_audit"],
        "training_jpy_per_year": yearly["retraining"],
        "api_model_life_months": 36,
        "revalidation_jpy": given["migration_cost"][3],
        "api_exit_jpy": given["exit_cost"],
    }
    for use, work in zip(shape.uses, given["uses"], strict=True):
        values |= _of_use(use, work)
    return plain_values(plan_model(shape), values)


def _of_use(use: Use, work) -> dict[str, float]:
    return {
        f"{use.prefix}users": 1,
        f"{use.prefix}tasks_per_user_day": work["tasks_per_month"],
        f"{use.prefix}minutes_saved_per_task": work["saved_min"],
        f"{use.prefix}usable_answer_share": 1,
    }


def results_of(case) -> Results:
    model = plan_model(shape_of(Kind.API, uses=len(case["inputs"]["uses"])))
    return model.evaluate(values_of(case))


@pytest.mark.parametrize("name", CASES)
def test_a_published_business_case_is_reproduced_year_by_year(name):
    results, expected = results_of(CASES[name]), CASES[name]["expected"]
    assert results.each("api.cost")[0] == expected["initial"]
    cash_from_time = sums_by_year(results, "api.cash_from_time")
    other = sums_by_year(results, "api.other_cash")
    for line in expected["rows"]:
        year = line["year"]
        found = (
            results.each("api.hours.fy")[year],
            results.each("api.capacity.fy")[year],
            cash_from_time[year],
            other[year],
            results.each("api.cost.fy")[year],
            results.each("api.cash_flow.fy")[year],
        )
        effects = line["indirect"] + line["outsourcing"]
        wanted = (line["hours"], line["capacity"], line["cash"], effects, line["cost"], line["net"])
        assert found == pytest.approx(wanted, abs=0.5), year


def sums_by_year(results: Results, key: str) -> list[float]:
    months = results.each(key)
    return [months[0], *(sum(months[first : first + 12]) for first in range(1, len(months), 12))]


@pytest.mark.parametrize("name", CASES)
def test_its_appraisal_is_the_published_one(name):
    results, expected = results_of(CASES[name]), CASES[name]["expected"]
    assert results.number("api.npv") == pytest.approx(expected["npv"], abs=1)
    assert results.each("api.cumulative")[-1] == pytest.approx(expected["cumulative_5y"], abs=1)
    assert rounded(results.scalar("api.irr"), 4) == expected["irr"]
    assert rounded(results.scalar("api.payback"), 2) == expected["payback_simple_years"]
    assert rounded(results.scalar("api.discounted_payback"), 2) == expected["payback_discounted_years"]


@pytest.mark.parametrize("name", CASES)
def test_the_redeployment_rate_for_a_payback_of_three_years(name):
    case = CASES[name]
    results = results_of(case)
    rate = rate_for_payback(results.model, values_of(case), "api", 3)
    # The case cuts its third decimal off: 16,790,400 / 54,405,000 = 0.30862.
    expected = case["expected"]["redeploy_rate_for_3y_payback"]
    assert (None if rate is None else int(rate * 1000) / 1000) == expected
    if rate is not None:
        assert rate == pytest.approx(16_790_400 / 54_405_000, abs=1e-7)


def test_a_little_less_would_take_longer_than_three_years():
    case = CASES["portfolio3"]
    values = values_of(case)
    model = results_of(case).model
    rate = rate_for_payback(model, values, "api", 3)
    assert rate is not None

    def payback(share: float) -> float:
        return model.evaluate({**values, "redeployment_rate": share}).number("api.payback")

    assert payback(rate) <= 3 < payback(rate - 1e-6)


def test_a_plan_that_pays_back_without_redeployment_needs_none():
    case = CASES["portfolio3"]
    values = values_of(case) | {"other_cash_jpy_per_year": 50_000_000}
    assert rate_for_payback(results_of(case).model, values, "api", 3) == 0


def rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
