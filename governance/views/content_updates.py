"""Editions of the books: what an update would change, then adopting it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.control_forms import AdoptForm
from governance.editions import SHIPPED, book_state, pending_changes
from governance.errors import GovernanceRefused
from governance.models import AdoptedEdition, ContentReview
from governance.page_language import said
from governance.services.editions import adopt_update, settle_review


@require_safe
def content_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    states = [book_state(membership.organization, name) for name in SHIPPED]
    context = {
        "membership": membership,
        "books": [(state, pending_changes(state)) for state in states],
        "waiting": ContentReview.objects.filter(**_waiting(membership)).count(),
    }
    return render(request, "governance/content_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def content_detail(request: HttpRequest, organization: str, book: str) -> HttpResponse:
    membership = (
        require_editor(request, organization)
        if request.method == "POST"
        else require_member(request, organization)
    )
    if book not in SHIPPED:
        raise Http404
    form = AdoptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moved = adopt_update(membership.organization, book, form.cleaned_data["sha256"], membership.user)
        except GovernanceRefused as refusal:
            messages.error(request, said(refusal.message))
        else:
            asked = ngettext(
                "%(n)s answer to confirm again", "%(n)s answers to confirm again", moved.confirm_again
            )
            messages.success(request, _("The update was adopted.") + " " + asked % {"n": moved.confirm_again})
        return redirect("governance:content_detail", organization, book)
    state = book_state(membership.organization, book)
    context = {
        "membership": membership,
        "state": state,
        "changes": pending_changes(state),
        "reviews": ContentReview.objects.filter(edition__book=book, **_waiting(membership)),
        "form": AdoptForm(initial={"sha256": state.edition.sha256}),
        "history": AdoptedEdition.objects.filter(organization=membership.organization, book=book)
        .defer("document")
        .order_by("-pk")[:20],
    }
    return render(request, "governance/content_detail.html", context, status=422 if form.is_bound else 200)


@require_POST
def content_review(request: HttpRequest, organization: str, content_review: int) -> HttpResponse:
    """Somebody read a changed row beside its answers."""
    membership = require_editor(request, organization)
    rows = ContentReview.objects.select_related("edition")
    found = get_object_or_404(rows, pk=content_review, organization=membership.organization)
    settle_review(found, membership.user)
    messages.success(request, _("The row was marked as read."))
    return redirect("governance:content_detail", organization, found.edition.book)


def _waiting(membership: Membership) -> dict[str, Any]:
    return {"organization": membership.organization, "settled_at": None}
