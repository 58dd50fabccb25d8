"""What sizing warns of, in words."""

from collections.abc import Sequence

from language.text import Text
from tco.sizing.answer import NOTHING_MEETS, SizingWarning
from tco.sizing.calibration import Calibration
from tco.sizing.capacity import Fleet
from tco.sizing.question import SizingQuestion
from tco.sizing.served import Accelerator, ServedModel
from tco.sizing.uncertainty import MIXTURE_SLOWDOWN

UNCALIBRATED = Text(
    "この速度は仕様からの推定で、実測していません。"
    "購入の前に、評価の実行か「make gpu-check」で4点以上を計測してください。",
    "This speed is estimated from specifications, not measured. Measure 4 points or more, by an evaluation run or "
    "`make gpu-check`, before buying.",
)
MIXTURE = Text(
    "専門家混合(MoE)モデルは実測なしでは幅が大きく、理論値の{low}倍から{high}倍の時間がかかり得ます。範囲の遅い側も見て判断してください。",
    "A mixture of experts that was not measured may take {low} to {high} times the theoretical time. "
    "Decide with the slow end of the range in view.",
)
UNKNOWN_LINK = Text(
    "{gpu}のGPU間の通信速度が分からないため、PCIe 4.0 x16(31.5 GB/秒)と仮定しています。",
    "The speed of the link between {gpu} cards is not known; PCIe 4.0 x16 (31.5 GB/s) is assumed.",
)
CALIBRATED = Text(
    "実測{count}点で較正しました。除いて予測した点との差は平均{mean}%、最大{worst}%です。実測の2倍を超える同時処理数には使いません。",
    "Calibrated on {count} measured points. Predicting each point left out is off by {mean} % on average and {worst} % "
    "at worst. Batches of more than twice the largest measured are not used.",
)
TOO_LARGE = Text(
    "モデルの重みと1件分の文脈が、GPU{parallel}枚までのメモリに収まりません。枚数を増やすか、低い精度・小さいモデルを選んでください。",
    "The weights and the context of one request do not fit into the memory of up to {parallel} GPUs. Use more GPUs, "
    "a lower precision or a smaller model.",
)
SLOW_MISSES = Text(
    "速度が範囲の遅い側だった場合は、どの同時処理数でも目標を満たせません。遅い側の数字は目標を満たさない場合の処理能力です。",
    "If the speed lies at the slow end of the range, no batch meets the objective. The figures of the slow end are its "
    "capacity with the objective missed.",
)
IDLE = Text(
    "最繁時でも利用率が{share}%です。この量なら、GPUの購入よりAPIやクラウドの利用が有利な場合があります。",
    "Even at the peak the GPUs are {share} % busy. At this volume an API or a cloud may cost less than buying GPUs.",
)
LITTLE_USE = 0.2


def uncalibrated(
    gpu: Accelerator, model: ServedModel, tensor_parallels: Sequence[int]
) -> tuple[SizingWarning, ...]:
    """Warn of figures that rest on specifications."""
    found = [SizingWarning("uncalibrated", UNCALIBRATED)]
    if model.is_mixture:
        found.append(
            SizingWarning("mixture", MIXTURE.filled(low=MIXTURE_SLOWDOWN[0], high=MIXTURE_SLOWDOWN[1]))
        )
    if gpu.link_bytes_per_s is None and max(tensor_parallels) > 1:
        found.append(SizingWarning("link", UNKNOWN_LINK.filled(gpu=gpu.name)))
    return tuple(found)


def calibrated(calibration: Calibration) -> SizingWarning:
    """State how well a calibration predicts."""
    message = CALIBRATED.filled(
        count=len(calibration.points),
        mean=f"{calibration.mean_left_out_error * 100:.1f}",
        worst=f"{calibration.worst_left_out_error * 100:.1f}",
    )
    return SizingWarning("calibrated", message)


def result(
    question: SizingQuestion, expected: Fleet | None, slow_misses: bool, fits: bool
) -> tuple[SizingWarning, ...]:
    """Warn of an answer that is none, or that is fragile."""
    if not fits:
        return (SizingWarning("memory", TOO_LARGE.filled(parallel=max(question.tensor_parallels))),)
    if expected is None:
        return (SizingWarning("objective", NOTHING_MEETS),)
    found = [SizingWarning("slow_misses", SLOW_MISSES)] if slow_misses else []
    if expected.utilisation < LITTLE_USE:
        found.append(SizingWarning("idle", IDLE.filled(share=round(expected.utilisation * 100))))
    return tuple(found)
