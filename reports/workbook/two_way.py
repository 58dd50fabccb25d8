"""NPV over two assumptions at once: how much work comes in, and how much of the freed time becomes cash."""

from dataclasses import dataclass

import numpy as np

from reports.workbook.break_even_curve import VOLUME, standard_values
from tco.assumptions import AssumptionValue
from tco.plan.model import PlanModel

VOLUMES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
RATES = (0.4, 0.7, 1.0, 1.3, 1.6, 2.0)
REDEPLOYMENT = "redeployment_rate"


@dataclass(frozen=True)
class TwoWay:
    """NPV in JPY: one line per multiple of the volume, one column per redeployment rate; the plan is among them."""

    volumes: tuple[float, ...]
    rates: tuple[float, ...]
    npv_jpy: tuple[tuple[float, ...], ...]


def two_way(model: PlanModel, lines: tuple[AssumptionValue, ...], option: str) -> TwoWay:
    """Evaluate every pair in one pass, all other assumptions at their standard value."""
    values = standard_values(lines)
    standard = float(values[REDEPLOYMENT])
    rates = tuple(min(1.0, standard * factor) for factor in RATES)
    across, down = np.meshgrid(np.array(rates), np.array(VOLUMES))
    values[REDEPLOYMENT] = across.ravel()
    for use in model.shape.uses:
        key = f"{use.prefix}{VOLUME}"
        values[key] = float(values[key]) * down.ravel()
    found = np.broadcast_to(model.evaluate(values).draws(f"{option}.npv"), across.size).reshape(across.shape)
    return TwoWay(VOLUMES, rates, tuple(tuple(map(float, line)) for line in found))
