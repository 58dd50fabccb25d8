"""Use cases: making, describing, and the evidence that belongs to one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_editor, require_member
from adoption.content.library import UseCaseTemplate
from adoption.content.loader import library
from adoption.forms import LinkPlanForm, LinkRunForm, UseCaseForm, filled_use_case_form, in_page_language
from adoption.overview import stage_overview
from adoption.portfolio_forms import PlaceForm
from adoption.portfolio_selectors import canvas_filled
from adoption.selectors import current_evidence, outdated_plans
from adoption.services import create_use_case, update_use_case
from adoption.views.chosen import use_case_or_404


@require_safe
def use_case_detail(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    evidence = current_evidence(chosen)
    run = next((one.run for one in reversed(evidence) if one.run), None)
    plan = next((one.cost_plan for one in reversed(evidence) if one.cost_plan), None)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "overview": stage_overview(chosen),
        "evidence": evidence,
        "linked_run": run,
        "linked_plan": plan,
        "outdated_plans": outdated_plans(chosen),
        "triage": chosen.triages.first(),
        "place": chosen.plan_uses.select_related("cost_plan").first(),
        "place_form": PlaceForm(membership.organization, chosen) if membership.can_edit else None,
        "canvas_filled": canvas_filled(chosen),
        "canvas_fields": len(library().workshop.canvas),
        "run_form": LinkRunForm(membership.organization, initial={"run": run})
        if membership.can_edit
        else None,
        "plan_form": LinkPlanForm(membership.organization, initial={"plan": plan})
        if membership.can_edit
        else None,
    }
    return render(request, "adoption/use_case_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def use_case_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    template = {one.id: one for one in library().use_cases.usecases}.get(request.GET.get("library", ""))
    form = UseCaseForm(request.POST if request.method == "POST" else None, initial=_from_library(template))
    if form.is_valid():
        draft = form.draft(template.id if template else "")
        made = create_use_case(membership.organization, draft, membership.user)
        messages.success(request, _("The use case was saved."))
        return redirect("adoption:use_case_detail", organization, made.pk)
    return _form(request, {"membership": membership, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def use_case_edit(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = UseCaseForm(request.POST) if request.method == "POST" else filled_use_case_form(chosen)
    if form.is_valid():
        update_use_case(chosen, form.draft(chosen.library_id), membership.user)
        messages.success(request, _("The use case was saved."))
        return redirect("adoption:use_case_detail", organization, chosen.pk)
    return _form(request, {"membership": membership, "form": form, "use_case": chosen})


def _form(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/use_case_form.html", context, status=status)


def _from_library(template: UseCaseTemplate | None) -> dict[str, str]:
    if template is None:
        return {}
    return {
        "name": template.name.ja,
        "name_en": template.name.en,
        "description": in_page_language(template.pain),
    }
