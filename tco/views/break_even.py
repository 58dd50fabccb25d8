"""Where the case turns: at which volume, which redeployment rate, and along which line of two assumptions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.access import require_member
from tco.assumptions import Scenario
from tco.errors import CostError
from tco.forms.surface import SurfaceForm
from tco.models import CostPlan
from tco.pages.address import trace_links
from tco.pages.break_even import break_even_facts
from tco.pages.figures import Figures
from tco.pages.surfaces import surface_context
from tco.selectors import plan_results
from tco.uncertain_plan import UncertainPlan, uncertain_plan
from tco.uncertainty.tornado import tornado
from tco.views.finding import plan_of


@require_GET
def break_even(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the break-even figures and the surface that the address asks for."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    context: dict[str, Any] = {"membership": membership, "plan": found}
    try:
        context |= _context(request, found)
    except CostError as error:
        context["problem"] = error.message
    return render(request, "tco/break_even.html", context)


def _context(request: HttpRequest, plan: CostPlan) -> dict[str, Any]:
    results = plan_results(plan)
    figures = Figures(results, trace_links(plan, Scenario.STANDARD))
    case = uncertain_plan(plan)
    option = request.GET.get("option", "")
    best = results.best.key if results.best.kind else case.model.shape.options[0].key
    is_known = option in case.codes
    form = SurfaceForm(case, request.GET, _initial(case, option if is_known else best))
    context: dict[str, Any] = {"facts": break_even_facts(figures), "form": form}
    if form.is_valid():
        asked = form.asked()
        context |= surface_context(case, asked, get_language() or "ja")
        context |= {
            "option": case.model.option(asked.option),
            "other": case.model.option(asked.other) if asked.other else None,
        }
    return context


def _initial(case: UncertainPlan, option: str) -> dict[str, str]:
    """Begin with the two assumptions that move the option's NPV the most."""
    found = tornado(case.model, case.ranges, f"{option}.npv", "low_high")
    keys = [bar.key for bar in found.bars] + [
        spec.key for spec in case.model.inputs if spec.style != "choice"
    ]
    x, y = list(dict.fromkeys(keys))[:2]
    return {"option": option, "other": "", "x": x, "y": y, "width": "1"}
