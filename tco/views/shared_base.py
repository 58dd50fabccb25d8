"""The plan as a portfolio: what each piece of work is worth alone, and on the base that all share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require_member
from tco.assumptions import Scenario, scenario_values
from tco.errors import CostError
from tco.models import CostPlan
from tco.plan.model import plan_model
from tco.selectors import assumptions_of, plan_results
from tco.shared_base import rate_needed, shared_base
from tco.views.finding import plan_of

PAYBACK_YEARS = (1, 2, 3, 4, 5, 6, 7)


@require_GET
def shared_base_page(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show one option of the plan, the best unless the address asks for another."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    context: dict[str, Any] = {"membership": membership, "plan": found}
    try:
        context |= _context(request, found)
    except CostError as error:
        context["problem"] = error.message
    return render(request, "tco/shared_base.html", context)


def _context(request: HttpRequest, plan: CostPlan) -> dict[str, Any]:
    results = plan_results(plan)
    options = results.shape.options
    known = {option.key: option for option in options}
    best = results.best if results.best.key in known else options[0]
    option = known.get(request.GET.get("option", ""), best)
    model = plan_model(plan.shape)
    values = scenario_values(model, assumptions_of(plan), Scenario.STANDARD)
    asked = request.GET.get("years", "3")
    years = int(asked) if asked in {str(one) for one in PAYBACK_YEARS} else 3
    return {
        "option": option,
        "options": options,
        "years": years,
        "choices": [one for one in PAYBACK_YEARS if one <= plan.shape.years],
        "base": shared_base(model, values, option.key),
        "rate_now": values["redeployment_rate"],
        "rate_needed": rate_needed(results.results, values, option.key, years),
    }
