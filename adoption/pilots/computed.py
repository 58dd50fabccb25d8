"""The value of a KPI from the figures of its named inputs, as its formula says."""

from collections.abc import Mapping

from adoption.experiments.formulas import evaluate, names_in, parse


def inputs_of(formula: str) -> tuple[str, ...]:
    """Return the inputs that a formula asks for; ExpressionRefused when it is outside the formula language.

    >>> inputs_of("100*errors/outputs")
    ('errors', 'outputs')
    """
    return tuple(sorted(names_in(parse(formula))))


def compute(formula: str, inputs: Mapping[str, float]) -> float | None:
    """Return the value from one figure for each input, None where one is missing or the result is no number.

    >>> compute("1 - (ai_min + review_min + rework_min)/baseline_min",
    ...         {"ai_min": 6, "review_min": 4, "rework_min": 2, "baseline_min": 20})
    0.4
    >>> compute("a/b", {"a": 1, "b": 0}) is None, compute("a/b", {"a": 1}) is None
    (True, True)
    """
    found = evaluate(parse(formula), {name: float(value) for name, value in inputs.items()})
    return found if isinstance(found, float) else None
