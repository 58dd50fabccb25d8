"""What a frozen measurement plan settles about its analysis."""

from dataclasses import dataclass
from datetime import date

from adoption.experiments.finding import EffectUnit
from adoption.experiments.readings import Direction

# Units of kpis.yaml that are times: they are compared as ratios (logarithms), so that minutes or hours do not matter.
TIME_UNITS = frozenset({"min/task", "min/search", "min", "h", "h/mo", "h/person-mo", "d", "wk"})

# Read as the net minutes of single tasks, though some of them are stated as a reduction or in hours a year.
MINUTES_KPIS = frozenset({"K-D-01", "K-D-02", "K-D-03", "K-D-04"})

_UNITS: dict[str, EffectUnit] = {
    "mcnemar": "points",
    "prop2": "points",
    "noninf": "points",
    "cp_upper": "rate",
    "boot": "relative",
    "did": "kpi",
    "its": "kpi",
}


@dataclass(frozen=True)
class PlanTerms:
    """`method` is an id of kpis.yaml tests; `min_effect` and `kill_line` are in the unit of `effect_unit()`.

    `n_planned` counts what `Finding.n` counts. `margin` is the non-inferiority margin (0 to 1) of a quality KPI.
    `is_minutes`: the readings are net minutes, whatever the KPI's unit (MINUTES_KPIS).
    `first_weeks_discarded` leaves out that many weeks after AI began, for learning.
    """

    method: str
    direction: Direction
    kpi_unit: str
    n_planned: int
    min_effect: float | None = None
    kill_line: float | None = None
    margin: float | None = None
    frozen_on: date | None = None
    first_weeks_discarded: int = 0
    is_minutes: bool = False

    @property
    def is_time(self) -> bool:
        """Whether readings are times, compared as ratios."""
        return self.is_minutes or self.kpi_unit in TIME_UNITS

    @property
    def reading_direction(self) -> Direction:
        """Return which way the readings improve: minutes fall, even where the KPI, their reduction, rises."""
        return "down" if self.is_minutes else self.direction

    @property
    def effect_unit(self) -> EffectUnit:
        """Return the unit of the effect, of `min_effect` and of `kill_line`."""
        return effect_unit(self.method, self.kpi_unit, is_minutes=self.is_minutes)


def effect_unit(method: str, kpi_unit: str, *, is_minutes: bool = False) -> EffectUnit:
    """Return the unit in which a plan states its smallest effect and its kill line.

    >>> effect_unit("paired_log", "min/task"), effect_unit("prop2", "%"), effect_unit("its", "h")
    ('relative', 'points', 'kpi')
    >>> effect_unit("paired_log", "%", is_minutes=True)
    'relative'
    """
    if method in _UNITS:
        return _UNITS[method]
    return "relative" if is_minutes or kpi_unit in TIME_UNITS else "kpi"
