"""Two published business cases, written as rows of the same expression language and reproduced to the yen."""

import pytest

from language.text import Text
from tco.finance.break_even import crossing
from tco.finance.payback import discounted_payback_years, payback_years
from tco.finance.rate_of_return import internal_rate
from tco.model.cost_model import CostModel
from tco.model.expression import choose, const, equal, if_, inp, previous, row
from tco.model.functions import largest, maximum, npv
from tco.model.rows import InputSpec, Row, Section
from tests.tco.cases import adoption_cases

WORDS = Text("行", "row")
NAMES = (
    "loaded_rate", "redeploy_rate", "discount_rate", "exit_cost", "hours_full", "indirect_full",
    "outsourcing_full", "initial", "running", "migration", "a1", "a2", "a3", "a4", "a5",
)  # fmt: skip


def _row(key, expression, shape="yearly"):
    return Row(key, WORDS, WORDS, "all", shape, expression, WORDS)


def business_case() -> CostModel:
    """Adoption drives hours; costs run every operating year; year 3 migrates, year 5 exits."""
    index, on = row("index"), row("on")
    relative = row("adoption") / maximum(*(inp(f"a{year}") for year in range(1, 6)))
    rows = (
        _row("index", previous("index", -1) + 1),
        _row("on", if_(index > 0, 1, 0)),
        _row("adoption", on * choose(maximum(index, 1), *(inp(f"a{year}") for year in range(1, 6)))),
        _row("hours", inp("hours_full") * row("adoption")),
        _row("capacity", row("hours") * inp("loaded_rate")),
        _row("cash", row("capacity") * inp("redeploy_rate")),
        _row("indirect", inp("indirect_full") * relative),
        _row("outsourcing", inp("outsourcing_full") * relative),
        _row(
            "cost",
            on * inp("running")
            + if_(equal(index, 3), inp("migration"), 0)
            + if_(equal(index, 5), inp("exit_cost"), 0),
        ),
        _row(
            "net",
            row("cash")
            + row("indirect")
            + row("outsourcing")
            - row("cost")
            - (const(1) - on) * inp("initial"),
        ),
        _row("npv", npv(inp("discount_rate"), "net"), "scalar"),
        _row("years", largest("index"), "scalar"),
    )
    inputs = tuple(InputSpec(name, WORDS, WORDS, "all", WORDS) for name in NAMES)
    return CostModel(inputs, (), (Section("all", WORDS),), rows, tuple(range(6)))


def values_of(case) -> dict[str, float]:
    given = case["inputs"]
    hours = sum(use["tasks_per_month"] * 12 * use["saved_min"] / 60 for use in given["uses"])
    return {
        "loaded_rate": given["loaded_rate"],
        "redeploy_rate": given["redeploy_rate"],
        "discount_rate": given["discount_rate"],
        "exit_cost": given["exit_cost"],
        "hours_full": hours,
        "indirect_full": given["indirect_full"],
        "outsourcing_full": given["outsourcing_saved_full"],
        "initial": sum(given["initial"].values()),
        "running": sum(given["annual_cost"].values()),
        "migration": given["migration_cost"][3],
        **{f"a{year}": share for year, share in enumerate(given["adoption"], 1)},
    }


@pytest.mark.parametrize("case", adoption_cases(), ids=lambda case: case["id"])
def test_a_published_business_case_is_reproduced(case):
    results = business_case().evaluate(values_of(case))
    expected = case["expected"]
    for line in expected["rows"]:
        for key in ("hours", "capacity", "cash", "indirect", "outsourcing", "cost", "net"):
            assert results.yearly(key)[line["year"]] == pytest.approx(line[key], abs=0.5), (line["year"], key)
    net = results.yearly("net")
    assert net[0] == -expected["initial"]
    assert results.scalar("npv") == pytest.approx(expected["npv"], abs=1)
    assert sum(net) == pytest.approx(expected["cumulative_5y"], abs=1)
    assert _rounded(payback_years(net), 2) == expected["payback_simple_years"]
    discounted = discounted_payback_years(case["inputs"]["discount_rate"], net)
    assert _rounded(discounted, 2) == expected["payback_discounted_years"]


def test_the_case_that_pays_has_a_rate_and_the_other_has_none():
    single, portfolio = (business_case().evaluate(values_of(case)).yearly("net") for case in adoption_cases())
    assert internal_rate(single).rate is None
    assert internal_rate(portfolio).rate == pytest.approx(0.6683, abs=5e-5)


@pytest.mark.parametrize("case", adoption_cases(), ids=lambda case: case["id"])
def test_the_redeployment_rate_for_a_three_year_payback(case):
    values = values_of(case)

    def after_three_years(rate: float) -> float:
        return sum(business_case().evaluate({**values, "redeploy_rate": rate}).yearly("net")[:4])

    rate = crossing(after_three_years, 0, 1)
    expected = case["expected"]["redeploy_rate_for_3y_payback"]
    # The case cuts its third decimal off: 16,790,400 / 54,405,000 = 0.30862.
    assert (rate and int(rate * 1000) / 1000) == expected


def _rounded(value, digits):
    return None if value is None else round(value, digits)
