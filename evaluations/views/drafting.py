"""Drafting questions with a model: start a job, watch it, stop it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.errors import EvaluationRefused
from evaluations.models import DraftJob
from evaluations.services.draft_order import DraftOrder
from evaluations.services.drafting import start_drafting, stop_drafting
from evaluations.services.estimating_drafting import estimate_drafting
from evaluations.states import DRAFT_ACTIVE, DraftState
from evaluations.test_set_forms import DraftForm
from evaluations.testsets.drafting.reasons import DISCARDED


@require_safe
def test_set_draft(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    asked = request.GET.get("set", "")
    initial = {"test_set": int(asked)} if asked.isdecimal() else {}
    return _form_page(request, membership, DraftForm(membership.organization, initial=initial))


@require_POST
def test_set_draft_start(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = DraftForm(membership.organization, request.POST)
    if not form.is_valid():
        return _form_page(request, membership, form, status=422)
    try:
        job = start_drafting(membership.organization, membership.user, _order(form))
    except EvaluationRefused as refusal:
        field = refusal.code if refusal.code in form.fields else None
        form.add_error(field, refusal.message.in_(get_language() or "ja"))
        return _form_page(request, membership, form, status=422)
    return redirect("evaluations:test_set_draft_job", organization, job.pk)


@require_POST
def test_set_draft_estimate(request: HttpRequest, organization: str) -> HttpResponse:
    """Read the form as it stands and say what the drafting will take; nothing is sent, nothing is reserved."""
    membership = require_editor(request, organization)
    form = DraftForm(membership.organization, request.POST)
    context: dict[str, Any] = {"membership": membership, "found": None, "button": "draft-start"}
    if form.is_valid():
        try:
            context["found"] = estimate_drafting(membership.organization, _order(form))
        except EvaluationRefused as refusal:
            context["refusal"] = refusal.message
    return render(request, "evaluations/_draft_estimate.html", context)


@require_safe
def test_set_draft_job(request: HttpRequest, organization: str, draft_job: int) -> HttpResponse:
    membership = require_member(request, organization)
    context = _progress(membership, _job(membership, draft_job))
    return render(request, "evaluations/test_set_draft_job.html", context)


@require_safe
def test_set_draft_progress(request: HttpRequest, organization: str, draft_job: int) -> HttpResponse:
    """The part that a page asks for every three seconds; 286 ends the asking."""
    membership = require_member(request, organization)
    context = _progress(membership, _job(membership, draft_job))
    status = 200 if context["is_active"] else 286
    return render(request, "evaluations/_draft_progress.html", context, status=status)


@require_POST
def test_set_draft_stop(request: HttpRequest, organization: str, draft_job: int) -> HttpResponse:
    membership = require_editor(request, organization)
    stop_drafting(_job(membership, draft_job), membership.user)
    return redirect("evaluations:test_set_draft_job", organization, draft_job)


def _order(form: DraftForm) -> DraftOrder:
    chosen = form.cleaned_data
    return DraftOrder(
        candidate=chosen["candidate"],
        documents=list(chosen["documents"]),
        wanted=chosen["wanted"],
        test_set=chosen["test_set"],
        new_name=chosen["new_name"],
    )


def _job(membership: Membership, draft_job: int) -> DraftJob:
    jobs = membership.organization.draft_jobs.select_related("test_set", "candidate", "organization")
    return get_object_or_404(jobs, pk=draft_job)


def _progress(membership: Membership, job: DraftJob) -> dict[str, Any]:
    language = get_language() or "ja"
    discarded = sorted(job.discarded.items(), key=lambda pair: -pair[1])
    return {
        "membership": membership,
        "job": job,
        "is_active": job.state in DRAFT_ACTIVE,
        "is_stopping": job.stop_requested and job.state in DRAFT_ACTIVE,
        "discarded": [
            (DISCARDED[name].in_(language) if name in DISCARDED else name, n) for name, n in discarded
        ],
        "n_discarded": sum(job.discarded.values()),
        "fell_short": job.state == DraftState.DONE and job.proposed < job.wanted,
    }


def _form_page(
    request: HttpRequest, membership: Membership, form: DraftForm, status: int = 200
) -> HttpResponse:
    has_documents = form.fields["documents"].queryset.exists()  # type: ignore[attr-defined]
    context = {
        "membership": membership,
        "form": form,
        "has_documents": has_documents,
        "can_start": has_documents and form.fields["candidate"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "evaluations/test_set_draft.html", context, status=status)
