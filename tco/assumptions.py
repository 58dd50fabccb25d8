"""Assumptions: three values with source, date and status; scenarios; what an evaluation measured."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from language.text import Text, text_of
from tco.errors import InvalidAssumptions, InvalidInput
from tco.model.cost_model import CostModel
from tco.model.rows import InputSpec


class Status(StrEnum):
    """How well an assumption is known."""

    MEASURED = "measured"
    QUOTED = "quoted"
    LIST = "list"
    ASSUMPTION = "assumption"


class Scenario(StrEnum):
    """Which end of every range a calculation takes."""

    STANDARD = "standard"
    OPTIMISTIC = "optimistic"
    CAUTIOUS = "cautious"


STATUS_LABELS = {
    Status.MEASURED: Text("実測", "Measured"),
    Status.QUOTED: Text("見積", "Quoted"),
    Status.LIST: Text("定価・公表値", "List or published"),
    Status.ASSUMPTION: Text("仮定", "Assumption"),
}
SCENARIO_LABELS = {
    Scenario.STANDARD: Text("標準", "Standard"),
    Scenario.OPTIMISTIC: Text("楽観", "Optimistic"),
    Scenario.CAUTIOUS: Text("慎重", "Cautious"),
}

NEUTRAL_SOURCE = Text(
    "既定値(自社の値を入れるまで影響しない値か目安)",
    "Default: without effect, or a rough guide, until a value is entered",
)
PRODUCT = "Shirube"  # who "entered" a default
NEUTRAL_DATE = date(2026, 11, 22)
SPEED_INPUT = "output_tokens_per_second_per_gpu"

# How `_speed_beside` ends a source.
REMARK = re.compile(r"。参考: .*の実測は.*使わない$|\. For information: .* is not used$")


@dataclass(frozen=True)
class AssumptionValue:
    """A range of an input: low <= mode <= high as numbers, whichever end is the better one."""

    key: str
    low: Decimal
    mode: Decimal
    high: Decimal
    source: Text
    source_date: date
    status: Status
    entered_by: str = ""
    distribution: str = ""
    price_row: int | None = None

    def in_scenario(self, scenario: Scenario, spec: InputSpec) -> Decimal:
        """Return the end of the range that a scenario takes; inputs without a direction keep their mode."""
        if scenario is Scenario.STANDARD or spec.higher_is == 0:
            return self.mode
        takes_high = (scenario is Scenario.OPTIMISTIC) == (spec.higher_is > 0)
        return self.high if takes_high else self.low

    def moved_to(self, mode: Decimal, spec: InputSpec) -> "AssumptionValue":
        """Return the range with another standard value: its ends keep their distance, inside the input's limits.

        A share of 25 % (10 to 40 %) moved to 80 % reaches from 65 to 95 %.
        """
        least, most = Decimal(str(spec.minimum)), Decimal(str(spec.maximum))
        low, high = (min(max(end + mode - self.mode, least), most) for end in (self.low, self.high))
        return replace(self, low=min(low, mode), mode=mode, high=max(high, mode))

    @property
    def is_default(self) -> bool:
        """Whether nobody entered it: the input's own default stands."""
        return self.entered_by == PRODUCT

    def problem(self, spec: InputSpec) -> Text | None:
        """Return what is wrong with the three values, or None."""
        if not self.low <= self.mode <= self.high:
            return Text(
                f"「{spec.label.ja}」は下限 ≤ 標準 ≤ 上限になるように入力してください。",
                f"“{spec.label.en}” needs low ≤ standard ≤ high.",
            )
        problems = (spec.problem(float(value)) for value in (self.low, self.mode, self.high))
        return next((problem for problem in problems if problem), None)


@dataclass(frozen=True)
class Spread:
    """Mean of a measured quantity with its 10th and 90th percentile."""

    p10: float
    mean: float
    p90: float


@dataclass(frozen=True)
class MeasuredThroughput:
    """What one evaluation run measured; the hand-over from evaluations to the cost plan."""

    run_label: str
    model_name: str
    hardware: str
    on_gpu: bool
    measured_on: date
    requests: int
    tokens_in_per_request: Spread
    tokens_out_per_request: Spread
    output_tokens_per_second: float
    ttft_s: float


def scenario_values(
    model: CostModel, assumptions: Iterable[AssumptionValue], scenario: Scenario
) -> dict[str, float]:
    """Return a value per input for `CostModel.evaluate`; inputs without an assumption stay out."""
    specs = model.input_by_key
    return {
        value.key: float(value.in_scenario(scenario, specs[value.key]))
        for value in assumptions
        if value.key in specs
    }


def with_neutral(model: CostModel, assumptions: Sequence[AssumptionValue]) -> list[AssumptionValue]:
    """Add the value "not used" for every input that has one and was not entered.

    An input without such a value stays missing: what is unknown is never filled in. Assumptions of inputs that
    the plan does not have (an option was taken out) are left aside.
    """
    known = {value.key for value in assumptions}
    kept = [value for value in assumptions if value.key in model.input_by_key]
    return [
        *kept,
        *(_neutral(spec) for spec in model.inputs if spec.neutral is not None and spec.key not in known),
    ]


