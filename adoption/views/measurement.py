"""Handing what an evaluation measured over to a cost plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor
from accounts.models import User
from adoption.forms import RunToPlanForm, in_page_language
from adoption.services.throughput import ENOUGH, hand_over
from tco.assumptions import MeasuredThroughput
from tco.errors import CostError
from tco.models import CostPlan


@require_http_methods(["GET", "HEAD", "POST"])
def run_to_plan(request: HttpRequest, organization: str) -> HttpResponse:
    """Say what the hand-over changes, and do it; `?run=` and `?plan=` choose beforehand."""
    membership = require_editor(request, organization)
    data = request.POST if request.method == "POST" else None
    form = RunToPlanForm(membership.organization, data, initial=request.GET.dict())
    if form.is_valid() and _handed_over(request, form, membership.user):
        return redirect("tco:assumption_of_plan", organization, form.cleaned_data["plan"].pk)
    context = {"membership": membership, "form": form, "enough": ENOUGH}
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/run_to_plan.html", context, status=status)


def _handed_over(request: HttpRequest, form: RunToPlanForm, by: User) -> bool:
    plan: CostPlan = form.cleaned_data["plan"]
    before = plan.revision
    try:
        measured = hand_over(form.cleaned_data["run"], plan, by)
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return False
    if measured is None:
        form.add_error(None, _too_little())
    elif plan.revision == before:
        messages.info(
            request, _("The plan already holds what this evaluation measured. Nothing was changed.")
        )
    else:
        messages.success(request, _said(plan, measured))
    return measured is not None


def _too_little() -> str:
    return _(
        "Too little was measured, so nothing was changed. One candidate must have answered every question, at "
        "least %(n)d of them with token counts and speed. Run more questions, or ask the failed ones again."
    ) % {"n": ENOUGH}


def _said(plan: CostPlan, measured: MeasuredThroughput) -> str:
    return _(
        "Revision %(revision)d now calculates with %(tokens_in)s tokens in and %(tokens_out)s out per request, "
        "measured on %(n)d answers of %(model)s."
    ) % {
        "revision": plan.revision,
        "tokens_in": f"{measured.tokens_in_per_request.mean:,.0f}",
        "tokens_out": f"{measured.tokens_out_per_request.mean:,.1f}",
        "n": measured.requests,
        "model": measured.model_name,
    }
