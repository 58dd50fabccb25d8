"""Questions, answers and measured points as they are stored: everything that was known then, as plain JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tco.sizing.answer import SizingAnswer, Tried, assumptions_from
from tco.sizing.points import MeasuredPoint, MeasuredSetup, Measurement
from tco.sizing.question import SizingQuestion
from tco.sizing_typed import Typed


def question_json(typed: Typed, question: SizingQuestion) -> dict[str, Any]:
    """Keep what was typed and, as it was then, what the catalogue said of the card and the model."""
    found: dict[str, Any] = _finite({"typed": typed.as_json(), "asked": asdict(question)})
    return found


def answer_json(answer: SizingAnswer, option: str) -> dict[str, Any]:
    """Keep the answer with the assumptions that it gives an option of the plan."""
    kept = ("basis", "expected", "fast", "slow", "slow_misses", "steps", "warnings", "years", "calibration")
    whole = asdict(answer)
    found: dict[str, Any] = _finite({key: whole[key] for key in kept})
    found["tried"] = tried_json(answer)
    found["assumptions"] = assumptions_from(answer, option) if answer.expected else {}
    return found


def tried_json(answer: SizingAnswer) -> list[dict[str, Any]]:
    """Return the settings that were considered, each with the memory that it takes on a GPU."""
    rows = [
        {
            **asdict(one),
            "memory_bytes": memory_on_gpu(answer.question, one),
            "chosen": one.fleet == answer.expected,
        }
        for one in answer.tried
    ]
    found: list[dict[str, Any]] = _finite(rows)
    return found


def memory_on_gpu(question: SizingQuestion, one: Tried) -> float | None:
    """Return bytes on each GPU: its part of the weights and contexts, and the rest; None for a measured table."""
    model = question.model
    if model is None:
        return None
    speed = one.fleet.speed
    sequence = model.context.sequence_bytes(question.shape.context_tokens)
    contexts = speed.batch * sequence / model.context.shards(speed.tensor_parallel)
    return model.weight_bytes / speed.tensor_parallel + contexts + question.other_memory_bytes


def measurement_json(one: Measurement) -> dict[str, Any]:
    """Return measured points ready to store."""
    return asdict(one)


def measurements_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Measurement, ...]:
    """Read stored points, one measurement for each setup."""
    return tuple(
        Measurement(MeasuredSetup(**row["setup"]), tuple(MeasuredPoint(**point) for point in row["points"]))
        for row in rows
    )


def _finite(value: Any) -> Any:
    """Turn what JSON has no number for into null: a wait without end is no number to show."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value
