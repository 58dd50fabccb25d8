"""What a frozen measurement plan settles about its analysis."""

from dataclasses import dataclass
from datetime import date

from adoption.experiments.finding import EffectUnit
from adoption.experiments.readings import Direction

# Units of kpis.yaml that are times: they are compared as ratios (logarithms), so that minutes or hours do not matter.
TIME_UNITS = frozenset({"min/task", "min/search", "min", "h", "h/mo", "h/person-mo", "d", "wk"})

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

    @property
    def is_time(self) -> bool:
        return self.kpi_unit in TIME_UNITS

    @property
    def effect_unit(self) -> EffectUnit:
        return effect_unit(self.method, self.kpi_unit)


def effect_unit(method: str, kpi_unit: str) -> EffectUnit:
    """Return the unit in which a plan states its smallest effect and its kill line.

    Net time reduction (K-D-02, "%") is read as minutes with and without AI, so it is relative as times are.

    >>> effect_unit("paired_log", "min/task"), effect_unit("prop2", "%"), effect_unit("its", "h")
    ('relative', 'points', 'kpi')
    """
    if method in _UNITS:
        return _UNITS[method]
    return "relative" if kpi_unit in TIME_UNITS else "kpi"
