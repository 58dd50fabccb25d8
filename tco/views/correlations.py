"""Which assumptions move together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor
from tco.errors import CostError
from tco.forms.correlations import correlation_forms
from tco.forms.typed import in_page_language
from tco.services import save_correlations
from tco.uncertain_plan import uncertain_plan
from tco.views.finding import plan_of


@require_http_methods(["GET", "POST"])
def correlation_edit(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Change the pairs of a plan; that makes a new revision."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    case = uncertain_plan(found)
    context: dict[str, Any] = {"membership": membership, "plan": found}
    if request.method == "GET":
        context["pairs"] = correlation_forms(case, is_usual=request.GET.get("usual") == "1")
        return render(request, "tco/correlation_form.html", context)
    pairs = correlation_forms(case, request.POST)
    if pairs.is_valid():
        try:
            save_correlations(found, membership.user, pairs.pairs(), _("Correlations"), _seen(request))
        except CostError as error:
            context["problem"] = in_page_language(error.message)
        else:
            messages.success(request, _("Saved as revision %(number)d.") % {"number": found.revision})
            return redirect("tco:simulation_list", organization, found.pk)
    return render(request, "tco/correlation_form.html", {**context, "pairs": pairs}, status=422)


def _seen(request: HttpRequest) -> int:
    """Return the revision that the person saw; none at all never matches."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
