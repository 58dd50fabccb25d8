"""Documents: the list, adding files, and reading one beside its pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from evaluations.document_uses import belongings_of, uses_of
from evaluations.errors import EvaluationRefused
from evaluations.forms import ClassForm, UploadForm
from evaluations.marking import marked_segments
from evaluations.models import Document, TestItem
from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.sandbox import render_safely
from evaluations.services.documents import change_class, is_lowering, upload_document
from evaluations.services.removing import remove_document
from evaluations.sources import quotes_of
from evaluations.states import DocumentState

DOCUMENTS_A_PAGE = 50
PASSAGES_A_PAGE = 50
UNREAD = (DocumentState.WAITING, DocumentState.PARSING)


@require_safe
def document_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    return _list_page(request, membership, UploadForm())


@require_POST
def document_upload(request: HttpRequest, organization: str) -> HttpResponse:
    """Add every file that can be added; one that cannot keeps none of the others out."""
    membership = require_editor(request, organization)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, membership, form, status=422)
    added = sum(_add(request, membership, file, form) for file in form.cleaned_data["documents"])
    if added:
        said = ngettext(
            "%(n)d file was added. Reading begins.", "%(n)d files were added. Reading begins.", added
        )
        messages.success(request, said % {"n": added})
    return redirect("evaluations:document_list", organization)


@require_safe
def document_detail(request: HttpRequest, organization: str, document: int) -> HttpResponse:
    """One page, slide or sheet at a time; `item` marks the evidence of that question."""
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.documents, pk=document)
    numbers = _numbers(shown)
    number = _chosen(request.GET.get("page", ""), numbers)
    quotes = _quotes(membership, shown, request.GET.get("item", ""))
    found = shown.passages.filter(**({"number": number} if number else {}))
    part = Paginator(found, PASSAGES_A_PAGE).get_page(request.GET.get("part"))
    place = numbers.index(number) if number else 0
    context = {
        "membership": membership,
        "document": shown,
        "passages": [(passage, marked_segments(passage.text, quotes)) for passage in part],
        "part": part,
        "report": _report(shown),
        "class_form": ClassForm(initial={"confidentiality": shown.confidentiality}),
        "number": number,
        "numbers": numbers,
        "previous": numbers[place - 1] if number and place else None,
        "next": numbers[place + 1] if number and place + 1 < len(numbers) else None,
    }
    return render(request, "evaluations/document_detail.html", context)


@require_POST
def document_class(request: HttpRequest, organization: str, document: int) -> HttpResponse:
    """Raise the class as an editor; only an owner may lower it, since more hosts may then see the document."""
    membership = require_editor(request, organization)
    shown = get_object_or_404(membership.organization.documents, pk=document)
    form = ClassForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("This class does not exist. Nothing was changed. Choose one from the list.")
        )
    elif (
        is_lowering(shown.confidentiality, form.cleaned_data["confidentiality"])
        and not membership.can_administer
    ):
        messages.error(
            request,
            _("Only an owner may lower the class of a document. Nothing was changed. Ask an owner to do it."),
        )
    else:
        change_class(shown, membership.user, form.cleaned_data["confidentiality"])
        messages.success(request, _("The class was saved. From now on every sending is checked against it."))
    return redirect("evaluations:document_detail", organization, document)


@require_http_methods(["GET", "HEAD", "POST"])
def document_remove(request: HttpRequest, organization: str, document: int) -> HttpResponse:
    """Say what would go, or what keeps the document; with POST remove it."""
    membership = require_editor(request, organization)
    if request.method == "POST":
        return _remove(request, membership, document)
    shown = get_object_or_404(membership.organization.documents, pk=document)
    return _removal_page(request, membership, shown)


@require_safe
def document_page_image(request: HttpRequest, organization: str, document: int, number: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.documents, pk=document)
    if not (shown.is_pdf and shown.file):
        raise Http404
    try:
        image = render_safely(Path(shown.file.path), number)
    except DocumentRefused:
        raise Http404 from None
    response = HttpResponse(image, content_type="image/png")
    # The file behind an address never changes; only this person's browser may keep it.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _remove(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    found = membership.organization.documents.filter(pk=pk).first()
    is_removed = False
    if found:
        try:
            is_removed = remove_document(found, membership.user)
        except EvaluationRefused as refusal:
            problem = refusal.message.in_(get_language() or "ja")
            return _removal_page(request, membership, found, problem, status=422)
    if found and is_removed:
        said = _("“%(name)s” was removed with everything that was read from it.")
        messages.success(request, said % {"name": found.name})
    else:
        # The second of two presses, or of two people.
        messages.info(request, _("This document is not here any more. Nothing else was changed."))
    return redirect("evaluations:document_list", membership.organization.slug)


def _removal_page(
    request: HttpRequest, membership: Membership, document: Document, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "membership": membership,
        "document": document,
        "uses": uses_of(document),
        "goes": belongings_of(document),
        "problem": problem,
    }
    return render(request, "evaluations/document_remove.html", context, status=status)


def _report(document: Document) -> dict[str, Any]:
    """What was read, for a person who must judge whether it can be trusted."""
    found = document.passages.aggregate(
        passages=Count("pk"), characters=Sum(Length("text")), numbers=Count("number", distinct=True)
    )
    without_text = document.units - found["numbers"] if document.is_pdf else 0
    return {**found, "characters": found["characters"] or 0, "without_text": without_text}


def _list_page(
    request: HttpRequest, membership: Membership, form: UploadForm, status: int = 200
) -> HttpResponse:
    found = membership.organization.documents.annotate(n_passages=Count("passages")).order_by("name", "pk")
    context = {
        "membership": membership,
        "documents": Paginator(found, DOCUMENTS_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "is_reading": membership.organization.documents.filter(state__in=UNREAD).exists(),
        "limit_mb": settings.DOCUMENT_MAX_BYTES // 2**20,
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "evaluations/_document_table.html" if partial else "evaluations/document_list.html"
    # 286 tells htmx to stop asking: nothing is being read any more.
    stop = partial and not context["is_reading"]
    return render(request, template, context, status=286 if stop else status)


def _add(request: HttpRequest, membership: Membership, file: "UploadedFile[Any]", form: UploadForm) -> bool:
    """Add one file, or say why not; return whether it is new."""
    try:
        document, created = upload_document(
            membership.organization, membership.user, file, form.cleaned_data["confidentiality"]
        )
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
        return False
    if not created:
        said = _("“%(file)s” has the same content as “%(name)s”, which is already here. Nothing was changed.")
        messages.info(request, said % {"file": file.name, "name": document.name})
    return created


def _numbers(document: Document) -> list[int]:
    """The pages to leaf through: all of a PDF, else the slides or sheets that hold passages."""
    if document.is_pdf:
        return list(range(1, document.units + 1))
    leafed = document.passages.filter(kind__in=["page", "slide", "cell"])
    return sorted(set(leafed.values_list("number", flat=True)))


def _chosen(asked: str, numbers: list[int]) -> int | None:
    if not numbers:
        return None
    return int(asked) if asked.isdecimal() and int(asked) in numbers else numbers[0]


def _quotes(membership: Membership, document: Document, item: str) -> list[str]:
    """Evidence quotes of a question of the same organisation; none for any other number."""
    if not item.isdecimal():
        return []
    found = TestItem.objects.filter(pk=int(item), test_set__organization=membership.organization).first()
    return quotes_of(found, document.name) if found else []
