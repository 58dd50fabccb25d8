"""What the pages of sizing show, put together from stored studies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from language.text import Text
from tco.models import SizingStudy
from tco.sizing.chain import BYTES, SECONDS, SHARE, YEN
from tco.sizing_typed import FROM_POINTS
from tco.templatetags.money import plain

MILLISECONDS = Text("ミリ秒", "ms")
PER_CENT = Text("%", "%")
MILLION_YEN = Text("百万円", "JPY million")
BYTE_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
DASHES = ("solid", "dashed", "dotted", "solid")
MARKS = ("circle", "rect", "triangle", "diamond")
NEGLIGIBLE = 1e-3
CHARTED = ("batch", "rate", "gpus", "servers")


@dataclass(frozen=True)
class StepLine:
    """One figure of the chain in the unit that people read; `ends` is empty where there is no range."""

    key: str
    label: Text
    value: str
    ends: str
    unit: Text
    source: Text


@dataclass(frozen=True)
class TriedLine:
    """A setting that was considered; bytes as gigabytes, times in milliseconds."""

    batch: int
    memory_gb: float | None
    ttft_ms: float
    tpot_ms: float
    wait_ms: float | None
    gpus: int
    servers: int
    meets: bool
    chosen: bool


@dataclass(frozen=True)
class TriedGroup:
    """The settings of one number of GPUs per replica; the group of the answer is open."""

    tensor_parallel: int
    lines: tuple[TriedLine, ...]

    @property
    def met(self) -> int:
        """How many of them meet the objective."""
        return sum(line.meets for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Whether the answer is among them."""
        return any(line.chosen for line in self.lines)


@dataclass(frozen=True)
class PointLine:
    """A measured point with what the calibration says of it; errors as shares."""

    batch: float
    input_tokens: float
    output_tokens: float
    measured_ms: float
    fitted_ms: float | None = None
    error: float | None = None
    left_out_error: float | None = None


def chain_lines(study: SizingStudy) -> list[StepLine]:
    """Return the steps of the chain in their order."""
    return [_step(row) for row in study.answer["steps"]]


def _step(row: Mapping[str, Any]) -> StepLine:
    low, mode, high = (row["value"][end] for end in ("low", "mode", "high"))
    unit, divisor = readable(Text(*row["unit"]), mode)
    value, *ends = (written(number, divisor) for number in (mode, low, high))
    has_range = low != high
    return StepLine(
        row["key"],
        Text(*row["label"]),
        value,
        f"{ends[0]} – {ends[1]}" if has_range else "",
        unit,
        Text(*row["source"]),
    )


def readable(unit: Text, value: float | None) -> tuple[Text, float]:
    """Return the unit in which a value is read easily, and by what to divide.

    >>> readable(BYTES, 80e9)[0].en, readable(SECONDS, 0.012)[0].en
    ('GB', 'ms')
    """
    size = abs(value or 0.0)
    if unit == SECONDS and size < 1:
        return MILLISECONDS, 1e-3
    if unit == SHARE:
        return PER_CENT, 1e-2
    if unit == YEN:
        return MILLION_YEN, 1e6
    if unit.en.startswith(BYTES.en):
        return _in_bytes(unit, size)
    return unit, 1.0


def _in_bytes(unit: Text, size: float) -> tuple[Text, float]:
    for divisor, name in BYTE_UNITS:
        if size >= divisor:
            return Text(unit.ja.replace(BYTES.ja, name, 1), unit.en.replace(BYTES.en, name, 1)), divisor
    return unit, 1.0


def written(value: float | None, divisor: float) -> str:
    """Write a value in the unit that `divisor` makes, with four significant figures."""
    if value is None:
        return plain(None)
    shown = value / divisor
    return plain(0.0 if abs(shown) < NEGLIGIBLE else float(f"{shown:.4g}"))


def headline_lines(study: SizingStudy) -> list[StepLine]:
    """Return the steps that lead from speed to hardware, for the strip at the top."""
    lines = {line.key: line for line in chain_lines(study)}
    return [lines[key] for key in CHARTED if key in lines]


def tried_groups(rows: Sequence[Mapping[str, Any]]) -> list[TriedGroup]:
    """Return the settings that were tried, by GPUs per replica and batch."""
    groups: dict[int, list[TriedLine]] = {}
    for row in rows:
        groups.setdefault(row["fleet"]["speed"]["tensor_parallel"], []).append(_tried(row))
    return [TriedGroup(parallel, tuple(lines)) for parallel, lines in sorted(groups.items())]


def _tried(row: Mapping[str, Any]) -> TriedLine:
    fleet = row["fleet"]
    speed, memory = fleet["speed"], row["memory_bytes"]
    return TriedLine(
        batch=speed["batch"],
        memory_gb=None if memory is None else memory / 1e9,
        ttft_ms=speed["ttft_s"] * 1e3,
        tpot_ms=speed["tpot_s"] * 1e3,
        wait_ms=None if fleet["wait_s"] is None else fleet["wait_s"] * 1e3,
        gpus=fleet["gpus"],
        servers=fleet["servers"],
        meets=row["meets"],
        chosen=row["chosen"],
    )


def speed_chart(
    groups: Sequence[TriedGroup], objective_ms: float, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return the time per token over the batch, a line for each number of GPUs per replica, and the objective."""
    batches = sorted({line.batch for group in groups for line in group.lines})
    series = []
    for number, group in enumerate(groups):
        by_batch = {line.batch: line.tpot_ms for line in group.lines}
        series.append(
            {
                "name": words["replica"] % {"n": group.tensor_parallel},
                "type": "line",
                "symbol": MARKS[number % len(MARKS)],
                "symbolSize": 8,
                "connectNulls": True,
                "lineStyle": {"type": DASHES[number % len(DASHES)], "width": 2},
                "data": [_rounded(by_batch.get(batch)) for batch in batches],
            }
        )
    series.append(
        {
            "name": words["objective"],
            "type": "line",
            "symbol": "none",
            "lineStyle": {"type": "dashed", "width": 2, "color": "--fail"},
            "itemStyle": {"color": "--fail"},
            "data": [_rounded(objective_ms)] * len(batches),
        }
    )
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [str(batch) for batch in batches]},
        "yAxis": {"type": "log"},
        "series": series,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def measured_device(study: SizingStudy) -> str:
    """Return on what the points of an answer were measured; "" where it rests on none."""
    typed = study.question["typed"]
    return (
        str(study.points[typed["measured_set"]]["setup"]["device"]) if typed["ground"] in FROM_POINTS else ""
    )


def point_lines(study: SizingStudy) -> list[PointLine]:
    """Return the measured points that an answer rests on, with their errors where it was calibrated."""
    calibration = study.answer.get("calibration")
    if calibration:
        return [_fitted(row) for row in calibration["points"]]
    number = study.question["typed"]["measured_set"]
    is_measured = study.question["typed"]["ground"] == "measured"
    return [_point(row) for row in study.points[number]["points"]] if is_measured else []


def _point(row: Mapping[str, Any]) -> PointLine:
    return PointLine(row["batch_size"], row["input_tokens"], row["output_tokens"], row["tpot_s"] * 1e3)


def _fitted(row: Mapping[str, Any]) -> PointLine:
    point = _point(row["point"])
    return PointLine(
        point.batch,
        point.input_tokens,
        point.output_tokens,
        point.measured_ms,
        row["fitted_tpot_s"] * 1e3,
        row["error"],
        row["left_out_error"],
    )
