"""The first line of every view: who is asking, and may they?

An outsider gets the same answer for a company that exists and one that does not: 404.
"""

from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Membership, User


class SignInRequired(Exception):
    """Nobody is signed in; the middleware sends the visitor to the sign-in page and back."""


def require_user(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.is_active:
        raise SignInRequired
    return request.user


def require_member(request: HttpRequest, organization: str) -> Membership:
    """Return the signed-in person's membership of the organisation with this slug, else 404."""
    user = require_user(request)
    try:
        return Membership.objects.select_related("organization", "user").get(
            user=user, organization__slug=organization
        )
    except Membership.DoesNotExist:
        raise Http404 from None


def require_editor(request: HttpRequest, organization: str) -> Membership:
    membership = require_member(request, organization)
    if not membership.can_edit:
        raise PermissionDenied
    return membership


def require_decider(request: HttpRequest, organization: str) -> Membership:
    membership = require_member(request, organization)
    if not membership.can_decide:
        raise PermissionDenied
    return membership


def require_audit_reader(request: HttpRequest, organization: str) -> Membership:
    membership = require_member(request, organization)
    if not membership.can_read_audit:
        raise PermissionDenied
    return membership


def sign_in_redirect(request: HttpRequest) -> HttpResponseBase:
    """Send to sign-in; a POST or an htmx part comes back to the page it was on, not to the part."""
    back = request.headers.get("HX-Current-URL-Path") or (
        request.get_full_path() if request.method == "GET" else "/"
    )
    if request.headers.get("HX-Request"):
        response = redirect_to_login("/")
        response["HX-Redirect"] = f"/accounts/login/?{urlencode({'next': '/'})}"
        response.status_code = 200
        return response
    return redirect_to_login(back)
