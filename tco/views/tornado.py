"""One assumption at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.access import require_member
from tco.errors import CostError
from tco.pages.tornadoes import tornado_asked, tornado_context
from tco.uncertain_plan import uncertain_plan
from tco.views.finding import plan_of


@require_GET
def tornado(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show which assumption moves an option's NPV or cost the most."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    context: dict[str, Any] = {"membership": membership, "plan": found}
    case = uncertain_plan(found)
    try:
        code = case.model.evaluate(case.standard).scalar("decision.best")
        best = next((option.key for option in case.model.shape.options if option.code == code), "")
        asked = tornado_asked(case, request.GET, best)
        context |= tornado_context(case, asked, get_language() or "ja")
    except CostError as error:
        context["problem"] = error.message
    return render(request, "tco/tornado.html", context)
