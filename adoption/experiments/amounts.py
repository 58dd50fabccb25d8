"""Picks the numbers of a design out of readings, or refuses with a sentence."""

import math
from collections.abc import Iterable, Sequence

from adoption.errors import ExperimentRefused
from adoption.experiments.readings import Direction, Reading
from language.text import Text

MOST_LOG = 50.0  # a ratio beyond e^50 is no figure that anybody reads; more would overflow
NOTHING_SAVED = Text("測定データは変わっていません。", "Nothing was changed.")


def amounts(readings: Iterable[Reading]) -> list[float]:
    """Return the amounts in order; refuse a reading without a number."""
    return [amount_of(one) for one in readings]


def amount_of(reading: Reading) -> float:
    """Return the amount of one reading; refuse one without a number or with an infinite one."""
    amount = reading.amount
    if amount is None or not math.isfinite(amount):
        raise refused(
            f"{reading.on.isoformat()}の測定に値がありません。値を入れるか、その測定を除いてください。",
            f"The reading of {reading.on.isoformat()} has no value. Enter one or leave the reading out.",
        )
    return amount


def scaled(values: Sequence[float], *, is_time: bool) -> list[float]:
    """Return logarithms of times and other values as they are; refuse a time that is not above zero."""
    if not is_time:
        return [float(value) for value in values]
    if any(value <= 0 for value in values):
        raise refused(
            "時間が0以下の測定があります。比率で比べるため、0より大きい時間を入れてください。",
            "A time is zero or less. Times are compared as ratios: enter times above zero.",
        )
    return [math.log(value) for value in values]


def improvement(difference: float, direction: Direction, *, is_time: bool) -> float:
    """Turn "with minus without AI" on the scale of `scaled` into an improvement.

    >>> round(improvement(math.log(0.8), "down", is_time=True), 9)
    0.2
    >>> improvement(-2.0, "down", is_time=False)
    2.0
    """
    sign = -1.0 if direction == "down" else 1.0
    return sign * (math.expm1(min(difference, MOST_LOG)) if is_time else difference)


def improved_interval(low: float, high: float, direction: Direction, *, is_time: bool) -> tuple[float, float]:
    """Turn the ends of the difference into those of the improvement, the bad end first."""
    one, other = (improvement(end, direction, is_time=is_time) for end in (low, high))
    return min(one, other), max(one, other)


def refused(ja: str, en: str) -> ExperimentRefused:
    """Return a refusal that also says that nothing was changed."""
    return ExperimentRefused(Text(ja + NOTHING_SAVED.ja, f"{en} {NOTHING_SAVED.en}"))


def too_few(what_ja: str, what_en: str) -> ExperimentRefused:
    """Return the refusal of readings that are too few for any figure."""
    return refused(
        f"分析には{what_ja}が必要です。測定を続けてください。",
        f"The analysis needs {what_en}. Go on measuring.",
    )
