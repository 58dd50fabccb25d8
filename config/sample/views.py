"""The page with the button that copies the sample company, and the one that removes a copy."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_administrator
from accounts.models import Membership
from config.sample.copying import copy_sample, sample_company
from config.sample.errors import SampleRefused
from config.sample.removing import is_copy, remove_copy
from handover.errors import BundleRefused
from language.text import Text


@require_http_methods(["GET", "HEAD", "POST"])
def sample_copy(request: HttpRequest, organization: str) -> HttpResponse:
    """One button: its owner gets a company of one's own with all three stages filled."""
    membership = require_administrator(request, organization)
    if request.method != "POST":
        return _page(request, membership)
    try:
        bundle = copy_sample(membership.organization, membership.user, request.POST.get("click", ""))
    except (SampleRefused, BundleRefused) as refusal:
        return _page(request, membership, refusal.message)
    return redirect("handover:bundle_detail", organization, bundle.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sample_remove(request: HttpRequest, organization: str) -> HttpResponse:
    """Ask its owner to type the short name, then remove the copy for good."""
    membership = require_administrator(request, organization)
    if not is_copy(membership.organization):
        messages.error(request, _("Only a copy of the sample company can be removed. Nothing was removed."))
        return redirect("sample:sample_copy", organization)
    problem = None
    if request.method == "POST":
        try:
            remove_copy(membership.organization, request.POST.get("slug", ""), membership.user)
        except SampleRefused as refusal:
            problem = refusal.message
        else:
            messages.success(request, _("The copy of the sample company was removed."))
            return redirect("accounts:organization_list")
    context = {"membership": membership, "problem": _in_page_language(problem)}
    return render(request, "sample/sample_remove.html", context, status=422 if problem else 200)


def _page(request: HttpRequest, membership: Membership, problem: Text | None = None) -> HttpResponse:
    context = {
        "membership": membership,
        "problem": _in_page_language(problem),
        "click": secrets.token_hex(16),
        "is_there": sample_company() is not None,
        "is_copy": is_copy(membership.organization),
    }
    return render(request, "sample/sample_copy.html", context, status=422 if problem else 200)


def _in_page_language(message: Text | None) -> str:
    return message.in_(get_language() or "ja") if message else ""
