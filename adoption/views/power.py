"""What the planned sample can show, while the plan is being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import require_editor
from adoption.errors import ExperimentRefused
from adoption.pilot_forms import PlanForm
from adoption.pilot_selectors import chosen_kpis
from adoption.pilots.definition import KpiDefinition, PlanDefinition, unit_of_effect
from adoption.pilots.power import meter_of
from adoption.pilots.rules import primary_of
from adoption.views.chosen import use_case_or_404

# The fields that the meter stands on; the others may still be empty or wrong.
_FIELDS = (
    "design",
    "min_effect",
    "expected_sd",
    "expected_rho",
    "expected_share",
    "tasks_per_person",
    "icc",
    "n_planned",
    "indicative_agreed",
)


@require_POST
def pilot_power(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """The meter for what stands in the form now; nothing is saved."""
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    primary = primary_of(chosen_kpis(chosen))
    definition = _definition(request, primary)
    context = {"indicative_agreed": definition.indicative_agreed, **_meter(definition, primary)}
    return render(request, "adoption/_power_meter.html", context)


def _meter(definition: PlanDefinition, primary: KpiDefinition | None) -> dict[str, object]:
    if definition.n_planned is None:
        return {"meter": None}
    try:
        return {"meter": meter_of(definition, primary)}
    except ExperimentRefused as refusal:
        return {"meter": None, "refusal": refusal.message}


def _definition(request: HttpRequest, primary: KpiDefinition | None) -> PlanDefinition:
    design = request.POST.get("design", "paired_log")
    unit = unit_of_effect(PlanDefinition(design), primary) if primary else "relative"
    form = PlanForm(unit, primary.unit if primary else "", request.POST)
    form.full_clean()
    given = {name: form.cleaned_data.get(name) for name in _FIELDS}
    return PlanDefinition(
        **{"design": design, **{name: value for name, value in given.items() if value is not None}}
    )
