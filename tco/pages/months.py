"""The monthly rows of a plan: one fiscal year on the page, all months in a file."""

import math
from dataclasses import dataclass
from typing import Any

from intake.csv_file import csv_bytes
from language.text import Text
from tco.forms.typed import in_page_language
from tco.model.rows import Row, Section
from tco.models import CostPlan
from tco.pages.address import trace_links
from tco.pages.figures import Figure, Figures
from tco.pages.periods import period_labels
from tco.plan.model import PlanModel, plan_model
from tco.selectors import PlanResults

EVERY_SECTION = "all"
FIRST_SECTION = "workload"


@dataclass(frozen=True)
class MonthLine:
    """One row with the months of a fiscal year, and the year's sum where the model has one."""

    row: Row
    cells: list[Figure]
    year: Figure | None


def month_sections(model: PlanModel) -> list[Section]:
    """Return the sections that have monthly rows."""
    used = {row.section for row in model.rows if row.shape == "monthly"}
    return [section for section in model.sections if section.key in used]


def monthly_rows(model: PlanModel, section: str) -> list[Row]:
    """Return the monthly rows of a section, or of all of them."""
    return [row for row in model.rows if row.shape == "monthly" and section in (row.section, EVERY_SECTION)]


def months_context(plan: CostPlan, found: PlanResults, section: str, year: int) -> dict[str, Any]:
    """Return one fiscal year of a section's rows."""
    model = plan_model(plan.shape)
    months = months_of(found, year)
    labels = period_labels(plan, model.row_by_key["month.index"])
    figures = Figures(found, trace_links(plan, found.scenario), in_full=True)
    return {
        "months": [labels[month] for month in months],
        "lines": [_line(figures, row, months, year) for row in monthly_rows(model, section)],
        "years": list(enumerate(found.year_labels))[1:],
        "year_label": found.year_labels[year],
    }


def months_of(found: PlanResults, year: int) -> list[int]:
    """Return the months of a fiscal year; the initial outlay stands before those of the first."""
    fiscal = found.results.each("month.fiscal_year")
    return [month for month, of in enumerate(fiscal) if of == year or (year == 1 and month == 0)]


def _line(figures: Figures, row: Row, months: list[int], year: int) -> MonthLine:
    has_year = f"{row.key}.fy" in figures.found.results.model.row_by_key
    total = figures.at(f"{row.key}.fy", year) if has_year else None
    return MonthLine(row, [figures.at(row.key, month) for month in months], total)


def months_csv(plan: CostPlan, found: PlanResults, section: str) -> bytes:
    """Write every month of a section's rows: key, name, unit, then the months; a cell without value is empty."""
    model = plan_model(plan.shape)
    labels = period_labels(plan, model.row_by_key["month.index"])
    head = (Text("キー", "Key"), Text("項目", "Row"), Text("単位", "Unit"), *labels)
    rows = [[in_page_language(text) for text in head]]
    for row in monthly_rows(model, section):
        words = (row.key, in_page_language(model.full_labels[row.key]), in_page_language(row.unit))
        rows.append([*words, *map(_number, found.results.each(row.key))])
    return csv_bytes(rows)


def _number(value: float) -> str:
    return f"{value:.10g}" if math.isfinite(value) else ""
