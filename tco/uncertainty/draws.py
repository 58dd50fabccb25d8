"""Reproducible draws: one stream of chances per input, so that adding an input changes no other's draws."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from language.text import Text
from tco.errors import InvalidInput
from tco.model.cost_model import CostModel
from tco.uncertainty.distributions import Fixed
from tco.uncertainty.ranges import Range, input_distribution

Array = NDArray[np.float64]
MOST_DRAWS = 1_000_000
LEAST_CHANCE = 2.0**-54  # a chance of exactly 0 would be minus infinity
JITTER = 1e-12  # lets a correlation of exactly 1 through
EIGENVALUE_TOLERANCE = -1e-9


@dataclass(frozen=True)
class Correlation:
    """How two inputs move together: the correlation (-1 to 1) of their normal scores."""

    left: str
    right: str
    value: float


@dataclass(frozen=True)
class Draws:
    """`count` chances for every input key, the same for the same seed.

    `is_latin` spreads each input's chances evenly (Latin hypercube). Correlated inputs keep their own
    distribution (Gaussian copula; after Iman and Conover (1982) when both are asked for).
    """

    seed: int
    count: int
    is_latin: bool = False
    correlations: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        if self.seed < 0 or not 1 <= self.count <= MOST_DRAWS:
            raise InvalidInput(
                Text(
                    f"試行回数は1から{MOST_DRAWS:,}、乱数の種は0以上の整数です。計算はしていません。",
                    f"Take 1 to {MOST_DRAWS:,} draws and a seed of 0 or more. Nothing was calculated.",
                )
            )
        check_correlations(self.correlations)

    def chances(self, key: str) -> Array:
        """Return the chances of one input, shape (count,), all strictly between 0 and 1."""
        own = self._own(key)
        if key not in self._mixed:
            return own
        from scipy.special import ndtr, ndtri

        scores = sum(weight * ndtri(self._own(other)) for other, weight in self._mixed[key].items() if weight)
        if self.is_latin:
            ranked: Array = np.sort(own)[np.argsort(np.argsort(scores))]
            return ranked
        mixed: Array = np.clip(ndtr(scores), LEAST_CHANCE, 1 - LEAST_CHANCE)
        return mixed

    @cached_property
    def _mixed(self) -> dict[str, dict[str, float]]:
        """How the scores of correlated inputs are mixed from the independent ones, in the order named."""
        keys = _correlated_keys(self.correlations)
        if not keys:
            return {}
        factor = np.linalg.cholesky(_matrix(self.correlations) + JITTER * np.eye(len(keys)))
        return {
            key: dict(zip(keys, map(float, line), strict=True))
            for key, line in zip(keys, factor, strict=True)
        }

    def _own(self, key: str) -> Array:
        stream = np.random.default_rng(np.random.SeedSequence([self.seed, _number_of(key)]))
        chances = stream.random(self.count)
        if self.is_latin:
            chances = (stream.permutation(self.count) + chances) / self.count
        return np.clip(chances, LEAST_CHANCE, 1 - LEAST_CHANCE)


def draw_values(model: CostModel, ranges: Mapping[str, Range], draws: Draws) -> dict[str, float | Array]:
    """Return a number, or an array of shape (count,), for every input of the model that has a range."""
    found: dict[str, float | Array] = {}
    for spec in model.inputs:
        if spec.key not in ranges:
            continue
        distribution = input_distribution(spec, ranges[spec.key])
        is_known = isinstance(distribution, Fixed)
        found[spec.key] = float(distribution.mean) if is_known else distribution.at(draws.chances(spec.key))
    return found


def chunks(count: int, size: int) -> Iterator[slice]:
    """Cut `count` draws into slices of at most `size`."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def check_correlations(correlations: tuple[Correlation, ...]) -> None:
    """Raise InvalidInput for correlations outside [-1, 1] or that contradict each other."""
    for one in correlations:
        if not -1 <= one.value <= 1 or one.left == one.right:
            raise _impossible(f"{one.left} / {one.right}: {one.value:g}")
    if correlations and np.linalg.eigvalsh(_matrix(correlations))[0] < EIGENVALUE_TOLERANCE:
        raise _impossible(", ".join(_correlated_keys(correlations)))


def _matrix(correlations: tuple[Correlation, ...]) -> Array:
    place = {key: number for number, key in enumerate(_correlated_keys(correlations))}
    matrix = np.eye(len(place))
    for one in correlations:
        left, right = place[one.left], place[one.right]
        matrix[left, right] = matrix[right, left] = one.value
    return matrix


def _correlated_keys(correlations: tuple[Correlation, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in correlations for key in (one.left, one.right)))


def _number_of(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:16])


def _impossible(found: str) -> InvalidInput:
    return InvalidInput(
        Text(
            f"相関の設定が互いに矛盾しています({found})。たとえばAとB、BとCが強く正なのにAとCが負になることはありません。"
            "計算はしていません。相関を弱くするか、組を減らしてください。",
            f"The correlations contradict each other ({found}): A with B and B with C cannot both be strongly positive "
            "while A with C is negative. Nothing was calculated. Weaken a correlation or remove a pair.",
        )
    )
