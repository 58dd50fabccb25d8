"""Requirements of frameworks: where they stand, one list with filters, one answer with its history."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.checking import GATES
from governance.content.library import Framework
from governance.content.standards import places_of
from governance.control_forms import ControlForm, DeclareForm, filled_control_form
from governance.controls import (
    STATES,
    RequirementLine,
    archived_records,
    crosswalk,
    progress_of,
    requirement_lines,
)
from governance.editions import book_state, frameworks_of
from governance.models import AiSystem, ControlRecord
from governance.overviews.systems import systems_of
from governance.services.controls import declare_applicability, record_control
from governance.views.operation_page import do_or_tell, save_or_show, system_asked

ROWS_ON_A_PAGE = 50


@require_safe
def framework_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    lines = requirement_lines(membership.organization, system)
    frameworks = frameworks_of(membership.organization).frameworks
    context = {
        **_frame(membership, system),
        "progress": progress_of(lines),
        "frameworks": [(one, progress_of(_of(lines, one))) for one in frameworks],
        "gates": [(gate, progress_of(_at(lines, gate))) for gate in GATES],
        "state": book_state(membership.organization, "frameworks"),
    }
    return render(request, "governance/framework_list.html", context)


@require_safe
def requirement_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    asked = {name: request.GET.get(name, "") for name in ("framework", "gate", "state")}
    framework = next(
        (one for one in frameworks_of(membership.organization).frameworks if one.id == asked["framework"]),
        None,
    )
    all_lines = requirement_lines(membership.organization, system)
    inside = _of(all_lines, framework) if framework else all_lines
    lines = _matching(inside, request.GET)
    context = {
        **_frame(membership, system),
        "framework": framework,
        "asked": asked,
        "progress": progress_of(inside),
        "page": Paginator(lines, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "gates": GATES,
        "states": STATES,
        "archived": archived_records(membership.organization),
        "form": DeclareForm() if membership.can_edit else None,
    }
    return render(request, "governance/requirement_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_detail(request: HttpRequest, organization: str, requirement: str) -> HttpResponse:
    membership = (
        require_editor(request, organization)
        if request.method == "POST"
        else require_member(request, organization)
    )
    company, system = membership.organization, system_asked(request, membership.organization)
    line = _line_or_404(requirement_lines(company, system), requirement)
    form = ControlForm(request.POST) if request.method == "POST" else filled_control_form(line.record)

    def save() -> str:
        record_control(company, system, line.requirement.id, form.answer(), membership.user)
        messages.success(request, _("The answer was saved."))
        return f"{reverse('governance:requirement_detail', args=[organization, line.requirement.id])}{_query(system)}"

    history = ControlRecord.objects.filter(organization=company, requirement_id=line.requirement.id)
    topics = [one for one in frameworks_of(company).topics if line.requirement.id in one.requirements]
    return save_or_show(
        request,
        membership,
        form,
        save,
        "governance/requirement_detail.html",
        line=line,
        system=system,
        systems=systems_of(company),
        topics=topics,
        places=places_of(line.requirement.id),
        history=Paginator(history.select_related("system").order_by("-pk"), ROWS_ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
    )


@require_POST
def requirement_declare(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    system = system_asked(request, membership.organization)
    form = DeclareForm(request.POST)
    back = f"{reverse('governance:requirement_list', args=[organization])}?{urlencode(request.GET)}"
    if not form.is_valid():
        messages.error(request, _("Choose whether it applies. Nothing was changed."))
        return redirect(back)
    chosen = request.POST.getlist("requirement")
    if request.POST.get("everything"):
        lines = requirement_lines(membership.organization, system)
        chosen = [line.requirement.id for line in _matching(lines, request.GET)]
    do_or_tell(
        request,
        lambda: declare_applicability(
            membership.organization, system, chosen, by=membership.user, **form.cleaned_data
        ),
        _("The declarations were saved."),
    )
    return redirect(back)


@require_safe
def topic_list(request: HttpRequest, organization: str) -> HttpResponse:
    """The crosswalk: the same topic in the words of each framework."""
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    context = {**_frame(membership, system), "topics": crosswalk(membership.organization, system)}
    return render(request, "governance/topic_list.html", context)


def _frame(membership: Membership, system: AiSystem | None) -> dict[str, object]:
    return {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
    }


def _query(system: AiSystem | None) -> str:
    return f"?system={system.pk}" if system else ""


def _of(lines: list[RequirementLine], framework: Framework) -> list[RequirementLine]:
    return [line for line in lines if line.framework.id == framework.id]


def _at(lines: list[RequirementLine], gate: str) -> list[RequirementLine]:
    return [line for line in lines if line.requirement.gate == gate]


def _matching(lines: list[RequirementLine], asked: Mapping[str, str]) -> list[RequirementLine]:
    """The lines that the filters of the address leave."""
    wanted = [asked.get(name, "") for name in ("framework", "gate", "state")]
    return [
        line
        for line in lines
        if all(
            one in ("", own)
            for one, own in zip(wanted, (line.framework.id, line.requirement.gate, line.state), strict=True)
        )
    ]


def _line_or_404(lines: list[RequirementLine], requirement: str) -> RequirementLine:
    for line in lines:
        if line.requirement.id == requirement:
            return line
    raise Http404
