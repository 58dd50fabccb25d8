"""The plan in other futures."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_editor, require_member
from tco.errors import CostError
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.pages.assumptions import missing_inputs
from tco.pages.futures import stress_context, supplier_lines, world_context, world_of
from tco.simulations import FUTURE_DRAWS, Asked, request_simulation
from tco.states import SimulationKind, SimulationStatus
from tco.uncertain_plan import uncertain_plan
from tco.uncertainty.futures_book import shipped_futures
from tco.views.finding import plan_of
from tco.views.simulations import state_part


@require_http_methods(["GET", "POST"])
def futures(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the futures, what each changes, and the latest stress test; POST starts one."""
    if request.method == "POST":
        return _ask(request, organization, plan)
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    book, case = shipped_futures(), uncertain_plan(found)
    rows = _rows(found)
    latest = rows.first()
    done = rows.filter(status=SimulationStatus.DONE).first()
    context: dict[str, Any] = {
        "membership": membership,
        "plan": found,
        "book": book,
        "worlds": [one for one in book.futures if one.kind != "overlay"],
        "suppliers": supplier_lines(case),
        "simulation": latest,
        "draws": FUTURE_DRAWS,
        "has_missing": bool(missing_inputs(found)),
        **world_context(case, book, world_of(book, request.GET)),
    }
    if done is not None:
        context |= stress_context(found, done, book)
    return render(request, "tco/futures.html", context)


@require_GET
def futures_state(request: HttpRequest, organization: str, plan: int, stress: int) -> HttpResponse:
    """Answer htmx while a stress test is being calculated."""
    membership = require_member(request, organization)
    shown = get_object_or_404(_rows(plan_of(membership, plan)), pk=stress)
    return state_part(request, membership, shown)


def _rows(plan: CostPlan) -> Any:
    return plan.simulations.filter(kind=SimulationKind.FUTURES).select_related("plan")


def _ask(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    try:
        request_simulation(found, membership.user, Asked(SimulationKind.FUTURES, FUTURE_DRAWS))
    except CostError as error:
        messages.error(request, in_page_language(error.message))
    return redirect("tco:futures", organization, found.pk)
