"""Requests: the list, one with its route and history, drafting, and who reviews and decides."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_administrator, require_editor, require_member
from accounts.models import Membership
from adoption.errors import RingiRefused
from adoption.forms import in_page_language
from adoption.models import Ringi, RingiStep
from adoption.ringi.parts import whole
from adoption.ringi.route import OPEN
from adoption.ringi_forms import AnswerForm, RingiForm, RouteSettingsForm, filled_ringi_form
from adoption.ringi_selectors import (
    StepView,
    changed_since_decision,
    present_parts,
    reports_due,
    stale_steps,
    step_views,
    waiting_for,
)
from adoption.selectors import gate_review
from adoption.services.ringi_drafts import CHANGEABLE, change_ringi, create_ringi
from adoption.services.ringi_route import is_own_request
from adoption.services.ringi_settings import set_route
from adoption.views.chosen import use_case_or_404

PAGE = 30


def ringi_or_404(membership: Membership, ringi: int) -> Ringi:
    rows = Ringi.objects.select_related("organization", "use_case", "drafted_by", "submitted_by")
    return get_object_or_404(rows, pk=ringi, organization=membership.organization)


def step_or_404(membership: Membership, step: int) -> RingiStep:
    rows = RingiStep.objects.select_related("ringi__use_case", "ringi__organization", "person", "deputy")
    return get_object_or_404(rows, pk=step, ringi__organization=membership.organization)


@require_safe
def ringi_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company = membership.organization
    rows = company.ringi.select_related("use_case", "drafted_by")
    context = {
        "membership": membership,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": waiting_for(company, membership.user),
        "reports_due": reports_due(company),
        "use_cases": company.use_cases.all(),
        "is_ready": company.reviewer_seats.exists() and company.authority_limits.exists(),
    }
    return render(request, "adoption/ringi_list.html", context)


@require_safe
def ringi_detail(request: HttpRequest, organization: str, ringi: int) -> HttpResponse:
    membership = require_member(request, organization)
    return ringi_page(request, membership, ringi_or_404(membership, ringi))


def ringi_page(
    request: HttpRequest,
    membership: Membership,
    ringi: Ringi,
    refused: tuple[RingiStep, AnswerForm] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The page of one request, with the forms of the steps that wait for this person."""
    parts = present_parts(ringi)
    steps = step_views(ringi, membership.user, timezone.localdate())
    context = {
        "membership": membership,
        "ringi": ringi,
        "use_case_name": ringi.use_case.display_name,
        "review": gate_review(ringi.use_case, ringi.gate),
        "steps": steps,
        "forms": [_answer_form(ringi, one, whole(parts), membership, refused) for one in _mine(steps)],
        "stale": stale_steps(ringi, parts),
        "changed_after": changed_since_decision(ringi, parts) if ringi.closed_at else (),
        "actions": ringi.actions.select_related("by", "for_person", "step"),
        "is_changeable": ringi.state in CHANGEABLE,
        "is_open": ringi.state in OPEN,
        "is_decider": any(
            one.row.kind == "decision" and membership.user.pk in (one.row.person_id, one.row.deputy_id)
            for one in steps
        ),
        "own_request": is_own_request(ringi, membership.user),
        "refusal": refusal,
    }
    status = 422 if refused or refusal else 200
    return render(request, "adoption/ringi_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ringi_create(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    initial = {"title": chosen.name, "gate": request.GET.get("gate", "G1")}
    form = RingiForm(membership.organization, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = create_ringi(chosen, form.draft(), membership.user)
        except RingiRefused as refused:
            form.add_error(None, in_page_language(refused.message))
        else:
            messages.success(request, _("The draft was saved as %(number)s.") % {"number": made.number})
            return redirect("adoption:ringi_detail", organization, made.pk)
    return _form(request, membership, form)


@require_http_methods(["GET", "HEAD", "POST"])
def ringi_edit(request: HttpRequest, organization: str, ringi: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = ringi_or_404(membership, ringi)
    form = (
        RingiForm(membership.organization, request.POST)
        if request.method == "POST"
        else filled_ringi_form(chosen)
    )
    if form.is_valid():
        try:
            change_ringi(chosen, form.draft(), membership.user)
        except RingiRefused as refused:
            form.add_error(None, in_page_language(refused.message))
        else:
            messages.success(request, _("The draft was saved."))
            return redirect("adoption:ringi_detail", organization, chosen.pk)
    return _form(request, membership, form, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def ringi_settings(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_administrator(request, organization)
    form = RouteSettingsForm(membership.organization, request.POST or None)
    if form.is_valid():
        try:
            set_route(membership.organization, form.settings(), membership.user)
        except RingiRefused as refused:
            form.add_error(None, in_page_language(refused.message))
        else:
            messages.success(request, _("Reviewers and the table of authority were saved."))
            return redirect("adoption:ringi_list", organization)
    context = {"membership": membership, "form": form}
    return render(request, "adoption/ringi_settings.html", context, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, membership: Membership, form: RingiForm, ringi: Ringi | None = None
) -> HttpResponse:
    context = {"membership": membership, "form": form, "ringi": ringi}
    return render(request, "adoption/ringi_form.html", context, status=422 if form.errors else 200)


def _mine(steps: list[StepView]) -> list[StepView]:
    return [one for one in steps if one.can_answer]


def _answer_form(
    ringi: Ringi,
    step: StepView,
    seen_sha256: str,
    membership: Membership,
    refused: tuple[RingiStep, AnswerForm] | None,
) -> tuple[StepView, AnswerForm]:
    if refused and refused[0].pk == step.row.pk:
        return step, refused[1]
    own = is_own_request(ringi, membership.user)
    initial = {"seen_sha256": seen_sha256}
    return step, AnswerForm(
        step.row.kind, step.function, initial=initial, own_request=own, auto_id=f"id_{step.row.pk}_%s"
    )
