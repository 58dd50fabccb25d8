"""Speed of a run from the times of its calls: first token, time per token, whole answer, throughput."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CallTiming:
    """One call: seconds to the first token (reasoning included) and to the last; None where not measured."""

    ttft_s: float | None
    total_s: float | None
    output_tokens: int | None
    is_warm_up: bool = False

    @property
    def tpot_s(self) -> float | None:
        """Return (total - TTFT)/(tokens - 1), the industry's time per output token; None below two tokens."""
        if (
            self.ttft_s is None
            or self.total_s is None
            or self.output_tokens is None
            or self.output_tokens < 2
        ):
            return None
        return (self.total_s - self.ttft_s) / (self.output_tokens - 1)


@dataclass(frozen=True)
class Spread:
    """Median and 95th percentile of `n` measured values, linear between neighbours."""

    n: int
    p50: float
    p95: float


@dataclass(frozen=True)
class SpeedSummary:
    """Speed of the calls after warm-up; None where nothing was measured, never 0."""

    n: int
    warm_ups_left_out: int
    ttft_s: Spread | None
    tpot_s: Spread | None
    total_s: Spread | None
    output_tokens_per_s: float | None
    requests_per_s: float | None


def speed_summary(calls: Iterable[CallTiming], wall_s: float | None = None) -> SpeedSummary:
    """Summarise calls; `wall_s` is the time in which all calls but the warm-up ran, for throughput.

    TPOT is averaged over requests with equal weight. Throughput needs `wall_s` and, for tokens, the token count of
    every call: with some unknown it would be too low. Raise ValueError for a wall time that is not positive.

    >>> calls = [CallTiming(9.0, 9.0, 1, is_warm_up=True), CallTiming(0.2, 1.2, 11), CallTiming(0.4, 2.4, 21)]
    >>> speed = speed_summary(calls, wall_s=4.0)
    >>> round(speed.ttft_s.p50, 3), round(speed.tpot_s.p50, 3), speed.output_tokens_per_s
    (0.3, 0.1, 8.0)
    """
    if wall_s is not None and wall_s <= 0:
        raise ValueError("the wall time must be positive")
    everything = list(calls)
    timed = [call for call in everything if not call.is_warm_up]
    tokens = [call.output_tokens for call in timed if call.output_tokens is not None]
    all_known = bool(timed) and len(tokens) == len(timed)
    return SpeedSummary(
        n=len(timed),
        warm_ups_left_out=len(everything) - len(timed),
        ttft_s=spread([call.ttft_s for call in timed]),
        tpot_s=spread([call.tpot_s for call in timed]),
        total_s=spread([call.total_s for call in timed]),
        output_tokens_per_s=sum(tokens) / wall_s if wall_s and all_known else None,
        requests_per_s=len(timed) / wall_s if wall_s and timed else None,
    )


def spread(values: Sequence[float | None]) -> Spread | None:
    """Return the percentiles of the measured values, or None when there is none.

    >>> spread([1.0, None, 2.0, 3.0])
    Spread(n=3, p50=2.0, p95=2.9)
    """
    known = sorted(value for value in values if value is not None)
    return Spread(len(known), _percentile(known, 0.5), _percentile(known, 0.95)) if known else None


def _percentile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
