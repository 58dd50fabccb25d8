"""A pilot on one page, and its measurement plan: writing, freezing, following up."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from adoption.errors import AdoptionRefused
from adoption.experiments.power import PowerMeter
from adoption.forms import in_page_language
from adoption.models import MeasurementPlan, UseCase
from adoption.pilot_forms import NewVersionForm, PlanForm
from adoption.pilot_progress import kpi_progress
from adoption.pilot_selectors import (
    baseline_measured,
    chosen_kpis,
    current_observations,
    current_readings,
    draft_plan,
    newest_plan,
    plan_in_force,
)
from adoption.pilots.definition import KpiDefinition, PlanDefinition, from_json, unit_of_effect
from adoption.pilots.power import meter_of
from adoption.pilots.rules import Problem, missing, primary_of
from adoption.services.pilots_kpis import ProblemsFound
from adoption.services.pilots_plans import freeze_plan, save_draft, start_new_version
from adoption.views.chosen import use_case_or_404


@require_safe
def pilot_detail(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_member(request, organization)
    return _page(request, membership, use_case_or_404(membership, use_case))


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_plan_edit(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    newest = newest_plan(chosen)
    if newest is not None and newest.is_frozen:
        messages.error(request, _("This plan is frozen. Make a new version to change it."))
        return redirect("adoption:pilot_detail", organization, chosen.pk)
    form = _plan_form(request, newest, primary_of(chosen_kpis(chosen)))
    if form.is_valid():
        try:
            save_draft(chosen, form.definition(), membership.user)
        except AdoptionRefused as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("The draft of the plan was saved."))
            return redirect("adoption:pilot_detail", organization, chosen.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/pilot_plan_form.html", context, status=status)


@require_POST
def pilot_plan_freeze(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    plan = draft_plan(chosen)
    if plan is None:
        messages.error(request, _("There is no draft to freeze. Nothing was changed."))
        return redirect("adoption:pilot_detail", organization, chosen.pk)
    try:
        frozen = freeze_plan(plan, membership.user)
    except ProblemsFound as refusal:
        return _page(request, membership, chosen, refusal.problems)
    except AdoptionRefused as refusal:
        messages.error(request, in_page_language(refusal.message))
    else:
        messages.success(
            request,
            _("The plan is frozen. Its hash begins with %(hash)s.") % {"hash": frozen.frozen_sha256[:12]},
        )
    return redirect("adoption:pilot_detail", organization, chosen.pk)


@require_POST
def pilot_plan_new_version(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = NewVersionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        start_new_version(chosen, reason, membership.user)
    except AdoptionRefused as refusal:
        messages.error(request, in_page_language(refusal.message))
        return redirect("adoption:pilot_detail", organization, chosen.pk)
    messages.success(request, _("A new version was begun. The frozen one stays in force until it is frozen."))
    return redirect("adoption:pilot_plan_edit", organization, chosen.pk)


@require_safe
def pilot_plan_text(request: HttpRequest, organization: str, use_case: int, version: int) -> HttpResponse:
    """The canonical text of a frozen version: anybody can compute its SHA-256 again."""
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    plan = get_object_or_404(chosen.measurement_plans, version=version, frozen_at__isnull=False)
    name = f"measurement-plan-{chosen.pk}-v{plan.version}-{plan.frozen_sha256[:12]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(plan.frozen_text, content_type="application/json; charset=utf-8", headers=headers)


def _plan_form(
    request: HttpRequest, draft: MeasurementPlan | None, primary: KpiDefinition | None
) -> PlanForm:
    definition = from_json(draft.definition) if draft else PlanDefinition("paired_log")
    design = request.POST.get("design", definition.design)
    unit = unit_of_effect(PlanDefinition(design), primary) if primary else "relative"
    data = request.POST if request.method == "POST" else None
    initial = {name: getattr(definition, name) for name in PlanForm.base_fields}
    return PlanForm(unit, primary.unit if primary else "", data, initial=initial)


def _add(form: PlanForm, refusal: AdoptionRefused) -> None:
    if not isinstance(refusal, ProblemsFound):
        form.add_error(None, in_page_language(refusal.message))
        return
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, in_page_language(problem.message))


def _page(
    request: HttpRequest, membership: Membership, use_case: UseCase, problems: Sequence[Problem] = ()
) -> HttpResponse:
    draft, force = draft_plan(use_case), plan_in_force(use_case)
    kpis = chosen_kpis(use_case)
    definition = from_json(draft.definition) if draft else None
    shown = definition or (force.definition if force else None)
    primary = primary_of(kpis)
    context = {
        "membership": membership,
        "use_case": use_case,
        "use_case_name": use_case.display_name,
        "kpis": kpi_progress(use_case),
        # A frozen plan holds its KPIs until a new version is begun.
        "may_choose": membership.can_edit and (draft is not None or force is None),
        "draft": draft,
        "force": force,
        "plan": shown,
        "unit": unit_of_effect(shown, primary) if shown and primary else "",
        "meter": _meter(shown, primary),
        "missing": missing(definition, kpis, timezone.localdate()) if definition else (),
        "problems": problems,
        "versions": use_case.measurement_plans.all(),
        "baseline": baseline_measured(use_case),
        "n_tasks": current_observations(use_case).count(),
        "n_values": current_readings(use_case).count(),
        "new_version_form": NewVersionForm() if membership.can_edit and force and not draft else None,
    }
    return render(request, "adoption/pilot_detail.html", context, status=422 if problems else 200)


def _meter(definition: PlanDefinition | None, primary: KpiDefinition | None) -> PowerMeter | None:
    if definition is None or definition.n_planned is None:
        return None
    try:
        return meter_of(definition, primary)
    except AdoptionRefused:
        return None
