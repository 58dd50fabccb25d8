"""What a finished simulation says, read back from its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from language.text import Text
from tco.charts import MARKS
from tco.model.rows import InputSpec
from tco.models import CostPlan, Simulation
from tco.pages.figures import JPY_PER_MILLION, words_of
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import DO_NOTHING, Option
from tco.templatetags.money import in_style, millions, share
from tco.uncertain_plan import uncertain_revision
from tco.uncertainty.futures_book import shipped_futures

AS_ENTERED = Text("計画に入力した前提のまま", "As entered in the plan")
RARE_SHARE = 0.01


@dataclass(frozen=True)
class OutlookLine:
    """One option over all draws, every cell in words; `nothing` has no spread of its own."""

    option: Option
    npv: tuple[str, str, str]
    mean: str
    error: str
    chances: tuple[str, str, str]
    regrets: tuple[str, str]


@dataclass(frozen=True)
class PartlyDefined:
    """A figure that not every draw has: the share that has it, and its percentiles among those."""

    option: Option
    share: str
    percentiles: tuple[str, str, str]
    words: str


@dataclass(frozen=True)
class EventLine:
    """An option's NPV with its expected loss by cut-off, and with the cut-off as an event."""

    option: Option
    chance: str
    expected: tuple[str, str, str]
    drawn: tuple[str, str, str]


@dataclass(frozen=True)
class EffectLine:
    """One assumption's share of the variance; `is_here` says whether the plan still has it."""

    spec: InputSpec
    total: str
    total_half_width: str
    alone: str
    is_here: bool


@dataclass(frozen=True)
class Bin:
    """One class of the histogram."""

    low: str
    high: str
    share: str
    cumulative: str


def future_label(simulation: Simulation) -> Text:
    """Name the future a simulation happened in."""
    if not simulation.future:
        return AS_ENTERED
    return shipped_futures().world(simulation.future, has_price_war=simulation.overlay).label


def simulation_context(simulation: Simulation, chosen: str, language: str) -> dict[str, Any]:
    """Return everything that the page of a finished simulation shows; `chosen` names the option drawn."""
    plan = simulation.plan
    model = _model_of(simulation)
    found: Mapping[str, Any] = simulation.results or {}
    lines: Sequence[Mapping[str, Any]] = found["options"]
    by_key = {line["option"]: line for line in lines}
    option = model.option(chosen if chosen in by_key else found["best"])
    return {
        "simulation": simulation,
        "option": option,
        "best": model.option(found["best"]),
        "outlook": [_outlook(model, line) for line in lines],
        "nothing": _nothing(found),
        "payback": [_partly(model, line, "payback") for line in lines],
        "irr": [_partly(model, line, "irr") for line in lines],
        "events": [_event(model, line) for line in lines],
        "event_draws": found["event_draws"],
        "has_events": any(line["chance_cut_off"] > 0 for line in lines),
        "bins": _bins(by_key[option.key]["npv"]["histogram"]),
        "histogram_chart": _histogram_chart(by_key[option.key]["npv"]["histogram"], option, language),
        "cumulative_chart": _cumulative_chart(model, lines, language),
        "correlated": len(_case(simulation).correlations),
        **_effects(plan, model, found["effects"]),
    }


def _case(simulation: Simulation) -> Any:
    plan = simulation.plan
    return uncertain_revision(plan, plan.revisions.get(number=simulation.revision))


def _model_of(simulation: Simulation) -> PlanModel:
    model: PlanModel = _case(simulation).model
    return model


def _three(figures: Mapping[str, Any]) -> tuple[str, str, str]:
    low, middle, high = (millions(figures[key]) for key in ("p5", "p50", "p95"))
    return low, middle, high


def _outlook(model: PlanModel, line: Mapping[str, Any]) -> OutlookLine:
    npv = line["npv"]
    return OutlookLine(
        model.option(line["option"]),
        _three(npv),
        millions(npv["mean"]),
        millions(npv["standard_error"]),
        (share(npv["chance_positive"]), share(line["chance_cheapest"]), share(line["chance_best"])),
        (millions(line["mean_regret_jpy"]), millions(line["p95_regret_jpy"])),
    )


