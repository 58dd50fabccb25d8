"""Readings of a pilot: the list, several at once by form, and corrections."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from adoption.errors import AdoptionRefused, PilotRefused
from adoption.forms import in_page_language
from adoption.models import KpiReading, Observation, UseCase
from adoption.pilot_checking import Fate
from adoption.pilot_forms import (
    COMMON_OF_TASKS,
    ROW_OF_TASKS,
    CellsForm,
    CorrectionForm,
    task_columns,
    value_columns,
)
from adoption.pilot_selectors import current_observations, current_readings, plan_in_force
from adoption.pilot_states import ReadingSource
from adoption.pilots.columns import Column
from adoption.pilots.files import FileRow, Kind
from adoption.services.pilots_readings import (
    Origin,
    RowsRefused,
    correct_task,
    correct_value,
    record_readings,
)
from adoption.views.chosen import use_case_or_404
from language.text import Text

ROWS_OF_FORM = 8
PAGE = 50
NOTHING_ENTERED = Text(
    "1件も入力されていません。何も記録していません。少なくとも1行に入力してください。",
    "Nothing was entered, and nothing was recorded. Fill at least one row.",
)


@require_safe
def pilot_reading_list(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    kind = "values" if request.GET.get("kind") == "values" else "tasks"
    replaced = request.GET.get("replaced") == "1"
    rows: Any
    if kind == "tasks":
        rows = chosen.observations.all() if replaced else current_observations(chosen)
    else:
        of_this = KpiReading.objects.filter(kpi__use_case=chosen).select_related("kpi")
        rows = of_this if replaced else current_readings(chosen)
    rows = rows.select_related("superseded_by", "plan").order_by("-on", "-pk")
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "kind": kind,
        "replaced": replaced,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "force": plan_in_force(chosen),
    }
    return render(request, "adoption/pilot_reading_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_task_add(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Record several tasks of one person at once: what they share stands above, one row for each task."""
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    data = request.POST if request.method == "POST" else None
    common = CellsForm(task_columns(COMMON_OF_TASKS), data, initial=_plan_initial(chosen))
    rows = [
        CellsForm(task_columns(ROW_OF_TASKS), data, prefix=f"row-{at}") for at in range(1, ROWS_OF_FORM + 1)
    ]
    if data is not None and common.is_valid() and all(row.is_valid() for row in rows):
        filled = {
            at: {**common.cells(), **row.cells()} for at, row in enumerate(rows, start=1) if row.cells()
        }
        try:
            return _recorded(request, chosen, "tasks", filled, Origin(ReadingSource.FORM, membership.user))
        except RowsRefused as refusal:
            _show(refusal, {at: (rows[at - 1], common) for at in filled})
            common.add_error(None, in_page_language(refusal.message))
        except PilotRefused as refusal:
            common.add_error(None, in_page_language(refusal.message))
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": common,
        "rows": rows,
        "columns": task_columns(ROW_OF_TASKS),
    }
    status = 422 if data is not None else 200
    return render(request, "adoption/pilot_task_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_value_add(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    data = request.POST if request.method == "POST" else None
    asked = {"kpi": request.GET.get("kpi", "")[:200]}
    form = CellsForm(value_columns(), data, initial={**_plan_initial(chosen), **asked})
    if data is not None and form.is_valid():
        try:
            origin = Origin(ReadingSource.FORM, membership.user)
            return _recorded(request, chosen, "values", {1: form.cells()}, origin)
        except RowsRefused as refusal:
            _show(refusal, {1: (form, form)})
        except PilotRefused as refusal:
            form.add_error(None, in_page_language(refusal.message))
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
        "kpis": chosen.kpis.all(),
    }
    status = 422 if data is not None else 200
    return render(request, "adoption/pilot_value_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_task_correct(request: HttpRequest, organization: str, observation: int) -> HttpResponse:
    membership = require_editor(request, organization)
    rows = Observation.objects.select_related("use_case__organization")
    row = get_object_or_404(rows, pk=observation, use_case__organization=membership.organization)
    columns = task_columns((*COMMON_OF_TASKS, *ROW_OF_TASKS[1:]))
    return _correct(request, membership, row, row.use_case, columns)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_value_correct(request: HttpRequest, organization: str, kpi_reading: int) -> HttpResponse:
    membership = require_editor(request, organization)
    rows = KpiReading.objects.select_related("kpi__use_case__organization")
    row = get_object_or_404(rows, pk=kpi_reading, kpi__use_case__organization=membership.organization)
    columns = tuple(column for column in value_columns() if column.field not in ("key", "kpi"))
    return _correct(request, membership, row, row.kpi.use_case, columns)


def _correct(
    request: HttpRequest,
    membership: Membership,
    row: Observation | KpiReading,
    use_case: UseCase,
    columns: tuple[Column, ...],
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(columns, data, initial={c.field: _as_cell(row, c.field) for c in columns})
    if data is not None and form.is_valid():
        cells = form.cells()
        reason = cells.pop("reason")
        try:
            if isinstance(row, Observation):
                correct_task(row, cells, reason, membership.user)
            else:
                correct_value(row, cells, reason, membership.user)
        except RowsRefused as refusal:
            _show(refusal, {1: (form, form)})
        except AdoptionRefused as refusal:
            form.add_error(None, in_page_language(refusal.message))
        else:
            messages.success(request, _("The correction was recorded. The old value stays visible."))
            return redirect("adoption:pilot_reading_list", membership.organization.slug, use_case.pk)
    context = {
        "membership": membership,
        "use_case": use_case,
        "use_case_name": use_case.display_name,
        "form": form,
        "row": row,
    }
    status = 422 if data is not None else 200
    return render(request, "adoption/pilot_correction_form.html", context, status=status)


def _recorded(
    request: HttpRequest, use_case: UseCase, kind: Kind, filled: dict[int, dict[str, str]], origin: Origin
) -> HttpResponse:
    if not filled:
        raise PilotRefused(NOTHING_ENTERED)
    done = record_readings(use_case, kind, [FileRow(at, cells) for at, cells in filled.items()], origin)
    messages.success(
        request,
        _("%(n)d readings were recorded; %(ignored)d with a known number were left as they are.")
        % {"n": done.recorded, "ignored": done.ignored},
    )
    return redirect("adoption:pilot_reading_list", use_case.organization.slug, use_case.pk)


def _show(refusal: RowsRefused, forms_by_row: dict[int, tuple[CellsForm, CellsForm]]) -> None:
    """Put each problem beside its field, in the row's own form or in the part that the rows share."""
    for fate in refusal.rows:
        for problem in fate.problems:
            own, common = forms_by_row[fate.number]
            target = own if problem.field in own.fields else common
            field = problem.field if problem.field in target.fields else None
            target.add_error(field, _numbered(fate, in_page_language(problem.message), own is not common))


def _numbered(fate: Fate, message: str, is_one_of_many: bool) -> str:
    return f"{fate.number}: {message}" if is_one_of_many else message


def _plan_initial(use_case: UseCase) -> dict[str, str]:
    plan = plan_in_force(use_case)
    return {"plan": plan.short_hash} if plan else {}


def _as_cell(row: Observation | KpiReading, field: str) -> str:
    value = getattr(row, field, None)
    if field == "plan":
        return row.plan.frozen_sha256[:12] if row.plan else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{name}={number:.10g}" for name, number in value.items())
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
