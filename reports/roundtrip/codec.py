"""What was read, as plain JSON values between the child process and its parent; and the child's limits."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from evaluations.parsing.limits import MIB, Limits
from reports.roundtrip.reading import InputCells, ReadWorkbook
from reports.roundtrip.seal import Identity

LIMITS = Limits(memory_bytes=1024 * MIB, cpu_seconds=15, wall_seconds=20.0)


def plain(found: ReadWorkbook) -> dict[str, Any]:
    """Return what was read as JSON values; numbers as text, so that no digit is lost."""
    inputs = [
        {"key": one.key, "values": [str(value) for value in one.values or ()], "shown": list(one.shown)}
        for one in found.inputs.values()
    ]
    return {
        "identity": asdict(found.identity),
        "seal": found.seal,
        "inputs": inputs,
        "scenario": found.scenario,
        "outputs": dict(found.outputs),
        "lost": list(found.lost),
    }


def found_from(content: Mapping[str, Any]) -> ReadWorkbook:
    """Return what the child wrote as values; KeyError, TypeError or ValueError when it is malformed."""
    inputs = {row["key"]: _input(row) for row in content["inputs"]}
    outputs = {str(name): float(value) for name, value in content["outputs"].items()}
    return ReadWorkbook(
        Identity(**content["identity"]),
        str(content["seal"]),
        inputs,
        str(content["scenario"]),
        outputs,
        tuple(content["lost"]),
    )


def _input(row: Mapping[str, Any]) -> InputCells:
    values = tuple(Decimal(value) for value in row["values"])
    shown = tuple(str(word) for word in row["shown"])
    return InputCells(
        row["key"],
        (values[0], values[1], values[2]) if len(values) == 3 else None,
        (shown[0], shown[1], shown[2]),
    )
