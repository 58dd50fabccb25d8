"""What people do with a request: submit, answer, let read afterwards, comment, withdraw."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require_editor, require_member
from accounts.models import Membership
from adoption.content.loader import library
from adoption.errors import RingiRefused
from adoption.forms import in_page_language, with_values
from adoption.models import Ringi, RingiStep
from adoption.ringi.parts import whole
from adoption.ringi_forms import AnswerForm
from adoption.ringi_selectors import present_parts
from adoption.services.ringi_drafts import comment_on
from adoption.services.ringi_route import answer, is_own_request, put_off, submit, withdraw
from adoption.states import RingiStepKind
from adoption.views.ringi import ringi_or_404, ringi_page, step_or_404


@require_POST
def ringi_submit(request: HttpRequest, organization: str, ringi: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = ringi_or_404(membership, ringi)
    return _done(
        request,
        membership,
        chosen,
        lambda: submit(chosen, membership.user),
        _("The request is on its way to the reviewers."),
    )


@require_POST
def ringi_answer(request: HttpRequest, organization: str, step: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = step_or_404(membership, step)
    form = AnswerForm(
        chosen.kind,
        library().ringi.function(chosen.function) if chosen.kind == RingiStepKind.REVIEW else None,
        request.POST,
        own_request=is_own_request(chosen.ringi, membership.user),
        auto_id=f"id_{chosen.pk}_%s",
    )
    if not form.is_valid():
        return ringi_page(request, membership, chosen.ringi, (chosen, form))
    try:
        answer(chosen, form.answer(), membership.user)
    except RingiRefused as refused:
        return _refused_answer(request, membership, chosen, form, in_page_language(refused.message))
    messages.success(request, _("Your answer was recorded."))
    return redirect("adoption:ringi_detail", organization, chosen.ringi_id)


@require_POST
def ringi_put_off(request: HttpRequest, organization: str, step: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = step_or_404(membership, step)
    return _done(
        request,
        membership,
        chosen.ringi,
        lambda: put_off(chosen, request.POST.get("text", "")[:4000], membership.user),
        _("It will be read afterwards."),
    )


@require_POST
def ringi_comment(request: HttpRequest, organization: str, ringi: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = ringi_or_404(membership, ringi)
    return _done(
        request,
        membership,
        chosen,
        lambda: comment_on(chosen, request.POST.get("text", "")[:4000], membership.user),
        _("The comment was added."),
    )


@require_POST
def ringi_withdraw(request: HttpRequest, organization: str, ringi: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = ringi_or_404(membership, ringi)
    return _done(
        request,
        membership,
        chosen,
        lambda: withdraw(chosen, request.POST.get("text", "")[:4000], membership.user),
        _("The request was withdrawn."),
    )


def _done(
    request: HttpRequest, membership: Membership, ringi: Ringi, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except RingiRefused as refused:
        return ringi_page(
            request, membership, ringi_or_404(membership, ringi.pk), refusal=in_page_language(refused.message)
        )
    messages.success(request, said)
    return redirect("adoption:ringi_detail", membership.organization.slug, ringi.pk)


def _refused_answer(
    request: HttpRequest, membership: Membership, step: RingiStep, form: AnswerForm, sentence: str
) -> HttpResponse:
    """Whose form is still on the page keeps what was typed; otherwise the page says what happened."""
    form.add_error(None, sentence)
    fresh = ringi_or_404(membership, step.ringi_id)
    # The page shows the state of now: the next answer is to that one.
    form.data = with_values(form.data, {"seen_sha256": whole(present_parts(fresh))})
    return ringi_page(request, membership, fresh, (step, form), sentence)
