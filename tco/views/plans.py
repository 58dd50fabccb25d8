"""Starting a plan and changing what it is made of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_editor, require_member
from accounts.models import Membership
from tco.errors import CostError
from tco.forms.plan import PlanEditor, TypedPlan, typed_in, typed_new, typed_of, with_option, with_use
from tco.models import CostPlan
from tco.pages.assumptions import missing_inputs
from tco.plan.shape import KIND_LABELS, Kind
from tco.selectors import plans_of
from tco.services import create_plan, save_shape
from tco.starting import next_fiscal_year, starting_assumptions
from tco.views.finding import plan_of


@require_GET
def plan_list(request: HttpRequest, organization: str) -> HttpResponse:
    """List the plans."""
    membership = require_member(request, organization)
    context = {"membership": membership, "plans": plans_of(membership.organization)}
    return render(request, "tco/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_create(request: HttpRequest, organization: str) -> HttpResponse:
    """Start a plan with what holds in any company; everything else stays unknown."""
    membership = require_editor(request, organization)
    editor = _editor(request.POST, typed_new(next_fiscal_year(timezone.localdate())))
    if not (_is_saving(request.POST) and editor.is_valid()):
        return _page(request, membership, editor, None)
    new = editor.new_plan()
    plan = create_plan(
        membership.organization,
        membership.user,
        new,
        starting_assumptions(new.shape),
        _("First version"),
    )
    return redirect("tco:assumption_of_plan", organization, plan.pk)


@require_http_methods(["GET", "POST"])
def plan_shape(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Change the months, options and uses of a plan; that makes a new revision."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    editor = _editor(request.POST, typed_of(found))
    if not (_is_saving(request.POST) and editor.is_valid()):
        return _page(request, membership, editor, found)
    before = set(found.assumptions.values_list("key", flat=True))
    try:
        save_shape(
            found,
            membership.user,
            editor.new_plan(),
            _("Options, uses or months changed"),
            _revision(request),
            editor.uses_before(),
        )
    except CostError as error:
        editor.problem = error.message
        return _page(request, membership, editor, found)
    _tell(request, found, before)
    return redirect("tco:assumption_of_plan", organization, found.pk)


def _is_saving(data: QueryDict) -> bool:
    return "save" in data


def _editor(data: QueryDict, typed: TypedPlan) -> PlanEditor:
    """Show what is stored, what was typed with one more row, or check what is to be saved."""
    if _is_saving(data):
        return PlanEditor(typed, data)
    if not data:
        return PlanEditor(typed)
    typed = typed_in(data)
    if "add_use" in data:
        return PlanEditor(with_use(typed))
    kinds = {kind.value: kind for kind in Kind}
    kind = kinds.get(data.get("new_kind", ""))
    return PlanEditor(with_option(typed, kind) if kind and "add_option" in data else typed)


def _page(
    request: HttpRequest, membership: Membership, editor: PlanEditor, plan: CostPlan | None
) -> HttpResponse:
    context = {
        "membership": membership,
        "plan": plan,
        "editor": editor,
        "revision": request.POST.get("revision", plan.revision if plan else ""),
        "kinds": [(kind.value, label) for kind, label in KIND_LABELS.items()],
    }
    wrong = _is_saving(request.POST)
    return render(request, "tco/plan_form.html", context, status=422 if wrong else 200)


def _revision(request: HttpRequest) -> int:
    """Return the revision that the person saw; none at all never matches."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _tell(request: HttpRequest, plan: CostPlan, before: set[str]) -> None:
    """Say what the change did to the inputs."""
    gone = len(before - set(plan.assumptions.values_list("key", flat=True)))
    missing = len(missing_inputs(plan))
    messages.success(request, _("Saved as revision %(number)d.") % {"number": plan.revision})
    if gone:
        words = ngettext(
            "%(count)d input was left out; it stays in the earlier revisions.",
            "%(count)d inputs were left out; they stay in the earlier revisions.",
            gone,
        )
        messages.info(request, words % {"count": gone})
    if missing:
        words = ngettext(
            "%(count)d input needs a value before anything is calculated.",
            "%(count)d inputs need a value before anything is calculated.",
            missing,
        )
        messages.warning(request, words % {"count": missing})
