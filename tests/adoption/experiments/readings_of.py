"""Readings for the tests, drawn with a fixed seed."""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np

from adoption.experiments.readings import Arm, Minutes, Reading

DAY = date(2026, 7, 1)
ARMS: tuple[Arm, Arm] = ("base", "ai")


def base(value: float, **more: Any) -> Reading:
    return Reading("base", more.pop("on", DAY), value=value, **more)


def ai(value: float, **more: Any) -> Reading:
    return Reading("ai", more.pop("on", DAY), value=value, **more)


def pairs(
    n: int, reduction: float = 0.25, spread: float = 0.3, seed: int = 1, unit: float = 1.0
) -> list[Reading]:
    """`n` tasks timed both ways; with AI a fifth of the minutes is review."""
    random, found = np.random.default_rng(seed), []
    for task in range(n):
        before = 30 * math.exp(random.normal(0, 0.5))
        after = before * (1 - reduction) * math.exp(random.normal(0, spread))
        own: dict[str, Any] = {"task": f"T{task}", "person": f"P{task}", "on": DAY + timedelta(days=task)}
        found.append(Reading("base", minutes=Minutes(before * unit), **own))
        found.append(Reading("ai", minutes=Minutes(after * unit * 0.8, review=after * unit * 0.2), **own))
    return found


def crossover_readings(
    persons: int, effect: float = -0.3, period: float = -0.1, seed: int = 2
) -> list[Reading]:
    """Half AB, half BA; effect and period on the log scale, persons that differ."""
    random, found = np.random.default_rng(seed), []
    for person in range(persons):
        level, ab = random.normal(3, 0.4), person % 2 == 0
        for number in (1, 2):
            with_ai = ab == (number == 2)
            log = level + effect * with_ai + period * (number == 2) + random.normal(0, 0.1)
            own: dict[str, Any] = {"person": f"P{person}", "period": number, "on": DAY}
            found.append((ai if with_ai else base)(math.exp(log), **own))
    return found


def sites(
    treated: int,
    control: int,
    periods: int = 8,
    start: int = 5,
    effect: float = -4.0,
    seed: int = 3,
    noise: float = 0.5,
) -> list[Reading]:
    """Sites of their own level on one trend; the treated ones fall by `effect` from `start` on."""
    random, found = np.random.default_rng(seed), []
    for site in range(treated + control):
        level, has_ai = 40 + 5 * random.normal(), site < treated
        for period in range(1, periods + 1):
            on = has_ai and period >= start
            value = level + 0.5 * period + effect * on + random.normal(0, noise)
            found.append((ai if on else base)(value, site=f"S{site:02d}", period=period, person=f"P{site}"))
    return found


def series(before: int, after: int, level: float = -5.0, slope: float = -0.4, seed: int = 4) -> list[Reading]:
    random, found = np.random.default_rng(seed), []
    for period in range(1, before + after + 1):
        since = period - before - 1
        on = since >= 0
        value = 60 + 0.3 * period + (level + slope * since) * on + random.normal(0, 0.8)
        found.append((ai if on else base)(value, period=period))
    return found


def verdicts(both: int, gained: int, lost: int, neither: int) -> list[Reading]:
    """Items right both ways, only with AI, only without, and neither."""
    kinds = [(1, 1)] * both + [(0, 1)] * gained + [(1, 0)] * lost + [(0, 0)] * neither
    return [
        Reading(arm, DAY, events=right, trials=1, task=f"Q{item}")
        for item, verdict in enumerate(kinds)
        for arm, right in zip(ARMS, verdict, strict=True)
    ]


def rates(base_events: int, base_trials: int, ai_events: int, ai_trials: int) -> list[Reading]:
    return [
        Reading("base", DAY, events=base_events, trials=base_trials),
        Reading("ai", DAY, events=ai_events, trials=ai_trials),
    ]
