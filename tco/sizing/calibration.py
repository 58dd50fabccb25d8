"""Calibration: t0, 1/eta and 1/MFU from measured points by bounded least squares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from language.text import Text
from tco.sizing.points import MeasuredPoint
from tco.sizing.refusal import SizingRefused
from tco.sizing.speed import (
    ROOFLINE,
    Efficiency,
    Replica,
    RequestShape,
    compute_step_s,
    exchange_s,
    memory_step_s,
    prefill_s,
)

LEAST_POINTS = 4
MOST_CONDITION = 1e4
MOST_EXTRAPOLATION = 2.0
MOST_ROUNDS = 8


@dataclass(frozen=True)
class FittedPoint:
    """A measured point, what the fit says of it, and the errors as shares: fitted with it and without it."""

    point: MeasuredPoint
    fitted_tpot_s: float
    error: float
    left_out_error: float


@dataclass(frozen=True)
class Calibration:
    """The efficiencies of one setup with their errors."""

    efficiency: Efficiency
    points: tuple[FittedPoint, ...]

    @property
    def worst_error(self) -> float:
        return max(abs(one.error) for one in self.points)

    @property
    def worst_left_out_error(self) -> float:
        return max(abs(one.left_out_error) for one in self.points)

    @property
    def mean_left_out_error(self) -> float:
        return sum(abs(one.left_out_error) for one in self.points) / len(self.points)

    @property
    def most_batch(self) -> float:
        """The largest batch that the calibration may speak of: twice the largest measured."""
        return MOST_EXTRAPOLATION * max(one.point.batch_size for one in self.points)

    def refusal(self, shape: RequestShape) -> Text | None:
        """Say in words why requests of this length are beyond what was measured, or None."""
        for name, asked, seen in (
            (Text("入力トークン数", "input tokens"), _prompt(shape), self._most("input_tokens")),
            (Text("出力トークン数", "output tokens"), shape.output_tokens, self._most("output_tokens")),
        ):
            if asked > MOST_EXTRAPOLATION * seen:
                return BEYOND.filled(ja=name.ja, en=name.en, asked=round(asked), seen=round(seen))
        return None

    def _most(self, key: str) -> float:
        return max(float(getattr(one.point, key)) for one in self.points)


BEYOND = Text(
    "{ja}が{asked}で、実測した最大({seen})の2倍を超えるため、実測の速度は使いません。この長さでも計測してください。",
    "The {en} ({asked}) are more than twice the most that was measured ({seen}), so the measurement is not used. "
    "Measure this length too.",
)
TOO_FEW = Text(
    "較正には4点以上の実測が必要です(現在{count}点)。何も変更していません。"
    "同時処理数や入力の長さを変えて計測してください。",
    "A calibration needs at least 4 measured points (there are {count}). Nothing was changed. "
    "Measure with other batch sizes and prompt lengths.",
)
TOO_ALIKE = Text(
    "実測した点の条件が似すぎているため、処理時間の内訳を分けられません。何も変更していません。"
    "同時処理数と入力の長さの両方を変えた点を加えてください。",
    "The measured points are too alike to tell what takes the time. Nothing was changed. "
    "Add points that differ both in batch size and in prompt length.",
)
NOT_FINITE = Text(
    "実測した点に0以下の値があるため、較正できません。何も変更していません。計測をやり直してください。",
    "A measured point holds a value of zero or less, so it cannot be calibrated on. Nothing was changed. "
    "Measure again.",
)


def calibrate(replica: Replica, points: Sequence[MeasuredPoint]) -> Calibration:
    """Fit t0 >= 0, eta <= 1 and MFU <= 1 to measured times per token, all points weighing alike in relative error.

    TPOT = t0 + bytes/BW · 1/eta (or operations/F · 1/MFU, whichever is longer) + B/S_out · t_pre · 1/MFU is linear in
    the three. A first token of a single request adds its own line, t0 + t_pre · 1/MFU. Raises SizingRefused for fewer
    than 4 points and for points that cannot tell the three apart.
    """
    if len(points) < LEAST_POINTS:
        raise SizingRefused(TOO_FEW.filled(count=len(points)))
    if any(min(p.batch_size, p.input_tokens, p.output_tokens, p.tpot_s) <= 0 for p in points):
        raise SizingRefused(NOT_FINITE)
    efficiency = _fit(replica, points, must_differ=True)
    fitted = []
    for index, point in enumerate(points):
        others = [*points[:index], *points[index + 1 :]]
        left_out = _fit(replica, others, must_differ=False)
        said = _said(replica, point, efficiency)
        error = said / point.tpot_s - 1
        fitted.append(FittedPoint(point, said, error, _said(replica, point, left_out) / point.tpot_s - 1))
    return Calibration(efficiency, tuple(fitted))


def _fit(replica: Replica, points: Sequence[MeasuredPoint], must_differ: bool) -> Efficiency:
    """Repeat while points change between being held up by memory and by multiplication."""
    efficiency, seen = Efficiency(), set()
    for _ in range(MOST_ROUNDS):
        by_compute = tuple(_is_held_by_compute(replica, point, efficiency) for point in points)
        if by_compute in seen:
            break
        seen.add(by_compute)
        lines = [_line(replica, *pair) for pair in zip(points, by_compute, strict=True)]
        lines += [_first_token_line(replica, point) for point in points if _is_alone(point)]
        efficiency = _solve(lines, must_differ)
    return efficiency


Line = tuple[float, float, float, float]  # factors of t0, 1/eta and 1/MFU, and the seconds measured


def _line(replica: Replica, point: MeasuredPoint, by_compute: bool) -> Line:
    shape = _shape(point)
    memory = 0.0 if by_compute else memory_step_s(replica, shape, point.batch_size)
    compute = compute_step_s(replica, point.batch_size) if by_compute else 0.0
    exchanges = exchange_s(replica, point.batch_size)
    if point.includes_newcomers:
        share = point.batch_size / point.output_tokens
        compute += share * _pure_prefill_s(replica, shape)
        exchanges += share * exchange_s(replica, point.input_tokens)
    return 1.0, memory, compute, max(point.tpot_s - exchanges, 0.0)


def _first_token_line(replica: Replica, point: MeasuredPoint) -> Line:
    seconds = (point.ttft_s or 0.0) - exchange_s(replica, point.input_tokens)
    return 1.0, 0.0, _pure_prefill_s(replica, _shape(point)), max(seconds, 0.0)


def _is_alone(point: MeasuredPoint) -> bool:
    return point.ttft_s is not None and point.batch_size <= 1


def _is_held_by_compute(replica: Replica, point: MeasuredPoint, efficiency: Efficiency) -> bool:
    memory = memory_step_s(replica, _shape(point), point.batch_size) / efficiency.bandwidth_share
    return compute_step_s(replica, point.batch_size) / efficiency.compute_share > memory


def _solve(lines: Sequence[Line], must_differ: bool) -> Efficiency:
    import numpy as np
    from scipy.optimize import lsq_linear

    table = np.array(lines, dtype=float)
    seconds = np.maximum(table[:, 3], 1e-9)
    factors: Any = table[:, :3] / seconds[:, None]
    sizes = np.linalg.norm(factors, axis=0)
    if must_differ and (not sizes.all() or np.linalg.cond(factors / sizes) > MOST_CONDITION):
        raise SizingRefused(TOO_ALIKE)
    sizes = np.where(sizes > 0, sizes, 1.0)
    bounds = (np.array([0.0, 1.0, 1.0]) * sizes, np.full(3, np.inf))
    found = lsq_linear(factors / sizes, table[:, 3] / seconds, bounds=bounds).x / sizes
    return Efficiency(float(found[0]), 1 / max(1.0, float(found[1])), 1 / max(1.0, float(found[2])))


def _said(replica: Replica, point: MeasuredPoint, efficiency: Efficiency) -> float:
    """Return what the model of speed says of a point."""
    by_compute = _is_held_by_compute(replica, point, efficiency)
    t0, memory, compute, rest = _line(replica, point, by_compute)
    known = t0 * efficiency.step_overhead_s + memory / efficiency.bandwidth_share
    return known + compute / efficiency.compute_share + max(point.tpot_s - rest, 0.0)


def _pure_prefill_s(replica: Replica, shape: RequestShape) -> float:
    return prefill_s(replica, shape, ROOFLINE) - exchange_s(replica, shape.input_tokens)


def _shape(point: MeasuredPoint) -> RequestShape:
    return RequestShape(point.input_tokens, point.output_tokens)


def _prompt(shape: RequestShape) -> float:
    return shape.input_tokens + shape.cached_tokens
