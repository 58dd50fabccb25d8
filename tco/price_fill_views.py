"""Filling the prices of a plan from the price book, as one revision that names the rows it used."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor
from accounts.models import Membership
from tco.errors import CostError
from tco.models import CostPlan
from tco.price_forms import FillForm, in_page_language
from tco.price_selectors import fillable_inputs
from tco.prices.filling import price_for
from tco.services import save_assumptions


@require_http_methods(["GET", "HEAD", "POST"])
def plan_fill(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Choose a price row for each input that one can fill; only rows in force and in the input's unit are offered."""
    membership = require_editor(request, organization)
    found = get_object_or_404(CostPlan, pk=plan, organization=membership.organization)
    inputs = fillable_inputs(found, timezone.localdate())
    form = FillForm(inputs, request.POST or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid() and _filled(request, membership, found, form):
        return redirect("tco:assumption_of_plan", organization, found.pk)
    context = {
        "membership": membership,
        "plan": found,
        "form": form,
        "fields": [(one, form[one.key]) for one in inputs],
        "has_rows": any(one.lines for one in inputs),
    }
    return render(
        request, "tco/price_plan_fill.html", context, status=422 if request.method == "POST" else 200
    )


def _filled(request: HttpRequest, membership: Membership, plan: CostPlan, form: FillForm) -> bool:
    chosen = form.chosen()
    if not chosen:
        form.add_error(None, _("Choose a row for at least one input. Nothing was changed."))
        return False
    try:
        values = [price_for(key, row).value for key, row in chosen]
        note = _("From the price book: %(n)d prices") % {"n": len(values)}
        save_assumptions(plan, membership.user, values, note, form.cleaned_data["revision"])
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return False
    messages.success(request, _("Saved as revision %(number)d.") % {"number": plan.revision})
    return True
