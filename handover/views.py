"""Pages of handing over: exports with their download, an import that is looked at before it happens, its record."""

from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_administrator
from accounts.audit import record
from accounts.models import Membership
from handover.errors import BundleRefused
from handover.models import Bundle
from handover.scope import LEFT_OUT
from handover.services import (
    confirm_import,
    drop_bundle,
    is_known,
    receive_upload,
    request_export,
)
from handover.signing import own_fingerprint
from handover.states import BundleState

ROWS_PER_PAGE = 25
MIB = 2**20


@require_safe
def bundle_list(request: HttpRequest, organization: str) -> HttpResponse:
    return _page(request, require_administrator(request, organization))


@require_POST
def export_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_administrator(request, organization)
    try:
        bundle = request_export(membership.organization, membership.user)
    except BundleRefused as refusal:
        return _page(request, membership, refusal)
    return redirect("handover:bundle_detail", organization, bundle.pk)


@require_POST
def import_create(request: HttpRequest, organization: str) -> HttpResponse:
    """Keep the upload and show what it says: nothing is taken over yet."""
    membership = require_administrator(request, organization)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a bundle first. Nothing was imported."))
        return _page(request, membership, status=422)
    try:
        bundle = receive_upload(
            membership.organization, membership.user, file.name or "", cast(BinaryIO, file)
        )
    except BundleRefused as refusal:
        return _page(request, membership, refusal)
    return redirect("handover:bundle_detail", organization, bundle.pk)


@require_safe
def bundle_detail(request: HttpRequest, organization: str, bundle: int) -> HttpResponse:
    """One bundle: its progress, what it holds, or what will happen when it is taken over."""
    membership = require_administrator(request, organization)
    shown = _bundle(membership, bundle)
    if request.headers.get("HX-Request") == "true":
        if request.GET.get("seen") != shown.state:
            # There is more to show: the whole page is asked for once more.
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "handover/_bundle_progress.html", {"membership": membership, "bundle": shown})
    return _detail(request, membership, shown)


@require_POST
def import_confirm(request: HttpRequest, organization: str, bundle: int) -> HttpResponse:
    membership = require_administrator(request, organization)
    shown = _own(membership, bundle)
    try:
        confirm_import(shown, membership.user, has_compared=request.POST.get("compared") == "yes")
    except BundleRefused as refusal:
        return _detail(request, membership, shown, refusal)
    return redirect("handover:bundle_detail", organization, shown.pk)


@require_POST
def bundle_drop(request: HttpRequest, organization: str, bundle: int) -> HttpResponse:
    membership = require_administrator(request, organization)
    drop_bundle(_own(membership, bundle), membership.user)
    messages.success(request, _("The file was removed. The record of it stays."))
    return redirect("handover:bundle_list", organization)


@require_safe
def bundle_download(request: HttpRequest, organization: str, bundle: int) -> HttpResponseBase:
    membership = require_administrator(request, organization)
    shown = _own(membership, bundle)
    if not (shown.is_export and shown.is_ready and shown.file):
        raise Http404
    content = _opened(shown.file.path)
    record(
        membership.organization,
        membership.user,
        "handover.downloaded",
        f"bundle:{shown.pk}",
        sha256=shown.sha256,
    )
    return FileResponse(content, as_attachment=True, filename=shown.file_name, content_type="application/zip")


@require_safe
def trail_download(request: HttpRequest, organization: str, bundle: int) -> HttpResponseBase:
    """The audit trail of the server where this organisation came from, as it was signed there."""
    membership = require_administrator(request, organization)
    shown = get_object_or_404(Bundle, pk=bundle, imported=membership.organization)
    content = _opened(shown.trail.path)
    record(membership.organization, membership.user, "handover.trail_downloaded", f"bundle:{shown.pk}")
    return FileResponse(
        content, as_attachment=True, filename="audit.jsonl", content_type="application/x-ndjson"
    )


def _bundle(membership: Membership, bundle: int) -> Bundle:
    """A bundle of this organisation, or the one that brought it."""
    mine = Q(organization=membership.organization) | Q(imported=membership.organization)
    return get_object_or_404(Bundle.objects.select_related("imported", "created_by"), mine, pk=bundle)


def _own(membership: Membership, bundle: int) -> Bundle:
    return get_object_or_404(Bundle, pk=bundle, organization=membership.organization)


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _page(
    request: HttpRequest, membership: Membership, refusal: BundleRefused | None = None, status: int = 0
) -> HttpResponse:
    language = get_language() or "ja"
    rows = Bundle.objects.filter(organization=membership.organization).select_related(
        "imported", "created_by"
    )
    context = {
        "membership": membership,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "origin": Bundle.objects.filter(imported=membership.organization).first(),
        "problem": refusal.message.in_(language) if refusal else "",
        "fingerprint": own_fingerprint(),
        "left_out": sorted(text.in_(language) for text in LEFT_OUT.values()),
        "limit_mib": settings.BUNDLE_MAX_BYTES // MIB,
    }
    return render(request, "handover/bundle_list.html", context, status=status or (422 if refusal else 200))


def _detail(
    request: HttpRequest, membership: Membership, bundle: Bundle, refusal: BundleRefused | None = None
) -> HttpResponse:
    language = get_language() or "ja"
    may_enter = bundle.imported and membership.user.memberships.filter(organization=bundle.imported).exists()
    context = {
        "membership": membership,
        "bundle": bundle,
        "entries": sorted(bundle.summary.get("rows", {}).items()),
        "made_at": parse_datetime(bundle.summary.get("made_at", "")),
        "row_total": sum(bundle.summary.get("rows", {}).values()),
        "problem": refusal.message.in_(language) if refusal else "",
        "is_known": bundle.is_known_key or is_known(bundle.fingerprint),
        "left_out": sorted(text.in_(language) for text in LEFT_OUT.values()),
        "may_enter": may_enter,
        "is_origin": bundle.imported_id == membership.organization_id,
        "is_own": bundle.organization_id == membership.organization_id,
        "slug_is_taken": bundle.state == BundleState.CHECKED and _is_taken(bundle),
    }
    return render(request, "handover/bundle_detail.html", context, status=422 if refusal else 200)


def _is_taken(bundle: Bundle) -> bool:
    from accounts.models import Organization

    return Organization.objects.filter(slug=bundle.summary["slug"]).exists()
