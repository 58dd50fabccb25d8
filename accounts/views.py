"""Choosing an organisation and a language, and reading the audit trail."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_audit_reader, require_user
from accounts.audit import first_broken_entry
from accounts.audit_filter import AuditFilter
from accounts.audit_reading import read_entry
from accounts.middleware import LANGUAGE_COOKIE
from accounts.models import User


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """One organisation: go there. Several (a consultant): choose."""
    user = require_user(request)
    memberships = list(user.memberships.select_related("organization").order_by("organization__name"))
    if len(memberships) == 1:
        return redirect("adoption:home", memberships[0].organization.slug)
    return render(request, "accounts/organization_list.html", {"memberships": memberships})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and on the person, and stay on the same page."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    response = redirect(back)
    response.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=31_536_000, samesite="Lax", httponly=True, secure=settings.HTTPS
    )
    return response


@require_safe
def audit_log(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_audit_reader(request, organization)
    form = AuditFilter(request.GET, membership.organization)
    page = Paginator(form.narrowed(), 50).get_page(request.GET.get("page"))
    shown = {
        "membership": membership,
        "form": form,
        "page": page,
        "entries": [read_entry(entry) for entry in page],
        "broken": first_broken_entry(membership.organization),
    }
    return render(request, "accounts/audit_log.html", shown)
