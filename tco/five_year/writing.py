"""Short ways of writing rows, so that each reads as one line of the calculation."""

from language.text import Text
from tco.model.expression import Expression
from tco.model.rows import NumberStyle, Row

JPY = Text("円", "JPY")
YEARS = Text("年", "years")
PERCENT = Text("%", "%")
NOT_AVAILABLE = Text("計算不能", "n.a.")
NOT_PAID_BACK = Text("回収せず", "Not paid back")

Words = tuple[str, str]


def yearly(
    key: str,
    section: str,
    label: Words,
    expression: Expression,
    note: Words,
    unit: Text = JPY,
    style: NumberStyle = "jpy",
    undefined: Text | None = None,
) -> Row:
    """Write a row with one value per year."""
    return Row(key, Text(*label), unit, section, "yearly", expression, Text(*note), style, undefined)


def scalar(
    key: str,
    section: str,
    label: Words,
    expression: Expression,
    note: Words,
    unit: Text = JPY,
    style: NumberStyle = "jpy",
    undefined: Text | None = None,
    choices: tuple[Text, ...] = (),
) -> Row:
    """Write a row with a single value."""
    return Row(key, Text(*label), unit, section, "scalar", expression, Text(*note), style, undefined, choices)
