"""Pages of the cost plan."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_editor, require_member
from accounts.models import Membership
from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.errors import CostError
from tco.forms import AssumptionForm, PlanForm, SaveForm, SliderForm, in_page_language
from tco.model.trace import trace as trace_number
from tco.models import CostPlan
from tco.plan.model import plan_model
from tco.pages import (
    assumption_groups,
    missing_count,
    next_fiscal_year,
    period_labels,
    results_context,
    scenario_labels,
    slider_pairs,
    sliders,
)
from tco.selectors import assumptions_of, plan_results, plans_of
from tco.services import NewPlan, create_plan, save_assumptions
from tco.starting import starting_assumptions


def _plan(membership: Membership, plan: int) -> CostPlan:
    """Return a plan of the member's own organisation, else 404."""
    return get_object_or_404(CostPlan, pk=plan, organization=membership.organization)


@require_http_methods(["GET", "POST"])
def plan_list(request: HttpRequest, organization: str) -> HttpResponse:
    """List the plans; editors can start one with what holds in any company."""
    membership = (require_editor if request.method == "POST" else require_member)(request, organization)
    form = PlanForm(request.POST or None, initial={"starts_on": next_fiscal_year(timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        plan = create_plan(
            membership.organization,
            membership.user,
            NewPlan(**form.cleaned_data),
            starting_assumptions(),
            _("First version"),
        )
        return redirect("tco:assumption_of_plan", organization, plan.pk)
    context = {"membership": membership, "plans": plans_of(membership.organization), "form": form}
    return render(request, "tco/plan_list.html", context, status=422 if form.errors else 200)


@require_GET
def plan_detail(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the plan with its saved values."""
    membership = require_member(request, organization)
    found = _plan(membership, plan)
    return _plan_page(request, membership, found, SliderForm(None, slider_pairs(found), found.revision))


@require_POST
def plan_recalculate(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Calculate moved values without saving: parts for htmx, the whole page without script."""
    membership = require_member(request, organization)
    found = _plan(membership, plan)
    form = SliderForm(request.POST, slider_pairs(found), found.revision)
    if not request.headers.get("HX-Request"):
        return _plan_page(request, membership, found, form)
    context = {"membership": membership, "plan": found, "form": form, **_results(found, form)}
    return render(request, "tco/_plan_results.html", context)


@require_POST
def plan_save(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Save moved values as a new revision with the reason given."""
    membership = require_editor(request, organization)
    found = _plan(membership, plan)
    form, save = SliderForm(request.POST, slider_pairs(found), found.revision), SaveForm(request.POST)
    if not (form.is_valid() and save.is_valid()):
        return _plan_page(request, membership, found, form, save)
    changed = _moved(form, save.cleaned_data["note"])
    try:
        save_assumptions(
            found, membership.user, changed, save.cleaned_data["note"], form.cleaned_data["revision"]
        )
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return _plan_page(request, membership, found, form, save)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": found.revision})
    return redirect("tco:plan_detail", organization, found.pk)


@require_GET
def assumption_list(request: HttpRequest, organization: str, plan: int | None = None) -> HttpResponse:
    """Show every assumption of a plan (the latest one when none is named)."""
    membership = require_member(request, organization)
    plans = plans_of(membership.organization)
    if not plans:
        return redirect("tco:plan_list", organization)
    found = plans[0] if plan is None else _plan(membership, plan)
    groups = assumption_groups(found)
    context = {
        "membership": membership,
        "plan": found,
        "plans": plans,
        "groups": groups,
        "missing": missing_count(groups),
        "revisions": found.revisions.all()[:20],
    }
    return render(request, "tco/assumption_list.html", context)


@require_http_methods(["GET", "POST"])
def assumption_edit(request: HttpRequest, organization: str, plan: int, key: str) -> HttpResponse:
    """Change one assumption with its source; that makes a new revision."""
    membership = require_editor(request, organization)
    found = _plan(membership, plan)
    spec = plan_model(found.shape).input_by_key.get(key)
    if spec is None:
        raise Http404
    current = next((value for value in assumptions_of(found) if value.key == key), None)
    initial = {**_initial(current), "revision": found.revision}
    form = AssumptionForm(spec, request.POST or None, initial)
    if request.method == "POST" and form.is_valid() and _saved(request, membership, found, form):
        return redirect("tco:assumption_of_plan", organization, found.pk)
    context = {"membership": membership, "plan": found, "spec": spec, "form": form, "current": current}
    return render(request, "tco/assumption_form.html", context, status=422 if form.errors else 200)


@require_GET
def trace(request: HttpRequest, organization: str, plan: int, row: str) -> HttpResponse:
    """Explain one number: its formula in words, what it was made from, and the sources."""
    membership = require_member(request, organization)
    found = _plan(membership, plan)
    model = plan_model(found.shape)
    if row not in model.row_by_key:
        raise Http404
    context: dict[str, Any] = {"membership": membership, "plan": found}
    try:
        numbers = plan_results(found)
    except CostError as error:
        return render(request, "tco/trace.html", {**context, "problem": error.message})
    labels = period_labels(found, model.row_by_key[row])
    period = _period(request, len(labels)) if labels else None
    context |= {
        "trace": trace_number(numbers.results, row, period),
        "year": labels[period] if period is not None else None,
        "years": list(enumerate(labels)),
        "period": period,
        "sources": {value.key: value for value in assumptions_of(found)},
    }
    return render(request, "tco/trace.html", context)


def _period(request: HttpRequest, periods: int) -> int:
    """Read the year of the trace from the address; the first operating year unless one is asked for."""
    asked = request.GET.get("year", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) < periods else 1


def _plan_page(
    request: HttpRequest,
    membership: Membership,
    plan: CostPlan,
    form: SliderForm,
    save: SaveForm | None = None,
) -> HttpResponse:
    context = {
        "membership": membership,
        "plan": plan,
        "form": form,
        "save": save or SaveForm(),
        "scenario_labels": scenario_labels(),
        **_results(plan, form),
        "sliders": sliders(form),
    }
    wrong = form.errors or (save and save.errors)
    return render(request, "tco/plan_detail.html", context, status=422 if wrong else 200)


def _results(plan: CostPlan, form: SliderForm) -> dict[str, Any]:
    """Calculate with the moved values; with wrong ones say so, and on the whole page show what is saved."""
    problem: Text | None = None
    draft = form.draft() if form.is_bound and form.is_valid() else {}
    try:
        context = results_context(plan, draft)
    except CostError as error:
        context, problem = {}, error.message
    return {**context, "problem": problem, "scenario_labels": scenario_labels()}


def _moved(form: SliderForm, note: str) -> list[AssumptionValue]:
    """Turn moved values into assumptions whose source is the reason given today."""
    today = timezone.localdate()
    values = {spec.key: value for spec, value in form.pairs}
    return [
        AssumptionValue(
            key=key,
            low=min(values[key].low, mode),
            mode=mode,
            high=max(values[key].high, mode),
            source=Text(note, note),
            source_date=today,
            status=Status.ASSUMPTION,
        )
        for key, mode in form.draft().items()
    ]


def _initial(current: AssumptionValue | None) -> dict[str, Any]:
    if current is None:
        return {"source_date": timezone.localdate(), "status": Status.ASSUMPTION.value}
    return {
        "low": current.low,
        "mode": current.mode,
        "high": current.high,
        "source": in_page_language(current.source),
        "source_date": current.source_date,
        "status": current.status.value,
    }


def _saved(request: HttpRequest, membership: Membership, plan: CostPlan, form: AssumptionForm) -> bool:
    value = form.value()
    note = _("Changed: %(input)s") % {"input": in_page_language(form.spec.label)}
    try:
        save_assumptions(plan, membership.user, [value], note, form.cleaned_data["revision"])
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return False
    messages.success(request, _("Saved as revision %(number)d.") % {"number": plan.revision})
    return True
