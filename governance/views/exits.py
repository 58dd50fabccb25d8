"""Pages of the ways out: plans, drills with measured days, and the quarterly review."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.content.loader import books
from governance.exit_forms import DrillEndForm, DrillStartForm, ExitPlanForm, SwitchReviewForm
from governance.exits import exit_row, exit_rows
from governance.models import AiSystem, ExitDrill, ExitPlan, SwitchReview
from governance.page_language import said
from governance.services.exits import add_review, end_drill, save_plan, start_drill
from governance.vendor_records import open_changes
from governance.views.operation_page import do_or_tell, page_of, save_or_show

FORM = "governance/vendor_form.html"
QUARTER_DAYS = 91


@require_safe
def exit_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    context = {"membership": membership, "rows": exit_rows(membership.organization)}
    return render(request, "governance/exit_list.html", context)


@require_safe
def exit_detail(request: HttpRequest, organization: str, ai_system: int) -> HttpResponse:
    membership = require_member(request, organization)
    system = _system_or_404(membership, ai_system)
    row = exit_row(system)
    words = {one.id: said(one.name) for one in books().vendors.switch_review}
    reviews = page_of(request, system.switch_reviews.all())
    context = {
        "membership": membership,
        "system": system,
        "row": row,
        "drills": row.plan.drills.all()[:50] if row.plan else [],
        "page": reviews,
        "reviews": [
            (one, [(words.get(key, key), text) for key, text in one.answers.items()]) for one in reviews
        ],
        "changes": open_changes(system),
        "start_form": DrillStartForm(initial={"started_at": timezone.localtime()}),
    }
    return render(request, "governance/exit_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def exit_edit(request: HttpRequest, organization: str, ai_system: int) -> HttpResponse:
    membership = require_editor(request, organization)
    system = _system_or_404(membership, ai_system)
    plan = ExitPlan.objects.filter(system=system).first() or ExitPlan(system=system)
    form = ExitPlanForm(request.POST or None, instance=plan)
    back = reverse("governance:exit_detail", args=[organization, system.pk])

    def save() -> str:
        save_plan(form.save(commit=False), membership.user)
        messages.success(request, _("The exit plan was saved."))
        return back

    return save_or_show(
        request, membership, form, save, FORM, title=_("Exit plan"), lead=system.display_name, back=back
    )


@require_POST
def drill_start(request: HttpRequest, organization: str, ai_system: int) -> HttpResponse:
    membership = require_editor(request, organization)
    system = _system_or_404(membership, ai_system)
    form = DrillStartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter when the drill started and who is responsible."))
    else:
        do_or_tell(
            request,
            lambda: start_drill(system, by=membership.user, **form.cleaned_data),
            _("The drill is running."),
        )
    return redirect("governance:exit_detail", organization, system.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def drill_end(request: HttpRequest, organization: str, exit_drill: int) -> HttpResponse:
    membership = require_editor(request, organization)
    rows = ExitDrill.objects.select_related("plan__system__organization")
    drill = get_object_or_404(rows, plan__system__organization=membership.organization, pk=exit_drill)
    form = DrillEndForm(request.POST or None, instance=drill, initial={"ended_at": timezone.localtime()})
    system = drill.plan.system
    back = reverse("governance:exit_detail", args=[organization, system.pk])

    def save() -> str:
        end_drill(form.save(commit=False), membership.user)
        messages.success(request, _("The drill was recorded."))
        return back

    return save_or_show(
        request, membership, form, save, FORM, title=_("End the drill"), lead=system.display_name, back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_create(request: HttpRequest, organization: str, ai_system: int) -> HttpResponse:
    membership = require_editor(request, organization)
    system = _system_or_404(membership, ai_system)
    today = timezone.localdate()
    initial = {
        "on": today,
        "next_on": today + timedelta(days=QUARTER_DAYS),
        "person_name": membership.user.name,
    }
    form = SwitchReviewForm(books().vendors.switch_review, request.POST or None, initial=initial)
    back = reverse("governance:exit_detail", args=[organization, system.pk])

    def save() -> str:
        names = ("on", "price_trend", "quality_trend", "decision", "reason", "person_name", "next_on")
        values = {name: form.cleaned_data[name] for name in names}
        add_review(SwitchReview(system=system, **values), form.answers(), membership.user)
        return back

    return save_or_show(
        request,
        membership,
        form,
        save,
        FORM,
        title=_("Quarterly switch review"),
        lead=system.display_name,
        back=back,
    )


def _system_or_404(membership: Membership, ai_system: int) -> AiSystem:
    rows = AiSystem.objects.select_related("organization")
    return get_object_or_404(rows, organization=membership.organization, pk=ai_system)
