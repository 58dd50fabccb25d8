"""A sizing question as a person typed it, and the question and answer that follow from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, cast

from catalogue.gpus import gpus
from catalogue.models import models
from language.text import Text
from tco.errors import CostError
from tco.sizing.answer import SizingAnswer
from tco.sizing.capacity import BatchSpeed, Objective, Policy, Spare
from tco.sizing.memory import Precision
from tco.sizing.points import Measurement
from tco.sizing.question import SizingQuestion
from tco.sizing.ranges import Range
from tco.sizing.refusal import SizingRefused
from tco.sizing.served import Accelerator, ServedModel, accelerator, served_model
from tco.sizing.speed import RequestShape
from tco.sizing.study import size
from tco.sizing.table import measured_table


class Ground(StrEnum):
    """On what the speed rests."""

    SPECIFICATION = "specification"
    CALIBRATED = "calibrated"
    MEASURED = "measured"
    TABLE = "table"


GROUND_LABELS = {
    Ground.SPECIFICATION: Text(
        "GPUとモデルの仕様から推定する", "Estimate from the specifications of GPU and model"
    ),
    Ground.CALIBRATED: Text(
        "仕様の計算を実測で較正する(4点以上)", "Calculate, calibrated on 4 measured points or more"
    ),
    Ground.MEASURED: Text("実測した速度をそのまま使う", "Take the measured speeds as they are"),
    Ground.TABLE: Text("実測の表を入力する", "Type a table of measured speeds"),
}
CALCULATES = frozenset({Ground.SPECIFICATION, Ground.CALIBRATED})
FROM_POINTS = frozenset({Ground.CALIBRATED, Ground.MEASURED})


MOST_POINTS = 100
TOO_MANY = Text(
    "実測が{count}点あり、上限の{most}点を超えています。何も保存していません。条件の異なる点だけに減らしてください。",
    "There are {count} measured points, more than the {most} that are read. Nothing was saved. Keep those that differ.",
)


class StudyRefused(CostError):
    """There is no study to save: `field` is where to say so, `answer` what was tried, if anything was."""

    def __init__(self, message: Text, field: str = "", answer: SizingAnswer | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.answer = answer


@dataclass(frozen=True)
class Typed:
    """Tokens per request, requests and times in seconds, shares as fractions; `table` rows are batch, TTFT, TPOT."""

    option: str
    ground: Ground
    gpu: str
    model: str
    precision: Precision
    measured_set: int
    measured_tensor_parallel: int
    table: tuple[tuple[float, float, float], ...]
    peak_requests_per_s: float
    growth: tuple[float, ...]
    input_tokens: float
    cached_tokens: float
    output_tokens: float
    ttft_s: float
    tpot_s: float
    spare: Spare
    gpus_per_server: int
    utilisation_max: float
    lead_time_months: int

    def as_json(self) -> dict[str, Any]:
        """Return it ready to store."""
        return asdict(self)

    @property
    def shape(self) -> RequestShape:
        """The tokens of a request."""
        return RequestShape(self.input_tokens, self.output_tokens, self.cached_tokens)


def typed_of(row: Mapping[str, Any]) -> Typed:
    """Read what was stored."""
    table = tuple(cast(tuple[float, float, float], tuple(line)) for line in row["table"])
    again = {"ground": Ground(row["ground"]), "table": table, "growth": tuple(row["growth"])}
    return Typed(**{**row, **again})


def answer_to(typed: Typed, measured: Measurement | None, price: Range | None) -> SizingAnswer:
    """Size what was typed; raises StudyRefused, at the field, where there is nothing to save."""
    if measured and len(measured.points) > MOST_POINTS:
        raise StudyRefused(TOO_MANY.filled(count=len(measured.points), most=MOST_POINTS), "measured_set")
    question = question_of(typed, measured, price)
    try:
        answer = size(question)
    except CostError as error:
        raise StudyRefused(
            error.message, "measured_set" if typed.ground is Ground.CALIBRATED else ""
        ) from error
    if answer.expected is None:
        warning = answer.warnings[-1]
        raise StudyRefused(warning.message, _field_of(warning.code, answer), answer)
    return answer


def _field_of(code: str, answer: SizingAnswer) -> str:
    """Say which value stands in the way: the model's size, else the objective that no batch meets."""
    if code == "memory":
        return "model"
    fast_enough = (one.fleet.speed.tpot_s <= answer.question.objective.tpot_s for one in answer.tried)
    return "ttft_s" if any(fast_enough) else "tpot_s"


def question_of(typed: Typed, measured: Measurement | None, price: Range | None) -> SizingQuestion:
    """Return the question; raises StudyRefused for a card or model of which too little is known."""
    calculates = typed.ground in CALCULATES
    return SizingQuestion(
        shape=typed.shape,
        peak_requests_per_s=typed.peak_requests_per_s,
        objective=Objective(typed.ttft_s, typed.tpot_s),
        gpu=_gpu(typed) if calculates else None,
        model=_model(typed) if calculates else None,
        table=_table(typed, measured),
        measured=measured if typed.ground is Ground.CALIBRATED else None,
        measured_tensor_parallel=typed.measured_tensor_parallel,
        policy=Policy(typed.utilisation_max, typed.spare, typed.gpus_per_server),
        growth=typed.growth,
        lead_time_months=typed.lead_time_months,
        price_jpy_per_gpu=price,
    )


def _gpu(typed: Typed) -> Accelerator:
    try:
        return accelerator(gpus()[typed.gpu], typed.precision)
    except SizingRefused as error:
        raise StudyRefused(error.message, "gpu") from error


def _model(typed: Typed) -> ServedModel:
    try:
        return served_model(models()[typed.model], typed.precision)
    except SizingRefused as error:
        raise StudyRefused(error.message, "model") from error


def _table(typed: Typed, measured: Measurement | None) -> tuple[BatchSpeed, ...]:
    parallel = typed.measured_tensor_parallel
    if typed.ground is Ground.TABLE:
        return tuple(BatchSpeed(int(batch), ttft, tpot, parallel) for batch, ttft, tpot in typed.table)
    if typed.ground is not Ground.MEASURED:
        return ()
    try:
        return measured_table(measured.points if measured else (), typed.shape, parallel)
    except SizingRefused as error:
        raise StudyRefused(error.message, "measured_set") from error
