"""Which assumption alone moves a figure the most, as bars and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from language.text import Text
from tco.model.rows import InputSpec
from tco.pages.figures import JPY_PER_MILLION, words_of
from tco.plan.shape import Option
from tco.templatetags.money import UNKNOWN, in_style
from tco.uncertain_plan import UncertainPlan
from tco.uncertainty.tornado import Bar, Ends, tornado

BARS_SHOWN = 12
TARGETS = {
    "npv": Text("正味現在価値(NPV)", "Net present value (NPV)"),
    "tco_pv": Text("TCOの現在価値", "Present value of TCO"),
}
ENDS: dict[Ends, Text] = {
    "p10_p90": Text("10%点と90%点", "10th and 90th percentile"),
    "low_high": Text("下限と上限", "Low and high"),
}


@dataclass(frozen=True)
class TornadoAsked:
    """The option, the figure and how far every assumption is moved."""

    option: Option
    target: str
    ends: Ends

    @property
    def row(self) -> str:
        """The key of the row that is read."""
        return f"{self.option.key}.{self.target}"


@dataclass(frozen=True)
class TornadoLine:
    """One assumption: its two values in words, the figure at each, the larger distance between the three."""

    spec: InputSpec
    low: str
    high: str
    at_low_jpy: float | None
    at_high_jpy: float | None
    swing_jpy: float


def tornado_asked(case: UncertainPlan, data: Mapping[str, str], best: str) -> TornadoAsked:
    """Read an address; the best option, NPV and percentiles unless others are named."""
    by_key = {option.key: option for option in case.model.shape.options}
    option = by_key.get(data.get("option", "")) or by_key.get(best) or case.model.shape.options[0]
    target = data.get("target", "")
    ends: Ends = "low_high" if data.get("ends") == "low_high" else "p10_p90"
    return TornadoAsked(option, target if target in TARGETS else "npv", ends)


def tornado_context(case: UncertainPlan, asked: TornadoAsked, language: str) -> dict[str, Any]:
    """Move every open range to both its ends; CostError when an input has no value."""
    found = tornado(case.model, case.ranges, asked.row, asked.ends)
    moving = [bar for bar in found.bars if bar.swing > 0]
    lines = [_line(case, bar) for bar in moving[:BARS_SHOWN]]
    return {
        "asked": asked,
        "base_jpy": found.base,
        "lines": lines,
        "moving": len(moving),
        "still": len(found.bars) - len(moving),
        "chart": _chart(moving[:BARS_SHOWN], lines, found.base, language),
        "targets": list(TARGETS.items()),
        "ends": list(ENDS.items()),
        "options": case.model.shape.options,
    }


def value_words(spec: InputSpec, value: float) -> str:
    """Write the value of an input with its unit, in the language of the page."""
    text = in_style(value, spec.style)
    unit = words_of(spec.unit)
    return text if spec.style == "percent" or unit in ("%", UNKNOWN) else f"{text} {unit}"


def _line(case: UncertainPlan, bar: Bar) -> TornadoLine:
    spec = case.model.input_by_key[bar.key]
    return TornadoLine(
        spec, value_words(spec, bar.low), value_words(spec, bar.high), bar.at_low, bar.at_high, bar.swing
    )


def _chart(bars: list[Bar], lines: list[TornadoLine], base: float, language: str) -> dict[str, Any]:
    """Draw the change against the standard value; both bars of an assumption start at zero and share a line."""
    names = [f"{line.spec.label.in_(language)}\n{line.low} → {line.high}" for line in lines]
    return {
        "legend": {},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "inverse": True, "data": names},
        "series": [
            _series(_("At the lower value"), [bar.at_low - base for bar in bars]),
            _series(_("At the higher value"), [bar.at_high - base for bar in bars]),
        ],
    }


def _series(name: str, changes: list[float]) -> dict[str, Any]:
    data = [round(change / JPY_PER_MILLION, 3) for change in changes]
    return {"name": name, "type": "bar", "barGap": "-100%", "barMaxWidth": 18, "data": data}
