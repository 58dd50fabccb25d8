"""The page of what was spent by month, and its files in the FOCUS format."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require_member
from accounts.audit import record
from intake.csv_file import MEDIA_TYPE
from reports.focus import BILL_COLUMNS, CALL_COLUMNS, bill_rows, call_rows, spent_months
from tco.prices.focus import focus_chunks

MONTHS_A_PAGE = 24
_SOURCES = {"calls": (call_rows, CALL_COLUMNS), "bills": (bill_rows, BILL_COLUMNS)}


@require_safe
def focus_list(request: HttpRequest, organization: str) -> HttpResponse:
    """Show the months with calls or bills."""
    membership = require_member(request, organization)
    page = Paginator(spent_months(membership.organization), MONTHS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/focus_list.html", {"membership": membership, "page": page})


@require_safe
def focus_csv(request: HttpRequest, organization: str) -> HttpResponseBase:
    """Send a month's calls (`source=calls`) or bills (`source=bills`); this month's calls when nothing is said."""
    membership = require_member(request, organization)
    source, month = request.GET.get("source", "calls"), _month(request.GET.get("month", ""))
    if source not in _SOURCES:
        raise Http404
    rows, columns = _SOURCES[source]
    record(membership.organization, membership.user, "costs.exported", f"{source}:{month:%Y-%m}")
    name = f"focus-{source}-{month:%Y-%m}.csv"
    return StreamingHttpResponse(
        focus_chunks(rows(membership.organization, month), columns),
        content_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _month(text: str) -> date:
    if not text:
        return timezone.localdate().replace(day=1)
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise Http404 from None
