"""Edited workbooks: read, merged with the plan as it is now, shown with their effect, and taken over as a revision."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from language.text import Text
from reports.models import WorkbookUpload
from reports.roundtrip.merging import Fate, MergedLine, Range, is_close, merge
from reports.roundtrip.reading import ReadWorkbook, check_seal
from reports.roundtrip.refusal import refused
from reports.roundtrip.sandbox import read_safely
from reports.sealing import seal_key
from reports.states import UploadState
from tco.assumptions import AssumptionValue, Scenario, Status, scenario_values
from tco.errors import CostError
from tco.headlines import best_option, headlines
from tco.model.rows import InputSpec
from tco.models import CostPlan, PlanRevision
from tco.plan.model import plan_model
from tco.selectors import assumptions_of, values_of
from tco.services import save_assumptions

LISTED = (Fate.APPLY, Fate.CONFLICT, Fate.KEPT, Fate.INVALID, Fate.UNKNOWN, Fate.LOST)
TAMPERED = 1e-6


@dataclass(frozen=True)
class Effect:
    """NPV of the best option before and after taking the file's values over; None where nothing can be calculated."""

    label: Text
    before_jpy: float | None
    after_jpy: float | None


def receive(organization: Organization, by: User, name: str, data: bytes) -> WorkbookUpload:
    """Read and merge an edited workbook; WorkbookRefused says why it cannot be.

    The ids in the file are claims: a plan of somebody else reads the same as one that does not exist.
    """
    found = read_safely(data)
    check_seal(found, seal_key())
    plan = CostPlan.objects.filter(organization=organization, pk=found.identity.plan_id).first()
    base = plan.revisions.filter(number=found.identity.base_revision).first() if plan else None
    if plan is None or base is None:
        raise refused("foreign")
    lines = _merged(plan, base, found)
    upload = WorkbookUpload.objects.create(
        organization=organization,
        plan=plan,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        workbook_id=found.identity.workbook_id,
        base_revision=base.number,
        server_revision=plan.revision,
        lines=[_stored(line) for line in lines if line.fate in LISTED],
        scenario=found.scenario[:40],
        is_tampered=_is_tampered(plan, base, found),
        uploaded_by=by,
    )
    record(organization, by, "workbook.uploaded", f"upload:{upload.pk}", sha256=upload.sha256, plan=plan.pk)
    return upload


def _ranges(values: Iterable[AssumptionValue]) -> dict[str, Range]:
    return {value.key: (value.low, value.mode, value.high) for value in values}


def _merged(plan: CostPlan, base: PlanRevision, found: ReadWorkbook) -> list[MergedLine]:
    file = {key: cells.values for key, cells in found.inputs.items()}
    shown = {key: cells.shown for key, cells in found.inputs.items()}
    model = plan_model(plan.shape)
    return merge(model.input_by_key, _ranges(values_of(base)), _ranges(assumptions_of(plan)), file, shown)


def _stored(line: MergedLine) -> dict[str, Any]:
    def words(values: Range | None) -> list[str] | None:
        return None if values is None else [str(value) for value in values]

    return {
        "key": line.key,
        "fate": line.fate.value,
        "base": words(line.base),
        "server": words(line.server),
        "file": words(line.file),
        "problem": line.problem._asdict() if line.problem else None,
        "shown": list(line.shown),
    }


def _is_tampered(plan: CostPlan, base: PlanRevision, found: ReadWorkbook) -> bool:
    """Say whether the results Excel last showed differ from what the engine makes of the file's own inputs.

    Only the standard scenario can be compared, and only when the plan still has the shape it had.
    """
    if not found.outputs or found.scenario not in ("標準", "Standard", ""):
        return False
    values = [
        _with(value, found.inputs[value.key].values) for value in values_of(base) if value.key in found.inputs
    ]
    try:
        results = plan_model(plan.shape).evaluate(_standard(plan, values))
    except CostError:
        return False
    made = {f"{line.option}_npv": line.npv_jpy for line in headlines(results)}
    made |= {f"{line.option}_tco": line.tco_jpy for line in headlines(results)}
    return any(
        abs(made[name] - shown) > TAMPERED * max(1.0, abs(made[name]))
        for name, shown in found.outputs.items()
        if name in made
    )


def _with(value: AssumptionValue, ends: Range | None) -> AssumptionValue:
    return value if ends is None else replace(value, low=ends[0], mode=ends[1], high=ends[2])