def _nothing(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "option": DO_NOTHING,
        "chance": share(found["chance_nothing"]),
        "regret": millions(found["mean_regret_nothing_jpy"]),
    }


def _partly(model: PlanModel, line: Mapping[str, Any], name: str) -> PartlyDefined:
    row = model.row_by_key[f"{line['option']}.{name}"]
    figures = line[name]
    words = words_of(row.undefined)
    # Percentiles of a handful of draws would look as solid as those of all.
    is_rare = (figures["defined_share"] or 0.0) < RARE_SHARE
    low, middle, high = (
        words if is_rare or figures[key] is None else _styled(figures[key], row.style)
        for key in ("p5", "p50", "p95")
    )
    return PartlyDefined(
        model.option(line["option"]), share(figures["defined_share"]), (low, middle, high), words
    )


def _styled(value: float, style: Any) -> str:
    return in_style(round(value, 2) if style == "years" else value, style)


def _event(model: PlanModel, line: Mapping[str, Any]) -> EventLine:
    return EventLine(
        model.option(line["option"]),
        share(line["chance_cut_off"]),
        _three(line["npv"]),
        _three(line["with_events"]),
    )


def _bins(histogram: Mapping[str, Any]) -> list[Bin]:
    edges = histogram["edges"]
    columns = zip(edges, edges[1:], histogram["shares"], histogram["cumulative"], strict=False)
    return [
        Bin(millions(low), millions(high), share(part), share(running))
        for low, high, part, running in columns
    ]


def _histogram_chart(histogram: Mapping[str, Any], option: Option, language: str) -> dict[str, Any]:
    """Draw one column per class, named by its middle."""
    edges = histogram["edges"]
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    return {
        "xAxis": {"type": "category", "data": [millions(middle) for middle in middles]},
        "yAxis": {"type": "value"},
        "series": [
            {
                "name": option.label.in_(language),
                "type": "bar",
                "barCategoryGap": "6%",
                "data": [round(one, 5) for one in histogram["shares"]],
            }
        ],
    }


def _cumulative_chart(model: PlanModel, lines: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """Draw how many draws end at or below each NPV, one line per option."""
    series = []
    for line in lines:
        option = model.option(line["option"])
        symbol, dash = MARKS[option.code % len(MARKS)]
        histogram = line["npv"]["histogram"]
        ends = zip(histogram["edges"][1:], histogram["cumulative"], strict=True)
        data = [[histogram["edges"][0] / JPY_PER_MILLION, 0.0]]
        data += [[round(edge / JPY_PER_MILLION, 3), round(running, 5)] for edge, running in ends]
        series.append(
            {
                "name": option.label.in_(language),
                "type": "line",
                "symbol": symbol,
                "showSymbol": False,
                "lineStyle": {"type": dash, "width": 2},
                "data": data,
            }
        )
    return {
        "legend": {"type": "scroll"},
        "grid": {"left": 12, "right": 24, "top": 24, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "value", "format": "accounting"},
        "yAxis": {"type": "value", "min": 0, "max": 1, "format": "percent"},
        "series": series,
    }


def _effects(plan: CostPlan, model: PlanModel, found: Mapping[str, Any]) -> dict[str, Any]:
    if "problem" in found:
        return {"effects_problem": Text(**found["problem"]), "effects": []}
    here = plan_model(plan.shape).input_by_key
    lines = [
        EffectLine(
            model.input_by_key[one["key"]],
            share(one["total"]),
            share(one["total_half_width"]),
            # An effect of nothing is estimated a little above or below it.
            share(max(one["alone"], 0.0)),
            one["key"] in here,
        )
        for one in found["largest"]
    ]
    return {"effects": lines, "effect_inputs": found["inputs"], "effect_samples": found["samples"]}
