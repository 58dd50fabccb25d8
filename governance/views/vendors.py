"""Pages of the uses of models: the list, one use with its three answers, and the comparison of several."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_decider, require_editor, require_member
from accounts.models import Membership
from governance.dependence.scoring import by_section, overall
from governance.models import ModelUse
from governance.services.vendors import approve_origin, countries_text, end_use, save_row, share_parts
from governance.vendor_comparison import compared, groups_of
from governance.vendor_forms import ModelUseForm, OriginApprovalForm, SharedPartsForm
from governance.vendor_radar import radar
from governance.vendor_records import check_of, openness_score, sections_of, use_rows, uses_of
from governance.views.operation_page import do_or_tell, page_of, save_or_show

FORM = "governance/vendor_form.html"
SIDE_BY_SIDE = 4


@require_safe
def use_list(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    page = page_of(request, uses_of(membership.organization))
    rows = use_rows(page.object_list, membership.organization)
    return render(
        request, "governance/vendor_use_list.html", {"membership": membership, "page": page, "rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def use_create(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_editor(request, organization)
    return _use_page(request, membership, ModelUse(organization=membership.organization))


@require_http_methods(["GET", "HEAD", "POST"])
def use_edit(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    membership = require_editor(request, organization)
    return _use_page(request, membership, use_or_404(membership, model_use))


@require_safe
def use_detail(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    membership = require_member(request, organization)
    return _detail(request, membership, use_or_404(membership, model_use))


@require_POST
def use_share(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    """Mark which parts of the provenance sheet customers may read."""
    membership = require_editor(request, organization)
    use = use_or_404(membership, model_use)
    form = SharedPartsForm(request.POST)
    if not form.is_valid():
        return _detail(request, membership, use, shared=form)
    share_parts(use, form.cleaned_data["parts"], membership.user)
    messages.success(request, _("What customers may read was saved."))
    return redirect("governance:vendor_use_detail", organization, use.pk)


@require_POST
def use_approve(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    """Approve an origin that the policy wants approved."""
    membership = require_decider(request, organization)
    use = use_or_404(membership, model_use)
    form = OriginApprovalForm(request.POST)
    if not form.is_valid():
        return _detail(request, membership, use, approval=form)
    values = form.cleaned_data
    do_or_tell(
        request,
        lambda: approve_origin(
            use, values["person_name"], values["reason"], membership.user, values["countries"]
        ),
        _("The approval was recorded."),
    )
    return redirect("governance:vendor_use_detail", organization, use.pk)


@require_POST
def use_end(request: HttpRequest, organization: str, model_use: int) -> HttpResponse:
    membership = require_editor(request, organization)
    use = use_or_404(membership, model_use)
    do_or_tell(
        request,
        lambda: end_use(use, timezone.localdate(), membership.user),
        _("The use was ended. Its records stay."),
    )
    return redirect("governance:vendor_use_list", organization)


@require_safe
def compare(request: HttpRequest, organization: str) -> HttpResponse:
    """Several uses side by side, and open against closed weights."""
    membership = require_member(request, organization)
    every = list(uses_of(membership.organization))
    asked = [
        int(one) for one in request.GET.getlist("use") if one.isascii() and one.isdigit() and len(one) < 19
    ]
    chosen = [use for use in every if use.pk in asked][:SIDE_BY_SIDE] or every[:SIDE_BY_SIDE]
    asked_now = sections_of(membership.organization)
    groups = groups_of(every, asked_now)
    context = {
        "membership": membership,
        "every": every,
        "chosen": chosen,
        "comparison": compared(membership.organization, chosen),
        "groups": groups,
        "radar": radar([section.id for section in asked_now], groups) if groups else None,
        "most": SIDE_BY_SIDE,
    }
    return render(request, "governance/vendor_compare.html", context)


def use_or_404(membership: Membership, model_use: int) -> ModelUse:
    rows = ModelUse.objects.select_related("organization", "system", "model", "host", "supplier")
    return get_object_or_404(rows, organization=membership.organization, pk=model_use)


def _use_page(request: HttpRequest, membership: Membership, row: ModelUse) -> HttpResponse:
    form = ModelUseForm(request.POST or None, instance=row)
    slug = membership.organization.slug
    back = (
        reverse("governance:vendor_use_detail", args=[slug, row.pk])
        if row.pk
        else reverse("governance:vendor_use_list", args=[slug])
    )

    def save() -> str:
        save_row(form.save(commit=False), membership.user)
        return reverse("governance:vendor_use_detail", args=[slug, row.pk])

    return save_or_show(
        request, membership, form, save, FORM, title=_("Use of a model"), back=back,
        lead=_("Three answers: the model, the place where it runs, and the party of the contract."),
    )  # fmt: skip


def _detail(
    request: HttpRequest,
    membership: Membership,
    use: ModelUse,
    shared: SharedPartsForm | None = None,
    approval: OriginApprovalForm | None = None,
) -> HttpResponse:
    answers = {one.question: one for one in use.answers.select_related("scored_by")}
    scores = {key: one.score for key, one in answers.items()}
    asked = sections_of(use.organization)
    tallies = by_section(asked, scores)
    checked = check_of(use)
    context = {
        "membership": membership,
        "use": use,
        "checked": checked,
        "approvals": use.origin_approvals.all()[:5],
        "approval_form": approval
        or OriginApprovalForm(
            initial={"person_name": membership.user.name, "countries": countries_text(use)}
        ),
        "shared_form": shared or SharedPartsForm(initial={"parts": use.shared_parts}),
        "openness": openness_score(use),
        "overall": overall(asked, scores),
        "sections": [
            (section, tallies[section.id], [(one, answers.get(one.id)) for one in section.questions])
            for section in asked
        ],
        "requests": use.requests.select_related("created_by")[:20],
        "now": timezone.now(),
    }
    refused = request.method == "POST"
    return render(request, "governance/vendor_use_detail.html", context, status=422 if refused else 200)
