"""Pages of bills: importing them, reading their charges, and a plan laid beside them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from intake.csv_file import MEDIA_TYPE
from tco.errors import CostError
from tco.models import BillImport, CostPlan
from tco.plan.shape import Option
from tco.price_forms import BillForm, in_page_language
from tco.price_pages import against_chart
from tco.price_planned import planned_charges
from tco.price_selectors import billed_sums, billed_twice, bills_of, rates_of, services_of
from tco.price_services import delete_bill, import_bill
from tco.prices.against import compare
from tco.prices.errors import FileRefused, RowProblem
from tco.prices.focus import PlanHead, focus_csv

BILLS_A_PAGE = 30
CHARGES_A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def bill_list(request: HttpRequest, organization: str) -> HttpResponse:
    """The imported bills, and a form for the next one."""
    is_sent = request.method == "POST"
    membership = (require_editor if is_sent else require_member)(request, organization)
    company = membership.organization
    form = BillForm(
        company, request.POST or None, request.FILES or None, initial={"plan": request.GET.get("plan")}
    )
    problems: tuple[RowProblem, ...] = ()
    if is_sent and form.is_valid():
        try:
            bill = _imported(membership, form)
        except FileRefused as error:
            form.add_error("file", in_page_language(error.message))
            problems = error.rows
        else:
            messages.success(request, _("The bill was imported: %(n)d charges.") % {"n": bill.rows})
            if bill.plan_id:
                return redirect("tco:price_plan_bills", organization, bill.plan_id)
            return redirect("tco:price_bill_detail", organization, bill.pk)
    page = Paginator(bills_of(company), BILLS_A_PAGE).get_page(request.GET.get("page"))
    context = {"membership": membership, "page": page, "form": form, "problems": problems}
    return render(request, "tco/price_bill_list.html", context, status=422 if form.errors else 200)


@require_safe
def bill_detail(request: HttpRequest, organization: str, bill: int) -> HttpResponse:
    membership = require_member(request, organization)
    found = _bill(membership, bill)
    page = Paginator(found.lines.all(), CHARGES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "tco/price_bill_detail.html", {"membership": membership, "bill": found, "page": page}
    )


@require_POST
def bill_delete(request: HttpRequest, organization: str, bill: int) -> HttpResponse:
    """Take back an import that was a mistake; the audit trail keeps that it happened."""
    membership = require_editor(request, organization)
    delete_bill(_bill(membership, bill), membership.user)
    messages.success(request, _("The import was taken back. The file can be imported again."))
    return redirect("tco:price_bill_list", organization)


@require_safe
def plan_against_bills(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Planned and billed yen by month for one option; unknown stays unknown."""
    membership = require_member(request, organization)
    found = _plan(membership, plan)
    option = _option(request, found)
    services = services_of(found)
    chosen = [service for service in request.GET.getlist("service") if service in services]
    context: dict[str, Any] = {
        "membership": membership,
        "plan": found,
        "option": option,
        "options": found.shape.options,
        "services": services,
        "chosen": chosen,
        "twice": billed_twice(found),
        "counts_all": request.GET.get("costs") == "all",
    }
    try:
        planned = planned_charges(found, option.key)
    except CostError as error:
        return render(request, "tco/price_plan_bills.html", {**context, "problem": error.message})
    counted = planned.by_month() if context["counts_all"] else planned.billed_by_suppliers()
    compared = compare(counted, billed_sums(found, chosen), rates_of(membership.organization))
    chart = against_chart(compared, (_("Planned amount"), _("Billed amount"))) if compared.months else None
    return render(request, "tco/price_plan_bills.html", {**context, "compared": compared, "chart": chart})


@require_safe
def plan_focus(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """The planned costs of one option in the FOCUS format."""
    membership = require_member(request, organization)
    found = _plan(membership, plan)
    option, language = _option(request, found), get_language() or "ja"
    head = PlanHead(
        membership.organization.name, found.name, found.revision, option.key, option.label.in_(language)
    )
    try:
        content = focus_csv(head, planned_charges(found, option.key, language).charges)
    except CostError as error:
        messages.error(request, in_page_language(error.message))
        return redirect("tco:price_plan_bills", organization, found.pk)
    headers = {"Content-Disposition": f'attachment; filename="plan-{found.pk}-{option.key}-focus.csv"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _imported(membership: Membership, form: BillForm) -> BillImport:
    upload, plan = form.cleaned_data["file"], form.cleaned_data["plan"]
    return import_bill(membership.organization, membership.user, upload.name, upload.read(), plan)


def _bill(membership: Membership, bill: int) -> BillImport:
    return get_object_or_404(membership.organization.bill_imports, pk=bill)


def _plan(membership: Membership, plan: int) -> CostPlan:
    return get_object_or_404(CostPlan, pk=plan, organization=membership.organization)


def _option(request: HttpRequest, plan: CostPlan) -> Option:
    """The option of the address; the first where none is named."""
    options = plan.shape.options
    asked = request.GET.get("option") or options[0].key
    for option in options:
        if option.key == asked:
            return option
    raise Http404
