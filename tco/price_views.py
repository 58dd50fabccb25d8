"""Pages of the price book: what holds and what is stale, entering, taking over, closing, import and export."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from catalogue.api_listing import providers
from catalogue.errors import UnknownPrice
from catalogue.gpus import gpus
from intake.csv_file import MEDIA_TYPE
from tco.models import PriceRow
from tco.price_forms import CloseForm, PriceForm, TableForm, in_page_language
from tco.price_pages import listed_models, series_chart
from tco.price_selectors import price_lines, prices_of, series_of
from tco.price_services import close_price, draft_of, enter_price, import_prices, take_over
from tco.prices.errors import FileRefused, PriceRefused, RowProblem
from tco.prices.kinds import KIND_LABELS
from tco.prices.offers import Offer, api_offers, gpu_offers
from tco.prices.writing import prices_csv, prices_xlsx, template_xlsx

ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def price_list(request: HttpRequest, organization: str) -> HttpResponse:
    """Every price that holds, with what is stale; `history` shows the closed rows too."""
    membership = require_member(request, organization)
    asked = _asked(request)
    today = timezone.localdate()
    rows = prices_of(membership.organization, today, asked["kind"], asked["q"], asked["show"] == "history")
    if asked["show"] == "stale":
        rows = rows.filter(pk__in=[line.row.pk for line in price_lines(rows, today) if line.stale])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "membership": membership,
        "page": page,
        "lines": price_lines(page.object_list, today),
        "asked": asked,
        "kinds": KIND_LABELS,
        "has_any": membership.organization.price_rows.exists(),
    }
    return render(request, "tco/price_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def price_add(request: HttpRequest, organization: str) -> HttpResponse:
    """Type in one price; `after` starts from a stored row, which the new one will follow."""
    membership = require_editor(request, organization)
    today = timezone.localdate()
    before = _row(membership, request.GET["after"]) if request.GET.get("after", "").isdigit() else None
    form = PriceForm(today, request.POST or None, initial=_initial(before, today))
    if request.method == "POST" and form.is_valid():
        try:
            row = enter_price(membership.organization, membership.user, form.draft(), today)
        except PriceRefused as error:
            form.refused(error)
        else:
            messages.success(request, _("The price was entered."))
            return redirect("tco:price_detail", organization, row.pk)
    context = {"membership": membership, "form": form, "before": before}
    return render(request, "tco/price_form.html", context, status=422 if form.errors else 200)


@require_safe
def price_detail(request: HttpRequest, organization: str, price: int) -> HttpResponse:
    """One row with its whole series: what held when, who entered it, and what closed it."""
    membership = require_member(request, organization)
    return _detail_page(request, membership, _row(membership, price), CloseForm())


@require_POST
def price_close(request: HttpRequest, organization: str, price: int) -> HttpResponse:
    """End a row without a successor."""
    membership = require_editor(request, organization)
    row = _row(membership, price)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            close_price(row, membership.user, form.cleaned_data["valid_to"])
        except PriceRefused as error:
            form.add_error("valid_to", in_page_language(error.message))
        else:
            messages.success(request, _("The row was closed. Its value stays readable."))
            return redirect("tco:price_detail", organization, row.pk)
    return _detail_page(request, membership, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def price_catalogue(request: HttpRequest, organization: str) -> HttpResponse:
    """Search the price lists of APIs and GPUs, and take rates over as dated rows."""
    is_sent = request.method == "POST"
    membership = (require_editor if is_sent else require_member)(request, organization)
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "provider", "model", "gpu")}
    today = timezone.localdate()
    problem = None
    try:
        offers = _offers(asked, today)
    except UnknownPrice as error:
        offers, problem = (), error.message
    chosen = [offer.draft for offer in offers if offer.key in request.POST.getlist("offer")]
    if is_sent and chosen:
        _take(request, membership, chosen, today)
        return redirect("tco:price_list", organization)
    context = {
        "membership": membership,
        "asked": asked,
        "offers": offers,
        "problem": problem,
        "nothing_chosen": is_sent,
        "found": listed_models(asked["q"]),
        "gpus": [gpu for gpu in gpus().values() if gpu.prices or gpu.rental_usd_per_hour],
        "providers": providers(),
    }
    return render(request, "tco/price_catalogue.html", context, status=422 if is_sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def price_import(request: HttpRequest, organization: str) -> HttpResponse:
    """Take in a table of prices as a whole, or list every row that has to be corrected."""
    membership = require_editor(request, organization)
    form = TableForm(request.POST or None, request.FILES or None)
    problems: tuple[RowProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = import_prices(
                membership.organization, membership.user, upload.name, upload.read(), timezone.localdate()
            )
        except FileRefused as error:
            form.add_error("file", in_page_language(error.message))
            problems = error.rows
        else:
            said = ngettext("%(n)d price was imported.", "%(n)d prices were imported.", len(rows))
            messages.success(request, said % {"n": len(rows)})
            return redirect("tco:price_list", organization)
    context = {"membership": membership, "form": form, "problems": problems}
    return render(request, "tco/price_import.html", context, status=422 if form.errors else 200)


@require_safe
def price_template(request: HttpRequest, organization: str) -> HttpResponse:
    """The table to fill in."""
    require_member(request, organization)
    return _file(template_xlsx(get_language() or "ja"), "prices-template.xlsx", XLSX)


@require_safe
def price_export(request: HttpRequest, organization: str) -> HttpResponse:
    """All rows, the closed ones included, or what the list shows, as XLSX or (`as=csv`) CSV."""
    membership = require_member(request, organization)
    asked = _asked(request)
    rows = prices_of(membership.organization, timezone.localdate(), asked["kind"], asked["q"], history=True)
    # Within a series in the order of entry, so that an import closes the same rows again.
    drafts = [draft_of(row) for row in rows.order_by("item", "provider", "region", "kind", "pk")]
    language = get_language() or "ja"
    if request.GET.get("as") == "csv":
        return _file(prices_csv(drafts, language), "prices.csv", MEDIA_TYPE)
    return _file(prices_xlsx(drafts, language), "prices.xlsx", XLSX)


def _row(membership: Membership, price: int | str) -> PriceRow:
    """A row of the member's own organisation, else 404."""
    return get_object_or_404(membership.organization.price_rows, pk=price)


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "kind", "show")}
    return {**asked, "kind": asked["kind"] if asked["kind"] in {*KIND_LABELS} else ""}


