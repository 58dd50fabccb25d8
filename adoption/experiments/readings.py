"""What people record during a pilot."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Arm = Literal["base", "ai"]  # without AI, with AI
Direction = Literal["up", "down"]  # which way the KPI improves


@dataclass(frozen=True)
class Minutes:
    """Minutes of one task: the work itself (prompting included), waiting, review and rework.

    >>> Minutes(12, review=4, rework=2).net
    18.0
    """

    active: float
    wait: float = 0.0
    review: float = 0.0
    rework: float = 0.0

    @property
    def net(self) -> float:
        """Return all the minutes that the task took of people: review and rework count."""
        return float(self.active + self.wait + self.review + self.rework)


@dataclass(frozen=True)
class Reading:
    """One reading: minutes, a value in the KPI's unit, or `events` of `trials` (an item passed: 1 of 1).

    `task` names what was done both ways (a pair), `person` is a pseudonym, `site` the line or site, for questions the
    document. `period` is 1 or 2 in a crossover and the number of the week or month in a series.
    """

    arm: Arm
    on: date
    minutes: Minutes | None = None
    value: float | None = None
    events: int | None = None
    trials: int | None = None
    task: str = ""
    person: str = ""
    site: str = ""
    period: int | None = None
    skill: str = ""
    difficulty: str = ""

    @property
    def amount(self) -> float | None:
        """Return the net minutes, the value, or the share of events; None when nothing was read."""
        if self.minutes is not None:
            return self.minutes.net
        if self.value is not None:
            return self.value
        return self.events / self.trials if self.events is not None and self.trials else None
