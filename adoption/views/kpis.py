"""The KPI library, and the KPIs chosen for a use case."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from adoption.content.library import Kpi
from adoption.content.loader import library
from adoption.errors import AdoptionRefused
from adoption.forms import in_page_language
from adoption.models import KpiInstance, UseCase
from adoption.pilot_forms import KpiForm, OwnKpiForm, filled_kpi_form
from adoption.pilot_states import KpiFamily
from adoption.services.pilots_kpis import ProblemsFound, change_kpi, choose_kpi, library_kpi, remove_kpi
from adoption.views.chosen import chosen_id, use_case_or_404


@require_safe
def kpi_library(request: HttpRequest, organization: str) -> HttpResponse:
    membership = require_member(request, organization)
    family, words = request.GET.get("family", ""), request.GET.get("q", "").strip()[:100]
    use_cases = list(membership.organization.use_cases.all())
    asked = chosen_id(request)
    chosen = next((one for one in use_cases if one.pk == asked), use_cases[0] if use_cases else None)
    found = [kpi for kpi in library().kpis.kpis if _matches(kpi, family, words)]
    context = {
        "membership": membership,
        "kpis": found,
        "families": KpiFamily.choices,
        "family": family,
        "words": words,
        "use_cases": use_cases,
        "chosen": chosen,
        "chosen_ids": set(chosen.kpis.values_list("kpi_id", flat=True)) if chosen else set(),
        "tests": {test.id: test.name for test in library().kpis.tests},
    }
    return render(request, "adoption/pilot_kpi_library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_kpi_choose(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    """Choose the library KPI named by `?kpi=`; without it, describe one of the company's own."""
    membership = require_editor(request, organization)
    chosen = use_case_or_404(membership, use_case)
    kpi = _asked_kpi(request)
    data = request.POST if request.method == "POST" else None
    form = KpiForm(kpi.unit, data) if kpi else OwnKpiForm("", data)
    if form.is_valid():
        try:
            choose_kpi(chosen, kpi.id if kpi else "", form.draft(), membership.user)
        except AdoptionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The KPI was chosen."))
            return redirect("adoption:pilot_detail", organization, chosen.pk)
    return _form(request, membership, chosen, form, kpi)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_kpi_edit(request: HttpRequest, organization: str, kpi_instance: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = _instance_or_404(membership, kpi_instance)
    form = filled_kpi_form(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_kpi(row, form.draft(), membership.user)
        except AdoptionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The KPI was saved."))
            return redirect("adoption:pilot_detail", organization, row.use_case_id)
    return _form(request, membership, row.use_case, form, library_kpi(row.kpi_id), row)


@require_POST
def pilot_kpi_remove(request: HttpRequest, organization: str, kpi_instance: int) -> HttpResponse:
    membership = require_editor(request, organization)
    row = _instance_or_404(membership, kpi_instance)
    use_case = row.use_case_id
    try:
        remove_kpi(row, membership.user)
        messages.success(request, _("The KPI is no longer chosen."))
    except AdoptionRefused as refusal:
        messages.error(request, in_page_language(refusal.message))
    return redirect("adoption:pilot_detail", organization, use_case)


def add_refusal(form: KpiForm, refusal: AdoptionRefused) -> None:
    """Put each problem beside its field; what has no field stands above the form."""
    if not isinstance(refusal, ProblemsFound):
        form.add_error(None, in_page_language(refusal.message))
        return
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, in_page_language(problem.message))


def _form(
    request: HttpRequest,
    membership: Membership,
    use_case: UseCase,
    form: KpiForm,
    kpi: Kpi | None,
    row: KpiInstance | None = None,
) -> HttpResponse:
    context = {
        "membership": membership,
        "use_case": use_case,
        "use_case_name": use_case.display_name,
        "form": form,
        "kpi": kpi,
        "row": row,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/pilot_kpi_form.html", context, status=status)


def _asked_kpi(request: HttpRequest) -> Kpi | None:
    asked = request.GET.get("kpi", "")
    kpi = library_kpi(asked)
    if asked and kpi is None:
        raise Http404
    return kpi


def _instance_or_404(membership: Membership, pk: int) -> KpiInstance:
    rows = KpiInstance.objects.select_related("use_case__organization")
    return get_object_or_404(rows, pk=pk, use_case__organization=membership.organization)


def _matches(kpi: Kpi, family: str, words: str) -> bool:
    text = f"{kpi.id} {kpi.name.ja} {kpi.name.en} {kpi.unit} {kpi.measure.ja} {kpi.measure.en}".casefold()
    return (not family or kpi.family == family) and all(word in text for word in words.casefold().split())
