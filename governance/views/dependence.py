"""Pages of concentration, what is tolerated, and the documents that a named person approves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_administrator, require_decider, require_editor, require_member
from accounts.models import Membership
from governance.errors import GovernanceRefused
from governance.exit_forms import ApprovalForm, DocumentForm, ToleranceForm
from governance.exits import exit_rows
from governance.models import GovernanceDocument
from governance.page_language import said
from governance.services.documents import (
    Approval,
    approve_document,
    first_text,
    newest,
    save_document,
    state_of,
)
from governance.services.exits import save_tolerance
from governance.vendor_records import chosen_uses, concentrations, tolerance_of
from governance.vendor_states import DocumentKind
from governance.views.operation_page import page_of, save_or_show


@require_safe
def concentration(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company = membership.organization
    latest = company.governance_documents.filter(
        kind=DocumentKind.DEPENDENCY, approved_at__isnull=False
    ).first()
    context = {
        "membership": membership,
        "measured": concentrations(company),
        "words": dimension_words(),
        "tolerance": tolerance_of(company),
        "uses": chosen_uses(company),
        "exits": exit_rows(company),
        "approved": latest,
        "approved_state": state_of(latest) if latest else "",
        "newest": newest(company, DocumentKind.DEPENDENCY),
    }
    return render(request, "governance/dependence.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tolerance(request: HttpRequest, organization: str) -> HttpResponse:
    """What is tolerated is said by management: an owner enters it."""
    membership = require_administrator(request, organization)
    row = tolerance_of(membership.organization)
    form = ToleranceForm(request.POST or None, instance=row)
    back = reverse("governance:dependence", args=[organization])

    def save() -> str:
        save_tolerance(form.save(commit=False), membership.user)
        messages.success(request, _("What is tolerated was saved."))
        return back

    return save_or_show(
        request, membership, form, save, "governance/vendor_form.html", back=back,
        title=_("Tolerated dependence"),
        lead=_("Limits are the company's own decision: nothing is assumed for a field that is empty."),
    )  # fmt: skip


@require_safe
def document_list(request: HttpRequest, organization: str, document_kind: str) -> HttpResponse:
    membership = require_member(request, organization)
    kind = _kind_or_404(document_kind)
    rows = membership.organization.governance_documents.filter(kind=kind)
    context = {
        "membership": membership,
        "kind": kind,
        "page": page_of(request, rows),
        "newest": newest(membership.organization, kind),
    }
    return render(request, "governance/document_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, organization: str, document_kind: str) -> HttpResponse:
    """Write the open draft; it begins with what follows from the records."""
    membership = require_editor(request, organization)
    kind, company = _kind_or_404(document_kind), membership.organization
    last = newest(company, kind)
    is_open = last is not None and last.approved_at is None and "fresh" not in request.GET
    text = last.text if last and is_open else first_text(company, kind, _language())
    form = DocumentForm(request.POST or None, initial={"text": text})

    def save() -> str:
        made = save_document(company, kind, form.cleaned_data["text"], membership.user)
        return reverse("governance:document_detail", args=[organization, made.pk])

    return save_or_show(
        request, membership, form, save, "governance/document_form.html", kind=kind, is_open=is_open,
        back=reverse("governance:document_list", args=[organization, document_kind]),
    )  # fmt: skip


@require_safe
def document_detail(request: HttpRequest, organization: str, governance_document: int) -> HttpResponse:
    membership = require_member(request, organization)
    return _document_page(request, membership, _document_or_404(membership, governance_document))


@require_POST
def document_approve(request: HttpRequest, organization: str, governance_document: int) -> HttpResponse:
    membership = require_decider(request, organization)
    found = _document_or_404(membership, governance_document)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _document_page(request, membership, found, form)
    values = dict(form.cleaned_data)
    seen = values.pop("seen_sha256")
    try:
        approve_document(found, Approval(**values), seen, membership.user)
    except GovernanceRefused as refusal:
        found.refresh_from_db()
        sent = request.POST.copy()
        sent["seen_sha256"] = (
            found.text_sha256
        )  # the page shows the text of now, and the next answer is to that
        form = ApprovalForm(sent)
        if form.is_valid():
            form.add_error(None, said(refusal.message))
        return _document_page(request, membership, found, form)
    messages.success(request, _("The document was approved."))
    return redirect("governance:document_detail", organization, found.pk)


def dimension_words() -> dict[str, str]:
    return {
        "vendor": _("Contract party"),
        "origin": _("Origin of the model"),
        "host": _("Place of operation"),
    }


def _document_page(
    request: HttpRequest,
    membership: Membership,
    found: GovernanceDocument,
    form: ApprovalForm | None = None,
) -> HttpResponse:
    initial = {
        "seen_sha256": found.text_sha256,
        "person_name": membership.user.name,
        "person_title": membership.user.title,
    }
    context = {
        "membership": membership,
        "document": found,
        "state": state_of(found),
        "is_author": found.created_by_id == membership.user.pk,
        "form": form or ApprovalForm(initial=initial),
    }
    return render(request, "governance/document_detail.html", context, status=422 if form else 200)


def _document_or_404(membership: Membership, governance_document: int) -> GovernanceDocument:
    rows = GovernanceDocument.objects.select_related("organization", "created_by", "approved_by")
    return get_object_or_404(rows, organization=membership.organization, pk=governance_document)


def _kind_or_404(kind: str) -> DocumentKind:
    if kind not in DocumentKind.values:
        raise Http404
    return DocumentKind(kind)


def _language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"
