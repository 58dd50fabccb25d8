"""What a simulation calculates, as plain JSON values: written once, read by its page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tco.errors import InvalidInput
from tco.plan.shape import Option
from tco.uncertain_plan import UncertainPlan
from tco.uncertainty.breaking import breaks
from tco.uncertainty.comparison import Outlook, outlook_of, rows_to_simulate
from tco.uncertainty.cutoff import chance_within
from tco.uncertainty.draws import Draws
from tco.uncertainty.events import simulate_cut_offs
from tco.uncertainty.figures import Figures
from tco.uncertainty.futures import apply_world
from tco.uncertainty.futures_book import shipped_futures
from tco.uncertainty.ranges import Range
from tco.uncertainty.simulation import Progress, Simulation, simulate
from tco.uncertainty.sobol import sobol_effects
from tco.uncertainty.stress import stress_test

MOST_EVENT_DRAWS = 20_000
MOST_EFFECT_EVALUATIONS = 40_000
EFFECTS_SHOWN = 10
BREAKS_SHOWN = 12
PARTLY_DEFINED = ("payback", "irr")
# How the time is shared between all draws, draws with cut-offs, and effects.
SHARES = (0.55, 0.2, 0.25)


def ranges_in(case: UncertainPlan, future: str, *, has_price_war: bool) -> Mapping[str, Range]:
    """Return the ranges of a plan in a future; as entered where none is named."""
    if not future:
        return case.ranges
    book = shipped_futures()
    world = book.world(future, has_price_war=has_price_war)
    return apply_world(case.model, case.ranges, world, book, case.suppliers)


def draw_results(
    case: UncertainPlan, ranges: Mapping[str, Range], draws: Draws, progress: Progress
) -> dict[str, Any]:
    """Simulate every option, cut-offs as events, and the effects of assumptions on the best option."""
    parts = _parts(progress)
    options = case.model.shape.options
    outputs = [f"{option.key}.{row}" for option in options for row in PARTLY_DEFINED]
    found = simulate(
        case.model, ranges, (*rows_to_simulate(list(case.codes)), *outputs), draws, progress=parts[0]
    )
    events = _events(case, ranges, draws, parts[1])
    best = _best(case, ranges)
    answer: dict[str, Any] = finite(
        {
            **_outlook(case, outlook_of(found, case.codes), found, events, ranges),
            "event_draws": events.draws.count,
            "best": best.key,
            "effects": _effects(case, ranges, f"{best.key}.npv", draws.seed, parts[2]),
        }
    )
    return answer


def future_results(case: UncertainPlan, draws: Draws, progress: Progress) -> dict[str, Any]:
    """Stress the plan in every future, and find what breaks its case alone."""
    found = stress_test(case.model, case.ranges, shipped_futures(), draws, case.suppliers, progress)
    worlds = [
        {
            "future": one.world.future.key,
            "overlay": one.world.overlay is not None,
            "best": one.best,
            "options": [asdict(option) for option in one.options],
        }
        for one in found.worlds
    ]
    answer: dict[str, Any] = finite(
        {
            "worlds": worlds,
            "worst_regret_jpy": dict(found.worst_regret_jpy),
            "least_regret": found.least_regret,
            "breaks": [asdict(one) for one in breaks(case.model, case.ranges, case.codes)[:BREAKS_SHOWN]],
        }
    )
    return answer


def finite(value: Any) -> Any:
    """Return JSON values with None in place of every number that is none.

    >>> finite({"a": float("nan"), "b": (1.0, float("inf"))})
    {'a': None, 'b': [1.0, None]}
    """
    if isinstance(value, Mapping):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _events(case: UncertainPlan, ranges: Mapping[str, Range], draws: Draws, progress: Progress) -> Simulation:
    fewer = Draws(draws.seed, min(draws.count, MOST_EVENT_DRAWS), draws.is_latin, draws.correlations)
    return simulate_cut_offs(case.model, ranges, fewer, case.suppliers, progress=progress)


def _best(case: UncertainPlan, ranges: Mapping[str, Range]) -> Option:
    """Return the option with the highest NPV at standard values, the first one where the policy allows none."""
    results = case.model.evaluate({key: one.mode for key, one in ranges.items()})
    code = results.scalar("decision.best")
    options = case.model.shape.options
    return next((option for option in options if option.code == code), options[0])


def _outlook(
    case: UncertainPlan, outlook: Outlook, found: Simulation, events: Simulation, ranges: Mapping[str, Range]
) -> dict[str, Any]:
    years = case.model.shape.years
    lines = [
        {
            **asdict(one),
            **{row: _without_shape(found.figures(f"{one.option}.{row}")) for row in PARTLY_DEFINED},
            "with_events": _without_shape(events.figures(f"{one.option}.npv")),
            "chance_cut_off": chance_within(ranges[f"{one.option}_cutoff_probability"].mode, years),
        }
        for one in outlook.options
    ]
    return {
        "options": lines,
        "chance_nothing": outlook.chance_nothing,
        "mean_regret_nothing_jpy": outlook.mean_regret_nothing_jpy,
    }


def _without_shape(figures: Figures) -> dict[str, Any]:
    return {key: value for key, value in asdict(figures).items() if key != "histogram"}


def _effects(
    case: UncertainPlan, ranges: Mapping[str, Range], target: str, seed: int, progress: Progress
) -> dict[str, Any]:
    """Return the largest total effects, or why there are none."""
    try:
        found = sobol_effects(case.model, ranges, target, seed, MOST_EFFECT_EVALUATIONS, progress)
    except InvalidInput as error:
        return {"problem": error.message._asdict()}
    return {
        "samples": found.samples,
        "inputs": len(found.effects),
        "largest": [asdict(one) for one in found.effects[:EFFECTS_SHOWN]],
    }


def _parts(progress: Progress) -> list[Progress]:
    """Cut one progress into parts, each told in its own numbers."""
    starts = [sum(SHARES[:number]) for number in range(len(SHARES))]

    def part(start: float, share: float) -> Progress:
        return lambda done, count: progress(round(1000 * (start + share * done / count)), 1000)

    return [part(start, share) for start, share in zip(starts, SHARES, strict=True)]
