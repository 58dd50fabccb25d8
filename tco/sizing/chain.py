"""Every figure on the way, with its unit and source, in the order in which one follows from another."""

from collections.abc import Callable

from language.text import Text
from tco.sizing.answer import Basis, ChainStep
from tco.sizing.capacity import Fleet
from tco.sizing.memory import most_sequences
from tco.sizing.question import SizingQuestion
from tco.sizing.ranges import Range
from tco.sizing.speed import (
    Efficiency,
    Replica,
    decode_step_s,
    first_token_s,
    prefill_s,
    read_weight_bytes,
    time_per_token_s,
)
from tco.sizing.uncertainty import Pace

BYTES = Text("バイト", "bytes")
SECONDS = Text("秒", "s")
RATE = Text("件/秒", "requests/s")
TOKENS_RATE = Text("トークン/秒", "tokens/s")
SEQUENCES = Text("件", "sequences")
GPUS = Text("枚", "GPUs")
SERVERS = Text("台", "servers")
REPLICAS = Text("組", "replicas")
SHARE = Text("割合", "share")
YEN = Text("円", "JPY")

GIVEN = Text("入力", "input")
CALCULATED = Text("計算", "calculated")
ON = {
    "table": Text("実測の表", "measured table"),
    "calibrated": Text("実測で較正した計算", "calculated, calibrated on measurements"),
    "uncalibrated": Text("仕様からの推定", "estimated from specifications"),
}
Fleets = tuple[Fleet | None, Fleet | None, Fleet | None]


def chain_steps(
    question: SizingQuestion, basis: Basis, pace: Pace | None, fleets: Fleets
) -> tuple[ChainStep, ...]:
    """Return the steps: memory and speed of a replica where they are calculated, then its capacity and the hardware."""
    expected = fleets[0]
    parallel = expected.speed.tensor_parallel if expected else max(question.tensor_parallels)
    batch = expected.speed.batch if expected else 1
    before: tuple[ChainStep, ...] = ()
    if question.gpu and question.model and not question.table:
        replica = Replica(question.model, question.gpu, parallel)
        before = _memory_steps(question, replica)
        if pace:
            before = (*before, *_speed_steps(question, replica, batch, pace, ON[basis]))
    return (*before, *_capacity_steps(question, fleets, ON[basis]), *_hardware_steps(question, fleets))


def _exact(key: str, label: tuple[str, str], value: float, unit: Text, source: Text) -> ChainStep:
    return ChainStep(key, Text(*label), Range.exactly(value), unit, source)


def _memory_steps(question: SizingQuestion, replica: Replica) -> tuple[ChainStep, ...]:
    model, gpu, shape = replica.model, replica.gpu, question.shape
    card, config = _named(gpu.source), _named(model.source)
    room = most_sequences(
        memory_bytes=gpu.memory_bytes,
        usable_share=question.usable_memory,
        weights=model.weight_bytes,
        other_bytes=question.other_memory_bytes,
        context=model.context,
        tokens=shape.context_tokens,
        tensor_parallel=replica.tensor_parallel,
    )
    sequence = model.context.sequence_bytes(shape.context_tokens)
    parallel = replica.tensor_parallel
    tokens = Text("トークン", "tokens")
    per_token = Text("バイト/トークン", "bytes/token")
    return (
        _exact("gpu_memory", ("GPU1枚のメモリ", "Memory of a GPU"), gpu.memory_bytes, BYTES, card),
        _exact("weights", ("モデルの重み", "Weights of the model"), model.weight_bytes, BYTES, config),
        _exact(
            "context_per_token",
            ("1トークンの文脈メモリ", "Context memory of a token"),
            model.context.bytes_per_token,
            per_token,
            config,
        ),
        _exact(
            "context_fixed",
            ("1件あたり固定の文脈メモリ", "Fixed context memory of a sequence"),
            model.context.fixed_bytes,
            BYTES,
            config,
        ),
        _exact(
            "context_tokens",
            ("1件の文脈の長さ", "Context of a sequence"),
            shape.context_tokens,
            tokens,
            GIVEN,
        ),
        _exact("sequence", ("1件の文脈メモリ", "Context memory of a sequence"), sequence, BYTES, CALCULATED),
        _exact("tensor_parallel", ("1組のGPU枚数", "GPUs per replica"), parallel, GPUS, CALCULATED),
        _exact("memory_sequences", ("メモリに収まる件数", "Sequences that fit"), room, SEQUENCES, CALCULATED),
    )


