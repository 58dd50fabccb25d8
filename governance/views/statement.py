"""The statement of applicability: one page to print, one file to keep."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require_member
from governance.controls import RequirementLine, progress_of, requirement_lines
from governance.editions import book_state, frameworks_of
from governance.overviews.systems import systems_of
from governance.page_language import said
from governance.templatetags.controls import state_word
from governance.views.operation_page import system_asked
from intake.csv_file import MEDIA_TYPE, csv_bytes


@require_safe
def statement(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    lines = requirement_lines(membership.organization, system)
    frameworks = frameworks_of(membership.organization).frameworks
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "progress": progress_of(lines),
        "frameworks": [(one, [line for line in lines if line.framework.id == one.id]) for one in frameworks],
        "state": book_state(membership.organization, "frameworks"),
        "today": timezone.localdate(),
    }
    return render(request, "governance/statement.html", context)


@require_safe
def statement_csv(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    rows = [_heading(), *_rows(requirement_lines(membership.organization, system))]
    response = HttpResponse(csv_bytes(rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="statement-of-applicability.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _heading() -> list[str]:
    return [
        "ID",
        _("Framework"),
        _("Place in the framework"),
        _("Requirement"),
        _("Gate"),
        _("Check the original"),
        _("State"),
        _("Reason"),
        _("Person responsible"),
        _("Evidence"),
        _("Checked on"),
        _("Recorded by"),
        _("Recorded at"),
    ]


def _rows(lines: list[RequirementLine]) -> Iterator[list[str]]:
    for line in lines:
        one, held = line.requirement, line.record
        checked = held.checked_on.isoformat() if held and held.checked_on else ""
        yield [
            one.id,
            said(line.framework.name),
            one.ref,
            said(one.name),
            one.gate,
            _("Yes") if one.verify else _("No"),
            state_word(line.state),
            held.reason if held else "",
            held.owner_name if held else "",
            held.evidence if held else "",
            checked,
            held.recorded_by_name if held else "",
            f"{timezone.localtime(held.recorded_at):%Y-%m-%d %H:%M}" if held else "",
        ]
