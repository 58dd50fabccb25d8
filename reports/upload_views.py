"""Pages of edited workbooks: bring one back, see what it would change, decide line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_editor, require_member
from accounts.models import Membership
from language.text import Text
from reports.models import WorkbookUpload
from reports.roundtrip.merging import Fate, Range
from reports.roundtrip.reading import check_size
from reports.roundtrip.refusal import WorkbookRefused, refused
from reports.states import UploadState
from reports.uploads import apply_upload, chosen_ranges, drop_upload, effect_of, receive
from tco.errors import CostError
from tco.forms.typed import from_typed, to_typed
from tco.model.rows import InputSpec
from tco.plan.model import plan_model

LONGEST = 15  # power of ten: more does not fit beside eight decimals


@dataclass(frozen=True)
class ReviewLine:
    """One line of the review, in the words and units of the page."""

    key: str
    label: Text
    unit: Text
    fate: str
    base: str
    server: str
    file: str
    problem: str


@require_POST
def upload_create(request: HttpRequest, organization: str) -> HttpResponse:
    """Read an edited workbook and show what it would change."""
    membership = require_editor(request, organization)
    try:
        upload = receive(membership.organization, membership.user, *_file(request))
    except WorkbookRefused as refusal:
        messages.error(request, _say(refusal.message))
        return redirect("reports:report_list", organization)
    return redirect("reports:upload_detail", organization, upload.pk)


@require_safe
def upload_detail(request: HttpRequest, organization: str, upload: int) -> HttpResponse:
    """Show what an edited workbook would change, and what that does to the NPV."""
    membership = require_member(request, organization)
    return _page(request, membership, _upload(membership, upload))


@require_POST
def upload_decide(request: HttpRequest, organization: str, upload: int) -> HttpResponse:
    """Take the chosen lines over, show their effect once more, or drop the file."""
    membership = require_editor(request, organization)
    shown = _upload(membership, upload)
    if "drop" in request.POST:
        drop_upload(shown, membership.user)
        messages.success(request, _("The edited workbook was dropped. The plan is unchanged."))
        return redirect("reports:report_list", organization)
    try:
        chosen = chosen_ranges(shown, request.POST, _typed(request, shown))
        if "preview" in request.POST:
            return _page(request, membership, shown, chosen)
        revision = apply_upload(shown, membership.user, chosen, shown.server_revision)
    except (CostError, WorkbookRefused) as error:
        return _page(request, membership, shown, {}, error.message)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": revision.number})
    return redirect("tco:plan_detail", organization, shown.plan_id)


def _file(request: HttpRequest) -> tuple[str, bytes]:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise refused("empty_file")
    check_size(file.size or 0)
    return str(file.name), file.read()


def _upload(membership: Membership, upload: int) -> WorkbookUpload:
    mine = WorkbookUpload.objects.select_related("plan", "uploaded_by", "organization")
    return get_object_or_404(mine, pk=upload, organization=membership.organization)


def _typed(request: HttpRequest, upload: WorkbookUpload) -> dict[str, Range]:
    """Read the values typed by hand for conflicts; the two ends widen where the new figure lies outside."""
    specs = plan_model(upload.plan.shape).input_by_key
    found: dict[str, Range] = {}
    for line in upload.lines:
        spec = specs.get(line["key"])
        if spec is None or line["fate"] != Fate.CONFLICT or request.POST.get(line["key"]) != "typed":
            continue
        try:
            mode = from_typed(spec, Decimal(request.POST.get(f"{spec.key}_typed", "").replace(",", "")))
        except InvalidOperation as error:
            raise WorkbookRefused("typed", _not_a_number(spec)) from error
        if not mode.is_finite() or mode.adjusted() > LONGEST:
            raise WorkbookRefused("typed", _not_a_number(spec))
        low, _mode, high = (Decimal(value) for value in line["server"] or line["file"])
        found[spec.key] = (min(low, mode), mode, max(high, mode))
    return found


def _not_a_number(spec: InputSpec) -> Text:
    return Text(
        f"「{spec.label.ja}」に手入力した値は数値ではありません。何も変更していません。値を入れ直してください。",
        f"What was typed for “{spec.label.en}” is no number. Nothing was changed. Type it again.",
    )


def _page(
    request: HttpRequest,
    membership: Membership,
    upload: WorkbookUpload,
    chosen: Mapping[str, Range] | None = None,
    problem: Text | None = None,
) -> HttpResponse:
    preview = chosen_ranges(upload, {}, {}) if chosen is None else chosen
    context: dict[str, Any] = {
        "membership": membership,
        "upload": upload,
        "groups": _groups(upload),
        "choices": request.POST if request.method == "POST" else {},
        "effect": effect_of(upload.plan, preview),
        "chosen": len(preview),
        "problem": problem,
        "is_open": upload.state == UploadState.OPEN,
        "has_moved_on": upload.plan.revision != upload.server_revision,
    }
    return render(request, "reports/upload_detail.html", context, status=422 if problem else 200)


def _groups(upload: WorkbookUpload) -> list[tuple[str, list[ReviewLine]]]:
    """Return the lines by what becomes of them: to take over, to decide, kept, and what cannot be taken."""
    specs = plan_model(upload.plan.shape).input_by_key
    lines = [_line(row, specs.get(row["key"])) for row in upload.lines]
    order = (Fate.APPLY, Fate.CONFLICT, Fate.KEPT, Fate.INVALID, Fate.UNKNOWN, Fate.LOST)
    grouped = [(fate.value, [line for line in lines if line.fate == fate]) for fate in order]
    return [(fate, found) for fate, found in grouped if found]


def _line(row: Mapping[str, Any], spec: InputSpec | None) -> ReviewLine:
    problem = _say(Text(**row["problem"])) if row["problem"] else ""
    if spec is None:
        return ReviewLine(
            row["key"], Text(row["key"], row["key"]), Text("", ""), row["fate"], "", "", "", problem
        )
    file = _shown(spec, row["file"]) or " / ".join(word for word in row["shown"] if word)
    return ReviewLine(
        row["key"],
        spec.label,
        spec.unit,
        row["fate"],
        _shown(spec, row["base"]),
        _shown(spec, row["server"]),
        file,
        problem,
    )


def _shown(spec: InputSpec, values: list[str] | None) -> str:
    """Write low / mode / high as people type them; one figure where all three are the same."""
    if values is None:
        return ""
    words = [f"{to_typed(spec, Decimal(value)):,f}" for value in values]
    return words[0] if len(set(words)) == 1 else " / ".join(words)


def _say(text: Text) -> str:
    return text.in_(get_language() or "ja")
