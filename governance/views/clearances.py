"""May these data go into AI: the list of systems, one check with its approval, a new draft."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_decider, require_editor, require_member
from accounts.models import Membership
from governance.clearance_forms import (
    ClearanceDecisionForm,
    ClearanceForm,
    decision_form_of,
    filled_clearance_form,
)
from governance.clearances import clearance_state, clearance_states, newest_clearance
from governance.models import AiSystem, DataClearance
from governance.services.clearances import VIEWS, decide_clearance, draft_clearance
from governance.views.operation_page import ROWS_ON_A_PAGE, save_or_show


@require_safe
def clearance_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    states = clearance_states(membership.organization)
    page = Paginator(states, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "governance/clearance_list.html", {"membership": membership, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def clearance_detail(request: HttpRequest, organization: str, system: int) -> HttpResponse:
    """Reading is for members, the decision for those who may decide."""
    posted = request.method == "POST"
    membership = (require_decider if posted else require_member)(request, organization)
    state = clearance_state(_system_or_404(membership, system))
    form = ClearanceDecisionForm(request.POST) if posted else decision_form_of(membership.user)
    shown = newest_clearance(state.system)
    answers = [(view, getattr(shown, f"get_{view}_display")()) for view in VIEWS] if shown else []

    def save() -> str:
        seen = get_object_or_404(DataClearance, system=state.system, pk=_seen(request))
        decide_clearance(seen, form.verdict(), membership.user)
        messages.success(request, _("The decision was recorded."))
        return reverse("governance:clearance_detail", args=[organization, state.system.pk])

    rows = DataClearance.objects.filter(system=state.system).prefetch_related("decisions").order_by("-pk")
    return save_or_show(
        request,
        membership,
        form,
        save,
        "governance/clearance_detail.html",
        state=state,
        answers=dict(answers),
        history=Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def clearance_draft(request: HttpRequest, organization: str, system: int) -> HttpResponse:
    membership = require_editor(request, organization)
    found = _system_or_404(membership, system)
    form = (
        ClearanceForm(request.POST)
        if request.method == "POST"
        else filled_clearance_form(newest_clearance(found))
    )

    def save() -> str:
        draft_clearance(found, form.draft(), membership.user)
        messages.success(request, _("The check was saved. It counts once a named person has approved it."))
        return reverse("governance:clearance_detail", args=[organization, found.pk])

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=_("Check the data of %(name)s") % {"name": found.display_name},
        lead=_("An approval given before ends with the new check."),
        back="governance:clearance_list",
    )


def _system_or_404(membership: Membership, system: int) -> AiSystem:
    return get_object_or_404(AiSystem, pk=system, organization=membership.organization)


def _seen(request: HttpRequest) -> int:
    """The draft that was on the screen; nonsense names none."""
    asked = request.POST.get("seen", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
