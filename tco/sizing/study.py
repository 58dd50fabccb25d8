"""The whole chain: specification or measurement, speed, capacity, GPUs, servers."""

from collections.abc import Sequence
from dataclasses import dataclass

from tco.sizing import warnings_of
from tco.sizing.answer import Basis, SizingAnswer, SizingWarning, Tried
from tco.sizing.calibration import Calibration, calibrate
from tco.sizing.capacity import BatchSpeed, Fleet, YearOfGrowth, cheapest, fleet, resize_yearly
from tco.sizing.chain import chain_steps
from tco.sizing.memory import most_sequences
from tco.sizing.question import SizingQuestion, check
from tco.sizing.served import Accelerator, ServedModel
from tco.sizing.speed import Efficiency, Replica, first_token_s, time_per_token_s
from tco.sizing.uncertainty import Pace, measured, uncalibrated

MOST_BATCH = 1024


@dataclass(frozen=True)
class Speeds:
    """The speeds of every batch at the three paces, and where they come from."""

    basis: Basis
    expected: tuple[BatchSpeed, ...]
    fast: tuple[BatchSpeed, ...]
    slow: tuple[BatchSpeed, ...]
    warnings: tuple[SizingWarning, ...]
    pace: Pace | None = None
    calibration: Calibration | None = None


def size(question: SizingQuestion) -> SizingAnswer:
    """Answer a question; raises InvalidInput or SizingRefused, in words, where it cannot be asked.

    The number of GPUs per replica is chosen at the expected speed; the ends of the range keep it.
    """
    check(question)
    speeds = _speeds(question)
    expected = cheapest(speeds.expected, question.demand, question.policy, question.objective)
    fast = _end(question, speeds.fast, expected)
    slow = _end(question, speeds.slow, expected)
    misses = slow is not None and not _meets(question, slow)
    fleets = (expected, fast, slow)
    return SizingAnswer(
        question=question,
        basis=speeds.basis,
        expected=expected,
        fast=fast,
        slow=slow,
        slow_misses=misses,
        steps=chain_steps(question, speeds.basis, speeds.pace, fleets),
        warnings=(*speeds.warnings, *warnings_of.result(question, expected, misses, bool(speeds.expected))),
        years=_years(question, expected),
        tried=_tried(question, speeds.expected),
        calibration=speeds.calibration,
    )


def _speeds(question: SizingQuestion) -> Speeds:
    if question.table:
        return Speeds("table", question.table, question.table, question.table, ())
    assert question.gpu is not None and question.model is not None  # noqa: S101  check() comes first
    gpu, model = question.gpu, question.model
    calibration, warnings = _calibration(question, gpu, model)
    if calibration is None:
        pace, parallels, most = uncalibrated(model.is_mixture), question.tensor_parallels, float(MOST_BATCH)
        warnings = (*warnings, *warnings_of.uncalibrated(gpu, model, parallels))
    else:
        pace = measured(calibration.efficiency, calibration.worst_left_out_error)
        parallels, most = (question.measured_tensor_parallel,), calibration.most_batch
        warnings = (*warnings, warnings_of.calibrated(calibration))
    batches = {tp: _batches(question, gpu, model, tp, most) for tp in parallels}
    expected, fast, slow = (
        _at(question, gpu, model, batches, one) for one in (pace.expected, pace.fast, pace.slow)
    )
    basis: Basis = "uncalibrated" if calibration is None else "calibrated"
    return Speeds(basis, expected, fast, slow, warnings, pace, calibration)


def _calibration(
    question: SizingQuestion, gpu: Accelerator, model: ServedModel
) -> tuple[Calibration | None, tuple[SizingWarning, ...]]:
    if question.measured is None:
        return None, ()
    found = calibrate(Replica(model, gpu, question.measured_tensor_parallel), question.measured.points)
    refusal = found.refusal(question.shape)
    return (None, (SizingWarning("extrapolation", refusal),)) if refusal else (found, ())


def _batches(
    question: SizingQuestion, gpu: Accelerator, model: ServedModel, tensor_parallel: int, most: float
) -> Sequence[int]:
    """Return 1, 2, 4 ... and the most that memory and calibration allow; none when not even one fits."""
    room = most_sequences(
        memory_bytes=gpu.memory_bytes,
        usable_share=question.usable_memory,
        weights=model.weight_bytes,
        other_bytes=question.other_memory_bytes,
        context=model.context,
        tokens=question.shape.context_tokens,
        tensor_parallel=tensor_parallel,
    )
    limit = min(room, int(most))
    return sorted({batch for batch in (*(2**power for power in range(11)), limit) if 1 <= batch <= limit})


def _at(
    question: SizingQuestion,
    gpu: Accelerator,
    model: ServedModel,
    batches: dict[int, Sequence[int]],
    efficiency: Efficiency,
) -> tuple[BatchSpeed, ...]:
    return tuple(
        BatchSpeed(
            batch,
            first_token_s(Replica(model, gpu, parallel), question.shape, batch, efficiency),
            time_per_token_s(Replica(model, gpu, parallel), question.shape, batch, efficiency),
            parallel,
        )
        for parallel, allowed in batches.items()
        for batch in allowed
    )


def _end(question: SizingQuestion, speeds: Sequence[BatchSpeed], expected: Fleet | None) -> Fleet | None:
    """Return the best fleet at one end of the speed, else the expected batch at that speed, objective or not."""
    if expected is None:
        return None
    alike = [one for one in speeds if one.tensor_parallel == expected.speed.tensor_parallel]
    found = cheapest(alike, question.demand, question.policy, question.objective)
    if found is not None:
        return found
    same = next(one for one in alike if one.batch == expected.speed.batch)
    return fleet(same, question.demand, question.policy)


def _meets(question: SizingQuestion, one: Fleet) -> bool:
    return one.speed.meets(question.objective) and one.first_token_s <= question.objective.ttft_s


def _years(question: SizingQuestion, expected: Fleet | None) -> tuple[YearOfGrowth, ...]:
    if expected is None:
        return ()
    return resize_yearly(
        expected.speed, question.demands, question.policy, question.objective, question.lead_time_months
    )


def _tried(question: SizingQuestion, speeds: Sequence[BatchSpeed]) -> tuple[Tried, ...]:
    """Show what each batch would take, those too slow without regard to the objective."""
    found = []
    for one in speeds:
        meets = one.meets(question.objective)
        objective = question.objective if meets else None
        each = fleet(one, question.demand, question.policy, objective)
        found.append(Tried(each, _meets(question, each)))
    return tuple(found)
