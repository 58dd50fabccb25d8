"""How many machines a hybrid should own before requests flow over to the API."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_editor, require_member
from accounts.models import Membership
from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.errors import CostError
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.plan.shape import Kind, Option
from tco.services import save_assumptions
from tco.sizing_cost_pages import base_chart
from tco.sizing_forms import BaseForm
from tco.sizing_selectors import bases, worth_showing
from tco.views.finding import plan_of

FIRST_MOST = 12
LARGEST_MOST = 48
SOURCE = Text(
    "自社に置く台数の比較で、TCOの現在価値を見て選択",
    "Chosen by present value of TCO among numbers of machines",
)


@require_http_methods(["GET", "HEAD", "POST"])
def base_search(request: HttpRequest, organization: str, plan: int, option: str) -> HttpResponse:
    """Show cost and overflow by number of machines, and take one over; `?most=` looks further."""
    is_sent = request.method == "POST"
    membership = (require_editor if is_sent else require_member)(request, organization)
    found = plan_of(membership, plan)
    hybrid = _hybrid(found, option)
    if hybrid is None:
        messages.info(request, _("Only own machines with an API behind them have a number to choose."))
        return redirect("tco:sizing_list", organization, plan)
    problem = ""
    if is_sent:
        form = BaseForm(request.POST)
        problem = (
            _taken(request, membership, found, hybrid, form) if form.is_valid() else _("Choose a number.")
        )
        if not problem:
            return redirect("tco:sizing_base", organization, plan, option)
    context = {"membership": membership, "plan": found, "option": hybrid, "problem": problem}
    context |= _search(found, hybrid, _most(request))
    return render(request, "tco/sizing_base.html", context, status=422 if problem else 200)


def _hybrid(plan: CostPlan, key: str) -> Option | None:
    option = {one.key: one for one in plan.shape.options}.get(key)
    return option if option and option.kind is Kind.HYBRID else None


def _most(request: HttpRequest) -> int:
    asked = request.GET.get("most", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 4
    return min(max(int(asked), 1), LARGEST_MOST) if is_number else FIRST_MOST


def _search(plan: CostPlan, option: Option, most: int) -> dict[str, Any]:
    try:
        found = worth_showing(bases(plan, option, most))
    except CostError as error:
        return {"missing": error.message}
    now = plan.assumptions.filter(key=f"{option.key}_base_servers").first()
    return {
        "bases": found,
        "now": int(now.mode) if now else None,
        "chart": base_chart(found, _("Present value of TCO")),
        "is_at_the_end": found[-1].is_best and found[-1].servers == most < LARGEST_MOST,
        "further": min(2 * most, LARGEST_MOST),
    }


def _taken(
    request: HttpRequest, membership: Membership, plan: CostPlan, option: Option, form: BaseForm
) -> str:
    """Save the number as a new revision; return why not, if not."""
    number = Decimal(form.cleaned_data["servers"])
    value = AssumptionValue(
        f"{option.key}_base_servers", number, number, number, SOURCE, timezone.localdate(), Status.ASSUMPTION
    )
    note = f"{option.label.ja}: 自社に置く台数 {number}"
    try:
        save_assumptions(plan, membership.user, [value], note, form.cleaned_data["revision"])
    except CostError as error:
        return in_page_language(error.message)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": plan.revision})
    return ""
