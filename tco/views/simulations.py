"""Simulations: asked for, watched, read."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_editor, require_member
from accounts.models import Membership
from tco.errors import CostError
from tco.forms.simulation import SimulationForm
from tco.forms.typed import in_page_language
from tco.models import CostPlan, Simulation
from tco.pages.assumptions import missing_inputs
from tco.pages.simulations import future_label, simulation_context
from tco.simulations import request_simulation
from tco.states import SimulationKind
from tco.views.finding import plan_of

ROWS_PER_PAGE = 20
# Tells htmx to stop asking: nothing is being calculated any more.
STOP_POLLING = 286


@require_http_methods(["GET", "POST"])
def simulation_list(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the latest finished simulation, a form for another, and the list of all; POST asks for one."""
    if request.method == "POST":
        return _ask(request, require_editor(request, organization), plan)
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    latest = next((one for one in _rows(found) if one.is_active), None) or next(iter(_rows(found)), None)
    return _page(request, membership, found, latest, SimulationForm())


@require_GET
def simulation_detail(request: HttpRequest, organization: str, plan: int, simulation: int) -> HttpResponse:
    """Show one simulation; htmx asks for its state alone until it is done."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    shown = get_object_or_404(_rows(found), pk=simulation)
    if request.headers.get("HX-Request") == "true":
        return state_part(request, membership, shown)
    return _page(request, membership, found, shown, SimulationForm())


def state_part(request: HttpRequest, membership: Membership, shown: Simulation) -> HttpResponse:
    """Answer htmx: the progress, or the whole page again once there is a result."""
    if shown.is_active:
        context = {"membership": membership, "plan": shown.plan, "simulation": shown}
        return render(request, "tco/_simulation_state.html", context)
    response = HttpResponse(status=STOP_POLLING)
    response["HX-Refresh"] = "true"
    return response


def _rows(plan: CostPlan) -> Any:
    return plan.simulations.filter(kind=SimulationKind.DRAWS).select_related("plan", "created_by")


def _ask(request: HttpRequest, membership: Membership, plan: int) -> HttpResponse:
    found = plan_of(membership, plan)
    form = SimulationForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, found, next(iter(_rows(found)), None), form, 422)
    try:
        simulation = request_simulation(found, membership.user, form.asked())
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return _page(request, membership, found, next(iter(_rows(found)), None), form, 422)
    if simulation.is_done:
        messages.info(request, _("This was calculated before: here is its result."))
    return redirect("tco:simulation_detail", membership.organization.slug, found.pk, simulation.pk)


def _page(
    request: HttpRequest,
    membership: Membership,
    plan: CostPlan,
    shown: Simulation | None,
    form: SimulationForm,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(_rows(plan).defer("results"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "membership": membership,
        "plan": plan,
        "form": form,
        "page": page,
        "listed": [(one, future_label(one)) for one in page],
        "simulation": shown,
        "future": future_label(shown) if shown else None,
        "has_missing": bool(missing_inputs(plan)),
    }
    if shown and shown.is_done:
        context |= simulation_context(shown, request.GET.get("option", ""), get_language() or "ja")
    return render(request, "tco/simulation_detail.html", context, status=status)
