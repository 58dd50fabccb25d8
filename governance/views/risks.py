"""Pages of the risk register."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.loader import books
from governance.content.operation import StarterRisk, operation_book
from governance.models import Risk
from governance.operation_forms.fields import content_choices
from governance.operation_forms.risks import RiskFilter, RiskForm, ScaleForm, risk_values, starter_values
from governance.operation_states import RiskState
from governance.overviews.risks import (
    heat_map,
    living,
    not_taken_over,
    overdue,
    risks_of,
    versions_of,
    worst_first,
)
from governance.overviews.systems import systems_of
from governance.services.risks import add_risk, change_risk
from governance.services.scales import save_scale
from governance.views.operation_page import page_of, save_or_show, system_asked


@require_safe
def risk_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company = membership.organization
    system = system_asked(request, company)
    every = risks_of(company, system)
    shown = _filtered(request, every)
    alive = list(living(every))
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(company),
        "before": heat_map(company, alive, "before"),
        "after": heat_map(company, alive, "after"),
        "before_heading": _("Before the treatment"),
        "after_heading": _("After the treatment"),
        "today": timezone.localdate(),
        "page": page_of(request, worst_first(shown)),
        "has_any": every.exists(),
        "overdue_count": overdue(every).count(),
        "categories": content_choices(operation_book().risk_categories),
        "states": RiskState.choices,
        "patterns": {one.id: one for one in books().roles.fail_safe_patterns},
        "asked": request.GET,
    }
    return render(request, "governance/risk_list.html", context)


def _filtered(request: HttpRequest, rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """Only what the filters in the address ask for; nonsense finds nothing."""
    form = RiskFilter(request.GET)
    if not form.is_valid():
        return rows.none()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    due, owner = asked.pop("due", False), asked.pop("owner", "")
    found = rows.filter(**asked, owner_name__icontains=owner)
    return overdue(found) if due else found


@require_safe
def risk_starters(request: HttpRequest, organization: str) -> HttpResponse:
    """Shipped risks that are not in the register yet."""
    membership = require_member(request, organization)
    context = {
        "membership": membership,
        "starters": not_taken_over(membership.organization),
        "categories": {one.id: one for one in operation_book().risk_categories},
    }
    return render(request, "governance/risk_starters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def risk_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    starter = _starter(request)
    system = system_asked(request, membership.organization)
    first = starter_values(starter, system) if starter else {"system": system}
    form = RiskForm(membership.organization, request.POST or None, initial=first)

    def save() -> str:
        draft = form.draft(starter.id if starter else "")
        risk = add_risk(membership.organization, draft, membership.user, form.cleaned_data["system"])
        messages.success(request, _("“%(name)s” was saved.") % {"name": risk.title})
        return _page_of(membership, risk)

    return save_or_show(request, membership, form, save, title=_("Add a risk"), back="governance:risk_list")


def _starter(request: HttpRequest) -> StarterRisk | None:
    if not request.GET.get("from"):
        return None
    try:
        return operation_book().starter_risk(request.GET["from"])
    except KeyError:
        raise Http404 from None


@require_safe
def risk_detail(request: HttpRequest, organization: str, risk: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = _risk(membership, risk)
    labels = {name: str(field.label) for name, field in RiskForm(membership.organization).fields.items()}
    patterns = {one.id: one for one in books().roles.fail_safe_patterns}
    context = {
        "membership": membership,
        "risk": chosen,
        "versions": versions_of(chosen, labels),
        "patterns": [patterns[one] for one in chosen.fail_safes if one in patterns],
        "incidents": chosen.incidents.all(),
    }
    return render(request, "governance/risk_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def risk_edit(request: HttpRequest, organization: str, risk: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = _risk(membership, risk)
    form = RiskForm(membership.organization, request.POST or None, initial=risk_values(chosen), is_new=False)

    def save() -> str:
        draft = form.draft(chosen.starter_id)
        change_risk(chosen, draft, form.cleaned_data["reason"], membership.user)
        messages.success(request, _("The change was saved; the earlier state stays in the history."))
        return _page_of(membership, chosen)

    return save_or_show(
        request, membership, form, save, title=_("Change the risk"), back="governance:risk_list"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def risk_scale(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = ScaleForm(membership.organization, request.POST or None)

    def save() -> str:
        save_scale(membership.organization, form.words(), membership.user)
        messages.success(request, _("The scale was saved."))
        return reverse("governance:risk_list", args=[organization])

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=_("Words of the scale"),
        lead=_("What each step means in your company. Levels already given to risks keep their number."),
        back="governance:risk_list",
    )


def _risk(membership: Membership, pk: int) -> Risk:
    return get_object_or_404(risks_of(membership.organization), pk=pk)


def _page_of(membership: Membership, risk: Risk) -> str:
    return reverse("governance:risk_detail", args=[membership.organization.slug, risk.pk])
