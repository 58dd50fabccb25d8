"""The revisions of a plan: listed, compared, restored."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_editor, require_member
from tco.errors import CostError
from tco.models import CostPlan, PlanRevision
from tco.pages.history import difference
from tco.selectors import current_revision
from tco.services import restore_revision
from tco.views.finding import plan_of

REVISIONS_PER_PAGE = 50


@require_GET
def plan_history(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """List the revisions, the latest first."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    page = Paginator(found.revisions.defer("values"), REVISIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tco/plan_history.html", {"membership": membership, "plan": found, "page": page})


@require_GET
def plan_compare(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Show what changed between two revisions; the last two unless others are named."""
    membership = require_member(request, organization)
    found = plan_of(membership, plan)
    after = _revision(request, found, "after", found.revision)
    before = _revision(request, found, "before", max(after.number - 1, 1))
    context = {
        "membership": membership,
        "plan": found,
        "difference": difference(found, before, after),
        "revisions": found.revisions.defer("values", "shape"),
    }
    return render(request, "tco/plan_compare.html", context)


@require_http_methods(["GET", "POST"])
def plan_restore(request: HttpRequest, organization: str, plan: int, number: int) -> HttpResponse:
    """Show what restoring a revision would change; restore it as a new revision when that is confirmed."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    wanted = get_object_or_404(found.revisions, number=number)
    context = {
        "membership": membership,
        "plan": found,
        "wanted": wanted,
        "difference": difference(found, current_revision(found), wanted),
    }
    if request.method == "GET":
        return render(request, "tco/plan_restore.html", context)
    try:
        revision = restore_revision(found, membership.user, number, _seen(request))
    except CostError as error:
        return render(request, "tco/plan_restore.html", {**context, "problem": error.message}, status=422)
    messages.success(
        request,
        _("Revision %(old)d is restored as revision %(new)d.") % {"old": number, "new": revision.number},
    )
    return redirect("tco:plan_history", organization, found.pk)


def _revision(request: HttpRequest, plan: CostPlan, name: str, otherwise: int) -> PlanRevision:
    asked = request.GET.get(name, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else otherwise
    return get_object_or_404(plan.revisions, number=number)


def _seen(request: HttpRequest) -> int:
    """Return the revision that the person saw; none at all never matches."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
