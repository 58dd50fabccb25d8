"""A measurement plan as values, and the one canonical text whose hash is printed when it is frozen."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

from adoption.experiments.finding import EffectUnit
from adoption.experiments.terms import MINUTES_KPIS, TIME_UNITS, PlanTerms, effect_unit

# Designs whose readings are single tasks; the others compare the KPI's own values over weeks or months.
TASK_DESIGNS = frozenset({"paired_log", "crossover", "ind_t", "mcnemar", "cp_upper"})
SHARE_UNITS = frozenset({"%", "errors/100"})
SEVERE = "K-R-03"
Role = Literal["primary", "secondary", "quality_guard"]


@dataclass(frozen=True)
class KpiDefinition:
    """A chosen KPI as the plan knows it; `kpi_id` is "" for one of the company's own."""

    kpi_id: str
    name: str
    name_en: str
    family: str
    unit: str
    direction: Literal["up", "down"]
    formula: str
    inputs: tuple[str, ...]
    horizon: str
    role: Role
    start: float | None
    target: float | None
    target_on: date | None


@dataclass(frozen=True)
class PlanDefinition:
    """How the pilot will be judged. None is "not decided yet": a draft may hold it, a frozen plan only where allowed.

    `design` is an id of the KPI library's tests. `min_effect` and `kill_number` are improvements in the unit of
    `effect_unit`: 0.2 is 20 % less time; only for an upper bound of rare errors are they the rate itself.
    `expected_sd` is of log minutes for times, else in the KPI's unit; `expected_share` is the rate without AI, for
    right or wrong on the same items the share on which only one side is right.
    `n_planned` counts what the design counts: pairs, persons, sites, points or items.
    """

    design: str
    min_effect: float | None = None
    kill_number: float | None = None
    kill_text: str = ""
    quality_margin: float | None = None
    severe_tolerance: float | None = None
    expected_sd: float | None = None
    expected_rho: float | None = None
    expected_share: float | None = None
    tasks_per_person: float = 1
    icc: float = 0
    expected_source: str = ""
    n_required: int | None = None
    n_planned: int | None = None
    indicative_agreed: bool = False
    n_baseline: int | None = None
    baseline_from: date | None = None
    baseline_to: date | None = None
    pilot_from: date | None = None
    pilot_to: date | None = None
    decide_on: date | None = None
    first_weeks_discarded: int = 0
    arms: str = ""
    measured_by: str = ""
    exclusions: str = ""


_DATES = frozenset({"baseline_from", "baseline_to", "pilot_from", "pilot_to", "decide_on"})


def as_json(definition: PlanDefinition) -> dict[str, Any]:
    """Return the definition with dates as ISO text, ready to store."""
    return {name: _plain(value) for name, value in asdict(definition).items()}


def from_json(stored: Mapping[str, Any]) -> PlanDefinition:
    """Read a stored definition back; fields that a later version of the product added keep their defaults."""
    known = {field.name for field in fields(PlanDefinition)}
    values: dict[str, Any] = {
        name: _as_date(value) if name in _DATES else value for name, value in stored.items()
    }
    return PlanDefinition(**{name: value for name, value in values.items() if name in known})


def kpi_from_json(stored: Mapping[str, Any]) -> KpiDefinition:
    """Read one KPI of a frozen text back."""
    values = dict(stored)
    return KpiDefinition(
        **{**values, "inputs": tuple(values["inputs"]), "target_on": _as_date(values["target_on"])}
    )


def canonical_text(
    use_case: str, version: int, definition: PlanDefinition, kpis: Sequence[KpiDefinition]
) -> str:
    """Return plan and KPIs as canonical JSON: sorted keys, no spaces, KPIs by role and name, 3.0 written as 3.

    No row number of a database is in it: the same plan has the same text wherever it is stored.
    """
    document = {
        "schema": 1,
        "use_case": use_case,
        "version": version,
        "plan": as_json(definition),
        "kpis": [
            {name: _plain(value) for name, value in asdict(kpi).items()}
            for kpi in sorted(kpis, key=lambda one: (one.role, one.kpi_id, one.name))
        ],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of_text(text: str) -> str:
    """Return the hash of a canonical text (UTF-8) in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_read_as_minutes(definition: PlanDefinition, kpi: KpiDefinition) -> bool:
    """Whether the plan compares net minutes of single tasks, whatever the unit that the KPI is stated in."""
    return kpi.kpi_id in MINUTES_KPIS and definition.design in TASK_DESIGNS


def is_about_time(kpi: KpiDefinition) -> bool:
    return kpi.unit in TIME_UNITS or kpi.kpi_id in MINUTES_KPIS


def unit_of_effect(definition: PlanDefinition, primary: KpiDefinition) -> EffectUnit:
    """Return the unit of the smallest effect and of the number that ends the pilot."""
    return effect_unit(definition.design, primary.unit, is_minutes=is_read_as_minutes(definition, primary))


def terms_of(definition: PlanDefinition, kpi: KpiDefinition, frozen_on: date | None) -> PlanTerms:
    """Return what the analysis of one KPI needs; thresholds belong to the primary KPI only."""
    is_primary = kpi.role == "primary"
    return PlanTerms(
        method=_method(definition, kpi),
        direction=kpi.direction,
        kpi_unit=kpi.unit,
        n_planned=definition.n_planned or 0,
        min_effect=definition.min_effect if is_primary else None,
        kill_line=definition.kill_number if is_primary else None,
        margin=definition.quality_margin if kpi.role == "quality_guard" else None,
        frozen_on=frozen_on,
        first_weeks_discarded=definition.first_weeks_discarded,
        is_minutes=is_read_as_minutes(definition, kpi),
    )


def _method(definition: PlanDefinition, kpi: KpiDefinition) -> str:
    """The design is the primary KPI's; the others are compared as their kind allows."""
    if kpi.role == "primary":
        return definition.design
    if kpi.role == "quality_guard":
        return "noninf"
    if kpi.kpi_id == SEVERE:
        return "cp_upper"
    if kpi.unit in SHARE_UNITS:
        return "prop2"
    return definition.design if definition.design in ("did", "its") or is_about_time(kpi) else "ind_t"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _as_date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
