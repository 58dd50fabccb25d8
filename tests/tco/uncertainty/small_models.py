"""Small cost models whose figures are known from elsewhere."""

from language.text import Text
from tco.model.cost_model import CostModel
from tco.model.expression import Expression, const, if_, inp, previous, row
from tco.model.functions import maximum, minimum, present_value
from tco.model.rows import InputSpec, Row, Section

NOTHING = Text("例", "example")
GROUP = Section("all", NOTHING)


def an_input(key: str, **limits) -> InputSpec:
    return InputSpec(key, Text(key, key), NOTHING, "all", NOTHING, **({"minimum": -1e12} | limits))


def a_row(key: str, expression: Expression, shape="scalar", undefined=None) -> Row:
    return Row(key, Text(key, key), NOTHING, "all", shape, expression, NOTHING, undefined=undefined)


def a_model(inputs, rows, months: int = 1) -> CostModel:
    periods = tuple(range(months + 1))
    return CostModel(tuple(inputs), (GROUP,), (GROUP,), tuple(rows), periods, (0, 1))


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


def api_or_own(months: int = 60) -> CostModel:
    """E01: present costs of an API whose price moves and of two GPUs of the company's own."""
    keys = ("volume", "requests", "growth", "usd", "change", "fx", "fte_year", "rate", "poc", "api_fte")
    own = ("capex", "setup", "power_month", "maintenance_year", "own_fte", "residual")
    operating, index = row("month.operating"), row("month.index")
    months_rows = [
        a_row("month.index", previous("month.index", -1) + 1, "monthly"),
        a_row("month.operating", minimum(index, 1), "monthly"),
        a_row("month.discount", (const(1) + inp("rate")) ** (index / -12), "monthly"),
        a_row("grown", inp("requests") * (const(1) + inp("growth")) ** (index - 1) * operating, "monthly"),
        a_row("price", inp("usd") * inp("fx") * (const(1) + inp("change")) ** ((index - 1) / 12), "monthly"),
    ]
    api = inp("volume") * row("grown") * row("price") + operating * inp("api_fte") * inp("fte_year") / 12
    running = inp("capex") * inp("maintenance_year") / 12 + inp("own_fte") * inp("fte_year") / 12
    sold = if_(index > months - 1, inp("capex") * inp("residual"), 0)
    owned = if_(
        index > 0,
        running + inp("power_month") - sold,
        inp("capex") + inp("setup") + inp("poc"),
    )
    costs = [
        a_row("api.cost", api + (const(1) - operating) * inp("poc"), "monthly"),
        a_row("own.cost", owned, "monthly"),
    ]
    totals = [
        a_row(f"{key}.tco_pv", present_value(f"{key}.cost", "month.discount")) for key in ("api", "own")
    ]
    return a_model([an_input(key) for key in (*keys, *own)], [*months_rows, *costs, *totals], months)
