"""What one benchmark says."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Two measured figures and what their ratio means."""

    what: str
    ours: str
    baseline: str
    ratio: float
    meaning: str


def best_cpu_s(action: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time in seconds of several tries: other programs only ever add to it."""
    tries = []
    for _ in range(times):
        gc.collect()
        start_s = time.process_time()
        action()
        tries.append(time.process_time() - start_s)
    return min(tries)
