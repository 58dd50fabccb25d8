"""What is said about a thousand possible results: percentiles, chances, a histogram and its running sum."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BINS = 40
OUTER_SHARE = 0.5  # percent of draws left outside the histogram at either end


@dataclass(frozen=True)
class Histogram:
    """Shares of the draws between edges; the outermost bins also hold what lies beyond them.

    `cumulative[i]` is the share at or below `edges[i + 1]`; the last is 1.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    cumulative: tuple[float, ...]


@dataclass(frozen=True)
class Figures:
    """A result over all draws in its own unit; None where no draw defines it.

    `chance_positive` is the share above 0; `standard_error` is that of the mean.
    """

    draws: int
    defined_share: float
    mean: float | None
    sd: float | None
    standard_error: float | None
    p5: float | None
    p50: float | None
    p95: float | None
    chance_positive: float
    histogram: Histogram | None


def figures_of(values: Array) -> Figures:
    """Summarise draws of shape (count,); draws without a value are counted, not taken as zero.

    >>> figures_of(np.array([1.0, 2.0, 3.0])).p50
    2.0
    """
    known = values[~np.isnan(values)]
    share = len(known) / len(values)
    if not len(known):
        return Figures(len(values), share, None, None, None, None, None, None, 0.0, None)
    p5, p50, p95 = (float(one) for one in np.percentile(known, (5, 50, 95)))
    sd = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return Figures(
        draws=len(values),
        defined_share=share,
        mean=float(known.mean()),
        sd=sd,
        standard_error=sd / math.sqrt(len(known)),
        p5=p5,
        p50=p50,
        p95=p95,
        chance_positive=float((known > 0).mean()),
        histogram=histogram_of(known),
    )


def histogram_of(values: Array, bins: int = BINS) -> Histogram:
    """Count draws in equal bins between the 0.5th and 99.5th percentile, so that a tail does not flatten it."""
    low, high = (float(end) for end in np.percentile(values, (OUTER_SHARE, 100 - OUTER_SHARE)))
    if low == high:
        return Histogram((low, high), (1.0,), (1.0,))
    counts, edges = np.histogram(np.clip(values, low, high), bins=bins, range=(low, high))
    shares = counts / len(values)
    running = np.cumsum(counts) / len(values)
    return Histogram(*(tuple(float(one) for one in line) for line in (edges, shares, running)))
