"""The machine that measures, in one line."""

import os
import platform
from pathlib import Path

import psutil


def describe_machine() -> str:
    """Return processor, cores, memory, Python and how busy the machine was at the start."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{name or platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
