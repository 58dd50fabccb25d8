"""Judge models and people on one page: who judged what, and whether the judge may be believed."""

from itertools import combinations
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate, Run
from evaluations.run_form import ResumeForm
from evaluations.services.budgets import set_run_cap
from evaluations.services.estimating_judging import estimate_judging
from evaluations.services.grading import next_to_grade
from evaluations.services.judge_results import panel_results
from evaluations.services.judging import retry_panel, start_panel
from evaluations.services.rating import preferences
from evaluations.states import RUN_ACTIVE, JudgeState, ModelRole, ProviderKind


class JudgeForm(forms.Form):
    judge = forms.ModelChoiceField(
        Candidate.objects.none(), label=gettext_lazy("Judge model"), empty_label=None
    )
    is_forced = forms.BooleanField(
        label=gettext_lazy("Judge its own family too"),
        required=False,
        help_text=gettext_lazy(
            "Models favour the answers of their own family. Leave this off unless no other judge can be had; "
            "the results then say so."
        ),
    )

    def __init__(self, run: Run, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        judges = run.organization.candidates.filter(is_active=True, role=ModelRole.CHAT)
        self.fields["judge"].queryset = judges.exclude(provider=ProviderKind.FILE)  # type: ignore[attr-defined]


@require_safe
def run_judges(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown_run = get_object_or_404(membership.organization.runs, pk=run)
    return _page(request, membership, shown_run, JudgeForm(shown_run))


@require_POST
def run_judge_start(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_editor(request, organization)
    shown_run = get_object_or_404(membership.organization.runs, pk=run)
    form = JudgeForm(shown_run, request.POST)
    if not form.is_valid():
        return _page(request, membership, shown_run, form, status=422)
    try:
        start_panel(shown_run, membership.user, form.cleaned_data["judge"], form.cleaned_data["is_forced"])
    except EvaluationRefused as refusal:
        form.add_error(None, refusal.message.in_(get_language() or "ja"))
        return _page(request, membership, shown_run, form, status=422)
    messages.success(request, _("Judging has been started. This page may be closed."))
    return redirect("evaluations:run_judges", organization, run)


@require_POST
def run_judge_estimate(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    """Read the form as it stands and say what the judging will take; nothing is sent, nothing is reserved."""
    membership = require_editor(request, organization)
    shown_run = get_object_or_404(membership.organization.runs, pk=run)
    form = JudgeForm(shown_run, request.POST)
    context: dict[str, Any] = {"membership": membership, "found": None, "button": "judge-start"}
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            context["found"] = estimate_judging(shown_run, chosen["judge"], chosen["is_forced"])
        except EvaluationRefused as refusal:
            context["refusal"] = refusal.message
    return render(request, "evaluations/_judge_estimate.html", context)


@require_POST
def run_judge_retry(request: HttpRequest, organization: str, run: int, panel: int) -> HttpResponse:
    """Ask again for what failed; where the run's cap stopped the judge, under a new one."""
    membership = require_editor(request, organization)
    shown_run = get_object_or_404(membership.organization.runs, pk=run)
    found = get_object_or_404(shown_run.judge_panels.select_related("run__organization", "judge"), pk=panel)
    form = ResumeForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("The new cap could not be read, so nothing was resumed. Enter an amount in yen.")
        )
        return redirect("evaluations:run_judges", organization, run)
    cap = form.cap_microyen()
    if cap is not None:
        set_run_cap(shown_run, membership.user, cap)
    retry_panel(found, membership.user)
    messages.success(request, _("What had failed is asked again; finished judgements stay."))
    return redirect("evaluations:run_judges", organization, run)


def _page(
    request: HttpRequest, membership: Membership, run: Run, form: JudgeForm, status: int = 200
) -> HttpResponse:
    places = list(run.run_candidates.select_related("candidate"))
    panels = [panel_results(panel) for panel in run.judge_panels.select_related("run", "judge")]
    context = {
        "membership": membership,
        "run": run,
        "is_over": run.state not in RUN_ACTIVE,
        "form": form,
        "panels": panels,
        "is_judging": any(one.panel.state in (JudgeState.WAITING, JudgeState.JUDGING) for one in panels),
        "task": next_to_grade(run, membership.user),
        "pairs": [preferences(run, a, b) for a, b in combinations(places, 2)],
    }
    return render(request, "evaluations/run_judges.html", context, status=status)
