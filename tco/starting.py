"""What a new plan may start with in any company: general values only, each flagged with its source."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tco.assumptions import AssumptionValue, load_assumption_rows
from tco.plan.shape import PlanShape, standard_shape

APRIL = 4
STARTING_FILE = Path(__file__).parent / "content" / "starting_assumptions.yaml"


def starting_assumptions(shape: PlanShape | None = None) -> list[AssumptionValue]:
    """Return the general assumptions of a shape; everything else stays unknown until the company enters it."""
    options = (shape or standard_shape()).options
    found: list[AssumptionValue] = []
    for value, kinds in load_assumption_rows(STARTING_FILE):
        if not kinds:
            found.append(value)
        found += [replace(value, key=f"{one.key}_{value.key}") for one in options if one.kind in kinds]
    return found


def next_fiscal_year(today: date) -> date:
    """Return the first of the next April: where a new plan begins unless somebody says otherwise.

    >>> next_fiscal_year(date(2026, 11, 22))
    datetime.date(2027, 4, 1)
    """
    return date(today.year + (today.month >= APRIL), APRIL, 1)
