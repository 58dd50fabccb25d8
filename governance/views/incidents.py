"""Pages of incidents and drills."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.loader import books
from governance.models import Incident
from governance.operation_forms.incidents import (
    FIRST_ACTION,
    DrillForm,
    EntryForm,
    IncidentForm,
    LessonForm,
    StepForm,
)
from governance.operation_states import IncidentState
from governance.overviews.incidents import (
    decider_of,
    drills_of,
    incident_line,
    incidents_of,
    playbook_of,
    step_lines,
    timeline,
)
from governance.overviews.systems import systems_of
from governance.services.incidents import (
    add_note,
    record_drill,
    record_first_action,
    report_incident,
    set_state,
    tick_step,
    write_lesson,
)
from governance.views.operation_page import do_or_tell, page_of, save_or_show, system_asked


@require_safe
def incident_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    page = page_of(request, incidents_of(membership.organization, system))
    now = timezone.now()
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "page": page,
        "lines": [incident_line(incident, now) for incident in page],
        "severities": books().roles.incident_severities,
        "roles": {role.id: role for role in books().roles.roles},
    }
    return render(request, "governance/incident_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    first = {
        "reported_by": membership.user.name,
        "system": system_asked(request, membership.organization),
    }
    form = IncidentForm(membership.organization, request.POST or None, initial=first)

    def save() -> str:
        system = form.cleaned_data["system"]
        return _page_of(report_incident(membership.organization, form.draft(), membership.user, system))

    return save_or_show(
        request, membership, form, save, title=_("Report an incident"), back="governance:incident_list"
    )


@require_safe
def incident_detail(request: HttpRequest, organization: str, incident: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = _incident(membership, incident)
    items = {one.id: one for one in books().roles.operating_readiness}
    context = {
        "membership": membership,
        "incident": chosen,
        "line": incident_line(chosen, timezone.now()),
        "decider": decider_of(chosen),
        "playbook": playbook_of(chosen),
        "steps": step_lines(chosen),
        "entries": timeline(chosen),
        "lesson_item": items.get(chosen.lesson_item),
        "states": [choice for choice in IncidentState.choices if choice[0] != chosen.state],
        "now": timezone.localtime(),
    }
    return render(request, "governance/incident_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_entry(request: HttpRequest, organization: str, incident: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _incident(membership, incident)
    form = EntryForm(chosen, request.POST or None)

    def save() -> str:
        given = form.cleaned_data
        write = record_first_action if given["kind"] == FIRST_ACTION else add_note
        write(chosen, given["at"], given["text"], membership.user)
        return _page_of(chosen)

    return save_or_show(request, membership, form, save, title=_("Add to the timeline"), lead=chosen.title)


@require_POST
def incident_step(request: HttpRequest, organization: str, incident: int, step: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _incident(membership, incident)
    form = StepForm(request.POST)
    if form.is_valid():
        at = form.cleaned_data["at"]
        do_or_tell(request, lambda: tick_step(chosen, step, at, membership.user), _("The step was recorded."))
    else:
        messages.error(request, _("Enter when the step was done. Nothing was saved."))
    return redirect(_page_of(chosen))


@require_http_methods(["GET", "HEAD", "POST"])
def incident_lesson(request: HttpRequest, organization: str, incident: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _incident(membership, incident)
    first = {
        "cause": chosen.cause,
        "lesson": chosen.lesson,
        "risk": chosen.lesson_risk_id,
        "item": chosen.lesson_item,
    }
    form = LessonForm(membership.organization, request.POST or None, initial=first)

    def save() -> str:
        write_lesson(chosen, form.given(), membership.user)
        return _page_of(chosen)

    return save_or_show(request, membership, form, save, title=_("Cause and lesson"), lead=chosen.title)


@require_POST
def incident_state(request: HttpRequest, organization: str, incident: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _incident(membership, incident)
    state = request.POST.get("state", "")
    do_or_tell(request, lambda: set_state(chosen, state, membership.user), _("The state was recorded."))
    return redirect(_page_of(chosen))


@require_safe
def drill_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "page": page_of(request, drills_of(membership.organization, system)),
        "playbooks": {one.id: one for one in books().roles.playbooks},
    }
    return render(request, "governance/drill_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def drill_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    first = {"system": system_asked(request, membership.organization)}
    form = DrillForm(membership.organization, request.POST or None, initial=first)

    def save() -> str:
        record_drill(membership.organization, form.draft(), membership.user, form.cleaned_data["system"])
        return reverse("governance:drill_list", args=[organization])

    return save_or_show(
        request, membership, form, save, title=_("Record a drill"), back="governance:drill_list"
    )


def _incident(membership: Membership, pk: int) -> Incident:
    rows = Incident.objects.select_related("organization", "system", "lesson_risk")
    return get_object_or_404(rows, organization=membership.organization, pk=pk)


def _page_of(incident: Incident) -> str:
    return reverse("governance:incident_detail", args=[incident.organization.slug, incident.pk])
