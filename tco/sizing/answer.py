"""What sizing answers: the fleets at three speeds, every figure on the way, and what to be careful about."""

from dataclasses import dataclass
from typing import Literal

from language.text import Text
from tco.sizing.calibration import Calibration
from tco.sizing.capacity import Fleet, YearOfGrowth
from tco.sizing.question import SizingQuestion
from tco.sizing.ranges import Range
from tco.sizing.refusal import SizingRefused

Basis = Literal["table", "calibrated", "uncalibrated"]
NOTHING_MEETS = Text(
    "目標を満たす構成がありません。目標をゆるめるか、より速いGPU・小さいモデル・低い精度(量子化)を選んでください。",
    "No configuration meets the objective. Relax it, or choose a faster GPU, a smaller model or a lower precision.",
)


@dataclass(frozen=True)
class ChainStep:
    """One figure on the way from specification to hardware: value with its range, unit and source."""

    key: str
    label: Text
    value: Range
    unit: Text
    source: Text


@dataclass(frozen=True)
class SizingWarning:
    """Something that the reader must know before believing the figures."""

    code: str
    message: Text


@dataclass(frozen=True)
class Tried:
    """A batch that was considered at the expected speed, and whether it meets the objective."""

    fleet: Fleet
    meets: bool


@dataclass(frozen=True)
class SizingAnswer:
    """The answer. `expected` is None where no configuration meets the objective at the expected speed.

    `fast` and `slow` are the same number of GPUs per replica at the two ends of the speed, each with the batch that
    is best there; `slow_misses` says that the slow end misses the objective whatever the batch.
    """

    question: SizingQuestion
    basis: Basis
    expected: Fleet | None
    fast: Fleet | None
    slow: Fleet | None
    slow_misses: bool
    steps: tuple[ChainStep, ...]
    warnings: tuple[SizingWarning, ...]
    years: tuple[YearOfGrowth, ...]
    tried: tuple[Tried, ...]
    calibration: Calibration | None = None

    def step(self, key: str) -> ChainStep:
        """Return one step by its key; raises KeyError."""
        return {one.key: one for one in self.steps}[key]

    @property
    def gpus(self) -> Range | None:
        """GPUs to buy, spares included."""
        if self.expected is None or self.fast is None or self.slow is None:
            return None
        return Range.spanning(self.expected.gpus, self.fast.gpus, self.slow.gpus)


def assumptions_from(answer: SizingAnswer, option_key: str) -> dict[str, tuple[float, float, float]]:
    """Return the inputs of a plan (low, mode, high) that a sizing answers; raises SizingRefused when it has no answer.

    The speed is that of a full replica, divided by its GPUs: the plan applies its own utilisation limit.
    """
    expected, fast, slow = answer.expected, answer.fast, answer.slow
    if expected is None or fast is None or slow is None:
        raise SizingRefused(NOTHING_MEETS)
    speeds = (one.tokens_per_s_per_gpu for one in (expected, fast, slow))
    parallel, spare = expected.speed.tensor_parallel, expected.spare_replicas
    return {
        f"{option_key}_output_tokens_per_second_per_gpu": Range.spanning(*speeds).as_tuple(),
        f"{option_key}_gpus_per_replica": (parallel, parallel, parallel),
        f"{option_key}_spare_replicas": (spare, spare, spare),
    }