def _initial(before: PriceRow | None, today: date) -> dict[str, Any]:
    """Start from the row before, with today's dates: a successor is the same item with a new value."""
    if before is None:
        return {"retrieved_on": today, "valid_from": today, "status": "quoted"}
    # Where a new value was seen is for the person to say.
    copied = ("kind", "item", "provider", "region", "unit", "tax_included", "status")
    dates = {"retrieved_on": today, "valid_from": max(today, before.valid_from)}
    return {name: getattr(before, name) for name in copied} | dates


def _detail_page(
    request: HttpRequest, membership: Membership, row: PriceRow, form: CloseForm
) -> HttpResponse:
    series = series_of(row)
    line, *_rest = price_lines([row], timezone.localdate())
    context = {
        "membership": membership,
        "line": line,
        "series": series[::-1],
        "chart": series_chart(series, get_language() or "ja") if len(series) > 1 else None,
        "form": form,
    }
    return render(request, "tco/price_detail.html", context, status=422 if form.errors else 200)


def _offers(asked: dict[str, str], today: date) -> tuple[Offer, ...]:
    if asked["model"]:
        return api_offers(asked["provider"], asked["model"], today)
    gpu = gpus().get(asked["gpu"])
    return gpu_offers(gpu, today) if gpu else ()


def _take(request: HttpRequest, membership: Membership, drafts: list[Any], today: date) -> None:
    try:
        taken = take_over(membership.organization, membership.user, drafts, today)
    except PriceRefused as error:
        messages.error(request, in_page_language(error.message))
        return
    said = _("%(new)d rows were taken over; %(same)d were there already with the same value.")
    messages.success(request, said % {"new": len(taken.rows), "same": taken.unchanged})


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
