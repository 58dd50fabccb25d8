"""The page on which a supplier answers: no account, only a link, and nothing but its own questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from governance.errors import GovernanceRefused
from governance.models import VendorRequest
from governance.page_language import said
from governance.reply_form import ReplyForm
from governance.services.questionnaires import (
    is_within_rate,
    request_of_token,
    save_replies,
    submit_replies,
)

# 41 answers of the greatest length, percent-encoded, stay below this.
LARGEST_BODY_BYTES = 2 * 2**20


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def vendor_reply(request: HttpRequest, token: str) -> HttpResponse:
    """Answer, keep a draft, hand in once. A wrong, expired and revoked link all answer alike: 404."""
    found = request_of_token(token)
    if found is None:
        raise Http404
    if not is_within_rate(found):
        return _guarded(render(request, "governance/reply_busy.html", status=429))
    if request.method != "POST" or found.submitted_at is not None:
        return _page(request, found, ReplyForm(found))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY_BYTES:
        return _guarded(render(request, "governance/reply_busy.html", {"too_large": True}, status=413))
    return _take(request, found, ReplyForm(found, request.POST), token)


def _take(request: HttpRequest, found: VendorRequest, form: ReplyForm, token: str) -> HttpResponse:
    """Keep or hand in what was written; an error leaves everything on the page as it was typed."""
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        if "submit" in request.POST:
            submit_replies(found, form.drafts(), form.cleaned_data["respondent"])
        else:
            save_replies(found, form.drafts())
    except GovernanceRefused as refusal:
        form.add_error(None, said(refusal.message))
        return _page(request, found, form, status=422)
    response = redirect("vendor_reply", token)
    if "submit" not in request.POST:
        response["Location"] += "?saved=1"
    return _guarded(response)


def reply_context(found: VendorRequest, form: ReplyForm, **more: object) -> dict[str, object]:
    """What the page of the supplier shows: the company, the use, its own questions, and nothing else."""
    return {
        "found": found,
        "company": found.use.organization.display_name,
        "use": found.use,
        "form": form,
        "sections": [
            (section.id, said(section.name), [form.pair(one.id) for one in section.questions])
            for section in form.sections
        ],
        **more,
    }


def _page(request: HttpRequest, found: VendorRequest, form: ReplyForm, status: int = 200) -> HttpResponse:
    context = reply_context(found, form, is_saved="saved" in request.GET)
    return _guarded(render(request, "governance/reply.html", context, status=status))


def _guarded(response: HttpResponse) -> HttpResponse:
    """The address is a secret: kept out of search and caches; the frame tells no other site where a visitor was."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
