"""Pages of operating readiness."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_editor, require_member
from governance.content.loader import books
from governance.models import Readiness
from governance.operation_forms.duties import ReadinessForm
from governance.overviews.incidents import lessons_by_item
from governance.overviews.readiness import readiness_lines, summary_of
from governance.overviews.systems import systems_of
from governance.page_language import said
from governance.services.readiness import save_readiness
from governance.views.operation_page import save_or_show, system_asked


@require_safe
def readiness_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    lines = readiness_lines(membership.organization, system)
    today = timezone.localdate()
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "lines": [(line, line.is_late(today)) for line in lines],
        "summary": summary_of(lines),
        "lessons": lessons_by_item(membership.organization),
    }
    return render(request, "governance/readiness_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def readiness_edit(request: HttpRequest, organization: str, readiness_item: str) -> HttpResponse:
    membership = require_editor(request, organization)
    item = next((one for one in books().roles.operating_readiness if one.id == readiness_item), None)
    if item is None:
        raise Http404
    system = system_asked(request, membership.organization)
    row = Readiness.objects.filter(
        organization=membership.organization, system=system, item=readiness_item
    ).first()
    first = {name: getattr(row, name) for name in ReadinessForm.base_fields} if row else None
    form = ReadinessForm(request.POST or None, initial=first)

    def save() -> str:
        save_readiness(membership.organization, readiness_item, form.draft(), membership.user, system)
        address = reverse("governance:readiness_list", args=[organization])
        return f"{address}?system={system.pk}" if system else address

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=f"{item.id} {said(item.name)}",
        lead=system.display_name if system else _("Whole company"),
        back="governance:readiness_list",
    )
