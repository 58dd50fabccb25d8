"""Question sets: import from a spreadsheet, read, freeze, make the next version, write out again."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.errors import EvaluationRefused
from evaluations.forms import ClassForm, TestSetImportForm
from evaluations.models import TestSet
from evaluations.review_queue import SHOWN, items_shown, review_counts
from evaluations.services.documents import is_lowering
from evaluations.services.item_rows import items_of
from evaluations.services.reviewing import may_review
from evaluations.services.set_class import change_set_class
from evaluations.services.set_versions import changes_since_previous, make_version
from evaluations.services.test_sets import freeze_test_set, import_foreign_set, import_test_set
from evaluations.sources import evidence_places
from evaluations.states import Confidentiality, ReviewState
from evaluations.test_set_forms import ForeignImportForm
from evaluations.testsets.export import export_bytes
from evaluations.testsets.probes import probe_files
from evaluations.testsets.refusal import TestSetRefused
from evaluations.testsets.spreadsheet import template_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ITEMS_PER_PAGE = 30
SETS_PER_PAGE = 50


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
        imported = _import(membership, form.cleaned_data)
    except TestSetRefused as refusal:
        return _list_page(request, membership, form, status=422, refusal=refusal)
    messages.success(request, _("The question set was imported. Check it, then freeze it."))
    return redirect("evaluations:test_set_detail", organization, imported.pk)


@require_POST
def test_set_import_foreign(request: HttpRequest, organization: str) -> HttpResponse:
    """Make a draft of the questions of another tool; what was left out is said."""
    membership = require_editor(request, organization)
    form = ForeignImportForm(request.POST, request.FILES, auto_id="foreign_%s")
    if not form.is_valid():
        return _list_page(request, membership, TestSetImportForm(), status=422, foreign_form=form)
    upload, language = form.cleaned_data["file"], get_language() or "ja"
    try:
        made, found = import_foreign_set(
            membership.organization,
            membership.user,
            _shown_name(upload),
            upload.read(),
            form.cleaned_data["name"],
            _class_of(form.cleaned_data),
        )
    except TestSetRefused as refusal:
        form.add_error("file", refusal.message.in_(language))
        return _list_page(request, membership, TestSetImportForm(), status=422, foreign_form=form)
    said = ngettext(
        "%(n)d question of %(tool)s was imported. It waits for review.",
        "%(n)d questions of %(tool)s were imported. They wait for review.",
        len(found.items),
    )
    messages.success(request, said % {"n": len(found.items), "tool": found.tool})
    for notice in found.notices:
        messages.info(request, notice.in_(language))
    return redirect("evaluations:test_set_detail", organization, made.pk)


@require_safe
def test_set_template(request: HttpRequest, organization: str) -> HttpResponse:
    require_member(request, organization)
    response = HttpResponse(template_bytes(get_language() or "ja"), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    return response


@require_safe
def test_set_probes(request: HttpRequest, organization: str) -> HttpResponse:
    """A document with questions on refusal and bias, to import like the company's own."""
    require_member(request, organization)
    response = HttpResponse(probe_files(get_language() or "ja"), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="probes.zip"'
    return response


@require_safe
def test_set_detail(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown_set = get_object_or_404(membership.organization.test_sets.select_related("previous"), pk=test_set)
    shown = request.GET.get("show", "all")
    found = items_shown(shown_set, shown, membership.user).select_related("test_set")
    page = Paginator(found, ITEMS_PER_PAGE).get_page(request.GET.get("page"))
    counts = review_counts(shown_set, membership.user)
    context = {
        "membership": membership,
        "test_set": shown_set,
        "page": page,
        "rows": [(item, evidence_places(item)) for item in page],
        "shown": shown if shown in SHOWN else "all",
        "headings": [(key, word, counts.of(key)) for key, word in SHOWN.items()],
        "counts": counts,
        "changes": changes_since_previous(shown_set),
        "successor": shown_set.successors.order_by("-version").first(),
        "jobs": shown_set.draft_jobs.select_related("candidate").order_by("-pk")[:5],
        "may_review": may_review(membership),
        "class_form": ClassForm(initial={"confidentiality": shown_set.confidentiality}),
    }
    return render(request, "evaluations/test_set_detail.html", context)


@require_POST
def test_set_freeze(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    """Freeze what is approved; `without_open` says that questions waiting for review are left out knowingly."""
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    left_out = review_counts(shown, membership.user).proposed
    try:
        freeze_test_set(shown, membership.user, leave_out_open="without_open" in request.POST)
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
        return redirect("evaluations:test_set_detail", organization, test_set)
    messages.success(
        request, _("The question set is frozen. It can be used for runs and never changes again.")
    )
    if left_out:
        said = ngettext(
            "%(n)d question was left out. It waits for review in the next version.",
            "%(n)d questions were left out. They wait for review in the next version.",
            left_out,
        )
        messages.info(request, said % {"n": left_out})
    return redirect("evaluations:test_set_detail", organization, test_set)


@require_POST
def test_set_version(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    """Copy a frozen set into the next draft, since the frozen one never changes."""
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    if not shown.is_frozen:
        messages.info(request, _("This question set is a draft: change it here."))
        return redirect("evaluations:test_set_detail", organization, shown.pk)
    draft = make_version(shown, membership.user)
    return redirect("evaluations:test_set_detail", organization, draft.pk)


@require_POST
def test_set_class(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    """Raise the class as an editor; only an owner may lower it, since more hosts may then see the questions."""
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    form = ClassForm(request.POST)
    if not form.is_valid():
        said = _("This class does not exist. Nothing was changed. Choose one from the list.")
        messages.error(request, said)
        return redirect("evaluations:test_set_detail", organization, test_set)
    chosen = form.cleaned_data["confidentiality"]
    if is_lowering(shown.confidentiality, chosen) and not membership.can_administer:
        said = _(
            "Only an owner may lower the class of a question set. Nothing was changed. Ask an owner to do it."
        )
        messages.error(request, said)
    else:
        change_set_class(shown, membership.user, chosen)
        messages.success(request, _("The class was saved. From now on every sending is checked against it."))
    return redirect("evaluations:test_set_detail", organization, test_set)


@require_safe
def test_set_export(request: HttpRequest, organization: str, test_set: int) -> HttpResponse:
    """The set as the spreadsheet that can be imported again; rejected questions stay out."""
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.test_sets, pk=test_set)
    rows = list(shown.items.exclude(review=ReviewState.REJECTED))
    content = export_bytes(items_of(rows), get_language() or "ja")
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{shown}.xlsx") or "attachment"
    )
    return response


def _list_page(
    request: HttpRequest,
    membership: Membership,
    form: TestSetImportForm,
    status: int = 200,
    refusal: TestSetRefused | None = None,
    foreign_form: ForeignImportForm | None = None,
) -> HttpResponse:
    sets = membership.organization.test_sets.annotate(n_items=Count("items"))
    found = sets.select_related("frozen_by").order_by("name", "-version")
    context = {
        "membership": membership,
        "page": Paginator(found, SETS_PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "foreign_form": foreign_form or ForeignImportForm(auto_id="foreign_%s"),
        "refusal": refusal,
        "row_errors": _row_errors(refusal),
    }
    return render(request, "evaluations/test_set_list.html", context, status=status)


def _row_errors(refusal: TestSetRefused | None) -> list[tuple[int, str, str]]:
    language = get_language() or "ja"
    rows = refusal.rows if refusal else ()
    return [(one.row, one.column.in_(language), one.message.in_(language)) for one in rows]


def _import(membership: Membership, sent: dict[str, Any]) -> TestSet:
    """Hand the upload to the importer as a file; its name is only shown, its ending chooses the reader."""
    upload: UploadedFile[Any] = sent["file"]
    shown_name = _shown_name(upload)
    with NamedTemporaryFile(suffix=Path(shown_name).suffix.lower()[:8]) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return import_test_set(
            membership.organization,
            membership.user,
            Path(file.name),
            sent["name"],
            shown_name,
            _class_of(sent),
        )


def _class_of(sent: dict[str, Any]) -> str:
    return sent["confidentiality"] or Confidentiality.SECRET


def _shown_name(upload: "UploadedFile[Any]") -> str:
    return Path(str(upload.name).replace("\\", "/")).name[:255]
