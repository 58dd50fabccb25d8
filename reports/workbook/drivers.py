"""Which assumptions move the net present value most: each one alone at its low and at its high end."""

from dataclasses import dataclass

import numpy as np

from reports.workbook.scenarios import ends
from tco.assumptions import AssumptionValue
from tco.model.cost_model import CostModel
from tco.model.expression import Value
from tco.model.rows import InputSpec


@dataclass(frozen=True)
class Driver:
    """An assumption with the change in NPV (JPY) at its low and high end, all others at their mode."""

    spec: InputSpec
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """The larger of the two changes, without sign."""
        return max(abs(self.at_low), abs(self.at_high))


def drivers_of(model: CostModel, lines: tuple[AssumptionValue, ...], row_key: str) -> tuple[Driver, ...]:
    """Return the drivers of a scalar row, largest swing first; assumptions without a range are left out.

    All cases are calculated at once: each is one column of every value that moves.
    """
    modes = {line.key: ends(line)[1] for line in lines}
    open_lines = [line for line in lines if line.low != line.high]
    values: dict[str, Value] = dict(modes)
    for number, line in enumerate(open_lines):
        cases = np.full(1 + 2 * len(open_lines), modes[line.key])
        cases[1 + 2 * number], _, cases[2 + 2 * number] = ends(line)
        values[line.key] = cases
    found = np.broadcast_to(model.evaluate(values).draws(row_key), 1 + 2 * len(open_lines))
    if np.isnan(found).any():
        raise ValueError(f"{row_key} has no value")
    changes = found - found[0]
    drivers = (
        Driver(model.input_by_key[line.key], float(changes[1 + 2 * number]), float(changes[2 + 2 * number]))
        for number, line in enumerate(open_lines)
    )
    return tuple(sorted((d for d in drivers if d.swing > 0), key=lambda d: (-d.swing, d.spec.key)))
