"""Options against each other over all draws: how often each is best, and what choosing it may cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tco.uncertainty.figures import Figures
from tco.uncertainty.simulation import Simulation

BEST_NPV, RECOMMENDED, CHEAPEST = "decision.best_npv", "decision.recommended", "decision.cheapest"


@dataclass(frozen=True)
class OptionOutlook:
    """One option over all draws; chances are shares of the draws, regret and money are JPY.

    `chance_best` counts draws in which it is recommended (highest NPV that the policy allows, above zero).
    Regret is what the best choice of the same draw, doing nothing included, would have brought more.
    """

    option: str
    npv: Figures
    present_cost: Figures
    chance_cheapest: float
    chance_best: float
    mean_regret_jpy: float
    p95_regret_jpy: float


@dataclass(frozen=True)
class Outlook:
    """All options, and the share of draws in which doing nothing is best."""

    options: tuple[OptionOutlook, ...]
    chance_nothing: float
    mean_regret_nothing_jpy: float


def rows_to_simulate(options: Sequence[str]) -> tuple[str, ...]:
    """Return the scalar rows that `outlook_of` needs."""
    own = (f"{option}.{row}" for option in options for row in ("npv", "tco_pv"))
    return (*own, BEST_NPV, RECOMMENDED, CHEAPEST)


def outlook_of(simulation: Simulation, codes: Mapping[str, int]) -> Outlook:
    """Compare options by the plan's own decision rows; `codes` gives each option's number in them.

    An option that the policy forbids may beat the best that is allowed: its regret is then below zero.
    """
    best_jpy = np.maximum(simulation.values[BEST_NPV], 0.0)
    return Outlook(
        tuple(_option(simulation, option, code, best_jpy) for option, code in codes.items()),
        float((simulation.values[RECOMMENDED] == 0).mean()),
        float(best_jpy.mean()),
    )


def _option(simulation: Simulation, option: str, code: int, best_jpy: NDArray[np.float64]) -> OptionOutlook:
    regret_jpy = best_jpy - simulation.values[f"{option}.npv"]
    return OptionOutlook(
        option,
        simulation.figures(f"{option}.npv"),
        simulation.figures(f"{option}.tco_pv"),
        float((simulation.values[CHEAPEST] == code).mean()),
        float((simulation.values[RECOMMENDED] == code).mean()),
        float(regret_jpy.mean()),
        float(np.percentile(regret_jpy, 95)),
    )
