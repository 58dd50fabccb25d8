"""The verdict of a run, what a number of questions can show, and the watches over models."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from evaluations.errors import EvaluationRefused
from evaluations.models import Alarm, Watch
from evaluations.results import open_closed_gap, place_rows
from evaluations.selectors import run_summary
from evaluations.services.alarms import mark_seen
from evaluations.services.watching import check_now, create_watch, stop_watch
from evaluations.states import RUN_ACTIVE
from evaluations.statistics.paired import FEWEST_CLUSTERS
from evaluations.statistics.planning import power_of
from evaluations.tallying import documents_of, item_facts
from evaluations.tradeoff import tradeoff_chart
from evaluations.watch_form import WatchForm

WATCHES_PER_PAGE = 20


@require_safe
def run_verdict(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_member(request, organization)
    shown = get_object_or_404(membership.organization.runs.select_related("test_set"), pk=run)
    summary = run_summary(shown)
    context = {
        "membership": membership,
        "run": shown,
        "is_active": shown.state in RUN_ACTIVE,
        "summary": summary,
        "verdict": summary.verdict,
        "rows": place_rows(summary),
        "gap": open_closed_gap(summary),
        "chart": tradeoff_chart(summary),
        "has_robustness": any(one.robustness for one in summary.candidates),
        "watches": _watches(membership.organization.watches.filter(baseline=shown)),
        "watch_form": WatchForm(shown),
    }
    return render(request, "evaluations/verdict_detail.html", context)


@require_safe
def run_power(request: HttpRequest, organization: str) -> HttpResponse:
    """The part that says what a question set can show: ?test_set=<number>&margin=<points>."""
    membership = require_member(request, organization)
    chosen = request.GET.get("test_set", "")
    test_set = membership.organization.test_sets.filter(pk=chosen).first() if chosen.isdecimal() else None
    items = item_facts(test_set) if test_set else {}
    documents = set(documents_of(items).values())
    # Questions without evidence stand alone, so they are groups of their own.
    groups = len(documents) + sum(1 for item in items.values() if not item.document)
    context = {
        "power": power_of(len(items), _margin(request.GET.get("margin", ""))) if items else None,
        "n_documents": len(documents),
        "too_few_documents": bool(items) and groups < FEWEST_CLUSTERS,
    }
    return render(request, "evaluations/_run_power.html", context)


@require_safe
def watch_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    page = Paginator(_watches(membership.organization.watches.all()), WATCHES_PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    return render(
        request, "evaluations/watch_list.html", {"membership": membership, "page": shown, "watches": shown}
    )


@require_POST
def watch_create(request: HttpRequest, organization: str, run: int) -> HttpResponse:
    membership = require_editor(request, organization)
    baseline = get_object_or_404(membership.organization.runs, pk=run)
    form = WatchForm(baseline, request.POST)
    if not form.is_valid():
        messages.error(request, _("No watch was set: choose a candidate and an interval of 1 to 366 days."))
        return redirect("evaluations:run_verdict", organization, run)
    try:
        create_watch(
            baseline, form.cleaned_data["candidate"], form.cleaned_data["every_days"], membership.user
        )
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
        return redirect("evaluations:run_verdict", organization, run)
    messages.success(request, _("The watch is set. You are told by mail when the candidate drops."))
    return redirect("evaluations:watch_list", organization)


@require_POST
def watch_check(request: HttpRequest, organization: str, watch: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = get_object_or_404(membership.organization.watches, pk=watch)
    try:
        check_now(chosen, membership.user)
    except EvaluationRefused as refusal:
        messages.error(request, refusal.message.in_(get_language() or "ja"))
    else:
        messages.success(
            request, _("The questions are asked again. The result appears here when it is there.")
        )
    return redirect("evaluations:watch_list", organization)


@require_POST
def watch_stop(request: HttpRequest, organization: str, watch: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = get_object_or_404(membership.organization.watches, pk=watch)
    stop_watch(chosen, membership.user)
    messages.success(request, _("The watch is stopped. Its results are kept."))
    return redirect("evaluations:watch_list", organization)


@require_POST
def alarm_seen(request: HttpRequest, organization: str, alarm: int) -> HttpResponse:
    membership = require_editor(request, organization)
    chosen = get_object_or_404(Alarm, pk=alarm, watch__organization=membership.organization)
    mark_seen(chosen, membership.user)
    return redirect("evaluations:watch_list", organization)


def _watches(watches: QuerySet[Watch]) -> QuerySet[Watch]:
    alarms = Alarm.objects.select_related("repetition", "seen_by")
    return watches.select_related("baseline", "candidate", "owner", "repetition").prefetch_related(
        Prefetch("alarms", alarms)
    )


def _margin(points: str) -> float | None:
    """Percentage points within the bounds of the start form; anything else is no margin."""
    try:
        share = float(Decimal(points)) / 100
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return share if 0.001 <= share <= 0.5 else None
