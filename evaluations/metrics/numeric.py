"""Numeric answers: one value, right within the tolerance, in any unit of the same dimension."""

from dataclasses import dataclass
from decimal import Decimal

from evaluations.metrics.critical import equal_quantities, in_unit
from evaluations.metrics.normalise import unify
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
    if name and not known_unit(unit):
        prepared = prepared.removesuffix(name)  # a unit of the company's own, such as ショット
    found = quantities(prepared)
    if len(found) != 1 or prepared[: found[0].start].strip() or prepared[found[0].end :].strip():
        raise NotANumber(text)
    return _with_unit(found[0], known_unit(unit), text)


def known_unit(unit: str) -> str:
    """Return the unified name of a unit as the table has it; a unit of unknown kind stays a bare number's."""
    name = prepare(unify(unit)).strip()
    return name if name in units() else ""


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
    asked for contradict each other even when one is right.

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
    return NumericCheck(bool(right), tuple(s for s in said if s not in allowed))


def _in_base(tolerance: Decimal | None, unit: str) -> Decimal:
    found = unit_named(known_unit(unit))
    return tolerance * found.factor if tolerance is not None and found else Decimal(0)


def _of_dimension(numbers: list[Quantity], wanted: Quantity, unit: str) -> list[Quantity]:
    same = [one for one in numbers if one.is_spread == wanted.is_spread]
    own = [one for one in same if one.dimension in (wanted.dimension, "degree") and one.dimension]
    if own:
        return own
    return [in_unit(one, unit) if unit else one for one in same if not one.unit]
