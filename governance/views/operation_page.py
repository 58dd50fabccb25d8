"""Two steps that every page of operation takes: which AI system is meant, and save or show what was refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Membership, Organization
from governance.errors import GovernanceRefused
from governance.models import AiSystem
from governance.page_language import said

ROWS_ON_A_PAGE = 50


def system_asked(request: HttpRequest, organization: Organization) -> AiSystem | None:
    """The AI system that `?system=` names; None for the whole company, 404 for one of another company."""
    asked = request.GET.get("system", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return get_object_or_404(AiSystem, organization=organization, pk=int(asked))


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))


def save_or_show(
    request: HttpRequest,
    membership: Membership,
    form: BaseForm,
    save: Callable[[], str],
    template: str = "governance/operation_form.html",
    **context: Any,
) -> HttpResponse:
    """Save a valid form and go where `save` says, or show the form with what was refused."""
    if form.is_valid():
        try:
            target = save()
        except GovernanceRefused as refusal:
            form.add_error(None, said(refusal.message))
        else:
            return redirect(target)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"membership": membership, "form": form, **context}, status=status)


def do_or_tell(request: HttpRequest, do: Callable[[], object], done: str) -> None:
    """Do what one button asks, and say how it ended."""
    try:
        do()
    except GovernanceRefused as refusal:
        messages.error(request, said(refusal.message))
    else:
        messages.success(request, done)
