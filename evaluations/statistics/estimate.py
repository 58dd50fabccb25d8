"""An estimate with its interval: what every statistic of a run is reported as."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """`estimate` from `n` items, its interval, and how it was found. `confidence` is of the whole interval."""

    n: int
    estimate: float
    low: float
    high: float
    method: str
    confidence: float = 0.95
