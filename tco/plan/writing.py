"""Short ways of writing rows, so that each reads as one line of the calculation."""

from functools import reduce

from language.text import Text
from tco.model.expression import Expression, const
from tco.model.rows import NumberStyle, Row, Shape

JPY = Text("円", "JPY")
JPY_MONTH = Text("円/月", "JPY a month")
YEARS = Text("年", "years")
PERCENT = Text("%", "%")
TIMES = Text("倍", "times")
GPUS = Text("枚", "GPUs")
SERVERS = Text("台", "machines")
FLAG = Text("0/1", "0/1")
MONTH = Text("月", "month")
NOT_AVAILABLE = Text("計算不能", "n.a.")
NOT_PAID_BACK = Text("回収せず", "Not paid back")

Words = tuple[str, str]


def _row(
    shape: Shape,
    key: str,
    section: str,
    label: Words,
    expression: Expression,
    note: Words,
    unit: Text,
    style: NumberStyle,
    undefined: Text | None,
    choices: tuple[Text, ...] = (),
) -> Row:
    return Row(key, Text(*label), unit, section, shape, expression, Text(*note), style, undefined, choices)


def monthly(
    key: str,
    section: str,
    label: Words,
    expression: Expression,
    note: Words,
    unit: Text = JPY,
    style: NumberStyle = "jpy",
    undefined: Text | None = None,
) -> Row:
    """Write a row with one value per month."""
    return _row("monthly", key, section, label, expression, note, unit, style, undefined)


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
    """Write a row with one value per fiscal year."""
    return _row("yearly", key, section, label, expression, note, unit, style, undefined)


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
    return _row("scalar", key, section, label, expression, note, unit, style, undefined, choices)


def summed(parts: list[Expression]) -> Expression:
    """Add up expressions; nothing adds up to 0."""
    return reduce(lambda left, right: left + right, parts) if parts else const(0)
