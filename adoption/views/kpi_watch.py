"""Control charts of the KPIs of a use case after go-live."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_member
from adoption.experiments.control_charts import FEWEST_POINTS
from adoption.kpi_watch import control_option, watched_kpis
from adoption.views.chosen import use_case_or_404


@require_safe
def kpi_watch(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    watched = watched_kpis(chosen)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "watched": [(one, control_option(one)) for one in watched],
        "fewest": FEWEST_POINTS,
    }
    return render(request, "adoption/kpi_watch.html", context)
