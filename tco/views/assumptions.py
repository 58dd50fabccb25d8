"""The assumptions of a plan: seen, changed one by one, and filled in where values are missing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_editor, require_member
from accounts.models import Membership
from tco.assumptions import AssumptionValue, Status
from tco.errors import CostError
from tco.forms.assumption import AssumptionForm
from tco.forms.filling import FillForm
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.pages.assumptions import (
    AssumptionLine,
    assumption_groups,
    assumption_lines,
    filter_counts,
    known_filter,
    missing_inputs,
)
from tco.pages.guidance import guidance
from tco.plan.model import plan_model
from tco.selectors import plans_of
from tco.services import save_assumptions
from tco.views.finding import plan_of


@require_GET
def assumption_list(request: HttpRequest, organization: str, plan: int | None = None) -> HttpResponse:
    """Show every assumption of a plan (the latest one when none is named), or those of a filter."""
    membership = require_member(request, organization)
    plans = plans_of(membership.organization)
    if plan is None and not plans:
        return redirect("tco:plan_list", organization)
    found = plans[0] if plan is None else plan_of(membership, plan)
    lines = assumption_lines(found)
    wanted = known_filter(request.GET.get("status", ""))
    context = {
        "membership": membership,
        "plan": found,
        "plans": plans,
        "groups": assumption_groups(found, [line for line in lines if line.fits(wanted)]),
        "missing": assumption_groups(found, [line for line in lines if line.is_missing]),
        "missing_count": sum(line.is_missing for line in lines),
        "stale_count": sum(line.stale is not None for line in lines),
        "filters": filter_counts(lines),
        "wanted": wanted,
        "total": len(lines),
    }
    return render(request, "tco/assumption_list.html", context)


@require_http_methods(["GET", "POST"])
def assumption_edit(request: HttpRequest, organization: str, plan: int, key: str) -> HttpResponse:
    """Change one assumption with its source; that makes a new revision."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    line = next((line for line in assumption_lines(found) if line.spec.key == key), None)
    if line is None:
        raise Http404
    form = AssumptionForm(line.spec, request.POST or None, {**_initial(line), "revision": found.revision})
    if request.method == "POST" and form.is_valid() and _saved(request, membership, found, form, line.value):
        return redirect("tco:assumption_of_plan", organization, found.pk)
    context = {
        "membership": membership,
        "plan": found,
        "spec": line.spec,
        "form": form,
        "line": line,
        "guidance": guidance(found, key),
    }
    return render(request, "tco/assumption_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def assumption_fill(request: HttpRequest, organization: str, plan: int, group: str) -> HttpResponse:
    """Fill in the missing values of a group together, as one revision."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    section = next((each for each in plan_model(found.shape).groups if each.key == group), None)
    if section is None:
        raise Http404
    lines = [line for line in assumption_lines(found) if line.is_missing and line.spec.group == group]
    initial = {
        "source_date": timezone.localdate(),
        "status": Status.ASSUMPTION.value,
        "revision": found.revision,
    }
    form = FillForm([(line.spec, line.label) for line in lines], request.POST or None, initial)
    context: dict[str, Any] = {"membership": membership, "plan": found, "section": section, "form": form}
    if request.method == "GET":
        return render(request, "tco/assumption_fill.html", context)
    note = _("Filled in: %(group)s") % {"group": in_page_language(section.label)}
    if not (form.is_valid() and _filled_in(membership, found, form, note)):
        return render(request, "tco/assumption_fill.html", context, status=422)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": found.revision})
    # Once nothing is missing, the results are what people wait for.
    where = "tco:assumption_of_plan" if missing_inputs(found) else "tco:plan_detail"
    return redirect(where, organization, found.pk)


def _filled_in(membership: Membership, plan: CostPlan, form: FillForm, note: str) -> bool:
    """Save the rows; somebody else's save in between may have filled them in already, and is kept."""
    try:
        seen = form.common.cleaned_data["revision"]
        save_assumptions(plan, membership.user, form.values(), note, seen)
    except CostError as error:
        form.problem = error.message
    return form.problem is None


def _initial(line: AssumptionLine) -> dict[str, Any]:
    """Start from what is saved, or from the value that leaves the input unused."""
    start: dict[str, Any] = {"source_date": timezone.localdate(), "status": Status.ASSUMPTION.value}
    value = line.value
    if value is None:
        return start
    return {
        "low": value.low,
        "mode": _mode(line, value),
        "high": value.high,
        "source": in_page_language(value.source),
        "source_date": value.source_date,
        "status": value.status.value,
        "distribution": value.distribution,
    }


def _mode(line: AssumptionLine, value: AssumptionValue) -> Any:
    """A choice is selected by its number alone."""
    return str(int(value.mode)) if line.spec.choices else value.mode


def _saved(
    request: HttpRequest,
    membership: Membership,
    plan: CostPlan,
    form: AssumptionForm,
    before: AssumptionValue | None,
) -> bool:
    note = _("Changed: %(input)s") % {"input": in_page_language(form.spec.label)}
    try:
        save_assumptions(plan, membership.user, [form.value(before)], note, form.cleaned_data["revision"])
    except CostError as error:
        form.add_error(None, in_page_language(error.message))
        return False
    messages.success(request, _("Saved as revision %(number)d.") % {"number": plan.revision})
    return True
