"""Distributions by their inverse: a chance between 0 and 1 gives the value that lies above that share of draws.

Sources: PERT with weight 4 as in Malcolm et al. (1959); the three-point weights of `THREE_POINTS` as in
Keefer and Bodily (1983), extended Pearson-Tukey.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tco.uncertainty.beta_quantiles import beta_quantiles

Array = NDArray[np.float64]
PERT_WEIGHT = 4.0
Z_95 = 1.6448536269514722  # standard normal, 95th percentile
THREE_POINTS = (0.185, 0.63, 0.185)
EVENLY = (np.arange(4096) + 0.5) / 4096


class Distribution(Protocol):
    """What a draw is taken from; `mean` and `sd` are in the unit of the values."""

    @property
    def mean(self) -> float: ...

    @property
    def sd(self) -> float: ...

    def at(self, chances: Array) -> Array:
        """Return the values at these chances (0 < chance < 1), in the same shape."""
        ...


@dataclass(frozen=True)
class Fixed:
    """A value that is known."""

    value: float
    sd: float = 0.0

    @property
    def mean(self) -> float:
        """The value itself."""
        return self.value

    def at(self, chances: Array) -> Array:
        return np.full_like(chances, self.value)


@dataclass(frozen=True)
class Beta:
    """A share between `low` and `high` with two shape parameters: cache hits, utilisation.

    >>> Beta(2, 3).mean
    0.4
    """

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    @property
    def mean(self) -> float:
        """Low plus alpha / (alpha + beta) of the width."""
        return self.low + (self.high - self.low) * self.alpha / (self.alpha + self.beta)

    @property
    def sd(self) -> float:
        """Width times the root of alpha beta / ((alpha + beta)^2 (alpha + beta + 1))."""
        total = self.alpha + self.beta
        return (self.high - self.low) * math.sqrt(self.alpha * self.beta / (total * total * (total + 1)))

    def at(self, chances: Array) -> Array:
        return self.low + (self.high - self.low) * beta_quantiles(self.alpha, self.beta, chances)


def pert(low: float, mode: float, high: float, weight: float = PERT_WEIGHT) -> Beta:
    """Read an expert's low, most likely and high value as a beta distribution between low and high.

    >>> round(pert(0.5, 1.0, 2.0).mean, 6), round(pert(0.5, 1.0, 2.0).sd, 6)
    (1.083333, 0.276385)
    """
    width = high - low
    return Beta(1 + weight * (mode - low) / width, 1 + weight * (high - mode) / width, low, high)


@dataclass(frozen=True)
class Triangular:
    """Straight lines from low up to the mode and down to high: wider tails than PERT.

    >>> round(Triangular(0.5, 1.0, 2.0).mean, 6)
    1.166667
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """(low + mode + high) / 3."""
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        """Root of (a^2 + b^2 + c^2 - ab - ac - bc) / 18."""
        a, b, c = self.low, self.mode, self.high
        return math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)

    def at(self, chances: Array) -> Array:
        width = self.high - self.low
        turn = (self.mode - self.low) / width
        rising = self.low + np.sqrt(chances * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - chances) * width * (self.high - self.mode))
        return np.where(chances < turn, rising, falling)


@dataclass(frozen=True)
class LogNormal:
    """A ratio that is as likely to double as to halve: exchange rates, price ratios.

    >>> round(LogNormal(1.0, 0.25).mean, 6)
    1.031743
    """

    median: float
    sigma: float

    @property
    def mean(self) -> float:
        """Median times e^(sigma^2 / 2)."""
        return self.median * math.exp(self.sigma**2 / 2)

    @property
    def sd(self) -> float:
        """Mean times the root of e^(sigma^2) - 1."""
        return self.mean * math.sqrt(math.expm1(self.sigma**2))

    def at(self, chances: Array) -> Array:
        from scipy.special import ndtri

        found: Array = self.median * np.exp(self.sigma * ndtri(chances))
        return found


@dataclass(frozen=True)
class Bernoulli:
    """1 with a chance, else 0: whether a supplier is cut off."""

    chance: float

    @property
    def mean(self) -> float:
        """The chance."""
        return self.chance

    @property
    def sd(self) -> float:
        """Root of p (1 - p)."""
        return math.sqrt(self.chance * (1 - self.chance))

    def at(self, chances: Array) -> Array:
        return np.where(chances > 1 - self.chance, 1.0, 0.0)


@dataclass(frozen=True)
class Discrete:
    """One of several values, in rising order, each with its weight (weights sum to 1)."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Weighted mean."""
        return sum(weight * value for weight, value in zip(self.weights, self.values, strict=True))

    @property
    def sd(self) -> float:
        """Root of the weighted squares about the mean."""
        mean = self.mean
        squares = (w * (v - mean) ** 2 for w, v in zip(self.weights, self.values, strict=True))
        return math.sqrt(sum(squares))

    def at(self, chances: Array) -> Array:
        ends = np.cumsum(self.weights)[:-1]
        return np.asarray(self.values, float)[np.searchsorted(ends, chances)]


@dataclass(frozen=True)
class Bounded:
    """Another distribution kept between two ends and, when asked, to whole numbers.

    Mean and sd are taken over 4,096 equally likely values.
    """

    inner: Distribution
    low: float
    high: float
    is_whole: bool = False

    @property
    def mean(self) -> float:
        """Mean of the bounded values."""
        return float(self.at(EVENLY).mean())

    @property
    def sd(self) -> float:
        """Standard deviation of the bounded values."""
        return float(self.at(EVENLY).std())

    def at(self, chances: Array) -> Array:
        found = self.inner.at(chances)
        return np.clip(np.round(found) if self.is_whole else found, self.low, self.high)
