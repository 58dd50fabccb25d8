"""How the present cost of every option grows with the volume: the whole plan at several multiples at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reports.workbook.scenarios import ends
from tco.assumptions import AssumptionValue
from tco.model.expression import Value
from tco.plan.model import PlanModel

MULTIPLES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
VOLUME = "tasks_per_user_day"


@dataclass(frozen=True)
class CostCurve:
    """Present value of the TCO (JPY) of each option at each multiple of the planned volume."""

    multiples: tuple[float, ...]
    present_cost_jpy: Mapping[str, tuple[float, ...]]


def cost_curve(model: PlanModel, lines: tuple[AssumptionValue, ...]) -> CostCurve:
    """Multiply the tasks of every use, all other assumptions at their standard value."""
    values = standard_values(lines)
    for use in model.shape.uses:
        key = f"{use.prefix}{VOLUME}"
        values[key] = float(values[key]) * np.array(MULTIPLES)
    results = model.evaluate(values)
    found = {option.key: results.draws(f"{option.key}.tco_pv") for option in model.shape.options}
    return CostCurve(
        MULTIPLES,
        {key: tuple(map(float, np.broadcast_to(line, len(MULTIPLES)))) for key, line in found.items()},
    )


def standard_values(lines: tuple[AssumptionValue, ...]) -> dict[str, Value]:
    """Return every assumption at its standard value."""
    return {line.key: ends(line)[1] for line in lines}
