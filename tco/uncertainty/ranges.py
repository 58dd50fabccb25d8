"""What is entered (low, standard, high) read as a distribution."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from language.text import Text
from tco.assumptions import AssumptionValue
from tco.errors import InvalidInput
from tco.model.cost_model import CostModel
from tco.model.rows import InputSpec
from tco.uncertainty.distributions import (
    THREE_POINTS,
    Z_95,
    Bernoulli,
    Beta,
    Bounded,
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Triangular,
    pert,
)


@dataclass(frozen=True)
class Range:
    """Low <= mode <= high of one input and how its draws spread between them."""

    low: float
    mode: float
    high: float
    kind: str = "pert"

    @property
    def width(self) -> float:
        """High minus low."""
        return self.high - self.low

    @property
    def is_open(self) -> bool:
        """Whether there is anything to draw."""
        return self.low < self.high and self.kind != "fixed"


def fixed_at(value: float) -> Range:
    """Write a value that does not vary."""
    return Range(value, value, value, "fixed")


def ranges_of(model: CostModel, assumptions: Iterable[AssumptionValue]) -> dict[str, Range]:
    """Return the range of every input with an assumption; how it spreads is the input's own unless chosen."""
    specs = model.input_by_key
    return {
        one.key: Range(
            float(one.low), float(one.mode), float(one.high), one.distribution or specs[one.key].spread
        )
        for one in assumptions
        if one.key in specs
    }


def distribution_of(low: float, mode: float, high: float, kind: str = "pert") -> Distribution:
    """Read three values as a distribution; equal ends give a fixed value (a chance stays a chance).

    pert, triangular: low and high are the ends. lognormal: mode is the median, low and high are 90 % of the
    draws apart. beta: mode is the mean, low and high are 90 % of the draws apart. bernoulli: mode is the chance
    of 1. discrete: the three values themselves with weights 0.185, 0.63, 0.185. Raises InvalidInput.

    >>> distribution_of(130, 150, 170, "lognormal").median
    150
    """
    if kind not in KINDS:
        raise _refused(Text("分布の種類が分かりません", "The kind of distribution is unknown"), kind)
    if not (math.isfinite(low) and math.isfinite(high) and low <= mode <= high):
        raise _refused(
            Text("下限 ≤ 標準 ≤ 上限になっていません", "Low ≤ standard ≤ high does not hold"),
            f"{low:g}, {mode:g}, {high:g}",
        )
    if low == high and kind != "bernoulli":
        return Fixed(mode)
    return KINDS[kind](low, mode, high)


def input_distribution(spec: InputSpec, entered: Range) -> Distribution:
    """Read an input's range: choices stay at their standard value, whole numbers whole, draws in the limits."""
    if spec.style == "choice":
        return Fixed(entered.mode)
    found = distribution_of(entered.low, entered.mode, entered.high, entered.kind)
    is_whole = spec.style == "whole"
    if isinstance(found, Fixed) or not (is_whole or isinstance(found, LogNormal)):
        return found
    return Bounded(found, spec.minimum, spec.maximum, is_whole)


def _lognormal(low: float, mode: float, high: float) -> Distribution:
    if low <= 0:
        raise _refused(
            Text("対数正規分布の下限は0より大きくします", "A lognormal range must start above 0"), f"{low:g}"
        )
    return LogNormal(mode, math.log(high / low) / (2 * Z_95))


def _beta(low: float, mode: float, high: float) -> Distribution:
    variance = ((high - low) / (2 * Z_95)) ** 2
    total = mode * (1 - mode) / variance - 1
    if total <= 0 or not 0 < mode < 1:
        raise _refused(
            Text(
                "ベータ分布の標準値は0と1の間とし、幅を狭くします",
                "A beta range needs a standard value between 0 and 1 and a narrower width",
            ),
            f"{low:g}, {mode:g}, {high:g}",
        )
    return Beta(mode * total, (1 - mode) * total)


def _bernoulli(_low: float, chance: float, _high: float) -> Distribution:
    if not 0 <= chance <= 1:
        raise _refused(Text("確率は0から1の間です", "A chance lies between 0 and 1"), f"{chance:g}")
    return Bernoulli(chance)


def _discrete(low: float, mode: float, high: float) -> Distribution:
    return Discrete((low, mode, high), THREE_POINTS)


KINDS: dict[str, Callable[[float, float, float], Distribution]] = {
    "pert": pert,
    "triangular": Triangular,
    "lognormal": _lognormal,
    "beta": _beta,
    "bernoulli": _bernoulli,
    "discrete": _discrete,
    "fixed": lambda _low, mode, _high: Fixed(mode),
}


def _refused(why: Text, found: str) -> InvalidInput:
    return InvalidInput(
        Text(
            f"{why.ja}({found})。計算はしていません。前提の3つの値か分布を直してください。",
            f"{why.en} ({found}). Nothing was calculated. Correct the three values or the distribution.",
        )
    )
