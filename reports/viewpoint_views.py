"""Pages of the five one-page views: printed on one A4 each, for the talks before a request goes out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import require_member
from accounts.models import Membership
from adoption.models import UseCase
from language.text import Language
from reports.collect import collect
from reports.commitments import commitments_of, standing_request
from reports.contents import ManagementReport
from reports.selectors import latest_plan, latest_run, pending_gate
from reports.viewpoints import CIRCLES, views_of
from reports.viewpoints.view import View
from tco.errors import CostError


@require_safe
def viewpoint_list(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Show what each circle is told, in one sentence each."""
    membership = require_member(request, organization)
    shown = _use_case(membership, use_case)
    report, views, problem = _views(membership, shown)
    pages = [(circle, views.get(circle.key)) for circle in CIRCLES]
    context = {
        "membership": membership,
        "use_case": shown,
        "ringi": standing_request(shown),
        "pages": pages,
        "report": report,
        "problem": problem,
    }
    return render(request, "reports/viewpoint_list.html", context)


@require_safe
def viewpoint_detail(request: HttpRequest, organization: str, use_case: int, circle: str) -> HttpResponse:
    """Show one page; it prints on one sheet of A4."""
    membership = require_member(request, organization)
    shown = _use_case(membership, use_case)
    found = next((one for one in CIRCLES if one.key == circle), None)
    if found is None:
        raise Http404
    report, views, problem = _views(membership, shown)
    context = {
        "membership": membership,
        "use_case": shown,
        "ringi": standing_request(shown),
        "circle": found,
        "circles": CIRCLES,
        "view": views.get(circle),
        "report": report,
        "problem": problem,
    }
    return render(request, "reports/viewpoint_detail.html", context)


def _use_case(membership: Membership, use_case: int) -> UseCase:
    return get_object_or_404(UseCase, pk=use_case, organization=membership.organization)


def _views(
    membership: Membership, use_case: UseCase
) -> tuple[ManagementReport | None, dict[str, View], CostError | None]:
    """Read what a workbook made now would read; without a cost plan, or with one that lacks an input, no view."""
    plan = latest_plan(use_case)
    if plan is None:
        return None, {}, None
    language: Language = "en" if (get_language() or "ja").startswith("en") else "ja"
    run, gate, creator = latest_run(use_case), pending_gate(use_case), str(membership.user)
    try:
        report = collect(use_case, plan, run, gate, language, timezone.localdate(), creator)
        return report, views_of(report, commitments_of(use_case, report)), None
    except CostError as error:
        return None, {}, error
