"""Handing the speeds that an evaluation measured over to the sizing of a cost plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor
from adoption.forms import RunToSizingForm
from adoption.services.batch_points import hand_over_points


@require_http_methods(["GET", "HEAD", "POST"])
def run_to_sizing(request: HttpRequest, organization: str) -> HttpResponse:
    """Put the measured batches of a run into a plan's sizing; `?run=` and `?plan=` choose beforehand."""
    membership = require_editor(request, organization)
    data = request.POST if request.method == "POST" else None
    form = RunToSizingForm(membership.organization, data, initial=request.GET.dict())
    if form.is_valid():
        plan, newcomers = form.cleaned_data["plan"], form.cleaned_data["batching"] == "continuous"
        draft = hand_over_points(form.cleaned_data["run"], plan, membership.user, newcomers)
        if draft is not None:
            return redirect(f"{reverse('tco:sizing_create', args=[organization, plan.pk])}?from={draft.pk}")
        form.add_error("run", _nothing_measured())
    context = {"membership": membership, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/run_to_sizing.html", context, status=status)


def _nothing_measured() -> str:
    return _(
        "This evaluation measured no batch on your own hardware, so nothing was handed over. Only open models that "
        "run here are measured; answers of an API say nothing about your GPUs."
    )
