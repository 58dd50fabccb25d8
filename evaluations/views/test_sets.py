"""Question sets: import from a spreadsheet, read, freeze."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.errors import EvaluationRefused
from evaluations.forms import TestSetImportForm
from evaluations.models import TestSet
from evaluations.services.test_sets import freeze_test_set, import_test_set
from evaluations.sources import evidence_places
from evaluations.testsets.refusal import TestSetRefused
from evaluations.testsets.spreadsheet import template_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ITEMS_PER_PAGE = 30


@require_safe
def test_set_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    return _list_page(request, membership, TestSetImportForm())


@require_POST
def test_set_import(request: HttpRequest, organization: str) -> HttpResponse:
    """Make a draft of the spreadsheet, or list every row that is wrong and import nothing."""
    membership = require_editor(request, organization)
    form = TestSetImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, membership, form, status=422)
    try:
        imported = _import(membership, form.cleaned_data["name"], form.cleaned_data["file"])
    except TestSetRefused as refusal:
        return _list_page(request, membership, form, status=422, refusal=refusal)
    messages.success(request, _("The question set was imported. Check it, then freeze it."))
    return redirect("evaluations:test_set_detail", organization, imported.pk)


@require_safe
def test_set_template(request: HttpRequest, organization: str) -> HttpResponse:
    require_member(request, organization)
    response = HttpResponse(template_bytes(get_language() or "ja"), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    return response


@require_safe
def test_set_detail(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    page = Paginator(shown.items.select_related("test_set"), ITEMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "membership": membership,
        "test_set": shown,
        "page": page,
        "rows": [(item, evidence_places(item)) for item in page],
        "n_open": shown.items.filter(reviewed_by="").count(),
    }
    return render(request, "evaluations/test_set_detail.html", context)


@require_POST
def test_set_freeze(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    try:
        freeze_test_set(shown, membership.user)
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
    else:
        messages.success(
            request, _("The question set is frozen. It can be used for runs and never changes again.")
        )
    return redirect("evaluations:test_set_detail", organization, test_set)


def _list_page(
    request: HttpRequest,
    membership: Membership,
    form: TestSetImportForm,
    status: int = 200,
    refusal: TestSetRefused | None = None,
) -> HttpResponse:
    context = {
        "membership": membership,
        "test_sets": membership.organization.test_sets.annotate(n_items=Count("items")),
        "form": form,
        "refusal": refusal,
        "row_errors": _row_errors(refusal),
    }
    return render(request, "evaluations/test_set_list.html", context, status=status)


def _row_errors(refusal: TestSetRefused | None) -> list[tuple[int, str, str]]:
    language = get_language() or "ja"
    rows = refusal.rows if refusal else ()
    return [(one.row, one.column.in_(language), one.message.in_(language)) for one in rows]


def _import(membership: Membership, name: str, upload: "UploadedFile[Any]") -> TestSet:
    """Hand the upload to the importer as a file; its name is only shown, its ending chooses the reader."""
    shown_name = Path(str(upload.name).replace("\\", "/")).name[:255]
    with NamedTemporaryFile(suffix=Path(shown_name).suffix.lower()[:8]) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return import_test_set(membership.organization, membership.user, Path(file.name), name, shown_name)
