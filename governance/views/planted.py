"""Pages of the tests with planted errors: making them, taking them, and what was found."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from governance.models import PlantedItem, PlantedTest
from governance.operation_forms.training import PaperResultForm, PlantedItemForm, PlantedTestForm, TakingForm
from governance.overviews.planted import (
    MonthLine,
    found_rate,
    latest_of_each_person,
    months_of,
    pooled,
    takings_of,
)
from governance.overviews.systems import systems_of
from governance.services.planted import (
    add_planted_item,
    create_planted_test,
    makers_of,
    remove_planted_item,
    take_test,
    type_in_result,
)
from governance.views.operation_page import do_or_tell, page_of, save_or_show, system_asked


@require_safe
def planted_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    company = membership.organization
    system = system_asked(request, company)
    takings = takings_of(company, system)
    months = months_of(takings)
    tests = PlantedTest.objects.filter(organization=company).select_related("system")
    context = {
        "membership": membership,
        "system": system,
        "systems": systems_of(company),
        "page": page_of(request, tests.filter(system=system) if system else tests),
        "months": months,
        "chart": _chart(months),
        "is_month_missing": not months or months[-1].month < timezone.localdate().replace(day=1),
        "now": pooled(latest_of_each_person(takings)),
        "mine": set(tests.filter(takings__user=membership.user).values_list("pk", flat=True)),
    }
    return render(request, "governance/planted_list.html", context)


def _chart(months: tuple[MonthLine, ...]) -> dict[str, Any]:
    """The monthly found-rate with both ends of its interval: three lines with their own marks."""
    ends = (
        (_("Upper end"), "high", "triangle", "dotted"),
        (_("Found-rate"), "rate", "circle", "solid"),
        (_("Lower end"), "low", "rect", "dotted"),
    )
    series = [
        {
            "name": name,
            "type": "line",
            "symbol": symbol,
            "symbolSize": 8,
            "showAllSymbol": True,
            "lineStyle": {"type": dash, "width": 2},
            "data": [round(getattr(one.result, field), 4) for one in months],
        }
        for name, field, symbol, dash in ends
    ]
    axis = {"type": "category", "data": [f"{one.month:%Y-%m}" for one in months]}
    return {"legend": {}, "xAxis": axis, "yAxis": {"type": "value", "min": 0, "max": 1}, "series": series}


@require_http_methods(["GET", "HEAD", "POST"])
def planted_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    system = system_asked(request, membership.organization)
    form = PlantedTestForm(request.POST or None)

    def save() -> str:
        share = form.cleaned_data["pass_percent"] / 100
        name = form.cleaned_data["name"]
        return _page_of(create_planted_test(membership.organization, name, share, membership.user, system))

    return save_or_show(
        request, membership, form, save, title=_("New planted-error test"), back="governance:planted_list"
    )


@require_safe
def planted_detail(request: HttpRequest, organization: str, planted: int) -> HttpResponse:
    """Results for everybody; the errors only for who made the test, has taken it, or owns the company's page."""
    membership = require_member(request, organization)
    test = _test(membership, planted)
    takings = list(test.takings.all())
    items = list(test.items.all())
    is_maker = membership.user.pk in makers_of(test, items)
    is_taken_by_me = any(one.user_id == membership.user.pk for one in takings)
    context = {
        "membership": membership,
        "test": test,
        "items": items,
        "may_see_errors": membership.can_edit and (is_maker or is_taken_by_me or membership.can_administer),
        "item_count": len(items),
        "planted_count": sum(item.is_planted for item in items),
        "takings": [(one, found_rate(one.found, one.planted)) for one in takings],
        "all": pooled(takings),
        "is_maker": is_maker,
        "is_taken_by_me": is_taken_by_me,
    }
    return render(request, "governance/planted_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def planted_item_add(request: HttpRequest, organization: str, planted: int) -> HttpResponse:
    membership = require_editor(request, organization)
    test = _test(membership, planted)
    form = PlantedItemForm(request.POST or None)

    def save() -> str:
        add_planted_item(test, **form.cleaned_data, by=membership.user)
        return _page_of(test)

    return save_or_show(request, membership, form, save, title=_("Add a text"), lead=test.name)


@require_POST
def planted_item_remove(request: HttpRequest, organization: str, planted_item: int) -> HttpResponse:
    membership = require_editor(request, organization)
    rows = PlantedItem.objects.select_related("test__organization")
    item = get_object_or_404(rows, test__organization=membership.organization, pk=planted_item)
    do_or_tell(request, lambda: remove_planted_item(item, membership.user), _("The text was removed."))
    return redirect(_page_of(item.test))


@require_http_methods(["GET", "HEAD", "POST"])
def planted_take(request: HttpRequest, organization: str, planted: int) -> HttpResponse:
    """Any member may be a reviewer."""
    membership = require_member(request, organization)
    test = _test(membership, planted)
    form = TakingForm(list(test.items.all()), request.POST or None)

    def save() -> str:
        taking = take_test(test, form.marks(), membership.user)
        said = ngettext(
            "You found %(found)s of %(planted)s planted error.",
            "You found %(found)s of %(planted)s planted errors.",
            taking.planted,
        )
        messages.success(request, said % {"found": taking.found, "planted": taking.planted})
        return _page_of(test)

    return save_or_show(request, membership, form, save, "governance/planted_take.html", test=test)


@require_http_methods(["GET", "HEAD", "POST"])
def planted_type_in(request: HttpRequest, organization: str, planted: int) -> HttpResponse:
    membership = require_editor(request, organization)
    test = _test(membership, planted)
    count = sum(item.is_planted for item in test.items.all())
    form = PaperResultForm(request.POST or None, initial={"planted": count or None})

    def save() -> str:
        type_in_result(test, form.result(), membership.user)
        return _page_of(test)

    return save_or_show(request, membership, form, save, title=_("Type in a result"), lead=test.name)


def _test(membership: Membership, pk: int) -> PlantedTest:
    rows = PlantedTest.objects.select_related("organization", "system")
    return get_object_or_404(rows, organization=membership.organization, pk=pk)


def _page_of(test: PlantedTest) -> str:
    return reverse("governance:planted_detail", args=[test.organization.slug, test.pk])
