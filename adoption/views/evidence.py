"""Evidence: linking a run or a cost plan, and recording what a person answers for."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_editor
from accounts.models import User
from adoption.content.gatebook import FactKind
from adoption.content.loader import gate_book
from adoption.errors import EvidenceRefused
from adoption.forms import FactsForm, LinkPlanForm, LinkRunForm, in_page_language
from adoption.gates.language import facts_named
from adoption.gates.review import Criterion
from adoption.models import UseCase
from adoption.selectors import facts_of
from adoption.services import link_cost_plan, link_evaluation, record_facts
from adoption.views.chosen import criterion_or_404, gate_or_404, use_case_or_404
from tco.errors import CostError


@require_POST
def run_link(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = LinkRunForm(membership.organization, request.POST)
    if form.is_valid():
        link_evaluation(chosen, form.cleaned_data["run"], membership.user)
        messages.success(request, _("The evaluation now counts as evidence."))
    else:
        messages.error(request, _("Choose a finished evaluation. Nothing was changed."))
    return redirect("adoption:use_case_detail", organization, chosen.pk)


@require_POST
def cost_plan_link(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = LinkPlanForm(membership.organization, request.POST)
    if form.is_valid():
        _link_plan(request, chosen, form, membership.user)
    else:
        messages.error(request, _("Choose a cost plan. Nothing was changed."))
    return redirect("adoption:use_case_detail", organization, chosen.pk)


def _link_plan(request: HttpRequest, use_case: UseCase, form: LinkPlanForm, by: User) -> None:
    try:
        link_cost_plan(use_case, form.cleaned_data["plan"], by)
        messages.success(request, _("The cost plan now counts as evidence."))
    except CostError as error:
        messages.error(request, in_page_language(error.message))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_form(
    request: HttpRequest, organization: str, use_case: int, gate: str, criterion: str
) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    asked_gate = gate_or_404(gate)
    asked = criterion_or_404(asked_gate, criterion)
    kinds = _kinds(asked)
    data = request.POST if request.method == "POST" else None
    form = FactsForm([kind for kind in kinds if kind.origin == "person"], facts_of(chosen), data)
    if form.is_valid() and _recorded(form, chosen, membership.user):
        messages.success(request, _("The evidence was recorded."))
        return redirect("adoption:gate_detail", organization, chosen.pk, asked_gate.id)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "gate": asked_gate,
        "criterion": asked,
        "measured": [kind for kind in kinds if kind.origin != "person"],
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/evidence_form.html", context, status=status)


def _kinds(criterion: Criterion) -> list[FactKind]:
    return [gate_book().fact_kind(name) for name in facts_named(criterion.expression)]


def _recorded(form: FactsForm, use_case: UseCase, by: User) -> bool:
    grouped = form.facts_by_name()
    if not grouped:
        form.add_error(None, _("Enter at least one value. Nothing was recorded."))
        return False
    try:
        with transaction.atomic():
            for (source, key), facts in grouped.items():
                record_facts(use_case, source, key, facts, form.cleaned_data["source_text"], by)
    except EvidenceRefused as refusal:
        form.add_error(None, in_page_language(refusal.message))
        return False
    return True
