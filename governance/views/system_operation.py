"""Pages of one AI system in operation: who carries which duty, how it fails safely, who may stop it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.loader import books
from governance.content.operation import operation_book
from governance.models import AiSystem, DutyHolder, FailSafe, SystemOperation
from governance.operation_forms.duties import DutyForm, FailSafeForm, OperationForm
from governance.operation_states import PartyChoice
from governance.overviews.duties import duty_lines, mode_of
from governance.overviews.systems import systems_of
from governance.page_language import said
from governance.services.duties import agree_duty, describe_operation, drop_fail_safe, realise_fail_safe
from governance.views.operation_page import save_or_show


@require_safe
def responsibility(request: HttpRequest, organization: str) -> HttpResponse:
    """How duties shift from the supplier to us, from one deployment mode to the next."""
    membership = require_member(request, organization)
    context = {
        "membership": membership,
        "modes": operation_book().deployment_modes,
        "duties": operation_book().duties,
        "roles": {role.id: role for role in books().roles.roles},
        "systems": systems_of(membership.organization).select_related("operation"),
        "mode_names": {mode.id: mode for mode in operation_book().deployment_modes},
    }
    return render(request, "governance/responsibility.html", context)


@require_safe
def system_operation(request: HttpRequest, organization: str, system: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = _system(membership, system)
    operation = SystemOperation.objects.filter(system=chosen).first()
    realised = {row.pattern: row for row in chosen.fail_safes.all()}
    context = {
        "membership": membership,
        "chosen": chosen,
        "operation": operation,
        "mode": mode_of(operation),
        "duties": duty_lines(chosen, operation),
        "fail_safes": [(one, realised.get(one.id)) for one in books().roles.fail_safe_patterns],
    }
    return render(request, "governance/system_operation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def operation_edit(request: HttpRequest, organization: str, system: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _system(membership, system)
    known = SystemOperation.objects.filter(system=chosen).first()
    first = {name: getattr(known, name) for name in OperationForm.base_fields} if known else None
    form = OperationForm(request.POST or None, initial=first)

    def save() -> str:
        describe_operation(chosen, form.draft(), membership.user)
        return _page_of(membership, chosen)

    return save_or_show(
        request, membership, form, save, title=_("Deployment and kill switch"), lead=chosen.display_name
    )


@require_http_methods(["GET", "HEAD", "POST"])
def duty_edit(request: HttpRequest, organization: str, system: int, duty: str) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _system(membership, system)
    operation = SystemOperation.objects.filter(system=chosen).first()
    line = next((one for one in duty_lines(chosen, operation) if one.duty.id == duty), None)
    if line is None:
        raise Http404
    first = _duty_values(line.agreed) if line.agreed else {"party": line.expected or PartyChoice.OWN}
    form = DutyForm(request.POST or None, initial=first)

    def save() -> str:
        agree_duty(chosen, duty, **form.cleaned_data, by=membership.user)
        return _page_of(membership, chosen)

    lead = f"{chosen.display_name} · {said(line.duty.own_part)}"
    return save_or_show(request, membership, form, save, title=said(line.duty.name), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def fail_safe_edit(request: HttpRequest, organization: str, system: int, pattern: str) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _system(membership, system)
    named = next((one for one in books().roles.fail_safe_patterns if one.id == pattern), None)
    if named is None:
        raise Http404
    known = chosen.fail_safes.filter(pattern=pattern).first()
    first = {"realised": known.realised, "tried_on": known.tried_on} if known else None
    form = FailSafeForm(request.POST or None, initial=first)

    def save() -> str:
        realise_fail_safe(chosen, pattern, **form.cleaned_data, by=membership.user)
        return _page_of(membership, chosen)

    title = f"{named.id} {said(named.name)}"
    return save_or_show(request, membership, form, save, title=title, lead=chosen.display_name)


@require_POST
def fail_safe_drop(request: HttpRequest, organization: str, fail_safe: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = get_object_or_404(
        FailSafe.objects.select_related("system"), system__organization=membership.organization, pk=fail_safe
    )
    drop_fail_safe(row, membership.user)
    return redirect(_page_of(membership, row.system))


def _duty_values(row: DutyHolder) -> dict[str, str]:
    return {"party": row.party, "person_name": row.person_name, "agreed_in": row.agreed_in}


def _system(membership: Membership, pk: int) -> AiSystem:
    return get_object_or_404(AiSystem, organization=membership.organization, pk=pk)


def _page_of(membership: Membership, system: AiSystem) -> str:
    return reverse("governance:system_operation", args=[membership.organization.slug, system.pk])
