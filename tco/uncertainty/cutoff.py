"""A supplier that stops: lost access to models of a country, a vendor's exit, a model's retirement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CutOff:
    """What one cut-off costs, in JPY: days without service, re-validation, a dearer supplier for some months."""

    outage_days: float
    loss_jpy_per_day: float
    revalidation_jpy: float
    premium_jpy_per_month: float
    premium_months: float

    @property
    def loss_jpy(self) -> float:
        """The whole loss of one cut-off.

        >>> CutOff(10, 200_000, 3_000_000, 150_000, 6).loss_jpy
        5900000
        """
        outage = self.outage_days * self.loss_jpy_per_day
        return outage + self.revalidation_jpy + self.premium_jpy_per_month * self.premium_months


def expected_loss_jpy(chance_per_year: float, loss_jpy: float, rate: float, years: int) -> float:
    """Return today's value of a loss that happens at most once: sum of p (1-p)^(y-1) L / (1+r)^y.

    >>> round(expected_loss_jpy(0.05, 5_900_000, 0.06, 5))
    1131153
    """
    first = (chance_per_year * (1 - chance_per_year) ** (year - 1) for year in range(1, years + 1))
    return sum(chance * loss_jpy / (1 + rate) ** year for year, chance in enumerate(first, start=1))


def chance_within(chance_per_year: float, years: float) -> float:
    """Return the chance that it happens within some years.

    >>> round(chance_within(0.05, 5), 6)
    0.226219
    """
    return float(1 - (1 - chance_per_year) ** years)


def yearly_chance(chance: float, years: float) -> float:
    """Return the chance a year behind a chance over several years: the opposite of `chance_within`."""
    return float(1 - (1 - chance) ** (1 / years))


def cut_off_years(chance_per_year: float | Array, chances: Array) -> Array:
    """Draw the year (1, 2, 3 …) of the cut-off, infinity for never; `chances` has shape (draws,)."""
    with np.errstate(divide="ignore"):
        years = np.ceil(np.log1p(-chances) / np.log1p(-np.asarray(chance_per_year, float)))
    first: Array = np.maximum(years, 1.0)
    return first


def drawn_loss_jpy(years_of_cut_off: Array, loss_jpy: float | Array, rate: float, years: int) -> Array:
    """Return today's value of the loss in each draw; 0 where the cut-off comes after the plan or never."""
    is_inside = years_of_cut_off <= years
    return np.where(is_inside, loss_jpy / (1 + rate) ** np.where(is_inside, years_of_cut_off, 0.0), 0.0)
