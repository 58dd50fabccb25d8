"""What an analysis found, in one shape for every design, with what its chart draws."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from language.text import Text

# relative: share of the value without AI (0.2 is 20 % less time or cost); points: difference of two rates (0.05 is 5
# points); rate: a share itself; kpi: the unit of the KPI.
EffectUnit = Literal["relative", "points", "rate", "kpi"]


class Label(Enum):
    """Whether a figure may be used as it stands."""

    CONFIRMED = "confirmed"
    INDICATIVE = "indicative"

    @property
    def text(self) -> Text:
        return Text("確定", "Confirmed") if self is Label.CONFIRMED else Text("参考値", "Indicative")


@dataclass(frozen=True)
class Check:
    """A second figure beside the main one: another test, a parameter of the model, a count."""

    name: Text
    value: float
    kind: Literal["p", "number", "relative", "points", "count"] = "number"


@dataclass(frozen=True)
class Line:
    """A named series of a chart; None is a gap. `role` says which of the lines of a design it is."""

    name: Text
    x: tuple[float | str, ...]
    y: tuple[float | None, ...]
    role: Literal["base", "ai", "treated", "control", "fitted", "counterfactual", "pairs"]


@dataclass(frozen=True)
class Chart:
    """What the page draws besides the interval; `break_at` is where AI began on the x axis."""

    kind: Literal["none", "pairs", "groups", "trend"]
    lines: tuple[Line, ...] = ()
    break_at: float | None = None


NO_CHART = Chart("none")


@dataclass(frozen=True)
class Finding:
    """An effect with its interval.

    `effect` is an improvement: positive is good for rising and falling KPIs alike, so that `low` is the bad end. Only
    unit "rate" is not: there the value is the share itself, and `high` is the bad end. `p` is None where none may be
    shown: before the planned n, or where the method has none. `n` counts what the plan counts: pairs, persons, readings
    of the smaller group, sites, points or items. `reasons` hold the result to 参考値; `notes` only inform.
    """

    method: str
    how: Text
    n: int
    effect: float
    unit: EffectUnit
    low: float
    high: float
    p: float | None
    label: Label = Label.INDICATIVE
    reasons: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    checks: tuple[Check, ...] = ()
    chart: Chart = NO_CHART
    confidence: float = 0.95

    @property
    def bad_end(self) -> float:
        """Return the unfavourable end of the interval."""
        return self.high if self.unit == "rate" else self.low
