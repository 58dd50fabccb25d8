"""The plan page: values to move, and everything that follows from them."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_editor, require_member
from accounts.models import Membership
from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.errors import CostError
from tco.forms.sliders import SaveForm, SliderForm
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.pages.address import Shown, shown_in
from tco.pages.results import results_context, scenario_labels
from tco.pages.sliders import slider_pairs, sliders_by_group
from tco.services import save_assumptions
from tco.views.finding import plan_of


@require_GET
def plan_detail(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the plan with its saved values, in the scenario of the address."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    return _page(request, membership, found, SliderForm(None, slider_pairs(found), found.revision))


@require_POST
def plan_recalculate(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Calculate moved values without saving: parts for htmx, the whole page without script."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    form = SliderForm(request.POST, slider_pairs(found), found.revision)
    if not request.headers.get("HX-Request"):
        return _page(request, membership, found, form)
    response = render(request, "tco/_plan_results.html", _context(request, membership, found, form))
    query = shown_in(request.POST).query
    response["HX-Replace-Url"] = f"{reverse('tco:plan_detail', args=[organization, found.pk])}?{query}"
    return response


@require_POST
def plan_save(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Save moved values as a new revision with the reason given."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    form, save = SliderForm(request.POST, slider_pairs(found), found.revision), SaveForm(request.POST)
    if not (form.is_valid() and save.is_valid()):
        return _page(request, membership, found, form, save)
    note = save.cleaned_data["note"]
    try:
        save_assumptions(
            found, membership.user, _said(form.moved(), note), note, form.cleaned_data["revision"]
        )
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return _page(request, membership, found, form, save)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": found.revision})
    return redirect(
        f"{reverse('tco:plan_detail', args=[organization, found.pk])}?{shown_in(request.POST).query}"
    )


def _said(moved: list[AssumptionValue], note: str) -> list[AssumptionValue]:
    """Give moved values the reason as their source, dated today."""
    source, today = Text(note, note), timezone.localdate()
    return [
        replace(value, source=source, source_date=today, status=Status.ASSUMPTION, price_row=None)
        for value in moved
    ]


def _page(
    request: HttpRequest,
    membership: Membership,
    plan: CostPlan,
    form: SliderForm,
    save: SaveForm | None = None,
) -> HttpResponse:
    context = {**_context(request, membership, plan, form), "save": save or SaveForm()}
    wrong = form.errors or (save and save.errors)
    return render(request, "tco/plan_detail.html", context, status=422 if wrong else 200)


def _context(
    request: HttpRequest, membership: Membership, plan: CostPlan, form: SliderForm
) -> dict[str, Any]:
    """Put the page together; with a wrong value its figures are those of the saved plan."""
    shown = shown_in(request.POST if request.method == "POST" else request.GET)
    return {
        "membership": membership,
        "plan": plan,
        "form": form,
        "shown": shown,
        "scenario_labels": scenario_labels(),
        "slider_groups": sliders_by_group(form, plan),
        **_results(plan, form, shown),
    }


def _results(plan: CostPlan, form: SliderForm, shown: Shown) -> dict[str, Any]:
    try:
        return {**results_context(plan, form.draft(), shown), "problem": None}
    except CostError as error:
        return {"problem": error.message}
