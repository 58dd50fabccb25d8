"""Short ways of writing an input, so that each reads as one entry of a list."""

from language.text import Text
from tco.model.rows import Direction, InputSpec, NumberStyle

JPY = Text("円", "JPY")
JPY_YEAR = Text("円/年", "JPY a year")
PERCENT = Text("%", "%")
FTE = Text("人年", "FTE")
TOKENS = Text("トークン/回", "tokens per request")
USD_MTOK = Text("USD/100万トークン", "USD per 1M tokens")


def number_input(
    group: str,
    key: str,
    label: tuple[str, str],
    unit: Text,
    note: tuple[str, str],
    limits: tuple[float, float],
    step: float = 1.0,
    style: NumberStyle = "number",
    higher_is: Direction = 0,
    slider: bool = False,
    choices: tuple[Text, ...] = (),
) -> InputSpec:
    """Write an input with its label, unit, note, limits and step."""
    return InputSpec(
        key,
        Text(*label),
        unit,
        group,
        Text(*note),
        limits[0],
        limits[1],
        step,
        style,
        higher_is,
        slider,
        choices,
    )


def share_input(
    group: str,
    key: str,
    label: tuple[str, str],
    note: tuple[str, str],
    higher_is: Direction = 0,
    limits: tuple[float, float] = (0, 1),
    slider: bool = False,
) -> InputSpec:
    """Write a share, kept as a fraction and shown in percent."""
    return number_input(group, key, label, PERCENT, note, limits, 0.01, "percent", higher_is, slider)


def yen_input(
    group: str,
    key: str,
    label: tuple[str, str],
    note: tuple[str, str],
    higher_is: Direction = -1,
    unit: Text = JPY,
    limits: tuple[float, float] = (0, 1e11),
    step: float = 10_000,
) -> InputSpec:
    """Write an amount of money, without consumption tax."""
    return number_input(group, key, label, unit, note, limits, step, "jpy", higher_is)
