"""What the pages of a cost plan show, put together from results and assumptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from language.text import Text
from tco.assumptions import SCENARIO_LABELS, AssumptionValue, Scenario
from tco.charts import cumulative_chart, cumulative_millions
from tco.forms import SliderForm, to_typed
from tco.headlines import Headline
from tco.model.rows import InputSpec, Row, Section
from tco.models import Assumption, CostPlan
from tco.plan.decision import break_even_key
from tco.plan.model import plan_model
from tco.plan.shape import DO_NOTHING, Kind, fiscal_year_labels, month_labels
from tco.selectors import PlanResults, assumptions_of, scenario_results

APRIL = 4


@dataclass(frozen=True)
class Tiles:
    """The headline figures of the option with the highest NPV, and how they differ from what is saved."""

    headline: Headline
    saved: Headline
    cautious_npv_jpy: float
    saved_cautious_npv_jpy: float

    @property
    def npv_change_jpy(self) -> float:
        """How much the NPV moved."""
        return self.headline.npv_jpy - self.saved.npv_jpy

    @property
    def tco_change_jpy(self) -> float:
        """How much the five-year TCO moved."""
        return self.headline.tco_jpy - self.saved.tco_jpy

    @property
    def cautious_change_jpy(self) -> float:
        """How much the cautious NPV moved."""
        return self.cautious_npv_jpy - self.saved_cautious_npv_jpy

    @property
    def payback_change_years(self) -> float | None:
        """How much the payback moved; None unless both are paid back."""
        now, before = self.headline.payback_years, self.saved.payback_years
        return None if now is None or before is None else now - before


@dataclass(frozen=True)
class Slider:
    """One movable value: its number field, and the ends of the range beside it."""

    spec: InputSpec
    value: AssumptionValue
    field: forms.BoundField
    low: str
    high: str
    step: str
    now: str


@dataclass(frozen=True)
class AssumptionLine:
    """One line of the assumptions page; `row` is None while the input has no value."""

    spec: InputSpec
    row: Assumption | None
    value: AssumptionValue | None


def slider_pairs(plan: CostPlan) -> list[tuple[InputSpec, AssumptionValue]]:
    """Return the inputs that can be moved and have a value, in the order of the model."""
    values = {value.key: value for value in assumptions_of(plan)}
    specs = [spec for spec in plan_model(plan.shape).inputs if spec.slider]
    return [(spec, values[spec.key]) for spec in specs if spec.key in values]


def sliders(form: SliderForm) -> list[Slider]:
    """Pair every number field with a range around its assumption."""
    return [_slider(form, spec, value) for spec, value in form.pairs]


def _slider(form: SliderForm, spec: InputSpec, value: AssumptionValue) -> Slider:
    """The range reaches half beyond the assumption's own ends, inside the limits of the input."""
    width = max(value.high - value.low, abs(value.mode) / 2)
    low = max(Decimal(str(spec.minimum)), value.low - width / 2)
    high = min(Decimal(str(spec.maximum)), value.high + width / 2)
    step = Decimal(str(spec.step))
    low, high = (low // step) * step, -((-high) // step) * step
    field = form[spec.key]
    ends = [str(to_typed(spec, end)) for end in (low, high, step)]
    return Slider(spec, value, field, ends[0], ends[1], ends[2], str(field.value()))


def results_context(plan: CostPlan, draft: dict[str, Decimal]) -> dict[str, Any]:
    """Calculate the draft in all scenarios and compare it with what is saved."""
    now = scenario_results(plan, draft=draft)
    saved = scenario_results(plan) if draft else now
    standard = now[Scenario.STANDARD]
    best = standard.best.key
    language = get_language() or "ja"
    return {
        "found": standard,
        "tiles": Tiles(
            standard.headline(best),
            saved[Scenario.STANDARD].headline(best),
            now[Scenario.CAUTIOUS].headline(best).npv_jpy,
            saved[Scenario.CAUTIOUS].headline(best).npv_jpy,
        ),
        "is_draft": bool(draft),
        "do_nothing": standard.recommended is DO_NOTHING,
        "scenarios": scenario_table(now),
        "chart": cumulative_chart(standard, language),
        "cumulative": cumulative_millions(standard),
        "break_even": break_even_facts(standard),
        "labour_jpy": standard.results.each("none.labour.fy")[1],
    }


def scenario_table(found: dict[Scenario, PlanResults]) -> list[tuple[Text, list[float]]]:
    """Return the NPV of every option in each scenario."""
    return [
        (option.label, [found[scenario].headline(option.key).npv_jpy for scenario in Scenario])
        for option in found[Scenario.STANDARD].shape.options
    ]


def scenario_labels() -> list[Text]:
    """Return the words of the scenarios in their order."""
    return [SCENARIO_LABELS[scenario] for scenario in Scenario]


def break_even_facts(found: PlanResults) -> list[tuple[str, Text, Text, float | None, str]]:
    """Return the break-even figures with key, label, unit, value and style."""
    model = found.results.model
    options = found.shape.options
    apis = [option for option in options if option.kind in (Kind.API, Kind.DOMESTIC)]
    machines = [option for option in options if option.has_machines and option.kind is not Kind.HYBRID]
    keys = (
        *(break_even_key(api, machine) for api in apis for machine in machines),
        *(f"{machine.key}.capacity_multiple" for machine in machines),
        f"{found.best.key}.breakeven_redeployment",
    )
    rows = [model.row_by_key[key] for key in keys]
    return [(row.key, model.full_labels[row.key], row.unit, found.results.scalar(row.key), row.style) for row in rows]


def assumption_groups(plan: CostPlan) -> list[tuple[Section, list[AssumptionLine]]]:
    """Return all inputs by group, those without a value included."""
    rows = {row.key: row for row in plan.assumptions.select_related("entered_by")}
    values = {value.key: value for value in assumptions_of(plan)}
    model = plan_model(plan.shape)
    return [
        (
            group,
            [
                AssumptionLine(spec, rows.get(spec.key), values.get(spec.key))
                for spec in model.inputs
                if spec.group == group.key
            ],
        )
        for group in model.groups
    ]


def missing_count(groups: Sequence[tuple[Section, list[AssumptionLine]]]) -> int:
    """Count the inputs without a value."""
    return sum(line.value is None for _group, lines in groups for line in lines)


def next_fiscal_year(today: date) -> date:
    """Return the first of the next April: where a new plan begins unless somebody says otherwise."""
    return date(today.year + (today.month >= APRIL), APRIL, 1)


def period_labels(plan: CostPlan, row: Row) -> list[Text]:
    """Return the words of a row's periods; none for a scalar row."""
    if row.shape == "yearly":
        return list(fiscal_year_labels(plan.starts_on, plan.fiscal_start_month, plan.shape))
    if row.shape == "monthly":
        months = month_labels(plan.starts_on, plan.shape)[1:]
        return [Text("初期", "Initial"), *(Text(month, month) for month in months)]
    return []
