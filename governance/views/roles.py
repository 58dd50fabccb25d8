"""Pages of roles and the matrix of who does what."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from governance.content.loader import books
from governance.models import AiSystem, RoleHolder
from governance.operation_forms.duties import HolderForm, RaciForm
from governance.overviews.duties import MatrixRow, matrix, role_lines, warnings
from governance.overviews.systems import systems_of
from governance.page_language import said
from governance.services.duties import assign_role, change_raci, vacate_role
from governance.views.operation_page import save_or_show, system_asked


@require_safe
def role_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    lines = role_lines(membership.organization, system)
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "lines": lines,
        "held": sum(line.holder is not None for line in lines),
        "warnings": warnings(membership.organization, system),
    }
    return render(request, "governance/role_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, organization: str, role: str) -> HttpResponse:
    membership = require_editor(request, organization)
    named = next((one for one in books().roles.roles if one.id == role), None)
    if named is None:
        raise Http404
    system = system_asked(request, membership.organization)
    holder = RoleHolder.objects.filter(organization=membership.organization, system=system, role=role).first()
    first = {name: getattr(holder, name) for name in HolderForm.base_fields} if holder else None
    form = HolderForm(request.POST or None, initial=first)

    def save() -> str:
        assign_role(membership.organization, role, form.draft(), membership.user, system)
        return _list_of(organization, system)

    lead = system.display_name if system else _("Whole company")
    return save_or_show(
        request, membership, form, save, title=said(named.name), lead=lead, back="governance:role_list"
    )


@require_POST
def role_vacate(request: HttpRequest, organization: str, holder: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = get_object_or_404(RoleHolder, organization=membership.organization, pk=holder)
    vacate_role(row, membership.user)
    return redirect(_list_of(organization, row.system))


@require_safe
def raci(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    system = system_asked(request, membership.organization)
    rows = matrix(membership.organization)
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(membership.organization),
        "lines": role_lines(membership.organization, system),
        "rows": rows,
        "rules": books().roles.raci_rules,
        "warnings": warnings(membership.organization, system),
    }
    return render(request, "governance/raci.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def raci_edit(request: HttpRequest, organization: str, activity: str) -> HttpResponse:
    membership = require_editor(request, organization)
    row = _row(matrix(membership.organization), activity)
    form = RaciForm(row, request.POST or None)

    def save() -> str:
        change_raci(membership.organization, activity, form.letters(), membership.user)
        return reverse("governance:raci", args=[organization])

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=f"{row.row.id} {said(row.row.name)}",
        lead=_("R does it, A answers for it (exactly one), C is asked before, I is told after."),
        back="governance:raci",
    )


def _row(rows: tuple[MatrixRow, ...], activity: str) -> MatrixRow:
    for row in rows:
        if row.row.id == activity:
            return row
    raise Http404


def _list_of(organization: str, system: AiSystem | None) -> str:
    address = reverse("governance:role_list", args=[organization])
    return f"{address}?system={system.pk}" if system else address
