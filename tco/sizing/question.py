"""What is asked of sizing, checked before anything is calculated."""

from collections.abc import Callable
from dataclasses import dataclass

from language.text import Text
from tco.sizing.capacity import BatchSpeed, Demand, Objective, Policy
from tco.sizing.points import Measurement
from tco.sizing.ranges import Range
from tco.sizing.refusal import SizingRefused, not_negative, positive, share
from tco.sizing.served import Accelerator, ServedModel
from tco.sizing.speed import RequestShape

OTHER_MEMORY_BYTES = 3.5 * 2**30
USABLE_MEMORY = 0.9
TENSOR_PARALLELS = (1, 2, 4, 8)
USUAL_POLICY = Policy()

Reading = tuple[Text, Callable[["SizingQuestion"], float]]
CHECKED_POSITIVE: tuple[Reading, ...] = (
    (Text("入力トークン数", "Input tokens"), lambda q: q.shape.input_tokens),
    (Text("出力トークン数", "Output tokens"), lambda q: q.shape.output_tokens),
    (Text("最繁時の質問数", "Requests at the peak"), lambda q: q.peak_requests_per_s),
    (Text("最初の文字までの目標秒数", "Objective for the first token"), lambda q: q.objective.ttft_s),
    (Text("1トークンあたりの目標秒数", "Objective per token"), lambda q: q.objective.tpot_s),
    (Text("サーバー1台のGPU枚数", "GPUs in a server"), lambda q: q.policy.gpus_per_server),
)


@dataclass(frozen=True)
class SizingQuestion:
    """A peak to be served, on what, and how fast.

    Either `gpu` and `model` (from which speed is calculated, calibrated on `measured` where there is any) or a `table`
    of measured speeds by batch, which needs neither. `measured_tensor_parallel` is over how many GPUs `measured` ran.
    `growth` are the peaks of the years as multiples of the first; `price_jpy_per_gpu` includes its share of the server.
    """

    shape: RequestShape
    peak_requests_per_s: float
    objective: Objective
    gpu: Accelerator | None = None
    model: ServedModel | None = None
    table: tuple[BatchSpeed, ...] = ()
    measured: Measurement | None = None
    measured_tensor_parallel: int = 1
    policy: Policy = USUAL_POLICY
    tensor_parallels: tuple[int, ...] = TENSOR_PARALLELS
    usable_memory: float = USABLE_MEMORY
    other_memory_bytes: float = OTHER_MEMORY_BYTES
    growth: tuple[float, ...] = (1.0,)
    lead_time_months: int = 0
    price_jpy_per_gpu: Range | None = None

    @property
    def demand(self) -> Demand:
        return Demand(self.peak_requests_per_s, self.shape.output_tokens)

    @property
    def demands(self) -> tuple[Demand, ...]:
        """The peak of each year."""
        return tuple(Demand(self.peak_requests_per_s * one, self.shape.output_tokens) for one in self.growth)


def check(question: SizingQuestion) -> None:
    """Raise InvalidInput or SizingRefused, in words, for a question that has no answer."""
    for name, read in CHECKED_POSITIVE:
        positive(name, read(question))
    not_negative(Text("キャッシュ済みトークン数", "Cached tokens"), question.shape.cached_tokens)
    not_negative(Text("GPUメモリのその他の使用量", "Other memory"), question.other_memory_bytes)
    not_negative(Text("調達期間", "Lead time"), question.lead_time_months)
    share(Text("利用率の上限", "Utilisation limit"), question.policy.utilisation_max)
    share(Text("使えるメモリの割合", "Usable memory"), question.usable_memory)
    for factor in question.growth:
        positive(Text("成長の倍率", "Growth"), factor)
    for speed in question.table:
        _check_speed(speed)
    if not question.table and (question.gpu is None or question.model is None):
        raise SizingRefused(
            Text(
                "GPUとモデル、または実測の表が必要です。何も計算していません。どちらかを選んでください。",
                "A GPU and a model, or a measured table, are needed. Nothing was calculated. Choose one of them.",
            )
        )


def _check_speed(speed: BatchSpeed) -> None:
    name = Text("実測の表の値", "A value of the measured table")
    for value in (speed.batch, speed.ttft_s, speed.tpot_s, speed.tensor_parallel):
        positive(name, value)
