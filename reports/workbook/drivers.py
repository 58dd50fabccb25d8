"""Which assumptions move the net present value most: each one alone at its low and at its high end."""

from dataclasses import dataclass

from reports.workbook.scenarios import ends
from tco.assumptions import AssumptionValue
from tco.model.cost_model import CostModel
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
    """Return the drivers of a scalar row, largest swing first; assumptions without a range are left out."""
    modes = {line.key: ends(line)[1] for line in lines}
    base = _number(model, modes, row_key)
    found = [
        Driver(
            model.input_by_key[line.key],
            _number(model, modes | {line.key: ends(line)[0]}, row_key) - base,
            _number(model, modes | {line.key: ends(line)[2]}, row_key) - base,
        )
        for line in lines
        if line.low != line.high
    ]
    return tuple(sorted((d for d in found if d.swing > 0), key=lambda d: (-d.swing, d.spec.key)))


def _number(model: CostModel, values: dict[str, float], row_key: str) -> float:
    number = model.evaluate(dict(values)).scalar(row_key)
    if number is None:
        raise ValueError(f"{row_key} has no value")
    return number
