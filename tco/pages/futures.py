"""The shipped futures against this plan: what each changes in it, and what a stress test found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from language.text import Text
from tco.model.rows import InputSpec
from tco.models import CostPlan, Simulation
from tco.origins import ORIGIN_LABELS
from tco.pages.tornadoes import value_words
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import Option
from tco.templatetags.money import in_style, millions, plain
from tco.uncertain_plan import UncertainPlan, uncertain_revision
from tco.uncertainty.futures import Move, Supplier, moves_in
from tco.uncertainty.futures_book import FutureBook, Parameter, World
from tco.uncertainty.ranges import Range

HOW_LABELS = {
    "npv": Text("推奨案のNPVが0を下回る", "The NPV of the recommended option falls below 0"),
    "cheapest": Text("最も安い案が入れ替わる", "Another option becomes the cheapest"),
    "worth_it": Text("導入が割に合うようになる", "An option becomes worth it"),
}


@dataclass(frozen=True)
class MoveLine:
    """One assumption in a world: three values before and after, and the parameter behind it."""

    spec: InputSpec
    parameter: Parameter
    before: str
    after: str


@dataclass(frozen=True)
class WorldLine:
    """The regret of every choice in one world; True marks the best choice there and an option's worst world."""

    label: Text
    cells: list[tuple[str, bool, bool]]
    spreads: list[tuple[str, str, str]]


@dataclass(frozen=True)
class BreakLine:
    """One assumption that overturns the case alone."""

    spec: InputSpec
    standard: str
    at: str
    ranges_away: str
    is_inside: bool
    how: Text
    is_here: bool


def world_of(book: FutureBook, data: Mapping[str, str]) -> World:
    """Read the world that a page shows: the first one unless another is named."""
    keys = [one.key for one in book.futures if one.kind != "overlay"]
    asked = data.get("world", "")
    worlds = [one.key for one in book.futures if one.kind == "world"]
    return book.world(asked if asked in keys else worlds[0], has_price_war=data.get("overlay") == "1")


def world_context(case: UncertainPlan, book: FutureBook, world: World) -> dict[str, Any]:
    """Say what a world changes in the plan, and which of its numbers change nothing."""
    parameters = {one.key: one for one in book.parameters}
    moves = moves_in(case.model, case.ranges, world, book, case.suppliers)
    moving = {move.parameter for move in moves}
    return {
        "world": world,
        "moves": [_move(case.model, move, parameters[move.parameter]) for move in moves],
        "still": [(one, world.effects[one.key]) for one in book.parameters if one.key not in moving],
        "facts": book.facts,
        "weights_note": book.weights_note,
    }


def supplier_lines(case: UncertainPlan) -> list[tuple[Option, Text]]:
    """Return where every option's model comes from."""
    suppliers = case.suppliers
    return [
        (option, ORIGIN_LABELS[suppliers.get(option.key, Supplier()).origin])
        for option in case.model.shape.options
    ]


def stress_context(plan: CostPlan, simulation: Simulation, book: FutureBook) -> dict[str, Any]:
    """Return what a finished stress test found, read back from its row."""
    case = uncertain_revision(plan, plan.revisions.get(number=simulation.revision))
    model, found = case.model, simulation.results or {}
    options = model.shape.all_options
    worst: Mapping[str, float] = found["worst_regret_jpy"]
    return {
        "stress": simulation,
        "stress_options": options,
        "world_lines": [_world_line(book, one, options, worst) for one in found["worlds"]],
        "worst": [(option, millions(worst[option.key])) for option in options],
        "least_regret": model.option(found["least_regret"]),
        "least_regret_text": millions(worst[found["least_regret"]]),
        "breaks": [_break(plan, model, one) for one in found["breaks"]],
    }


def _move(model: PlanModel, move: Move, parameter: Parameter) -> MoveLine:
    spec = model.input_by_key[move.key]
    return MoveLine(spec, parameter, _three(spec, move.before), _three(spec, move.after))


def _three(spec: InputSpec, entered: Range) -> str:
    """Write three values with their unit once."""
    low, mode = (in_style(value, spec.style) for value in (entered.low, entered.mode))
    return f"{low} / {mode} / {value_words(spec, entered.high)}"


def _world_line(
    book: FutureBook, found: Mapping[str, Any], options: tuple[Option, ...], worst: Mapping[str, float]
) -> WorldLine:
    there = {one["option"]: one for one in found["options"]}
    cells = [
        (
            millions(there[option.key]["regret_jpy"]),
            found["best"] == option.key,
            worst[option.key] > 0 and there[option.key]["regret_jpy"] == worst[option.key],
        )
        for option in options
    ]
    return WorldLine(
        book.world(found["future"], has_price_war=found["overlay"]).label,
        cells,
        [_spread(there[option.key]) for option in options],
    )


def _spread(there: Mapping[str, Any]) -> tuple[str, str, str]:
    low, mean, high = (millions(there[key]) for key in ("p5_npv_jpy", "mean_npv_jpy", "p95_npv_jpy"))
    return low, mean, high


def _break(plan: CostPlan, model: PlanModel, found: Mapping[str, Any]) -> BreakLine:
    spec = model.input_by_key[found["key"]]
    return BreakLine(
        spec,
        value_words(spec, found["standard"]),
        value_words(spec, found["at"]),
        plain(round(found["ranges_away"], 2)),
        found["is_inside"],
        HOW_LABELS[found["how"]],
        found["key"] in plan_model(plan.shape).input_by_key,
    )
