"""Pages of the questionnaire inside the company: answers, the file, links for suppliers and their review."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.models import ModelUse, VendorReply, VendorRequest
from governance.page_language import said
from governance.questionnaire_forms import AnswerForm, RequestForm, ScoreForm
from governance.questionnaire_table import questionnaire_table
from governance.reply_form import ReplyForm
from governance.services.questionnaires import (
    accept_reply,
    open_request,
    reject_reply,
    revoke_request,
    save_answer,
)
from governance.vendor_records import by_id, sections_of
from governance.vendor_states import ReplyState
from governance.views.files import table_response
from governance.views.operation_page import do_or_tell, save_or_show
from governance.views.vendor_reply import reply_context
from governance.views.vendors import use_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, organization: str, model_use: int, vendor_question: str) -> HttpResponse:
    """Write or change the answer that counts."""
    membership = require_editor(request, organization)
    use = use_or_404(membership, model_use)
    question = by_id(sections_of(use.organization)).get(vendor_question)
    if question is None:
        raise Http404
    found = use.answers.filter(question=question.id).first()
    names = ("text", "score", "evidence", "source", "answered_on", "note")
    initial = {name: getattr(found, name) for name in names} if found else None
    form = AnswerForm(request.POST or None, initial=initial)
    back = f"{reverse('governance:vendor_use_detail', args=[organization, use.pk])}#{question.id}"

    def save() -> str:
        save_answer(use, question.id, form.draft(), membership.user)
        return back

    return save_or_show(
        request, membership, form, save, "governance/vendor_form.html",
        title=f"{question.id} {said(question.name)}", lead=use.name, back=back,
    )  # fmt: skip


@require_safe
def questionnaire_file(
    request: HttpRequest, organization: str, model_use: int, file_kind: str
) -> HttpResponse:
    membership = require_member(request, organization)
    use = use_or_404(membership, model_use)
    if file_kind not in ("xlsx", "csv"):
        raise Http404
    return table_response(questionnaire_table(use), file_kind, f"questionnaire-{use.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def request_create(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    """Make a link; the page that answers the form is the only one that ever shows it."""
    membership = require_editor(request, organization)
    use = use_or_404(membership, model_use)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, token = open_request(use, by=membership.user, **form.cleaned_data)
        link = request.build_absolute_uri(reverse("vendor_reply", args=[token]))
        return _request_page(request, membership, made, link)
    context = {
        "membership": membership,
        "form": form,
        "title": f"{_('Ask the supplier')}: {use.name}",
        "lead": _(
            "The supplier sees the name of the company, the name of this use, your message and the questions, "
            "nothing else."
        ),
        "back": reverse("governance:vendor_use_detail", args=[organization, use.pk]),
        "save_label": _("Make the link"),
    }
    return render(request, "governance/vendor_form.html", context, status=422 if form.is_bound else 200)


@require_safe
def reply_preview(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    """The page of the supplier as it would be: nobody is asked, and nothing can be saved."""
    membership = require_member(request, organization)
    use = use_or_404(membership, model_use)
    asked = VendorRequest(use=use, expires_at=timezone.now() + timedelta(days=21))
    context = reply_context(asked, ReplyForm(asked), is_preview=True)
    return render(request, "governance/reply.html", {**context, "organization_slug": organization})


@require_safe
def request_detail(request: HttpRequest, organization: str, vendor_request: int) -> HttpResponse:
    membership = require_member(request, organization)
    return _request_page(request, membership, _request_or_404(membership, vendor_request))


@require_POST
def request_revoke(request: HttpRequest, organization: str, vendor_request: int) -> HttpResponse:
    membership = require_editor(request, organization)
    found = _request_or_404(membership, vendor_request)
    revoke_request(found, membership.user)
    messages.success(request, _("The link was revoked; it no longer opens."))
    return redirect("governance:vendor_request_detail", organization, found.pk)


@require_POST
def reply_accept(request: HttpRequest, organization: str, vendor_reply: int) -> HttpResponse:
    """Let an answer of the supplier count, with our own score."""
    membership = require_editor(request, organization)
    reply = _reply_or_404(membership, vendor_reply)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a score from the list."))
    else:
        score, note = form.cleaned_data["score"], form.cleaned_data["note"]
        do_or_tell(
            request, lambda: accept_reply(reply, score, note, membership.user), _("The answer counts now.")
        )
    return _to_review(organization, reply)


@require_POST
def reply_reject(request: HttpRequest, organization: str, vendor_reply: int) -> HttpResponse:
    membership = require_editor(request, organization)
    reply = _reply_or_404(membership, vendor_reply)
    do_or_tell(request, lambda: reject_reply(reply, membership.user), _("The answer does not count."))
    return _to_review(organization, reply)


def _to_review(organization: str, reply: VendorReply) -> HttpResponse:
    page = reverse("governance:vendor_request_detail", args=[organization, reply.request_id])
    return redirect(f"{page}#{reply.question}")


def _request_page(
    request: HttpRequest, membership: Membership, found: VendorRequest, link: str = ""
) -> HttpResponse:
    asked = by_id(sections_of(found.use.organization))
    counted = {one.question: one for one in found.use.answers.all()}
    replies = found.replies.exclude(state=ReplyState.DRAFT).select_related("reviewed_by")
    context = {
        "membership": membership,
        "found": found,
        "use": found.use,
        "link": link,
        "rows": [
            (asked[one.question], one, counted.get(one.question), ScoreForm(auto_id=f"id_%s_{one.pk}"))
            for one in replies
            if one.question in asked
        ],
        "waiting": replies.filter(state=ReplyState.WAITING).count(),
    }
    response = render(request, "governance/vendor_request_detail.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _request_or_404(membership: Membership, vendor_request: int) -> VendorRequest:
    rows = VendorRequest.objects.select_related("use__organization", "use__system", "created_by")
    return get_object_or_404(rows, use__organization=membership.organization, pk=vendor_request)


def _reply_or_404(membership: Membership, vendor_reply: int) -> VendorReply:
    rows = VendorReply.objects.select_related("request__use__organization")
    return get_object_or_404(
        rows, request__use__in=ModelUse.objects.filter(organization=membership.organization), pk=vendor_reply
    )
