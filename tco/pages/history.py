"""What changed between two revisions of a plan, and what that did to the net present value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from language.text import Text
from tco.assumptions import NEUTRAL_SOURCE, AssumptionValue, Scenario, scenario_values, with_neutral
from tco.earlier_keys import as_today
from tco.errors import CostError
from tco.forms.typed import in_page_language
from tco.headlines import headlines
from tco.model.rows import InputSpec
from tco.models import CostPlan, PlanRevision
from tco.origins import supplier_words
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import KIND_LABELS, Kind, plan_shape
from tco.selectors import values_of
from tco.services import shape_values

FACTS = ("low", "mode", "high", "source", "source_date", "status", "distribution", "price_row")


@dataclass(frozen=True)
class InputChange:
    """One input with what it was and what it is; None where it was not there."""

    spec: InputSpec
    before: AssumptionValue | None
    after: AssumptionValue | None


@dataclass(frozen=True)
class ShapeChange:
    """One part of the plan's shape in words, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class NpvChange:
    """The NPV of an option in the standard scenario; None where it was not there or nothing was calculated."""

    label: Text
    before_jpy: float | None
    after_jpy: float | None

    @property
    def change_jpy(self) -> float | None:
        """After minus before."""
        if self.before_jpy is None or self.after_jpy is None:
            return None
        return self.after_jpy - self.before_jpy


@dataclass(frozen=True)
class Difference:
    """Everything between two revisions."""

    before: PlanRevision
    after: PlanRevision
    shape: list[ShapeChange]
    inputs: list[InputChange]
    npvs: list[NpvChange]


@dataclass(frozen=True)
class _Saved:
    """A revision read back: its shape, its model and its assumptions."""

    facts: Mapping[str, Any]
    model: PlanModel
    values: dict[str, AssumptionValue]


def difference(plan: CostPlan, before: PlanRevision, after: PlanRevision) -> Difference:
    """Compare two revisions."""
    old, new = _saved(plan, before), _saved(plan, after)
    return Difference(
        before, after, _shape_changes(old.facts, new.facts), _input_changes(old, new), _npvs(old, new)
    )


def _saved(plan: CostPlan, revision: PlanRevision) -> _Saved:
    """Read a revision; one from before shapes were stored has the plan's own and today's keys."""
    facts = revision.shape or shape_values(plan)
    values = values_of(revision) if revision.shape else as_today(values_of(revision))
    shape = plan_shape(
        facts["years"],
        date.fromisoformat(facts["starts_on"]),
        facts["fiscal_start_month"],
        facts["options"],
        facts["uses"],
    )
    return _Saved(facts, plan_model(shape), {value.key: value for value in values})


def _input_changes(old: _Saved, new: _Saved) -> list[InputChange]:
    """Return the inputs that differ, in the order of the newer model, then those it no longer has."""
    specs = {
        **new.model.input_by_key,
        **{k: s for k, s in old.model.input_by_key.items() if k not in new.model.input_by_key},
    }
    pairs = ((spec, old.values.get(key), new.values.get(key)) for key, spec in specs.items())
    return [InputChange(spec, before, after) for spec, before, after in pairs if _differs(before, after)]


def _differs(before: AssumptionValue | None, after: AssumptionValue | None) -> bool:
    if before is None or after is None:
        # A calculation takes the default where a revision stores none: writing the default down changes nothing.
        return any(one and one.source != NEUTRAL_SOURCE for one in (before, after))
    return any(getattr(before, fact) != getattr(after, fact) for fact in FACTS)


def _shape_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ShapeChange]:
    lines = (
        (_("First month of operation"), "starts_on", lambda value: str(value)[:7]),
        (_("Years of the plan"), "years", str),
        (_("First month of the fiscal year"), "fiscal_start_month", str),
        (_("Options"), "options", _options),
        (_("Uses"), "uses", _uses),
    )
    return [
        ShapeChange(label, words(old[key]), words(new[key]))
        for label, key, words in lines
        if old[key] != new[key]
    ]


def _options(rows: list[dict[str, str]]) -> str:
    return ", ".join(f"{_name(row)} ({row['key']}: {_kind_and_supplier(row)})" for row in rows)


def _kind_and_supplier(row: dict[str, str]) -> str:
    words = (KIND_LABELS[Kind(row["kind"])], supplier_words(row))
    return ", ".join(filter(None, map(in_page_language, words)))


def _uses(rows: list[dict[str, str]]) -> str:
    return ", ".join(_name(row) for row in rows)


def _name(row: dict[str, str]) -> str:
    return in_page_language(Text(row["ja"], row.get("en") or row["ja"]))


def _npvs(old: _Saved, new: _Saved) -> list[NpvChange]:
    before, after = _npv_by_option(old), _npv_by_option(new)
    labels = {option.key: option.label for saved in (old, new) for option in saved.model.shape.options}
    return [NpvChange(label, before.get(key), after.get(key)) for key, label in labels.items()]


def _npv_by_option(saved: _Saved) -> dict[str, float]:
    """Return the NPVs, none at all while an input has no value."""
    values = with_neutral(saved.model, list(saved.values.values()))
    try:
        results = saved.model.evaluate(scenario_values(saved.model, values, Scenario.STANDARD))
    except CostError:
        return {}
    return {line.option: line.npv_jpy for line in headlines(results)}
