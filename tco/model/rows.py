"""What a cost model is made of: inputs, sections and rows, each with its words in both languages."""

import math
from dataclasses import dataclass
from typing import Literal

from language.text import Text
from tco.model.expression import Expression

Shape = Literal["scalar", "monthly", "yearly"]
NumberStyle = Literal["number", "whole", "percent", "jpy", "usd", "choice", "years"]
Direction = Literal[-1, 0, 1]
Spread = Literal["pert", "triangular", "lognormal", "beta", "bernoulli", "fixed"]


@dataclass(frozen=True)
class Section:
    """A group of rows or inputs that belong together on one page or sheet."""

    key: str
    label: Text


@dataclass(frozen=True)
class InputSpec:
    """An assumption the model needs: its words, unit and the values it accepts.

    `higher_is` says how a larger value moves the case: +1 better, -1 worse, 0 neither.
    `neutral` is the value that leaves a feature unused; an input without one must be entered.
    `spread` names the distribution between low, mode and high when uncertainty is simulated.
    Percentages are fractions (0.25) with style "percent"; `choices` are the words of the values 0, 1, 2 ….
    """

    key: str
    label: Text
    unit: Text
    group: str
    note: Text
    minimum: float = 0.0
    maximum: float = 1e12
    step: float = 1.0
    style: NumberStyle = "number"
    higher_is: Direction = 0
    slider: bool = False
    choices: tuple[Text, ...] = ()
    neutral: float | None = None
    spread: Spread = "pert"

    def problem(self, value: float) -> Text | None:
        """Return what is wrong with a value in words, or None."""
        name = {"ja": self.label.ja, "en": self.label.en}
        if not math.isfinite(value):
            return Text(f"「{name['ja']}」は数値ではありません。", f"“{name['en']}” is not a number.")
        if self.style in ("whole", "choice") and value != int(value):
            return Text(
                f"「{name['ja']}」は整数で入力してください。", f"Enter a whole number for “{name['en']}”."
            )
        if not self.minimum <= value <= self.maximum:
            low, high = self.shown(self.minimum), self.shown(self.maximum)
            return Text(
                f"「{name['ja']}」は{low}から{high}の範囲で入力してください。",
                f"“{name['en']}” must lie between {low} and {high}.",
            )
        return None

    def shown(self, value: float) -> str:
        """Write a value as people type it: percentages times 100, no needless decimals."""
        number = value * 100 if self.style == "percent" else value
        text = f"{number:,.6f}".rstrip("0").rstrip(".")
        return f"{text}%" if self.style == "percent" else text


@dataclass(frozen=True)
class Row:
    """One line of the calculation; `undefined` are its words where it has no value (None: always has one)."""

    key: str
    label: Text
    unit: Text
    section: str
    shape: Shape
    expression: Expression
    note: Text
    style: NumberStyle = "jpy"
    undefined: Text | None = None
    choices: tuple[Text, ...] = ()
