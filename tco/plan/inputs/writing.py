"""Short ways of writing an input, so that each reads as one entry of a list."""

from dataclasses import replace

from language.text import Text
from tco.model.rows import Direction, InputSpec, NumberStyle, Spread
from tco.plan.shape import Option, Use

JPY = Text("円", "JPY")
JPY_YEAR = Text("円/年", "JPY a year")
JPY_MONTH = Text("円/月", "JPY a month")
PERCENT = Text("%", "%")
FTE = Text("人年", "FTE")
TOKENS = Text("トークン/回", "tokens per request")
USD_MTOK = Text("USD/100万トークン", "USD per 1M tokens")
JPY_MTOK = Text("円/100万トークン", "JPY per 1M tokens")
MONTHS = Text("か月", "months")

Words = tuple[str, str]


def number_input(
    group: str,
    key: str,
    label: Words,
    unit: Text,
    note: Words,
    limits: tuple[float, float],
    step: float = 1.0,
    style: NumberStyle = "number",
    higher_is: Direction = 0,
    slider: bool = False,
    choices: tuple[Text, ...] = (),
    neutral: float | None = None,
    spread: Spread = "pert",
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
        neutral,
        spread,
    )


def share_input(
    group: str,
    key: str,
    label: Words,
    note: Words,
    higher_is: Direction = 0,
    limits: tuple[float, float] = (0, 1),
    slider: bool = False,
    neutral: float | None = None,
) -> InputSpec:
    """Write a share, kept as a fraction and shown in percent."""
    return number_input(
        group, key, label, PERCENT, note, limits, 0.01, "percent", higher_is, slider, neutral=neutral
    )


def yen_input(
    group: str,
    key: str,
    label: Words,
    note: Words,
    higher_is: Direction = -1,
    unit: Text = JPY,
    limits: tuple[float, float] = (0, 1e11),
    step: float = 10_000,
    neutral: float | None = None,
) -> InputSpec:
    """Write an amount of money, without consumption tax."""
    return number_input(group, key, label, unit, note, limits, step, "jpy", higher_is, neutral=neutral)


def whole_input(
    group: str,
    key: str,
    label: Words,
    unit: Text,
    note: Words,
    limits: tuple[float, float],
    higher_is: Direction = 0,
    neutral: float | None = None,
) -> InputSpec:
    """Write a count."""
    return number_input(group, key, label, unit, note, limits, 1, "whole", higher_is, neutral=neutral)


def choice_input(
    group: str, key: str, label: Words, note: Words, choices: tuple[Words, ...], neutral: float | None = None
) -> InputSpec:
    """Write a choice, kept as 0, 1, 2 …."""
    words = tuple(Text(*choice) for choice in choices)
    unit = Text("区分", "choice")
    limits = (0.0, len(words) - 1.0)
    return number_input(group, key, label, unit, note, limits, 1, "choice", 0, False, words, neutral, "fixed")


def of_option(option: Option, specs: tuple[InputSpec, ...]) -> tuple[InputSpec, ...]:
    """Give inputs to an option: its key in front, its name behind the label, its own group."""
    return tuple(
        replace(
            spec,
            key=f"{option.key}_{spec.key}",
            group=option.key,
            label=Text(f"{spec.label.ja}({option.label.ja})", f"{spec.label.en} ({option.label.en})"),
        )
        for spec in specs
    )


def of_use(use: Use, specs: tuple[InputSpec, ...], *, is_alone: bool) -> tuple[InputSpec, ...]:
    """Give inputs to a use; the only use of a plan needs no name behind its labels."""
    if is_alone:
        return specs
    return tuple(
        replace(
            spec,
            key=f"{use.prefix}{spec.key}",
            label=Text(f"{spec.label.ja}({use.label.ja})", f"{spec.label.en} ({use.label.en})"),
        )
        for spec in specs
    )
