"""Asking how many GPUs a peak needs: the studies of a plan, a new question, measured points to start from."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from language.text import Text
from tco.forms.typed import in_page_language
from tco.models import CostPlan, SizingStudy
from tco.plan.shape import Option
from tco.sizing.points import Measurement, read_gpu_check
from tco.sizing.refusal import SizingRefused
from tco.sizing_forms import PointsForm, StudyForm
from tco.sizing_pages import TriedGroup, headline_lines, tried_groups
from tco.sizing_saved import measurements_of, tried_json
from tco.sizing_selectors import Said, drafts_of, said_by, sized_options, studies_of
from tco.sizing_services import save_points, save_study
from tco.sizing_typed import FROM_POINTS, Ground, StudyRefused, answer_to, typed_of
from tco.views.finding import plan_of

NOT_TEXT = Text(
    "ファイルを文字として読み込めません。何も変更していません。"
    "「make gpu-check」が書き出した gpu-check.json を選んでください。",
    "The file holds no text. Nothing was changed. Choose the gpu-check.json that `make gpu-check` wrote.",
)


@require_safe
def study_list(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """The options to be sized, what was sized already, and measured points that wait."""
    membership = require_member(request, organization)
    return _list_page(request, membership, plan_of(membership, plan), PointsForm())


@require_POST
def points_upload(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Take in the file of a GPU check as points to calibrate on."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    form = PointsForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            measured = _points_in(upload.read())
        except SizingRefused as error:
            form.add_error("file", in_page_language(error.message))
        else:
            draft = save_points(found, membership.user, upload.name, measured)
            return redirect(f"{reverse('tco:sizing_create', args=[organization, found.pk])}?from={draft.pk}")
    return _list_page(request, membership, found, form)


def _points_in(content: bytes) -> tuple[Measurement, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SizingRefused(NOT_TEXT) from error
    return read_gpu_check(text)


@require_http_methods(["GET", "HEAD", "POST"])
def study_create(request: HttpRequest, organization: str, plan: int) -> HttpResponse:
    """Ask a question and save its answer; `?option=` and `?from=` (points or another study) start it."""
    membership = require_editor(request, organization)
    found = plan_of(membership, plan)
    origin = _origin(request, found)
    measured = measurements_of(origin.points) if origin else ()
    option = _option(request, found, origin)
    said = said_by(found, option)
    form = StudyForm(found, measured, request.POST or None, initial=_initial(said, option, origin))
    tried: list[TriedGroup] = []
    if request.method == "POST" and form.is_valid():
        try:
            study = _saved(found, membership, form, origin)
        except StudyRefused as error:
            form.refuse(error)
            tried = tried_groups(tried_json(error.answer)) if error.answer else []
        else:
            messages.success(request, _("The study was saved. The plan has not changed yet."))
            return redirect("tco:sizing_detail", organization, found.pk, study.pk)
    context = {"membership": membership, "plan": found, "form": form, "origin": origin, "tried": tried}
    return render(request, "tco/sizing_form.html", context, status=422 if form.errors else 200)


def _saved(
    plan: CostPlan, membership: Membership, form: StudyForm, origin: SizingStudy | None
) -> SizingStudy:
    typed = form.typed()
    measured = form.measured[typed.measured_set] if typed.ground in FROM_POINTS else None
    price = said_by(plan, plan.shape.option(typed.option)).price_jpy_per_gpu
    answer = answer_to(typed, measured, price)
    return save_study(plan, membership.user, form.cleaned_data["name"], typed, answer, origin)


def _list_page(
    request: HttpRequest, membership: Membership, plan: CostPlan, form: PointsForm
) -> HttpResponse:
    studies = [(study, headline_lines(study)) for study in studies_of(plan)]
    context = {
        "membership": membership,
        "plan": plan,
        "options": sized_options(plan),
        "studies": studies,
        "labels": {option.key: option.label for option in plan.shape.options},
        "drafts": drafts_of(plan),
        "form": form,
    }
    return render(request, "tco/sizing_list.html", context, status=422 if form.errors else 200)


def _origin(request: HttpRequest, plan: CostPlan) -> SizingStudy | None:
    """Return the study or the points of this plan that the address asks to start from."""
    asked = request.GET.get("from", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return get_object_or_404(plan.sizing_studies, pk=asked)


def _option(request: HttpRequest, plan: CostPlan, origin: SizingStudy | None) -> Option | None:
    options = {option.key: option for option in sized_options(plan)}
    asked = request.GET.get("option") or (origin.option if origin else "")
    return options.get(asked) or next(iter(options.values()), None)


def _initial(said: Said, option: Option | None, origin: SizingStudy | None) -> dict[str, Any]:
    """Start from the study that the address names, else from what the plan says."""
    if origin and origin.answer:
        return _again(origin)
    name = in_page_language(option.label) if option else ""
    growth = " ".join(f"{one:g}" for one in said.growth)
    limit = said.utilisation_max
    known = {
        "name": f"{origin.name if origin else name} {timezone.localdate():%Y-%m-%d}"[:200],
        "option": option.key if option else "",
        "ground": Ground.CALIBRATED if origin else Ground.SPECIFICATION,
        "peak_requests_per_s": _short(said.peak_requests_per_s),
        "input_tokens": _short(said.input_tokens),
        "cached_tokens": _short(said.cached_tokens),
        "output_tokens": _short(said.output_tokens),
        "utilisation_percent": None if limit is None else _short(limit * 100),
        "gpus_per_server": said.gpus_per_server,
        "lead_time_months": said.lead_time_months,
        "growth": growth or None,
    }
    return {key: value for key, value in known.items() if value is not None}


def _short(value: float | None) -> str | None:
    """Write a number as people type it."""
    return None if value is None else f"{value:.7g}"


def _again(origin: SizingStudy) -> dict[str, Any]:
    """Return what was typed, as it was typed."""
    typed = typed_of(origin.question["typed"])
    return {
        **typed.as_json(),
        "name": origin.name,
        "table": "\n".join(" ".join(f"{value:g}" for value in line) for line in typed.table),
        "growth": " ".join(f"{one:g}" for one in typed.growth),
        "utilisation_percent": round(typed.utilisation_max * 100, 2),
    }
