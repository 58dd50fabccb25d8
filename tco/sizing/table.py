"""A table of speeds straight from measured points: no model of the hardware in between."""

from collections.abc import Sequence
from math import sqrt
from statistics import median

from language.text import Text
from tco.sizing.capacity import BatchSpeed
from tco.sizing.points import MeasuredPoint
from tco.sizing.refusal import SizingRefused
from tco.sizing.speed import RequestShape

ABOUT_EQUAL = sqrt(2)
NO_POINTS = Text(
    "この長さ(入力{read}・出力{written}トークン)に近い実測がないため、表を作れません。何も変更していません。"
    "この長さで計測するか、較正した計算を使ってください。",
    "Nothing was measured near this length ({read} tokens in, {written} out), so there is no table. Nothing was "
    "changed. Measure this length, or use the calibrated calculation.",
)
NO_PROMPT = Text(
    "1件だけのときの最初の文字の時間が計測されていないため、入力の処理にかかる時間が分かりません。何も変更していません。"
    "同時処理数1でも計測してください。",
    "The first token of a single request was not measured, so the time to read a prompt is not known. Nothing was "
    "changed. Measure a batch of 1 too.",
)


def measured_table(
    points: Sequence[MeasuredPoint], shape: RequestShape, tensor_parallel: int = 1
) -> tuple[BatchSpeed, ...]:
    """Return the speed by batch of the points whose lengths are within a factor of 1.41 of the request's.

    Where no newcomers were read during a point, their prompts are added: TPOT = step + B/S_out · t_pre, and TTFT =
    t_pre + step, t_pre being the first token of a single request. Raises SizingRefused where nothing fits.
    """
    near = [one for one in points if _is_near(one, shape)]
    if not near:
        lengths = {"read": round(shape.input_tokens), "written": round(shape.output_tokens)}
        raise SizingRefused(NO_POINTS.filled(**lengths))
    alone = [one.ttft_s for one in near if one.ttft_s is not None and one.batch_size <= 1]
    by_batch: dict[int, list[BatchSpeed]] = {}
    for one in near:
        speed = _speed(one, median(alone) if alone else None, tensor_parallel)
        by_batch.setdefault(speed.batch, []).append(speed)
    return tuple(_middle(group) for _, group in sorted(by_batch.items()))


def _is_near(one: MeasuredPoint, shape: RequestShape) -> bool:
    pairs = ((one.input_tokens, shape.input_tokens), (one.output_tokens, shape.output_tokens))
    return all(1 / ABOUT_EQUAL <= seen / asked <= ABOUT_EQUAL for seen, asked in pairs)


def _speed(one: MeasuredPoint, prefill_s: float | None, tensor_parallel: int) -> BatchSpeed:
    batch = max(1, int(one.batch_size))
    if one.includes_newcomers and one.ttft_s is not None:
        return BatchSpeed(batch, one.ttft_s, one.tpot_s, tensor_parallel)
    if prefill_s is None:
        raise SizingRefused(NO_PROMPT)
    newcomers = 0.0 if one.includes_newcomers else one.batch_size / one.output_tokens * prefill_s
    return BatchSpeed(batch, prefill_s + one.tpot_s, one.tpot_s + newcomers, tensor_parallel)


def _middle(group: Sequence[BatchSpeed]) -> BatchSpeed:
    return BatchSpeed(
        group[0].batch,
        median(one.ttft_s for one in group),
        median(one.tpot_s for one in group),
        group[0].tensor_parallel,
    )
