"""Runs: start one, watch it, stop it, repeat what failed, read the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.errors import EvaluationRefused
from evaluations.forms import RunForm
from evaluations.models import Answer, Run
from evaluations.progress import run_progress as progress_of
from evaluations.results import chosen_baseline, deltas, quality_chart
from evaluations.selectors import run_summary
from evaluations.services.runs import cancel_run, retry_failed, start_run
from evaluations.states import RUN_ACTIVE, AnswerState, DocumentState

FAILURES_SHOWN = 20


@require_safe
def run_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    return _list_page(request, membership, RunForm(membership.organization))


@require_POST
def run_start(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = RunForm(membership.organization, request.POST)
    if not form.is_valid():
        return _list_page(request, membership, form, status=422)
    chosen = form.cleaned_data
    try:
        run = start_run(
            membership.organization,
            membership.user,
            chosen["name"],
            chosen["test_set"],
            list(chosen["candidates"]),
        )
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
        return _list_page(request, membership, form, status=422)
    return redirect("evaluations:run_detail", organization, run.pk)


@require_safe
def run_detail(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.runs.select_related("test_set"), pk=run)
    context = {**_progress(membership, shown), **_result(request, shown)}
    return render(request, "evaluations/run_detail.html", context)


@require_safe
def run_progress(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    """The part that a page asks for every two seconds; 286 ends the asking and reloads the result."""
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.runs.select_related("test_set"), pk=run)
    context = _progress(membership, shown)
    over = not context["progress"].is_active
    response = render(request, "evaluations/_run_progress.html", context, status=286 if over else 200)
    if over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def run_cancel(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.runs, pk=run)
    try:
        cancel_run(shown, membership.user)
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
    else:
        messages.success(
            request, _("Stopping. What is answered is kept; what is being answered now is finished first.")
        )
    return redirect("evaluations:run_detail", organization, run)


@require_POST
def run_retry(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.runs, pk=run)
    if shown.state in RUN_ACTIVE:
        messages.info(
            request, _("The run is still going. Failed questions can be asked again when it has ended.")
        )
    else:
        count = retry_failed(shown, membership.user)
        said = ngettext("%(n)d failed answer is asked again.", "%(n)d failed answers are asked again.", count)
        messages.success(request, said % {"n": count})
    return redirect("evaluations:run_detail", organization, run)


def _list_page(
    request: HttpRequest, membership: Membership, form: RunForm, status: int = 200
) -> HttpResponse:
    organization = membership.organization
    n_ready = organization.documents.filter(state=DocumentState.READY).count()
    has_questions = form.fields["test_set"].queryset.exists()  # type: ignore[attr-defined]
    has_candidates = form.fields["candidates"].queryset.exists()  # type: ignore[attr-defined]
    context = {
        "membership": membership,
        "runs": organization.runs.select_related("test_set").prefetch_related("run_candidates__candidate"),
        "form": form,
        "n_ready": n_ready,
        "has_questions": has_questions,
        "has_candidates": has_candidates,
        "can_start": bool(n_ready and has_questions and has_candidates),
    }
    return render(request, "evaluations/run_list.html", context, status=status)


def _progress(membership: Membership, run: Run) -> dict[str, Any]:
    failed = Answer.objects.filter(run_candidate__run=run, state=AnswerState.FAILED)
    failed = failed.select_related("item", "run_candidate__candidate")
    return {
        "membership": membership,
        "run": run,
        "progress": progress_of(run),
        "failures": failed[:FAILURES_SHOWN],
        "n_failures": failed.count(),
    }


def _result(request: HttpRequest, run: Run) -> dict[str, Any]:
    """Summary, comparison with the chosen baseline and the chart; partial results are results too."""
    summary = run_summary(run)
    baseline = chosen_baseline(summary, request.GET.get("baseline", ""))
    return {
        "summary": summary,
        "baseline": baseline,
        "rows": deltas(summary, baseline),
        "chart": quality_chart(summary),
    }
