"""Pages of the three records, the policy on origins and the dated events."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_administrator, require_editor, require_member
from accounts.models import Membership
from governance.models import HostRecord, ModelRecord, OriginRule, SupplierRecord, VendorEvent
from governance.services.vendors import remove_event, review_change, save_row
from governance.vendor_forms import RECORD_FORMS, ChangeReviewForm, OriginRuleForm, VendorEventForm
from governance.vendor_prices import currencies, price_chart
from governance.vendor_states import ASKS_RE_EVALUATION, EventKind
from governance.views.operation_page import do_or_tell, page_of, save_or_show

FORM = "governance/vendor_form.html"
PRICES_IN_CHARTS = 500
RECORDS_AT_FIRST = 50
Record = ModelRecord | HostRecord | SupplierRecord
RECORDS: dict[str, type[Record]] = {
    "model": ModelRecord,
    "host": HostRecord,
    "supplier": SupplierRecord,
}
TITLES = {
    "model": gettext_lazy("Model"),
    "host": gettext_lazy("Place of operation"),
    "supplier": gettext_lazy("Contract party"),
}


@require_safe
def record_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    asked = request.GET.get("kind", "")
    shown = [asked] if asked in RECORDS else list(RECORDS)
    number = request.GET.get("page") if asked in RECORDS else 1
    context = {
        "membership": membership,
        "one_kind": asked in RECORDS,
        "pages": {
            kind: Paginator(_records(membership, kind), RECORDS_AT_FIRST).get_page(number) for kind in shown
        },
    }
    return render(request, "governance/vendor_record_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_create(request: HttpRequest, organization: str, vendor_kind: str) -> HttpResponse:
    membership = require_editor(request, organization)
    kind = _kind_or_404(vendor_kind)
    return _record_page(request, membership, vendor_kind, kind(organization=membership.organization))


@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(
    request: HttpRequest, organization: str, vendor_kind: str, vendor_record: int
) -> HttpResponse:
    membership = require_editor(request, organization)
    kind = _kind_or_404(vendor_kind)
    row = get_object_or_404(kind, organization=membership.organization, pk=vendor_record)
    return _record_page(request, membership, vendor_kind, cast(Record, row))


@require_safe
def origin_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {"membership": membership, "page": page_of(request, membership.organization.origin_rules.all())}
    return render(request, "governance/vendor_origin_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def origin_create(request: HttpRequest, organization: str) -> HttpResponse:
    """Which origins a company allows opens doors for others: an owner writes it."""
    membership = require_administrator(request, organization)
    return _origin_page(request, membership, OriginRule(organization=membership.organization))


@require_http_methods(["GET", "HEAD", "POST"])
def origin_edit(request: HttpRequest, organization: str, origin_rule: int) -> HttpResponse:
    membership = require_administrator(request, organization)
    return _origin_page(
        request, membership, get_object_or_404(membership.organization.origin_rules, pk=origin_rule)
    )


@require_safe
def event_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    rows = membership.organization.vendor_events.select_related("model", "supplier")
    prices = list(rows.filter(kind=EventKind.PRICE)[:PRICES_IN_CHARTS])
    context = {
        "membership": membership,
        "page": page_of(request, rows.prefetch_related("reviews__system")),
        "asks": ASKS_RE_EVALUATION,
        "charts": [(one, chart) for one in currencies(prices) if (chart := price_chart(prices, one))],
    }
    return render(request, "governance/vendor_event_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    row = VendorEvent(organization=membership.organization)
    form = VendorEventForm(request.POST or None, instance=row)

    def save() -> str:
        save_row(form.save(commit=False), membership.user)
        messages.success(request, _("The event was recorded."))
        return reverse("governance:vendor_event_list", args=[organization])

    return save_or_show(
        request, membership, form, save, FORM, title=_("Add a price or an event"),
        back=reverse("governance:vendor_event_list", args=[organization]),
    )  # fmt: skip


@require_POST
def event_remove(request: HttpRequest, organization: str, vendor_event: int) -> HttpResponse:
    membership = require_editor(request, organization)
    event = get_object_or_404(membership.organization.vendor_events, pk=vendor_event)
    do_or_tell(request, lambda: remove_event(event, membership.user), _("The event was removed."))
    return redirect("governance:vendor_event_list", organization)


@require_http_methods(["GET", "HEAD", "POST"])
def event_review(request: HttpRequest, organization: str, vendor_event: int) -> HttpResponse:
    """Record that an AI system was evaluated again after this change."""
    membership = require_editor(request, organization)
    event = get_object_or_404(membership.organization.vendor_events, pk=vendor_event)
    form = ChangeReviewForm(membership.organization, request.POST or None)

    def save() -> str:
        review_change(event=event, by=membership.user, **form.cleaned_data)
        return reverse("governance:vendor_event_list", args=[organization])

    return save_or_show(
        request, membership, form, save, FORM, title=_("Record a re-evaluation"), lead=str(event),
        back=reverse("governance:vendor_event_list", args=[organization]),
    )  # fmt: skip


def _record_page(
    request: HttpRequest,
    membership: Membership,
    kind: str,
    row: Record,
) -> HttpResponse:
    form = RECORD_FORMS[kind](request.POST or None, instance=row)
    slug = membership.organization.slug

    def save() -> str:
        save_row(form.save(commit=False), membership.user)
        messages.success(request, _("“%(name)s” was saved.") % {"name": row.name})
        return reverse("governance:vendor_record_list", args=[slug])

    return save_or_show(
        request, membership, form, save, FORM, title=TITLES[kind],
        lead=_("Leave empty what is not known: empty counts as unknown, never as good."),
        back=reverse("governance:vendor_record_list", args=[slug]),
    )  # fmt: skip


def _origin_page(request: HttpRequest, membership: Membership, row: OriginRule) -> HttpResponse:
    form = OriginRuleForm(request.POST or None, instance=row)
    slug = membership.organization.slug

    def save() -> str:
        save_row(form.save(commit=False), membership.user)
        messages.success(request, _("The rule was saved."))
        return reverse("governance:vendor_origin_list", args=[slug])

    return save_or_show(
        request, membership, form, save, FORM, title=_("Rule on an origin"),
        lead=_("The same country may be treated differently as the origin of a model and as the place where it runs."),
        back=reverse("governance:vendor_origin_list", args=[slug]),
    )  # fmt: skip


def _records(membership: Membership, kind: str) -> QuerySet[Any]:
    return RECORDS[kind]._default_manager.filter(organization=membership.organization)


def _kind_or_404(kind: str) -> type[Record]:
    if kind not in RECORDS:
        raise Http404
    return RECORDS[kind]
