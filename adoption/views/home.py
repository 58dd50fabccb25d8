"""The first page of a company: where it stands and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from adoption.forms import in_page_language
from adoption.overview import home_of
from adoption.ringi_selectors import waiting_for
from adoption.views.chosen import chosen_id
from evaluations.selectors import run_summary
from tco.errors import CostError
from tco.models import CostPlan
from tco.selectors import plan_results


@require_safe
def home(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    shown = home_of(membership.organization, chosen_id(request))
    context = {
        "membership": membership,
        "home": shown,
        "use_case_name": shown.overview.use_case.display_name if shown.overview else "",
        "summary": run_summary(shown.latest_run) if shown.latest_run else None,
        "waiting_requests": waiting_for(membership.organization, membership.user),
        **_costs(shown.latest_plan),
    }
    return render(request, "adoption/home.html", context)


def _costs(plan: CostPlan | None) -> dict[str, object]:
    """The numbers of the latest plan, or the sentence why it has none yet."""
    if plan is None:
        return {"costs": None}
    try:
        return {"costs": plan_results(plan)}
    except CostError as error:
        return {"costs": None, "costs_refusal": in_page_language(error.message)}
