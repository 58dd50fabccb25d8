"""Numeric answers: one value, right within the tolerance, in any unit of the same dimension."""

from dataclasses import dataclass
from decimal import Decimal

from evaluations.metrics.critical import equal_quantities, in_unit
from evaluations.metrics.normalise import unify
from evaluations.metrics.polarity import Polarity
from evaluations.metrics.quantities import Quantity, prepare, quantities
from evaluations.metrics.tokens import critical_tokens
from evaluations.metrics.units import unit_named, units


class NotANumber(ValueError):
    """A gold that is not exactly one number in a known unit."""


@dataclass(frozen=True)
class NumericCheck:
    """Whether a right value was given, and the values beside it that contradict."""

    is_right: bool
    contradicting: tuple[Quantity, ...]


def read_number(text: str, unit: str = "") -> Quantity:
    """Read a gold such as "80", "1,200", "±0.05" or "80℃" in its unit; raise NotANumber when it is not one.

    >>> read_number("1.5", "cm") == read_number("15mm", "cm")
    True
    """
    prepared, name = prepare(unify(text).strip()), prepare(unify(unit).strip())
    if name not in units():
        prepared = prepared.removesuffix(name) + known_unit(unit) * prepared.endswith(name)
    found = quantities(prepared)
    if len(found) != 1 or prepared[: found[0].start].strip() or prepared[found[0].end :].strip():
        raise NotANumber(text)
    return _with_unit(found[0], known_unit(unit), text)


def known_unit(unit: str) -> str:
    """Return the unified name of a unit as the table has it, or "" for a unit of the company's own.

    A rate of a known unit counts as that unit, since the question says what it is per.

    >>> known_unit("㎜"), known_unit("円/時間"), known_unit("ショット")
    ('mm', '円', '')
    """
    name = prepare(unify(unit)).strip()
    return next((known for known in (name, name.split("/")[0]) if known in units()), "")


def _with_unit(number: Quantity, unit: str, text: str) -> Quantity:
    if not unit:
        return number
    if not number.unit:
        return in_unit(number, unit)
    wanted = unit_named(unit)
    if wanted is None or wanted.dimension != number.dimension:
        raise NotANumber(text)
    return number


def check_numeric(
    answer: str, golds: tuple[str, ...], unit: str, tolerance: Decimal | None, question: str = ""
) -> NumericCheck:
    """Compare the numbers of an answer with the golds; the tolerance is an absolute distance in `unit`.

    Only numbers of the gold's dimension count; bare numbers count, in `unit`, when there is none. Numbers of
    the question are no contradiction unless the question offers a right value itself. Two values in the unit
    asked for contradict each other even when one is right, and so does a bound other than the question's
    (何分以上ですか answered by 5分以下).

    >>> check_numeric("15 mmです", ("1.5",), "cm", None).is_right
    True
    """
    wanted = [read_number(gold, unit) for gold in golds]
    distance = _in_base(tolerance, unit)
    said = _of_dimension(list(critical_tokens(answer).quantities), wanted[0], known_unit(unit))
    asked = _of_dimension(list(critical_tokens(question).quantities), wanted[0], known_unit(unit))
    right = [s for s in said if any(equal_quantities(s, w, distance) for w in wanted)]
    offered = any(equal_quantities(a, w, distance) for a in asked for w in wanted)
    allowed = right if offered else right + [s for s in said if any(equal_quantities(s, a) for a in asked)]
    turned = _with_other_bound(right, critical_tokens(answer).words, critical_tokens(question).words)
    return NumericCheck(bool(right), (*(s for s in said if s not in allowed), *turned))


def _with_other_bound(
    numbers: list[Quantity], said: tuple[Polarity, ...], asked: tuple[Polarity, ...]
) -> list[Quantity]:
    bounds = {word.value for word in asked if word.group == "bound"}
    if len(bounds) != 1:
        return []
    ends = {word.start for word in said if word.group == "bound" and word.value not in bounds}
    return [one for one in numbers if one.end in ends]


def _in_base(tolerance: Decimal | None, unit: str) -> Decimal:
    found = unit_named(known_unit(unit))
    return tolerance * found.factor if tolerance is not None and found else Decimal(0)


def _of_dimension(numbers: list[Quantity], wanted: Quantity, unit: str) -> list[Quantity]:
    same = [one for one in numbers if one.is_spread == wanted.is_spread]
    own = [one for one in same if one.dimension in (wanted.dimension, "degree") and one.dimension]
    if own:
        return own
    return [in_unit(one, unit) if unit else one for one in same if not one.unit]
