"""What a measurement was made on: a speed without its machine says nothing."""

import os
import platform
from pathlib import Path


def describe_hardware(device: str = "") -> str:
    """Processor name, cores and, where one is used, the accelerator: `AMD EPYC, 2 cores`."""
    parts = [_processor(), f"{len(os.sched_getaffinity(0))} cores"]
    return ", ".join(part for part in [*parts, device] if part)[:200]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
