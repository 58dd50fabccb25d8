"""The watch on rules: what comes, what was confirmed, rows of one's own."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from governance.control_states import Area
from governance.editions import book_state
from governance.models import OwnWatchItem, WatchConfirmation
from governance.rules_watch import REMINDER_DAYS, WatchLine, table_age_days, watch_lines
from governance.services.watch import add_own_item, close_own_item, confirm_rows
from governance.views.operation_page import ROWS_ON_A_PAGE, do_or_tell, save_or_show
from governance.watch_forms import ConfirmForm, OwnItemForm


@require_safe
def watch_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    lines = watch_lines(membership.organization)
    area = request.GET.get("area", "")
    shown = [line for line in lines if area in ("", line.area)]
    context = {
        "membership": membership,
        "page": Paginator(_in_order(shown), ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "soon": [line for line in _in_order(lines) if line.applies_soon],
        "unconfirmed": sum(line.needs_confirmation for line in lines),
        "conflicts": sum(line.is_conflict for line in lines),
        "total": len(lines),
        "age_days": table_age_days(lines),
        "reminder_days": REMINDER_DAYS,
        "areas": Area.choices,
        "area": area,
        "state": book_state(membership.organization, "regwatch"),
        "form": ConfirmForm() if membership.can_edit else None,
    }
    return render(request, "governance/watch_list.html", context)


@require_safe
def watch_detail(request: HttpRequest, organization: str, watch_row: str) -> HttpResponse:
    membership = require_member(request, organization)
    line = next((one for one in watch_lines(membership.organization) if one.key == watch_row), None)
    if line is None:
        raise Http404
    rows = WatchConfirmation.objects.filter(organization=membership.organization, item_key=watch_row)
    context = {
        "membership": membership,
        "line": line,
        "history": Paginator(rows.order_by("-pk"), ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "form": ConfirmForm() if membership.can_edit else None,
    }
    return render(request, "governance/watch_detail.html", context)


@require_POST
def watch_confirm(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = ConfirmForm(request.POST)
    back = f"{reverse('governance:watch_list', args=[organization])}?{urlencode(request.GET)}"
    if not form.is_valid():
        messages.error(request, _("Give the result and the day of the check. Nothing was changed."))
        return redirect(back)
    keys = request.POST.getlist("row")
    do_or_tell(
        request,
        lambda: confirm_rows(membership.organization, keys, by=membership.user, **form.cleaned_data),
        _("The confirmation was saved."),
    )
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def watch_add(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    form = OwnItemForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        add_own_item(membership.organization, form.draft(), membership.user)
        messages.success(request, _("The row is watched from now on."))
        return reverse("governance:watch_list", args=[organization])

    return save_or_show(
        request,
        membership,
        form,
        save,
        title=_("Watch another rule or demand"),
        back="governance:watch_list",
    )


@require_POST
def watch_close(request: HttpRequest, organization: str, own_watch_item: int) -> HttpResponse:
    membership = require_editor(request, organization)
    found = get_object_or_404(OwnWatchItem, pk=own_watch_item, organization=membership.organization)
    close_own_item(found, membership.user)
    messages.success(request, _("The row is no longer watched. Its history stays."))
    return redirect("governance:watch_list", organization)


def _in_order(lines: Iterable[WatchLine]) -> list[WatchLine]:
    """What comes first is first; then what asks for a confirmation."""
    return sorted(
        lines,
        key=lambda line: (line.days_to_go is None, line.days_to_go or 0, not line.needs_confirmation),
    )
