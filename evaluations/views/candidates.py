"""Candidate models: what each is, where it runs, and under which licence; adding and retiring one."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.candidate_forms import (
    ADDRESSES,
    EndpointCandidateForm,
    LocalCandidateForm,
    suggested_addresses,
)
from evaluations.errors import EvaluationRefused
from evaluations.services.candidates import add_candidate, retire_candidate

AnyCandidateForm = LocalCandidateForm | EndpointCandidateForm


@require_safe
def candidate_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    candidates = membership.organization.candidates.order_by("-is_active", "name")
    context = {"membership": membership, "candidates": candidates}
    return render(request, "evaluations/candidate_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_create(request: HttpRequest, organization: str) -> HttpResponse:
    """Two forms on one page; `kind` says which of them was sent."""
    membership = require_editor(request, organization)
    sent = request.POST.get("kind", "")
    local = LocalCandidateForm(request.POST if sent == "local" else None, prefix="local")
    endpoint = EndpointCandidateForm(request.POST if sent == "endpoint" else None, prefix="endpoint")
    form: AnyCandidateForm = local if sent == "local" else endpoint
    if form.is_valid() and _added(request, membership, form):
        return redirect("evaluations:candidate_list", organization)
    context = {
        "membership": membership,
        "local": local,
        "endpoint": endpoint,
        "allowed_endpoints": settings.ALLOWED_ENDPOINTS,
        "addresses_id": ADDRESSES,
        "addresses": suggested_addresses(settings.ALLOWED_ENDPOINTS),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/candidate_form.html", context, status=status)


@require_POST
def candidate_retire(request: HttpRequest, organization: str, candidate: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = get_object_or_404(membership.organization.candidates, pk=candidate)
    retire_candidate(chosen, membership.user)
    said = _("“%(name)s” is not offered for new runs any more. Past runs keep it as it was.")
    messages.success(request, said % {"name": chosen.name})
    return redirect("evaluations:candidate_list", organization)


def _added(request: HttpRequest, membership: Membership, form: AnyCandidateForm) -> bool:
    try:
        added = add_candidate(membership.organization, membership.user, form.draft())
    except EvaluationRefused as refusal:
        field = refusal.code if refusal.code in form.fields else None
        form.add_error(field, refusal.message.in_(get_language() or "ja"))
        return False
    messages.success(request, _("“%(name)s” was added. New runs offer it.") % {"name": added.name})
    return True
