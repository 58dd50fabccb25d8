"""Standard, optimistic and cautious: which of an input's low, mode and high cells a scenario takes."""

from dataclasses import dataclass

from language.text import Text
from tco.assumptions import SCENARIO_LABELS, AssumptionValue, Scenario

MODE_POSITION = 2


@dataclass(frozen=True)
class ScenarioLine:
    """`up` and `down` are positions in (low, mode, high) for inputs of which more is better, or worse."""

    key: Scenario
    up: int
    down: int

    @property
    def label(self) -> Text:
        """The scenario's name."""
        return SCENARIO_LABELS[self.key]


SCENARIOS = (
    ScenarioLine(Scenario.STANDARD, MODE_POSITION, MODE_POSITION),
    ScenarioLine(Scenario.OPTIMISTIC, 3, 1),
    ScenarioLine(Scenario.CAUTIOUS, 1, 3),
)


def ends(line: AssumptionValue) -> tuple[float, float, float]:
    """Return low, mode and high as the numbers that cells and the engine use."""
    return float(line.low), float(line.mode), float(line.high)
