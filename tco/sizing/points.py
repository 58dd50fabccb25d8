"""Measured points: from the batches of an evaluation run, and from the file of `make gpu-check`."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

from language.text import Text
from tco.sizing.refusal import SizingRefused

GPU_CHECK_FORMAT = "shirube-gpu-check/1"


@dataclass(frozen=True)
class MeasuredPoint:
    """One batch size measured with requests of one length; tokens per request, seconds.

    `includes_newcomers`: prompts of others were read between the steps, as in service; else `tpot_s` is a pure
    step. `ttft_s` is None where it was not measured.
    """

    batch_size: float
    input_tokens: float
    output_tokens: float
    tpot_s: float
    ttft_s: float | None = None
    includes_newcomers: bool = True


@dataclass(frozen=True)
class MeasuredSetup:
    """What was measured on: points hold for this card, engine, model and number format only."""

    device: str
    engine: str
    model: str
    precision: str
    measured_at: str = ""


@dataclass(frozen=True)
class Measurement:
    """The points of one setup."""

    setup: MeasuredSetup
    points: tuple[MeasuredPoint, ...]


class BatchRow(Protocol):
    """A measured batch of an evaluation run: sums of tokens over its answers, times of the median answer."""

    device: str
    batch_size: int
    input_tokens: int
    output_tokens: int
    wall_s: float
    ttft_s: float | None
    tpot_s: float | None


def points_of_run(rows: Iterable[BatchRow], includes_newcomers: bool) -> dict[str, tuple[MeasuredPoint, ...]]:
    """Return the points by device; batches whose time per token was not measured are left out.

    `includes_newcomers` is True for continuous batching, False for static batches, which nobody joins. Batches that
    are nearly alike become one point, their median.
    """
    found: dict[str, list[MeasuredPoint]] = {}
    for row in rows:
        if row.tpot_s and row.output_tokens and row.batch_size:
            found.setdefault(row.device, []).append(_point_of_row(row, row.tpot_s, includes_newcomers))
    return {device: medians(points) for device, points in found.items()}


def medians(points: Iterable[MeasuredPoint]) -> tuple[MeasuredPoint, ...]:
    """Return one point for all of about the same batch and lengths (within a factor of the square root of 2)."""
    alike: dict[tuple[int, ...], list[MeasuredPoint]] = {}
    for one in points:
        sizes = (one.batch_size, one.input_tokens, one.output_tokens)
        alike.setdefault(tuple(round(2 * math.log2(max(1.0, size))) for size in sizes), []).append(one)
    return tuple(_median(group) for _, group in sorted(alike.items()))


def _median(group: Sequence[MeasuredPoint]) -> MeasuredPoint:
    first_tokens = [one.ttft_s for one in group if one.ttft_s is not None]
    return MeasuredPoint(
        batch_size=median(one.batch_size for one in group),
        input_tokens=median(one.input_tokens for one in group),
        output_tokens=median(one.output_tokens for one in group),
        tpot_s=median(one.tpot_s for one in group),
        ttft_s=median(first_tokens) if first_tokens else None,
        includes_newcomers=group[0].includes_newcomers,
    )


def _point_of_row(row: BatchRow, tpot_s: float, includes_newcomers: bool) -> MeasuredPoint:
    answers = _answers(row, tpot_s) if includes_newcomers else float(row.batch_size)
    return MeasuredPoint(
        batch_size=row.batch_size,
        input_tokens=row.input_tokens / answers,
        output_tokens=row.output_tokens / answers,
        tpot_s=tpot_s,
        ttft_s=row.ttft_s,
        includes_newcomers=includes_newcomers,
    )


def _answers(row: BatchRow, tpot_s: float) -> float:
    """Return how many answers a point holds, by Little's law: places x seconds = answers x seconds of an answer.

    With N answers of S tokens in all: B·wall = N·ttft + (S - N)·tpot.
    """
    waiting_s = (row.ttft_s or 0.0) - tpot_s
    busy_s = row.batch_size * row.wall_s - row.output_tokens * tpot_s
    if waiting_s <= 0 or busy_s <= 0:
        return float(row.batch_size)
    return min(float(row.output_tokens), max(1.0, round(busy_s / waiting_s)))


def read_gpu_check(content: str) -> tuple[Measurement, ...]:
    """Read the file that `make gpu-check` writes: one measurement per engine.

    The step without newcomers is the time per token. Raises SizingRefused for any other content.
    """
    try:
        report = json.loads(content)
        return tuple(_measurement(report, engine) for engine in _engines(report))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SizingRefused(
            Text(
                "GPUの計測ファイルとして読み込めません。何も変更していません。"
                "「make gpu-check」が書き出した gpu-check.json を選んでください。",
                "This cannot be read as a file of GPU measurements. Nothing was changed. "
                "Choose the gpu-check.json that `make gpu-check` wrote.",
            )
        ) from error


def _engines(report: dict[str, Any]) -> Sequence[str]:
    if report["format"] != GPU_CHECK_FORMAT:
        raise ValueError(report["format"])
    return list(dict.fromkeys(str(point["engine"]) for point in report["points"]))


def _measurement(report: dict[str, Any], engine: str) -> Measurement:
    setup = MeasuredSetup(
        device=str(report["device"]["name"]),
        engine=engine,
        model=str(report["model"]["name"]),
        precision=_precision(str(report["device"]["label"])),
        measured_at=str(report["measured_at"]),
    )
    return Measurement(setup, tuple(_point(one) for one in report["points"] if one["engine"] == engine))


def _precision(label: str) -> str:
    """Read the number format of a label such as `cuda:0 NVIDIA H200 bfloat16 4-bit`."""
    words = label.split()
    if "4-bit" in words:
        return "int4_g128"
    return "bf16" if {"bfloat16", "float16"} & set(words) else words[-1] if words else ""


def _point(row: dict[str, Any]) -> MeasuredPoint:
    return MeasuredPoint(
        batch_size=_finite(row["batch_size"]),
        input_tokens=_finite(row["input_tokens"]),
        output_tokens=_finite(row["output_tokens"]),
        tpot_s=_finite(row["step_s"]),
        ttft_s=_finite(row["ttft_s"]),
        includes_newcomers=False,
    )


def _finite(value: object) -> float:
    number = float(value) if isinstance(value, int | float) else math.nan
    if not (math.isfinite(number) and number > 0):
        raise ValueError(value)
    return number
