"""Gates: the list, one gate with its criteria and evidence, and the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_decider, require_member
from accounts.models import Membership
from adoption.errors import DecisionRefused
from adoption.forms import DecisionForm, in_page_language
from adoption.gates.review import RULES
from adoption.models import UseCase
from adoption.overview import home_of
from adoption.selectors import gate_review, outdated_plans
from adoption.services import record_decision
from adoption.views.chosen import chosen_id, gate_or_404, use_case_or_404


@require_safe
def gate_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    shown = home_of(membership.organization, chosen_id(request))
    return render(request, "adoption/gate_list.html", {"membership": membership, "home": shown})


@require_safe
def gate_detail(request: HttpRequest, organization: str, use_case: int, gate: str) -> HttpResponse:
    membership = require_member(request, organization)
    return _page(request, membership, use_case_or_404(membership, use_case), gate_or_404(gate).id)


@require_POST
def gate_decide(request: HttpRequest, organization: str, use_case: int, gate: str) -> HttpResponse:
    membership = require_decider(request, organization)
    chosen, gate_id = use_case_or_404(membership, use_case), gate_or_404(gate).id
    form = DecisionForm(gate_review(chosen, gate_id), membership.user, request.POST)
    if not form.is_valid():
        return _page(request, membership, chosen, gate_id, form)
    try:
        record_decision(chosen, gate_id, form.verdict(), membership.user)
    except DecisionRefused as refusal:
        form.add_error(None, in_page_language(refusal.message))
        form.show_present(gate_review(chosen, gate_id))
        return _page(request, membership, chosen, gate_id, form)
    messages.success(request, _("The decision on %(gate)s was recorded.") % {"gate": gate_id})
    return redirect("adoption:gate_detail", organization, chosen.pk, gate_id)


def _page(
    request: HttpRequest,
    membership: Membership,
    use_case: UseCase,
    gate_id: str,
    form: DecisionForm | None = None,
) -> HttpResponse:
    review = gate_review(use_case, gate_id)
    if form is None and membership.can_decide:
        form = DecisionForm(review, membership.user)
    context = {
        "membership": membership,
        "use_case": use_case,
        "use_case_name": use_case.display_name,
        "review": review,
        "outdated_plans": outdated_plans(use_case),
        "form": form,
        "rules": RULES.values(),
        "requests": use_case.ringi.filter(gate=gate_id),
    }
    refused = form is not None and form.is_bound
    return render(request, "adoption/gate_detail.html", context, status=422 if refused else 200)
