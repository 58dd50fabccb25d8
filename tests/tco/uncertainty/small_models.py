"""Small cost models whose figures are known from elsewhere."""

from language.text import Text
from tco.model.cost_model import CostModel
from tco.model.expression import Expression, const, if_, inp, row
from tco.model.functions import maximum
from tco.model.rows import InputSpec, Row, Section

NOTHING = Text("例", "example")
GROUP = Section("all", NOTHING)


def an_input(key: str, **limits) -> InputSpec:
    return InputSpec(key, Text(key, key), NOTHING, "all", NOTHING, **({"minimum": -1e12} | limits))


def a_row(key: str, expression: Expression, undefined=None) -> Row:
    return Row(key, Text(key, key), NOTHING, "all", "scalar", expression, NOTHING, undefined=undefined)


def a_model(inputs, rows) -> CostModel:
    return CostModel(tuple(inputs), (GROUP,), (GROUP,), tuple(rows), (0, 1), (0, 1))


def one_investment() -> CostModel:
    """W18b and W18c: NPV = -C + B x annuity(rate, 5)."""
    rate = inp("rate")
    annuity = (const(1) - (const(1) + rate) ** -5) / rate
    npv = a_row("npv", annuity * inp("benefit") - inp("capex"), undefined=NOTHING)
    return a_model([an_input("capex"), an_input("benefit"), an_input("rate")], [npv])


def two_options() -> CostModel:
    """Two options that cost what is entered and save what is entered, with decision rows as plans have them."""
    inputs = [an_input(key) for key in ("left_cost", "right_cost", "saving", "policy")]
    npvs = [a_row(f"{key}.npv", inp("saving") - inp(f"{key}_cost")) for key in ("left", "right")]
    costs = [a_row(f"{key}.tco_pv", inp(f"{key}_cost")) for key in ("left", "right")]
    is_left = row("left.tco_pv") <= row("right.tco_pv")
    decisions = [
        a_row("decision.best_npv", maximum(row("left.npv"), row("right.npv"))),
        a_row("decision.recommended", if_(row("decision.best_npv") > 0, if_(is_left, 1, 2), 0)),
        a_row("decision.cheapest", if_(is_left, 1, 2)),
    ]
    return a_model(inputs, [*npvs, *costs, *decisions])
