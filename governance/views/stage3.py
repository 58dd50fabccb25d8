"""Pages for the outside: the provenance sheet, the partner matrix and the map of standards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.loader import books
from governance.content.standards import MAPPED, standards_book
from governance.controls import requirement_lines
from governance.exit_forms import PartnerForm
from governance.models import PartnerActivity
from governance.provenance import header, lines, provenance_table
from governance.services.documents import newest, state_of
from governance.services.vendors import save_row
from governance.vendor_records import chosen_uses
from governance.vendor_states import DocumentKind
from governance.views.files import table_response
from governance.views.operation_page import page_of, save_or_show


@require_safe
def provenance(request: HttpRequest, organization: str) -> HttpResponse:
    """Everything inside the company, or with `?view=customers` exactly what customers get."""
    membership = require_member(request, organization)
    uses = list(chosen_uses(membership.organization))
    for_customers = request.GET.get("view") == "customers"
    context = {
        "membership": membership,
        "header": header(),
        "lines": lines(uses, for_customers),
        "for_customers": for_customers,
        "hidden": sum(not one.shared_parts for one in uses),
    }
    return render(request, "governance/provenance.html", context)


@require_safe
def provenance_file(request: HttpRequest, organization: str, file_kind: str) -> HttpResponse:
    """What customers may read as a file, in `?language=ja` or en."""
    membership = require_member(request, organization)
    if file_kind not in ("xlsx", "csv"):
        raise Http404
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in ("ja", "en") else translation.get_language()):
        company = membership.organization
        table = provenance_table(chosen_uses(company), company.display_name, for_customers=True)
        return table_response(table, file_kind, "provenance")


@require_safe
def partner_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    latest = newest(membership.organization, DocumentKind.PARTNERS)
    context = {
        "membership": membership,
        "page": page_of(request, membership.organization.partner_activities.all()),
        "document": latest,
        "state": state_of(latest) if latest else "",
    }
    return render(request, "governance/partner_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    return _partner_page(request, membership, PartnerActivity(organization=membership.organization))


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: HttpRequest, organization: str, partner: int) -> HttpResponse:
    membership = require_editor(request, organization)
    return _partner_page(
        request, membership, get_object_or_404(membership.organization.partner_activities, pk=partner)
    )


@require_safe
def standards(request: HttpRequest, organization: str) -> HttpResponse:
    """What each standard asks for, where it is evidenced, and how far the company declared it."""
    membership = require_member(request, organization)
    book = standards_book()
    places = {one.id: (one.name, reverse(one.route, args=[organization])) for one in book.places}
    found = {one.requirement.id: one for one in requirement_lines(membership.organization)}
    mapped = [(found.get(one.requirement), [places[key] for key in one.places]) for one in book.rows]
    context = {
        "membership": membership,
        "frameworks": [
            (one, [row for row in mapped if row[0] and row[0].framework.id == one.id])
            for one in books().frameworks.frameworks
            if one.id in MAPPED
        ],
        "perspectives": [(one, [places[key] for key in one.places]) for one in book.perspectives],
    }
    return render(request, "governance/standards.html", context)


def _partner_page(request: HttpRequest, membership: Membership, row: PartnerActivity) -> HttpResponse:
    form = PartnerForm(request.POST or None, instance=row)
    back = reverse("governance:partner_list", args=[membership.organization.slug])

    def save() -> str:
        save_row(form.save(commit=False), membership.user)
        messages.success(request, _("“%(name)s” was saved.") % {"name": row.partner})
        return back

    return save_or_show(
        request, membership, form, save, "governance/vendor_form.html", title=_("Work with a partner"), back=back,
        lead=_("Who does what, which data goes where, who has which rights, and the one person who answers for it."),
    )  # fmt: skip
