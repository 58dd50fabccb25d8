"""Which inputs can be moved on the plan page, grouped, each with its range."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django import forms

from language.text import Text
from tco.assumptions import AssumptionValue
from tco.forms.sliders import SliderForm
from tco.forms.typed import to_typed
from tco.model.cost_model import referenced_inputs, referenced_rows
from tco.model.rows import InputSpec, Section
from tco.models import CostPlan
from tco.pages.assumptions import label_in
from tco.plan.model import PlanModel, plan_model
from tco.plan.shape import PlanShape
from tco.selectors import assumptions_of

S_CURVE = frozenset({"adoption_ceiling", "adoption_midpoint_month"})
SHARED = Section("shared", Text("すべての案に共通", "Shared by all options"))


@dataclass(frozen=True)
class Slider:
    """One movable value: its number field, and the ends of the range beside it."""

    spec: InputSpec
    label: Text
    value: AssumptionValue
    field: forms.BoundField
    low: str
    high: str
    step: str
    now: str


def slider_pairs(plan: CostPlan) -> list[tuple[InputSpec, AssumptionValue]]:
    """Return the inputs that can be moved, have a value and matter, in the order of the model."""
    values = {value.key: value for value in assumptions_of(plan)}
    model = plan_model(plan.shape)
    return [(spec, values[spec.key]) for spec in movable(model, values)]


def movable(model: PlanModel, values: Mapping[str, AssumptionValue]) -> list[InputSpec]:
    """Return the inputs worth moving: of the two ways in which adoption grows only the chosen one."""
    path = values.get("adoption_path")
    is_curve = path is not None and path.mode == 1
    left_out = {spec.key for spec in model.inputs if is_curve and spec.key.startswith("adoption_y")}
    reached = inputs_that_matter(model.shape)
    return [
        spec
        for spec in model.inputs
        if (spec.slider or (is_curve and spec.key in S_CURVE))
        and spec.key in values
        and spec.key in reached - left_out
    ]


@lru_cache(32)
def inputs_that_matter(shape: PlanShape) -> frozenset[str]:
    """Return the inputs from which the net present value of some option is made."""
    model = plan_model(shape)
    rows: set[str] = set()
    inputs: set[str] = set()
    waiting = [f"{option.key}.npv" for option in shape.options]
    while waiting:
        key = waiting.pop()
        if key not in rows:
            rows.add(key)
            expression = model.row_by_key[key].expression
            inputs |= referenced_inputs(expression)
            waiting.extend(referenced_rows(expression))
    return frozenset(inputs)


def sliders_by_group(form: SliderForm, plan: CostPlan) -> list[tuple[Section, list[Slider]]]:
    """Return the sliders under their headings: what all options share, then option by option."""
    options = [Section(option.key, option.label) for option in plan.shape.options]
    sections = {section.key: section for section in options}
    grouped: dict[str, list[Slider]] = {}
    for spec, value in form.pairs:
        section = sections.get(spec.group, SHARED)
        label = label_in(spec, section)
        grouped.setdefault(section.key, []).append(_slider(form, spec, label, value))
    return [(section, grouped[section.key]) for section in (SHARED, *options) if section.key in grouped]


def _slider(form: SliderForm, spec: InputSpec, label: Text, value: AssumptionValue) -> Slider:
    """The range reaches half beyond the assumption's own ends, inside the limits of the input."""
    width = max(value.high - value.low, abs(value.mode) / 2)
    low = max(Decimal(str(spec.minimum)), value.low - width / 2)
    high = min(Decimal(str(spec.maximum)), value.high + width / 2)
    step = Decimal(str(spec.step))
    low, high = (low // step) * step, -((-high) // step) * step
    field = form[spec.key]
    ends = [str(to_typed(spec, end)) for end in (low, high, step)]
    return Slider(spec, label, value, field, ends[0], ends[1], ends[2], str(field.value()))
