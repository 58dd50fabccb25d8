"""A number, its formula in words, and what it was made from, all periods of it included."""

import math
import re
from dataclasses import dataclass
from typing import Any

from language.text import Text
from tco.assumptions import AssumptionValue
from tco.model.rows import Row
from tco.model.trace import Precedent
from tco.model.trace import trace as trace_number
from tco.models import CostPlan
from tco.pages.address import TraceLinks
from tco.pages.figures import words_of
from tco.pages.periods import period_labels
from tco.selectors import PlanResults, assumptions_of
from tco.templatetags.money import in_style

# A year and the initial column are seen at once; the rest unfolds.
AT_ONCE = 13
NAME = re.compile(r"(\[[^\]]*\])")
SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", ",": ", "}


@dataclass(frozen=True)
class Cell:
    """One period of a row: its words, its number, where it leads."""

    label: str
    text: str
    href: str


@dataclass(frozen=True)
class Periods:
    """All periods of a row, the first ones apart from the rest."""

    first: list[Cell]
    rest: list[Cell]


@dataclass(frozen=True)
class Part:
    """One thing a number was made from."""

    label: Text
    unit: Text
    is_input: bool
    key: str
    text: str
    href: str
    periods: Periods | None
    source: AssumptionValue | None


def trace_context(
    plan: CostPlan, numbers: PlanResults, key: str, period: int | None, links: TraceLinks
) -> dict[str, Any]:
    """Return what the trace page shows of a row in a period."""
    found = trace_number(numbers.results, key, period)
    labels = period_labels(plan, found.row)
    sources = {value.key: value for value in assumptions_of(plan)}
    return {
        "trace": found,
        "formula": in_words(words_of(found.formula)),
        "period": period,
        "period_label": labels[period] if period is not None else None,
        "section": found.row.section,
        "own": periods_of(plan, numbers, found.row, links) if labels else None,
        "before": links.to(key, period - 1) if period else None,
        "after": links.to(key, period + 1) if period is not None and period + 1 < len(labels) else None,
        "parts": [_part(plan, numbers, part, period, links, sources) for part in found.precedents],
    }


def in_words(formula: str) -> str:
    """Write a formula with the signs people use, its names left alone.

    >>> in_words("[A - B]*2/([C 1]-1)")
    '[A - B] × 2 ÷ ([C 1] − 1)'
    """
    parts = NAME.split(formula)
    return "".join(part if NAME.fullmatch(part) else _signs(part) for part in parts)


def _signs(text: str) -> str:
    for sign, written in SIGNS.items():
        text = text.replace(sign, written)
    return text


def periods_of(plan: CostPlan, numbers: PlanResults, row: Row, links: TraceLinks) -> Periods:
    """Return the cells of all periods of a row."""
    values = numbers.results.each(row.key)
    cells = [
        Cell(words_of(label), _text(row, value), links.to(row.key, place))
        for place, (label, value) in enumerate(zip(period_labels(plan, row), values, strict=True))
    ]
    return Periods(cells[:AT_ONCE], cells[AT_ONCE:])


def _text(row: Row, value: float | None) -> str:
    if value is None or math.isnan(value):
        return words_of(row.undefined)
    return words_of(row.choices[int(value)]) if row.choices else in_style(value, row.style)


def _part(
    plan: CostPlan,
    numbers: PlanResults,
    part: Precedent,
    period: int | None,
    links: TraceLinks,
    sources: dict[str, AssumptionValue],
) -> Part:
    if part.kind == "input":
        spec = numbers.results.model.input_by_key[part.key]
        value = part.values[0]
        text = words_of(spec.choices[int(value or 0)]) if spec.choices else in_style(value, spec.style)
        return Part(spec.label, spec.unit, True, part.key, text, "", None, sources[part.key])
    row = numbers.results.model.row_by_key[part.key]
    if len(part.values) == 1:
        place = period if row.shape != "scalar" else None
        text, periods = _text(row, part.values[0]), None
    else:
        place, text, periods = None, "", periods_of(plan, numbers, row, links)
    return Part(part.label, row.unit, False, part.key, text, links.to(part.key, place), periods, None)
