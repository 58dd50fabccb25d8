"""What went otherwise than planned, what was measured elsewhere, and the tokens of machines that send readings."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_administrator, require_editor, require_member
from accounts.models import User
from adoption.content.loader import gate_book
from adoption.errors import AdoptionRefused, EvidenceRefused, PilotRefused
from adoption.forms import FactsForm, in_page_language
from adoption.models import Deviation, UseCase
from adoption.pilot_forms import DeviationForm, TokenForm
from adoption.pilot_selectors import plan_in_force
from adoption.selectors import facts_of
from adoption.services import record_facts
from adoption.services.pilots_deviations import log_deviation
from adoption.services.pilots_tokens import issue_token, revoke_token
from adoption.views.chosen import use_case_or_404

PAGE = 30


class ElsewhereForm(FactsForm):
    """Facts of a pilot that was measured outside this product, with the document that shows them."""

    document = forms.CharField(
        label=gettext_lazy("Evidence document"),
        max_length=200,
        help_text=gettext_lazy("Title, number or file name of the report that shows the figures."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_deviations(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    writes = request.method == "POST"
    membership = require_editor(request, organization) if writes else require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    form = DeviationForm(request.POST if writes else None)
    if form.is_valid():
        try:
            log_deviation(chosen, form.draft(), membership.user)
        except PilotRefused as refusal:
            form.add_error(None, in_page_language(refusal.message))
        else:
            messages.success(request, _("The entry was added to the log. Entries are never changed."))
            return redirect("adoption:pilot_deviations", organization, chosen.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
        "force": plan_in_force(chosen),
        "page": Paginator(_newest_first(chosen), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "adoption/pilot_deviations.html", context, status=422 if writes else 200)


def _newest_first(use_case: UseCase) -> QuerySet[Deviation]:
    rows: QuerySet[Deviation] = Deviation.objects.filter(plan__use_case=use_case)
    return rows.select_related("plan", "recorded_by").order_by("-on", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_elsewhere(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Record what another tool measured; the pilot's own rows, where there are any, stand before it."""
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    kinds = [kind for kind in gate_book().facts if kind.origin == "pilot"]
    data = request.POST if request.method == "POST" else None
    form = ElsewhereForm(kinds, facts_of(chosen) if data is None else {}, data)
    form.order_fields([*form.names, "document", "source_text"])
    if form.is_valid() and _recorded(form, chosen, membership.user):
        messages.success(request, _("The figures were recorded and marked as measured elsewhere."))
        return redirect("adoption:use_case_detail", organization, chosen.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
    }
    status = 422 if data is not None else 200
    return render(request, "adoption/pilot_elsewhere.html", context, status=status)


def _recorded(form: ElsewhereForm, use_case: UseCase, by: User) -> bool:
    grouped = form.facts_by_name()
    if not grouped:
        form.add_error(None, _("Enter at least one value. Nothing was recorded."))
        return False
    given = form.cleaned_data
    try:
        with transaction.atomic():
            for (source, key), facts in grouped.items():
                record_facts(use_case, source, key, facts, given["source_text"], by, given["document"])
    except EvidenceRefused as refusal:
        form.add_error(None, in_page_language(refusal.message))
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pilot_token_list(request: HttpRequest, organization: str) -> HttpResponse:
    """The tokens of the company; a new one is shown on the answer to its own request and never again."""
    membership = require_administrator(request, organization)
    posted = request.method == "POST"
    form, secret = TokenForm(request.POST if posted else None), ""
    if form.is_valid():
        try:
            secret = issue_token(membership.organization, form.cleaned_data["name"], membership.user).secret
        except AdoptionRefused as refusal:
            form.add_error(None, in_page_language(refusal.message))
        else:
            form = TokenForm()
    context = {
        "membership": membership,
        "form": form,
        "secret": secret,
        "tokens": membership.organization.reading_tokens.select_related("created_by"),
        "address": request.build_absolute_uri(reverse("pilot_api")),
    }
    status = 422 if posted and not secret else 200
    return render(request, "adoption/pilot_token_list.html", context, status=status)


@require_POST
def pilot_token_revoke(request: HttpRequest, organization: str, reading_token: int) -> HttpResponse:
    membership = require_administrator(request, organization)
    row = get_object_or_404(membership.organization.reading_tokens, pk=reading_token)
    revoke_token(row, membership.user)
    messages.success(request, _("The token was revoked and is refused from now on."))
    return redirect("adoption:pilot_token_list", organization)
