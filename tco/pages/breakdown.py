"""What the costs of each option consist of, over the plan and year by year."""

from dataclasses import dataclass
from typing import Any

from language.text import Text
from tco.cost_groups import COST_GROUPS, categories_of, keys_in
from tco.pages.figures import JPY_PER_MILLION, Figure, Figures
from tco.plan.shape import Option


@dataclass(frozen=True)
class CostLine:
    """One category with its cells; a heading has none."""

    label: Text
    cells: list[Figure]
    is_sum: bool = False


def by_option(figures: Figures) -> list[CostLine]:
    """Return groups of categories and their sum over the whole plan, one cell per option.

    Residual value is no cost: the sum is what is paid, TCO is what is left of it after the sale.
    """
    options = figures.found.shape.options
    lines = [
        CostLine(group.label, [_group_cell(figures, group.key, option) for option in options])
        for group in COST_GROUPS
    ]
    total = CostLine(
        figures.row(f"{options[0].key}.cost").label,
        [figures.total(f"{option.key}.cost") for option in options],
        is_sum=True,
    )
    return [*lines, total]


def _group_total(figures: Figures, key: str, option: Option) -> tuple[tuple[str, ...], float]:
    group = next(group for group in COST_GROUPS if group.key == key)
    keys = keys_in(group, option, figures.found.shape)
    return keys, sum(sum(figures.found.results.each(one)) for one in keys)


def _group_cell(figures: Figures, key: str, option: Option) -> Figure:
    """A group is no row of the model: its number leads to its only row, or to the sum it is part of."""
    keys, value = _group_total(figures, key, option)
    if not keys:
        return Figure("–")
    return figures.of(keys[0] if len(keys) == 1 else f"{option.key}.cost", value)


def by_year(figures: Figures, option: Option) -> list[CostLine]:
    """Return every category of an option by fiscal year and its sum, without categories that cost nothing."""
    keys = categories_of(option, figures.found.shape)
    results = figures.found.results
    used = [key for key in keys if any(results.each(key))]
    return [
        CostLine(figures.row(key).label, [*figures.periods(f"{key}.fy"), figures.total(key)], is_sum=is_sum)
        for key, is_sum in [*((key, False) for key in used), (f"{option.key}.cost", True)]
    ]


def breakdown_chart(figures: Figures, language: str) -> dict[str, Any]:
    """Return the stacked bars: one bar per option, one series per group, in millions of yen."""
    options = figures.found.shape.options
    series = [
        {
            "name": group.label.in_(language),
            "type": "bar",
            "stack": "cost",
            "barMaxWidth": 34,
            "data": [round(_group_total(figures, group.key, o)[1] / JPY_PER_MILLION, 3) for o in options],
        }
        for group in COST_GROUPS
    ]
    return {
        "legend": {"type": "scroll"},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [option.label.in_(language) for option in options],
        },
        "series": series,
    }