def _neutral(spec: InputSpec) -> AssumptionValue:
    value = Decimal(str(spec.neutral))
    return AssumptionValue(
        spec.key, value, value, value, NEUTRAL_SOURCE, NEUTRAL_DATE, Status.ASSUMPTION, PRODUCT
    )


def with_measurement(
    assumptions: Sequence[AssumptionValue], measured: MeasuredThroughput
) -> list[AssumptionValue]:
    """Put measured tokens (and, only when measured on a GPU, the speed) in place of assumptions.

    Tokens that a plan does not have yet are added. The speed of a small model on a CPU says nothing about a
    GPU: the assumption then stays and says so.
    """
    tokens = {
        "tokens_in_per_request": _tokens("tokens_in_per_request", measured.tokens_in_per_request, measured),
        "tokens_out_per_request": _tokens(
            "tokens_out_per_request", measured.tokens_out_per_request, measured
        ),
    }
    found = [tokens.pop(value.key, value) for value in assumptions]
    return [*(_with_speed(value, measured) for value in found), *tokens.values()]


def _tokens(key: str, spread: Spread, measured: MeasuredThroughput) -> AssumptionValue:
    ends = (min(spread.p10, spread.mean), spread.mean, max(spread.p90, spread.mean))
    low, mode, high = (Decimal(str(round(end, 2))) for end in ends)
    source = Text(
        f"評価「{measured.run_label}」の実測平均(n={measured.requests}、{measured.model_name}のトークン数、"
        "幅は10〜90パーセンタイル)",
        f"Mean measured in “{measured.run_label}” (n={measured.requests}, tokens of {measured.model_name}, "
        "range: 10th to 90th percentile)",
    )
    return AssumptionValue(key, low, mode, high, source, measured.measured_on, Status.MEASURED)


def _with_speed(value: AssumptionValue, measured: MeasuredThroughput) -> AssumptionValue:
    if not value.key.endswith(f"_{SPEED_INPUT}"):
        return value
    speed = f"{measured.output_tokens_per_second:.1f}"
    if not measured.on_gpu:
        return replace(value, source=_speed_beside(value.source, measured, speed))
    mode = Decimal(speed)
    source = Text(
        f"評価「{measured.run_label}」の実測({measured.hardware}、n={measured.requests})",
        f"Measured in “{measured.run_label}” ({measured.hardware}, n={measured.requests})",
    )
    return replace(
        value,
        # The wide range stays: one run is one operating point.
        low=min(value.low, mode),
        mode=mode,
        high=max(value.high, mode),
        source=source,
        source_date=measured.measured_on,
        status=Status.MEASURED,
    )


def _speed_beside(source: Text, measured: MeasuredThroughput, speed: str) -> Text:
    """Add what was measured to the source, in place of what an earlier run had added."""
    source = Text(*(re.sub(REMARK, "", text) for text in source))
    return Text(
        f"{source.ja}。参考: {measured.hardware}の実測は{speed}トークン/秒({measured.model_name})。"
        "GPUの速度には換算できないため使わない",
        f"{source.en}. For information: {speed} tokens/s measured on {measured.hardware} "
        f"({measured.model_name}); it cannot be converted to a GPU and is not used",
    )


def load_assumptions(path: Path) -> list[AssumptionValue]:
    """Read a YAML file of assumptions; InvalidAssumptions names the row that is wrong."""
    return [value for value, _kinds in load_assumption_rows(path)]


def load_assumption_rows(path: Path) -> list[tuple[AssumptionValue, frozenset[str]]]:
    """Read a YAML file of assumptions, each with the kinds of option it is for (none: it is for the plan)."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(path.name, type(error).__name__) from error
    if not isinstance(content, dict) or content.get("schema") != "assumptions/1":
        raise _refused(path.name, "schema must be assumptions/1")
    return [(_assumption(row), frozenset(row.get("kinds", ()))) for row in content["assumptions"]]


def check_assumptions(model: CostModel, assumptions: Iterable[AssumptionValue]) -> None:
    """Raise InvalidInput for the first value outside what its input accepts; unknown keys are refused too."""
    for value in assumptions:
        spec = model.input_by_key.get(value.key)
        if spec is None:
            raise _refused(value.key, "no such input")
        problem = value.problem(spec)
        if problem:
            raise InvalidInput(problem)


def _assumption(row: Mapping[str, Any]) -> AssumptionValue:
    try:
        return AssumptionValue(
            key=str(row["key"]),
            low=Decimal(str(row.get("low", row["mode"]))),
            mode=Decimal(str(row["mode"])),
            high=Decimal(str(row.get("high", row["mode"]))),
            source=text_of(dict(row["source"])),
            source_date=date.fromisoformat(str(row["date"])),
            status=Status(row["status"]),
        )
    except (KeyError, ValueError, ArithmeticError) as error:
        raise _refused(str(row.get("key", "?")), f"{type(error).__name__}: {error}") from error


def _refused(place: str, why: str) -> InvalidAssumptions:
    return InvalidAssumptions(
        Text(
            f"前提のファイルを読み込めません({place}): {why}。保存済みの前提はそのままです。",
            f"The assumption file cannot be read ({place}): {why}. Saved assumptions are unchanged.",
        )
    )
