"""A file of readings: the template, the dry run that shows every row's fate, and taking it over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from adoption.errors import PilotRefused
from adoption.forms import in_page_language
from adoption.models import ReadingImport
from adoption.pilot_checking import check_rows
from adoption.pilot_forms import ReadingFileForm
from adoption.pilot_selectors import plan_in_force
from adoption.pilots.files import COLUMNS, Kind, template_csv, template_xlsx
from adoption.services.pilots_imports import check_file, rows_of, take_import
from adoption.views.chosen import use_case_or_404
from intake.csv_file import MEDIA_TYPE
from intake.grid import GridLimits

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100
MOST_BYTES = GridLimits().file_bytes


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_import(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Upload a file: it is checked and kept for a look, and nothing is recorded yet."""
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    posted = request.method == "POST"
    form = ReadingFileForm(request.POST, request.FILES) if posted else ReadingFileForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = check_file(
                chosen,
                _kind(form.cleaned_data["kind"]),
                upload.name,
                upload.read(MOST_BYTES + 1),
                membership.user,
            )
        except PilotRefused as refusal:
            form.add_error("file", in_page_language(refusal.message))
        else:
            return redirect("adoption:pilot_import_detail", organization, made.pk)
    context = {
        "membership": membership,
        "use_case": chosen,
        "use_case_name": chosen.display_name,
        "form": form,
        "imports": chosen.reading_imports.select_related("created_by").defer("rows")[:20],
    }
    return render(request, "adoption/pilot_import.html", context, status=422 if posted else 200)


@require_safe
def pilot_import_detail(request: HttpRequest, organization: str, reading_import: int) -> HttpResponse:
    """Show what would become of every row as things stand now."""
    membership = require_member(request, organization)
    row = _import_or_404(membership, reading_import)
    kind = _kind(row.kind)
    checked = check_rows(row.use_case, kind, rows_of(row))
    # What must be corrected comes first.
    fates = sorted(checked.fates, key=lambda fate: (fate.state != "wrong", fate.number))
    context = {
        "membership": membership,
        "use_case": row.use_case,
        "use_case_name": row.use_case.display_name,
        "row": row,
        "checked": checked,
        "page": Paginator(fates, PAGE).get_page(request.GET.get("page")),
        "headers": {column.field: column.header for column in COLUMNS[kind]},
    }
    return render(request, "adoption/pilot_import_detail.html", context)


@require_POST
def pilot_import_take(request: HttpRequest, organization: str, reading_import: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = _import_or_404(membership, reading_import)
    try:
        done = take_import(row, membership.user)
    except PilotRefused as refusal:
        messages.error(request, in_page_language(refusal.message))
        return redirect("adoption:pilot_import_detail", organization, row.pk)
    messages.success(
        request,
        _("%(n)d readings were recorded; %(ignored)d with a known number were left as they are.")
        % {"n": done.recorded, "ignored": done.ignored},
    )
    return redirect("adoption:pilot_reading_list", organization, row.use_case_id)


@require_safe
def pilot_template(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """The table to fill in, as XLSX or with `?format=csv` as CSV, already naming the plan in force."""
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    kind = _kind(request.GET.get("kind", "tasks"))
    force, language = plan_in_force(chosen), get_language() or "ja"
    plan = force.short_hash if force else ""
    if request.GET.get("format") == "csv":
        return _download(template_csv(kind, language, plan), f"readings-{kind}.csv", MEDIA_TYPE)
    return _download(template_xlsx(kind, language, plan), f"readings-{kind}.xlsx", XLSX_TYPE)


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def _kind(asked: str) -> Kind:
    if asked not in COLUMNS:
        raise Http404
    return "tasks" if asked == "tasks" else "values"


def _import_or_404(membership: Membership, pk: int) -> ReadingImport:
    rows = ReadingImport.objects.select_related("use_case__organization", "created_by")
    return get_object_or_404(rows, pk=pk, use_case__organization=membership.organization)
