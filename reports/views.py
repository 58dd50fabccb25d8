"""Pages of the workbooks: the list with its progress, a new one, and the download."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.audit import record
from accounts.models import Membership
from reports.errors import NotReadyAsRequest, ReportRefused
from reports.finding_links import linked
from reports.forms import ReportForm
from reports.models import ReportFile
from reports.pdf import preview_path
from reports.selectors import reports_of
from reports.services import request_report
from reports.states import AmountUnit, Era, ReportKind, ReportState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_PAGE = 25
# Tells htmx to stop asking: no report is being made any more.
STOP_POLLING = 286


@require_safe
def report_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    asked = {key: request.GET[key] for key in ("use_case", "kind") if key in request.GET}
    form = ReportForm(membership.organization, initial={"language": (get_language() or "ja")[:2], **asked})
    return _page(request, membership, form)


@require_POST
def report_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = ReportForm(membership.organization, request.POST)
    if not form.is_valid():
        return _page(request, membership, form, status=422)
    try:
        wanted = form.cleaned_data
        request_report(
            wanted["use_case"],
            membership.user,
            wanted["language"],
            with_all_answers=wanted["with_all_answers"],
            kind=wanted["kind"] or ReportKind.REFERENCE,
            amounts=wanted["amounts"] or AmountUnit.THOUSANDS,
            era=wanted["era"] or Era.WESTERN,
        )
    except NotReadyAsRequest as refusal:
        refused = {"refusal": refusal, "findings": linked(refusal.findings, wanted["use_case"])}
        return _page(request, membership, form, status=422, more=refused)
    except ReportRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
    else:
        messages.success(request, _("The workbook is being made. It appears in the list below."))
    return redirect("reports:report_list", organization)


@require_safe
def report_detail(request: HttpRequest, organization: str, report: int) -> HttpResponse:
    """One version with pictures of its first pages; the page renews itself until they are there."""
    membership = require_member(request, organization)
    shown = get_object_or_404(ReportFile, pk=report, organization=membership.organization)
    context = {"membership": membership, "report": shown, "numbers": range(1, shown.pdf_pages + 1)}
    if request.headers.get("HX-Request") == "true":
        if request.GET.get("seen") != shown.phase:
            # Buttons and pictures have come: the whole page is asked for once more.
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "reports/_report_progress.html", context)
    if shown.has_pdf:
        _record(membership, "report.previewed", shown)
    return render(request, "reports/report_detail.html", context)


@require_safe
def report_download(request: HttpRequest, organization: str, report: int) -> HttpResponseBase:
    membership = require_member(request, organization)
    shown = _ready(membership, report)
    content = _opened(Path(shown.file.path))
    _record(membership, "report.downloaded", shown)
    return _file(content, XLSX, shown.file_name)


@require_safe
def report_pdf(request: HttpRequest, organization: str, report: int) -> HttpResponseBase:
    membership = require_member(request, organization)
    shown = _printed(membership, report)
    content = _opened(Path(shown.pdf.path))
    _record(membership, "report.downloaded", shown, format="pdf")
    return _file(content, "application/pdf", f"{shown.file_name.removesuffix('.xlsx')}.pdf")


@require_safe
def report_page_image(request: HttpRequest, organization: str, report: int, number: int) -> HttpResponseBase:
    membership = require_member(request, organization)
    shown = _printed(membership, report)
    if not 1 <= number <= shown.pdf_pages:
        raise Http404
    return _file(_opened(preview_path(shown, number)), "image/png")


def _ready(membership: Membership, report: int) -> ReportFile:
    return get_object_or_404(
        ReportFile, pk=report, organization=membership.organization, state=ReportState.READY
    )


def _printed(membership: Membership, report: int) -> ReportFile:
    shown = _ready(membership, report)
    if not shown.has_pdf:
        raise Http404
    return shown


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _record(membership: Membership, action: str, report: ReportFile, **detail: str) -> None:
    record(
        membership.organization,
        membership.user,
        action,
        f"report:{report.pk}",
        sha256=report.sha256,
        **detail,
    )


def _file(content: BinaryIO, media_type: str, name: str = "") -> FileResponse:
    """An attachment when it has a name; nobody between the server and the reader keeps it."""
    response = FileResponse(content, as_attachment=bool(name), filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest,
    membership: Membership,
    form: ReportForm,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    listed = reports_of(membership.organization)
    context = {
        "membership": membership,
        "form": form,
        "has_use_case": membership.organization.use_cases.exists(),
        "page": Paginator(listed, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "is_making": any(one.report.is_active for one in listed),
        **(more or {}),
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "reports/_report_table.html" if partial else "reports/report_list.html"
    stop = partial and not context["is_making"]
    return render(request, template, context, status=STOP_POLLING if stop else status)
