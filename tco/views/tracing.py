"""How a number was made."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require_member
from tco.errors import CostError
from tco.pages.address import shown_in, trace_links
from tco.pages.periods import period_labels
from tco.pages.results import scenario_labels
from tco.pages.tracing import trace_context
from tco.plan.model import plan_model
from tco.selectors import plan_results
from tco.views.finding import plan_of


@require_GET
def trace(request: HttpRequest, organization: str, plan: int, row: str) -> HttpResponse:
    """Explain one number: its formula in words, what it was made from, and the sources."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    model = plan_model(found.shape)
    if row not in model.row_by_key:
        raise Http404
    shown = shown_in(request.GET)
    context: dict[str, Any] = {
        "membership": membership,
        "plan": found,
        "shown": shown,
        "scenario_labels": scenario_labels(),
    }
    try:
        numbers = plan_results(found, shown.scenario)
    except CostError as error:
        return render(request, "tco/trace.html", {**context, "problem": error.message})
    labels = period_labels(found, model.row_by_key[row])
    period = _period(request, len(labels)) if labels else None
    links = trace_links(found, shown.scenario)
    context |= trace_context(found, numbers, row, period, links)
    return render(request, "tco/trace.html", context)


def _period(request: HttpRequest, periods: int) -> int:
    """Read the month or year of the trace from the address; the first of operation unless one is asked for."""
    asked = request.GET.get("period", "1")
    return (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 and int(asked) < periods else 1
    )
