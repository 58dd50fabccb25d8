"""The plan month by month, on a page and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require_member
from intake.csv_file import MEDIA_TYPE
from tco.errors import CostError
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.pages.address import shown_in
from tco.pages.months import EVERY_SECTION, FIRST_SECTION, month_sections, months_context, months_csv
from tco.pages.results import scenario_labels
from tco.plan.model import plan_model
from tco.selectors import plan_results
from tco.views.finding import plan_of


@require_GET
def plan_months(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show the monthly rows of a section, one fiscal year a page."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    shown, section, year = shown_in(request.GET), _section(request, found), _year(request, found)
    context: dict[str, Any] = {
        "membership": membership,
        "plan": found,
        "shown": shown,
        "scenario_labels": scenario_labels(),
        "sections": month_sections(plan_model(found.shape)),
        "section": section,
        "year": year,
    }
    try:
        context |= months_context(found, plan_results(found, shown.scenario), section, year)
    except CostError as error:
        context["problem"] = error.message
    return render(request, "tco/plan_months.html", context)


@require_GET
def plan_months_csv(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Send all months of a section (or of all sections) as CSV that spreadsheet programs read as UTF-8."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    section = _section(request, found)
    try:
        content = months_csv(found, plan_results(found, shown_in(request.GET).scenario), section)
    except CostError as error:
        words = in_page_language(error.message)
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"plan-{found.pk}-r{found.revision}-{section}-{shown_in(request.GET).scenario}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _section(request: HttpRequest, plan: CostPlan) -> str:
    asked = request.GET.get("section", "")
    known = {section.key for section in month_sections(plan_model(plan.shape))}
    return asked if asked in known | {EVERY_SECTION} else FIRST_SECTION


def _year(request: HttpRequest, plan: CostPlan) -> int:
    asked = request.GET.get("year", "1")
    last = plan.shape.fiscal_years[-1]
    return int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked[:3]) <= last else 1
