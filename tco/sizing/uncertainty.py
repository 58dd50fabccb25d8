"""How far the speed of hardware that nobody measured may lie from the theory."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from tco.sizing.ranges import Range
from tco.sizing.speed import ROOFLINE, Efficiency

# Times composed of kernel measurements, divided by the roofline. Dense models: 1.24 to 2.04 over batches of 1 to 128,
# and 1.19 since on an L40S. Mixtures: 1.26 to 9.1 over ten configurations, worst at batch 1, where launches and
# routing count most, and 1.16 since with prompts of 8,000 tokens.
DENSE_SLOWDOWN = (1.15, 2.04)
MIXTURE_SLOWDOWN = (1.15, 9.1)


@dataclass(frozen=True)
class Pace:
    """The same replica as fast, as expected and as slow as it may be."""

    fast: Efficiency
    expected: Efficiency
    slow: Efficiency
    is_measured: bool = False

    def range_of(self, seconds: Callable[[Efficiency], float]) -> Range:
        """Return the range of any figure over the three."""
        return Range.spanning(seconds(self.expected), seconds(self.fast), seconds(self.slow))


def uncalibrated(is_mixture: bool) -> Pace:
    """Return the spread without own measurements: the roofline times 1.15 to 2.04, of a mixture 1.15 to 9.1.

    The middle of a dense model is t0 0.5 ms, eta 0.8, MFU 0.6; that of a mixture the geometric middle of its range,
    for lack of anything better. The slow end of a mixture reads as many experts as a batch can.
    """
    if not is_mixture:
        low, high = DENSE_SLOWDOWN
        return Pace(_slowed(low), Efficiency(), _slowed(high))
    low, high = MIXTURE_SLOWDOWN
    return Pace(_slowed(low), _slowed(sqrt(low * high)), Efficiency(0.0, 1.0, 1.0, high, "upper"))


def measured(efficiency: Efficiency, error: float) -> Pace:
    """Return the spread of a calibration: its worst error on a point that it had not seen, to both sides."""
    faster, slower = _scaled(efficiency, 1 / (1 + error)), _scaled(efficiency, 1 + error)
    return Pace(faster, efficiency, slower, is_measured=True)


def _slowed(factor: float) -> Efficiency:
    return _scaled(ROOFLINE, factor)


def _scaled(one: Efficiency, factor: float) -> Efficiency:
    return Efficiency(
        one.step_overhead_s, one.bandwidth_share, one.compute_share, one.slowdown * factor, one.coverage
    )
