"""One sizing study: its chain from measurement to yen, taking it over into the plan, a second opinion."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from tco.errors import CostError
from tco.forms.typed import in_page_language
from tco.models import SizingStudy
from tco.plan.model import plan_model
from tco.plan.shape import fiscal_year_labels
from tco.sizing.aiconfigurator import NOT_INSTALLED, executable
from tco.sizing.chain import ON
from tco.sizing_cost_pages import consequence_lines, cost_line, difference_lines, yearly_lines
from tco.sizing_forms import RevisionForm
from tco.sizing_pages import (
    chain_lines,
    headline_lines,
    measured_device,
    point_lines,
    speed_chart,
    tried_groups,
)
from tco.sizing_selectors import consequences, said_by
from tco.sizing_services import apply_study, ask_opinion, asked_of, assumptions_of_study, delete_study
from tco.sizing_typed import typed_of
from tco.views.finding import plan_of


@require_safe
def study_detail(request: HttpRequest, organization: str, plan: int, study: int) -> HttpResponse:
    """The answer, step by step; points that wait for their question lead to it."""
    membership = require_member(request, organization)
    found = _study(membership, plan, study)
    if not found.answer:
        return redirect("tco:sizing_list", organization, plan)
    return _page(request, membership, found)


@require_POST
def study_apply(request: HttpRequest, organization: str, plan: int, study: int) -> HttpResponse:
    """Write the answer into the plan as a new revision."""
    membership = require_editor(request, organization)
    found = _study(membership, plan, study)
    form = RevisionForm(request.POST)
    if not found.answer or not form.is_valid():
        return redirect("tco:sizing_detail", organization, plan, study)
    before = found.plan.revision
    try:
        revision = apply_study(found, membership.user, form.cleaned_data["revision"])
    except CostError as error:
        return _page(request, membership, found, in_page_language(error.message))
    if revision.number == before:
        messages.info(request, _("The plan holds these values already. Nothing was changed."))
    else:
        said = _("Revision %(number)d of the plan now calculates with this study.")
        messages.success(request, said % {"number": revision.number})
    return redirect("tco:sizing_detail", organization, plan, study)


@require_POST
def study_opinion(request: HttpRequest, organization: str, plan: int, study: int) -> HttpResponse:
    """Have aiconfigurator asked; without it nothing is asked, and the page says so."""
    membership = require_editor(request, organization)
    found = _study(membership, plan, study)
    if found.answer and executable():
        ask_opinion(found)
    return redirect("tco:sizing_detail", organization, plan, study)


@require_POST
def study_delete(request: HttpRequest, organization: str, plan: int, study: int) -> HttpResponse:
    """Remove a study or points."""
    membership = require_editor(request, organization)
    delete_study(_study(membership, plan, study), membership.user)
    messages.success(request, _("Deleted. The plan has not changed."))
    return redirect("tco:sizing_list", organization, plan)


def _study(membership: Membership, plan: int, study: int) -> SizingStudy:
    """Return a study of a plan of the member's own organisation, else 404."""
    return get_object_or_404(
        SizingStudy.objects.select_related("plan__organization"), pk=study, plan=plan_of(membership, plan)
    )


def _page(
    request: HttpRequest, membership: Membership, study: SizingStudy, problem: str = ""
) -> HttpResponse:
    context = {
        "membership": membership,
        "plan": study.plan,
        "study": study,
        "problem": problem,
        **_answer(study),
        **_cost(study),
        **_opinion(study),
    }
    return render(request, "tco/sizing_detail.html", context, status=422 if problem else 200)


def _answer(study: SizingStudy) -> dict[str, Any]:
    typed = typed_of(study.question["typed"])
    tried = tried_groups(study.answer["tried"])
    words = {
        "replica": _("%(n)d GPUs per replica"),
        "objective": _("Objective"),
    }
    shape = study.plan.shape
    option = {one.key: one.label for one in shape.options}.get(study.option)
    specs = {key: spec.label for key, spec in plan_model(shape).input_by_key.items()}
    return {
        "typed": typed,
        "basis": ON[study.answer["basis"]],
        "device": measured_device(study),
        "strip": headline_lines(study),
        "chain": chain_lines(study),
        "warnings": study.answer["warnings"],
        "tried": tried,
        "chart": speed_chart(tried, typed.tpot_s * 1e3, words) if len(study.answer["tried"]) > 1 else None,
        "points": point_lines(study),
        "calibration": study.answer["calibration"],
        "years": study.answer["years"],
        "option_label": option,
        "applied": [(specs.get(one.key), one) for one in assumptions_of_study(study)],
    }


def _cost(study: SizingStudy) -> dict[str, Any]:
    found, plan = consequences(study), study.plan
    if not found:
        return {"cost": None}
    labels = fiscal_year_labels(plan.starts_on, plan.fiscal_start_month, plan.shape)
    said = said_by(plan, plan.shape.option(study.option))
    return {
        "cost": found,
        "cost_step": cost_line(found),
        "cost_lines": consequence_lines(found),
        "cost_years": yearly_lines(found, labels),
        "differences": difference_lines(study, said),
    }


def _opinion(study: SizingStudy) -> dict[str, Any]:
    return {
        "can_ask": asked_of(study) is not None,
        "is_installed": executable() is not None,
        "not_installed": NOT_INSTALLED,
        "opinion": study.second_opinion,
    }
