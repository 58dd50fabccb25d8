"""What the work saved is worth: hours, capacity in yen and cash, never added to each other."""

from dataclasses import dataclass

from language.text import Text
from tco.pages.figures import Figure, Figures
from tco.plan.shape import Option

YEARLY = ("hours", "capacity", "cash_benefit")


@dataclass(frozen=True)
class BenefitLine:
    """An option or a year with its cells."""

    label: Text
    cells: list[Figure]


def by_option(figures: Figures) -> list[BenefitLine]:
    """Return, over the whole plan: hours gross, hours reviewing, share served, hours net, capacity, cash.

    Net hours of an option are (gross x its usable answers - review) x the share it can serve.
    """
    gross, review = figures.total("benefit.hours_saved"), figures.total("benefit.hours_reviewing")
    return [
        BenefitLine(option.label, [gross, review, *_own(figures, option.key)])
        for option in figures.found.shape.options
    ]


def _own(figures: Figures, name: str) -> list[Figure]:
    totals = (figures.total(f"{name}.{suffix}") for suffix in ("hours", "capacity", "cash_benefit"))
    return [figures.scalar(f"{name}.served"), *totals]


def by_year(figures: Figures, option: Option) -> list[BenefitLine]:
    """Return net hours, capacity and cash of an option by fiscal year, without the initial column."""
    rows = [figures.periods(f"{option.key}.{suffix}.fy")[1:] for suffix in YEARLY]
    labels = figures.found.year_labels[1:]
    return [BenefitLine(label, list(cells)) for label, *cells in zip(labels, *rows, strict=True)]