def _standard(plan: CostPlan, values: Iterable[AssumptionValue]) -> dict[str, float]:
    return scenario_values(plan_model(plan.shape), values, Scenario.STANDARD)


def chosen_ranges(
    upload: WorkbookUpload, choices: Mapping[str, str], typed: Mapping[str, Range]
) -> dict[str, Range]:
    """Return the values to take over: all that only the file changed, and each conflict as it was decided.

    A choice is "server", "file" or "typed"; a conflict without one stays with the server.
    """
    chosen: dict[str, Range] = {}
    for line in upload.lines:
        choice = choices.get(line["key"], "file" if line["fate"] == Fate.APPLY else "server")
        if line["fate"] not in (Fate.APPLY, Fate.CONFLICT) or choice == "server":
            continue
        if choice == "typed" and line["key"] in typed:
            chosen[line["key"]] = typed[line["key"]]
        elif choice == "file":
            low, mode, high = (Decimal(value) for value in line["file"])
            chosen[line["key"]] = (low, mode, high)
    return chosen


def effect_of(plan: CostPlan, chosen: Mapping[str, Range]) -> Effect:
    """Calculate the best option's NPV with and without the chosen values."""
    before = assumptions_of(plan)
    after = [_with(value, chosen.get(value.key)) for value in before]
    return Effect(*_npv(plan, before, after))


def _npv(
    plan: CostPlan, before: list[AssumptionValue], after: list[AssumptionValue]
) -> tuple[Text, float | None, float | None]:
    model = plan_model(plan.shape)
    numbers: list[float | None] = []
    label = Text("–", "–")
    for values in (before, after):
        try:
            results = model.evaluate(_standard(plan, values))
        except CostError:
            numbers.append(None)
            continue
        best = best_option(results)
        label = best.label
        numbers.append(results.number(f"{best.key}.npv"))
    return label, numbers[0], numbers[1]


@transaction.atomic
def apply_upload(
    upload: WorkbookUpload, by: User, chosen: Mapping[str, Range], expected_revision: int
) -> PlanRevision:
    """Take the chosen values over as a new revision.

    Raises tco.errors.PlanChanged when the plan moved on meanwhile, InvalidInput for a value that is not allowed;
    an upload that was decided already stays as it is (refused in words).
    """
    locked = WorkbookUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.state != UploadState.OPEN:
        raise refused("decided")
    current = {value.key: value for value in assumptions_of(locked.plan)}
    specs = plan_model(locked.plan.shape).input_by_key
    changed = [_from_file(key, values, current.get(key), locked, by, specs) for key, values in chosen.items()]
    revision = save_assumptions(
        locked.plan, by, changed, f"Excelの取り込み: {locked.name}", expected_revision
    )
    locked.state, locked.applied_revision = UploadState.APPLIED, revision.number
    locked.decided_at = timezone.now()
    locked.save(update_fields=["state", "applied_revision", "decided_at"])
    record(
        locked.organization,
        by,
        "workbook.applied",
        f"upload:{locked.pk}",
        sha256=locked.sha256,
        revision=revision.number,
        inputs=sorted(chosen),
    )
    return revision


@transaction.atomic
def drop_upload(upload: WorkbookUpload, by: User) -> None:
    """Decide against an edited workbook; nothing of the plan changes."""
    dropped = WorkbookUpload.objects.filter(pk=upload.pk, state=UploadState.OPEN).update(
        state=UploadState.DROPPED, decided_at=timezone.now()
    )
    if dropped:
        record(upload.organization, by, "workbook.dropped", f"upload:{upload.pk}", sha256=upload.sha256)


def _from_file(
    key: str,
    values: Range,
    before: AssumptionValue | None,
    upload: WorkbookUpload,
    by: User,
    specs: Mapping[str, InputSpec],
) -> AssumptionValue:
    """A figure typed in Excel has the file and its editor as its source; what only moved in its ends keeps its own."""
    low, mode, high = values
    is_new_figure = before is None or not is_close(before.mode, mode) or key not in specs
    source = Text(f"Excel「{upload.name}」での変更", f"Changed in the workbook “{upload.name}”")
    if before is not None and not is_new_figure:
        return replace(before, low=low, mode=mode, high=high, entered_by=str(by))
    return AssumptionValue(
        key,
        low,
        mode,
        high,
        source,
        timezone.localdate(),
        Status.ASSUMPTION,
        str(by),
        before.distribution if before else "",
    )
