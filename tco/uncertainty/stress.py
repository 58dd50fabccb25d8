"""Every option in every world: what it is worth there, and what having chosen it would be regretted for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tco.plan.model import PlanModel
from tco.uncertainty.draws import Draws
from tco.uncertainty.futures import Supplier, apply_world
from tco.uncertainty.futures_book import FutureBook, World
from tco.uncertainty.ranges import Range
from tco.uncertainty.simulation import Progress, Simulation, simulate

NOTHING = "none"


@dataclass(frozen=True)
class OptionThere:
    """One option in one world, in JPY; regret is the mean NPV it lacks against the best allowed choice."""

    option: str
    mean_npv_jpy: float
    p5_npv_jpy: float
    p95_npv_jpy: float
    regret_jpy: float


@dataclass(frozen=True)
class WorldOutcome:
    """All options in one world, doing nothing ("none") included, and which is best there."""

    world: World
    options: tuple[OptionThere, ...]
    best: str


@dataclass(frozen=True)
class StressTest:
    """All worlds; `worst_regret_jpy` per option, and the option whose worst regret is smallest.

    Options that the policy forbids have figures, but are never best.
    """

    worlds: tuple[WorldOutcome, ...]
    worst_regret_jpy: Mapping[str, float]
    least_regret: str


def stress_test(
    model: PlanModel,
    ranges: Mapping[str, Range],
    book: FutureBook,
    draws: Draws,
    suppliers: Mapping[str, Supplier] | None = None,
    progress: Progress | None = None,
) -> StressTest:
    """Simulate every world with the same draws and compare options by their mean NPV in each."""
    worlds = book.worlds()
    found = []
    for number, world in enumerate(worlds, start=1):
        there = apply_world(model, ranges, world, book, suppliers)
        found.append(_outcome(model, world, simulate(model, there, _rows(model), draws)))
        if progress:
            progress(number, len(worlds))
    return _compared(tuple(found), _allowed(model, ranges))


def _rows(model: PlanModel) -> tuple[str, ...]:
    return tuple(f"{option.key}.{row}" for option in model.shape.options for row in ("npv", "allowed"))


def _outcome(model: PlanModel, world: World, simulation: Simulation) -> WorldOutcome:
    npvs = {option.key: simulation.values[f"{option.key}.npv"] for option in model.shape.options}
    allowed = {NOTHING: 0.0} | {
        key: float(values.mean()) for key, values in npvs.items() if simulation.values[f"{key}.allowed"].all()
    }
    best = max(allowed, key=lambda key: allowed[key])
    options = (
        OptionThere(
            key, float(values.mean()), *_outer(values), max(0.0, allowed[best] - float(values.mean()))
        )
        for key, values in npvs.items()
    )
    return WorldOutcome(world, (*options, OptionThere(NOTHING, 0.0, 0.0, 0.0, allowed[best])), best)


def _outer(values: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(values, (5, 95))
    return float(low), float(high)


def _allowed(model: PlanModel, ranges: Mapping[str, Range]) -> set[str]:
    results = model.evaluate({key: one.mode for key, one in ranges.items()})
    return {option.key for option in model.shape.options if results.number(f"{option.key}.allowed")} | {
        NOTHING
    }


def _compared(worlds: tuple[WorldOutcome, ...], allowed: set[str]) -> StressTest:
    worst = {
        one.option: max(
            there.regret_jpy for outcome in worlds for there in outcome.options if there.option == one.option
        )
        for one in worlds[0].options
    }
    return StressTest(worlds, worst, min(allowed, key=lambda key: (worst[key], key)))
