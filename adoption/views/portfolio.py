"""The portfolio of a company: which use case first, individual scores, and the library to start from."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from adoption.content.loader import library
from adoption.errors import PortfolioRefused
from adoption.forms import in_page_language
from adoption.models import ScoreRound
from adoption.portfolio_charts import value_map
from adoption.portfolio_forms import MarksForm
from adoption.portfolio_selectors import own_marks, portfolio_of
from adoption.services.portfolio import close_round, open_round, score
from adoption.views.chosen import use_case_or_404
from governance.content.loader import books


@require_safe
def portfolio(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    shown = portfolio_of(membership.organization)
    context = {
        "membership": membership,
        "portfolio": shown,
        "criteria": library().workshop.criteria,
        "chart": value_map(shown.rows),
        "risk_classes": {one.id: one for one in library().use_cases.risk_classes},
    }
    return render(request, "adoption/portfolio.html", context)


@require_safe
def use_case_library(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    book = library()
    context = {
        "membership": membership,
        "templates": book.use_cases.usecases,
        "taken": {one.library_id: one for one in membership.organization.use_cases.all() if one.library_id},
        "kpis": {one.id: one for one in book.kpis.kpis},
        "patterns": {one.id: one for one in books().roles.fail_safe_patterns},
        "classes": {one.id: one for one in book.use_cases.risk_classes},
    }
    return render(request, "adoption/use_case_library.html", context)


@require_POST
def scoring_open(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    try:
        open_round(membership.organization, membership.user)
    except PortfolioRefused as refused:
        messages.error(request, in_page_language(refused.message))
    else:
        messages.success(request, _("Scoring is open. Marks stay hidden until you close it."))
    return redirect("adoption:portfolio", organization)


@require_POST
def scoring_close(request: HttpRequest, organization: str, round: int) -> HttpResponse:  # noqa: A002
    membership = require_editor(request, organization)
    found = get_object_or_404(ScoreRound, pk=round, organization=membership.organization)
    close_round(found, membership.user)
    messages.success(request, _("Scoring is closed and the result is shown."))
    return redirect("adoption:portfolio", organization)


@require_http_methods(["GET", "HEAD", "POST"])
def scoring_marks(request: HttpRequest, organization: str, round: int, use_case: int) -> HttpResponse:  # noqa: A002
    """One's own marks; the marks of others are on no page while the round is open."""
    membership = require_member(request, organization)
    found = get_object_or_404(ScoreRound, pk=round, organization=membership.organization)
    chosen = use_case_or_404(membership, use_case)
    stored = own_marks(found, membership.user).get(chosen.pk)
    form = MarksForm(stored, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            score(found, chosen, form.marks(), membership.user, given["department"], given["comment"])
        except PortfolioRefused as refused:
            form.add_error(None, in_page_language(refused.message))
        else:
            messages.success(request, _("Your marks were saved."))
            return redirect("adoption:portfolio", organization)
    context = {"membership": membership, "use_case": chosen, "round": found, "form": form}
    return render(request, "adoption/scoring_marks.html", context, status=422 if form.errors else 200)
