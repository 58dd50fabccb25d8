"""Pages of the training register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from governance.content.loader import books
from governance.models import AiSystem, TrainingNeed, TrainingSession
from governance.operation_forms.training import AttendanceForm, NeedForm, SessionForm, attendance_lines
from governance.overviews.planted import latest_of_each_person, pooled, takings_of
from governance.overviews.systems import systems_of
from governance.overviews.training import completion, sessions_of, training_lines
from governance.page_language import said
from governance.services.training import add_session, drop_need, record_attendance, require_training
from governance.views.operation_page import page_of, save_or_show, system_asked


@require_safe
def training_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company = membership.organization
    system = system_asked(request, company)
    lines = training_lines(company, system)
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(company),
        "lines": lines,
        "completion": completion(lines),
        "found": pooled(latest_of_each_person(takings_of(company, system))),
        "roles": {role.id: role for role in books().roles.roles},
        "tracks": {track.id: track for track in books().roles.training_tracks},
        "page": page_of(request, sessions_of(company, system)),
        "today": timezone.localdate(),
    }
    return render(request, "governance/training_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    system = system_asked(request, membership.organization)
    form = NeedForm(request.POST or None, initial={"track": request.GET.get("track")})

    def save() -> str:
        given = form.cleaned_data
        require_training(
            membership.organization, given["track"], given["people"], given["due_on"], membership.user, system
        )
        return _list_of(organization, system)

    return save_or_show(
        request, membership, form, save, title=_("Who must take it"), back="governance:training_list"
    )


@require_POST
def need_drop(request: HttpRequest, organization: str, need: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = get_object_or_404(TrainingNeed, organization=membership.organization, pk=need)
    drop_need(row, membership.user)
    return redirect(_list_of(organization, row.system))


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    system = system_asked(request, membership.organization)
    form = SessionForm(request.POST or None, initial={"track": request.GET.get("track")})

    def save() -> str:
        add_session(membership.organization, form.draft(), form.attendees(), membership.user, system)
        return _list_of(organization, system)

    return save_or_show(
        request, membership, form, save, title=_("Add a session"), back="governance:training_list"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_attendance(request: HttpRequest, organization: str, session: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = get_object_or_404(TrainingSession, organization=membership.organization, pk=session)
    seats = list(row.attendances.all())
    first = {
        "completed": attendance_lines(seats, completed=True),
        "not_completed": attendance_lines(seats, completed=False),
    }
    form = AttendanceForm(request.POST or None, initial=first)

    def save() -> str:
        record_attendance(row, form.attendees(), membership.user)
        return _list_of(organization, row.system)

    track = next(one for one in books().roles.training_tracks if one.id == row.track)
    lead = f"{row.held_on:%Y-%m-%d} · {said(track.name)}"
    return save_or_show(
        request, membership, form, save, title=_("Who took part"), lead=lead, back="governance:training_list"
    )


def _list_of(organization: str, system: AiSystem | None) -> str:
    address = reverse("governance:training_list", args=[organization])
    return f"{address}?system={system.pk}" if system else address
