"""One definition, three uses: numbers, arrays of draws, formula text."""

import numpy as np
import pytest

from language.text import Text
from tco.errors import InvalidInput, MissingInputs, ModelMistake
from tco.model.cost_model import CostModel
from tco.model.excel import formula
from tco.model.expression import Expression, const, equal, if_, inp, is_defined, previous, row, undefined
from tco.model.functions import irr, maximum, present_value, round_down, round_up, total
from tco.model.rows import InputSpec, Row, Section
from tco.model.trace import trace

WORDS = Text("行", "row")
MONTHS, YEARS = (0, 1, 2, 3, 4), (0, 1, 2)


def a_row(key: str, expression: Expression, shape="scalar", undefined_words: Text | None = None) -> Row:
    return Row(
        key, Text(f"{key}の行", f"row {key}"), WORDS, "s", shape, expression, WORDS, undefined=undefined_words
    )


def a_model(*rows: Row) -> CostModel:
    inputs = tuple(
        InputSpec(key, Text(f"入力{key}", f"Input {key}"), WORDS, "g", WORDS, minimum=-100, maximum=1e9)
        for key in ("a", "b", "rate")
    )
    return CostModel(inputs, (), (Section("s", WORDS),), rows, MONTHS, YEARS)


VALUES = {"a": 6.0, "b": 4.0, "rate": 0.1}


class Cells:
    def input_name(self, key):
        return f"in_{key}"

    def cell(self, row_key, period):
        return row_key if period is None else f"{row_key}{period}"

    def span(self, row_key):
        return f"{row_key}0:{row_key}2"

    def span_until(self, row_key, period):
        return f"{row_key}0:{row_key}{period}"


def text_of(expression: Expression, period=None) -> str:
    shape = "scalar" if period is None else "yearly"
    return formula(a_row("x", expression, shape), period, Cells())


@pytest.mark.parametrize(
    ("expression", "text", "value"),
    [
        (inp("a") - (inp("b") - 1), "=in_a-(in_b-1)", 3),
        (inp("a") / (inp("b") * 2), "=in_a/(in_b*2)", 0.75),
        ((inp("a") + inp("b")) * 2, "=(in_a+in_b)*2", 20),
        (inp("a") ** (const(1) + 1), "=in_a^(1+1)", 36),
        (-inp("a") * 2, "=(-in_a)*2", -12),
        (if_(inp("a") >= inp("b"), 1, 0), "=IF(in_a>=in_b,1,0)", 1),
        (if_(equal(inp("a"), 6), 10, 20), "=IF(in_a=6,10,20)", 10),
        (maximum(inp("a"), inp("b"), 5), "=MAX(in_a,in_b,5)", 6),
        (round_up(inp("a") / inp("b")), "=ROUNDUP(ROUND(in_a/in_b,9),0)", 2),
        (round_down(inp("a") / inp("b")), "=ROUNDDOWN(ROUND(in_a/in_b,9),0)", 1),
    ],
)
def test_an_expression_is_a_number_and_a_formula(expression, text, value):
    model = a_model(a_row("x", expression))
    assert formula(model.rows[0], None, Cells()) == text
    assert model.evaluate(VALUES).scalar("x") == pytest.approx(value)


def test_a_rounding_error_does_not_buy_another_server():
    model = a_model(a_row("x", round_up((inp("a") + 0.1 + 0.2) / 0.3 * 0.3)))
    assert model.evaluate({**VALUES, "a": 2.7}).scalar("x") == 3


def test_rows_over_years_are_summed_discounted_and_carried_forward():
    model = a_model(
        a_row("flow", previous("flow", -inp("a")) + inp("b"), "yearly"),
        a_row("sum", total("flow")),
        a_row("factor", (const(1) + inp("rate")) ** -previous("year", 0), "yearly"),
        a_row("year", previous("year", 0) + 1, "yearly"),
        a_row("npv", present_value("flow", "factor")),
    )
    results = model.evaluate(VALUES)
    assert results.each("flow") == [-2, 2, 6]
    assert results.scalar("sum") == 6
    assert results.scalar("npv") == pytest.approx(-2 + 2 / 1.1 + 6 / 1.21)
    assert formula(model.rows[0], 0, Cells()) == "=(-in_a)+in_b"
    assert formula(model.rows[0], 2, Cells()) == "=flow1+in_b"
    assert formula(model.rows[4], None, Cells()) == "=SUMPRODUCT(flow0:flow2,factor0:factor2)"


def test_a_row_without_a_value_shows_its_words_instead_of_an_error():
    never = Text("回収せず", "Not paid back")
    model = a_model(a_row("x", if_(inp("a") > 10, inp("a"), undefined()), undefined_words=never))
    assert model.evaluate(VALUES).scalar("x") is None
    assert formula(model.rows[0], None, Cells()) == '=IFERROR(IF(in_a>10,in_a,NA()),"回収せず")'
    assert formula(model.rows[0], None, Cells(), "en").endswith('"Not paid back")')


def test_division_by_zero_is_undefined_and_never_infinite():
    model = a_model(a_row("x", inp("a") / (inp("b") - 4), undefined_words=WORDS))
    assert model.evaluate(VALUES).scalar("x") is None
    draws = np.asarray(model.evaluate({**VALUES, "b": np.array([4.0, 5.0])}).draws("x"))
    assert np.isnan(draws[0])
    assert draws[1] == 6


def test_an_input_without_a_value_is_named_and_never_zero():
    model = a_model(a_row("x", inp("a")))
    with pytest.raises(MissingInputs) as caught:
        model.evaluate({"a": 1.0})
    assert "入力b" in caught.value.message.ja
    assert "Input rate" in caught.value.message.en


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -101.0, 1e12, np.array([1.0, -200.0])])
def test_a_value_outside_its_limits_is_refused(wrong):
    with pytest.raises(InvalidInput):
        a_model(a_row("x", inp("a"))).evaluate({**VALUES, "a": wrong})


@pytest.mark.parametrize(
    "rows",
    [
        [a_row("x", row("y")), a_row("y", row("x"))],
        [a_row("x", inp("unknown"))],
        [a_row("x", row("unknown"))],
        [a_row("x", inp("a")), a_row("x", inp("b"))],
        [a_row("y", inp("a"), "yearly"), a_row("x", row("y"))],
        [a_row("y", undefined(), undefined_words=WORDS), a_row("x", row("y"))],
        [a_row("y", inp("a"), "yearly"), a_row("x", irr("y")), a_row("z", total("missing"))],
    ],
    ids=["circle", "unknown input", "unknown row", "twice", "yearly as number", "unguarded", "unknown span"],
)
def test_a_contradictory_definition_is_refused(rows):
    with pytest.raises(ModelMistake):
        a_model(*rows)


def test_a_guarded_row_may_be_undefined():
    model = a_model(
        a_row("y", undefined(), undefined_words=WORDS),
        a_row("x", if_(is_defined(row("y")), row("y"), inp("a"))),
    )
    assert model.evaluate(VALUES).scalar("x") == 6


def test_the_trace_names_what_made_a_number():
    model = a_model(a_row("flow", inp("a") * inp("b"), "yearly"), a_row("x", total("flow") * inp("rate")))
    made = trace(model.evaluate(VALUES), "x")
    assert made.value == pytest.approx(7.2)
    assert [(part.kind, part.key, part.values) for part in made.precedents] == [
        ("input", "rate", (0.1,)),
        ("row", "flow", (24.0, 24.0, 24.0)),
    ]
    assert made.formula.en == "SUM([row flow 0–2])*[Input rate]"