def _speed_steps(
    question: SizingQuestion, replica: Replica, batch: int, pace: Pace, source: Text
) -> tuple[ChainStep, ...]:
    shape = question.shape

    def step(
        key: str, label: tuple[str, str], unit: Text, figure: Callable[[Efficiency], float]
    ) -> ChainStep:
        return ChainStep(key, Text(*label), pace.range_of(figure), unit, source)

    return (
        step("overhead", ("1ステップの固定時間 t0", "Overhead of a step, t0"), SECONDS, _overhead),
        step(
            "bandwidth_share",
            ("帯域の実効率 η", "Share of bandwidth reached, eta"),
            SHARE,
            lambda e: e.bandwidth_share / e.slowdown,
        ),
        step(
            "compute_share",
            ("演算の実効率 MFU", "Share of operations reached, MFU"),
            SHARE,
            lambda e: e.compute_share / e.slowdown,
        ),
        step(
            "weights_read",
            ("1ステップで読む重み", "Weights read in a step"),
            BYTES,
            lambda e: read_weight_bytes(replica.model, batch, e.coverage),
        ),
        step(
            "prefill",
            ("入力の処理(1件)", "Reading a prompt"),
            SECONDS,
            lambda e: prefill_s(replica, shape, e),
        ),
        step(
            "decode",
            ("出力1ステップ", "A decode step"),
            SECONDS,
            lambda e: decode_step_s(replica, shape, batch, e),
        ),
        step(
            "tpot",
            ("1トークンの時間(TPOT)", "Time per token (TPOT)"),
            SECONDS,
            lambda e: time_per_token_s(replica, shape, batch, e),
        ),
        step(
            "ttft",
            ("最初の文字まで(TTFT、待ちを除く)", "Time to the first token (without waiting)"),
            SECONDS,
            lambda e: first_token_s(replica, shape, batch, e),
        ),
    )


def _overhead(efficiency: Efficiency) -> float:
    return efficiency.step_overhead_s * efficiency.slowdown


def _capacity_steps(question: SizingQuestion, fleets: Fleets, source: Text) -> tuple[ChainStep, ...]:
    def step(
        key: str, label: tuple[str, str], unit: Text, read: Callable[[Fleet], float]
    ) -> ChainStep | None:
        value = _over(fleets, read)
        return None if value is None else ChainStep(key, Text(*label), value, unit, source)

    steps = (
        step("batch", ("同時に処理する件数", "Sequences at once"), SEQUENCES, lambda one: one.speed.batch),
        step("rate", ("1組の処理能力", "Capacity of a replica"), RATE, lambda one: one.requests_per_s_each),
        step(
            "tokens_per_s_per_gpu",
            ("GPU1枚の出力速度", "Output speed of a GPU"),
            TOKENS_RATE,
            lambda one: one.tokens_per_s_per_gpu,
        ),
    )
    peak = _exact("peak", ("最繁時の質問", "Requests at the peak"), question.peak_requests_per_s, RATE, GIVEN)
    return (*(one for one in steps if one), peak)


def _hardware_steps(question: SizingQuestion, fleets: Fleets) -> tuple[ChainStep, ...]:
    def step(
        key: str, label: tuple[str, str], unit: Text, read: Callable[[Fleet], float]
    ) -> ChainStep | None:
        value = _over(fleets, read)
        return None if value is None else ChainStep(key, Text(*label), value, unit, CALCULATED)

    steps = [
        step("replicas", ("必要な組数", "Replicas needed"), REPLICAS, lambda one: one.replicas),
        step("spare", ("予備の組数", "Spare replicas"), REPLICAS, lambda one: one.spare_replicas),
        step("gpus", ("GPU枚数(予備を含む)", "GPUs, spares included"), GPUS, lambda one: one.gpus),
        step("servers", ("サーバー台数", "Servers"), SERVERS, lambda one: one.servers),
        step(
            "utilisation", ("最繁時の利用率", "Utilisation at the peak"), SHARE, lambda one: one.utilisation
        ),
        step("wait", ("平均の待ち時間(Erlang C)", "Mean wait (Erlang C)"), SECONDS, lambda one: one.wait_s),
        _price(question, fleets),
    ]
    return tuple(one for one in steps if one)


def _price(question: SizingQuestion, fleets: Fleets) -> ChainStep | None:
    gpus, price = _over(fleets, lambda one: one.gpus), question.price_jpy_per_gpu
    if gpus is None or price is None:
        return None
    cost = Range(gpus.low * price.low, gpus.mode * price.mode, gpus.high * price.high)
    return ChainStep("hardware_jpy", Text("GPUの購入額", "Price of the GPUs"), cost, YEN, CALCULATED)


def _over(fleets: Fleets, read: Callable[[Fleet], float]) -> Range | None:
    expected, fast, slow = fleets
    if expected is None or fast is None or slow is None:
        return None
    return Range.spanning(read(expected), read(fast), read(slow))


def _named(source: str) -> Text:
    return Text(source, source) if source else Text("カタログ", "catalogue")
