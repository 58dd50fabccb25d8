"""What people write about one use case before it is chosen: canvas, triage, its place in a cost plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_editor, require_member
from adoption.content.loader import library
from adoption.errors import PortfolioRefused
from adoption.forms import in_page_language
from adoption.portfolio_forms import CanvasForm, PlaceForm, TriageForm
from adoption.portfolio_selectors import template_of
from adoption.services.portfolio import place_in_plan, record_triage, save_canvas
from adoption.views.chosen import use_case_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def canvas(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Readers see the canvas; editors fill it."""
    ask = require_editor if request.method == "POST" else require_member
    membership = ask(request, organization)
    chosen = use_case_or_404(membership, use_case)
    stored = chosen.canvas.answers if hasattr(chosen, "canvas") else {}
    form = CanvasForm(stored, request.POST if request.method == "POST" else None)
    if form.is_valid():
        save_canvas(chosen, form.cleaned_data, membership.user)
        messages.success(request, _("The canvas was saved."))
        return redirect("adoption:use_case_detail", organization, chosen.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
        "answers": [(one, stored.get(one.id, "")) for one in library().workshop.canvas],
        "template": template_of(chosen),
    }
    return render(request, "adoption/canvas.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    ask = require_editor if request.method == "POST" else require_member
    membership = ask(request, organization)
    chosen = use_case_or_404(membership, use_case)
    latest = chosen.triages.first()
    form = TriageForm(latest.answers if latest else {}, request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = record_triage(chosen, form.cleaned_data, membership.user)
        messages.success(request, _("The risk class is %(name)s.") % {"name": found.risk_class})
        return redirect("adoption:use_case_detail", organization, chosen.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
        "latest": latest,
        "history": chosen.triages.select_related("by"),
        "classes": library().use_cases.risk_classes,
    }
    return render(request, "adoption/triage.html", context, status=422 if form.errors else 200)


@require_POST
def place(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = PlaceForm(membership.organization, chosen, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a work of a cost plan. Nothing was saved."))
    else:
        try:
            place_in_plan(chosen, *form.chosen(), membership.user)
        except PortfolioRefused as refused:
            messages.error(request, in_page_language(refused.message))
        else:
            messages.success(request, _("The place in the cost plan was saved."))
    return redirect("adoption:use_case_detail", organization, chosen.pk)
