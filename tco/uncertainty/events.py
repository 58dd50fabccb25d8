"""Cut-offs that happen or not: the spread of an option's NPV when the event itself is drawn, not its expected cost.

A plan carries the expected loss. Here its own rows are asked twice, without any cut-off and with a certain one in
year 1; a cut-off in year y then costs the difference, discounted y - 1 years more. That is exact while losses are
set against other profit, and close to it where they are carried forward.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tco.plan.model import PlanModel
from tco.uncertainty.cutoff import cut_off_years
from tco.uncertainty.draws import Draws, draw_values
from tco.uncertainty.futures import UNKNOWN, Supplier
from tco.uncertainty.ranges import Range, fixed_at
from tco.uncertainty.simulation import Progress, Simulation, simulate

Array = NDArray[np.float64]


def simulate_cut_offs(
    model: PlanModel,
    ranges: Mapping[str, Range],
    draws: Draws,
    suppliers: Mapping[str, Supplier] | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Return draws of `{option}.npv`, each with a cut-off in a drawn year or none, at most once.

    Options on models of the same origin lose them in the same draw; options of unknown origin stand alone.
    """
    without, with_one = (
        _npvs(model, ranges, draws, chance, chunk, _half(progress, number))
        for number, chance in enumerate((0.0, 1.0))
    )
    drawn = draw_values(model, ranges, draws)
    years = {
        option.key: _years(option.key, drawn, draws, (suppliers or {}).get(option.key, UNKNOWN))
        for option in model.shape.options
    }
    found = {
        f"{key}.npv": _with_event(
            without[key], with_one[key], year, drawn["discount_rate"], model.shape.years
        )
        for key, year in years.items()
    }
    return Simulation(draws, found)


def _npvs(
    model: PlanModel,
    ranges: Mapping[str, Range],
    draws: Draws,
    chance: float,
    chunk: int | None,
    progress: Progress | None,
) -> dict[str, Array]:
    keys = [option.key for option in model.shape.options]
    certain = {f"{key}_cutoff_probability": fixed_at(chance) for key in keys}
    found = simulate(model, {**ranges, **certain}, [f"{key}.npv" for key in keys], draws, chunk, progress)
    return {key: found.values[f"{key}.npv"] for key in keys}


def _years(key: str, drawn: Mapping[str, float | Array], draws: Draws, supplier: Supplier) -> Array:
    event = f"cut-off of {supplier.origin or key}"
    return cut_off_years(drawn[f"{key}_cutoff_probability"], draws.chances(event))


def _with_event(without: Array, with_one: Array, year: Array, rate: float | Array, years: int) -> Array:
    """Move the loss of year 1 to the drawn year; after the plan's end there is none."""
    is_inside = year <= years
    later = (1 + np.asarray(rate)) ** -np.where(is_inside, year - 1, 0.0)
    moved: Array = np.where(is_inside, without - (without - with_one) * later, without)
    return moved


def _half(progress: Progress | None, number: int) -> Progress | None:
    """Tell the progress of the first or second of two equal parts."""
    if progress is None:
        return None
    tell = progress
    return lambda done, count: tell(number * count + done, 2 * count)
