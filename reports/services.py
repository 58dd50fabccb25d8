"""Asking for a workbook and making it. The row is the truth; a lost message or a killed worker loses nothing."""

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.audit import record
from accounts.leases import free, lease_end, new_owner
from accounts.models import User
from adoption.models import UseCase
from evaluations.models import Run
from evaluations.services.waking import wake, wake_on_commit
from language.text import Language, Text
from reports.collect import collect
from reports.commitments import commitments_of
from reports.contents import Display, Inputs
from reports.errors import BROKEN, NoCostPlan, NotReadyAsRequest, ReportRefused
from reports.file_names import download_name
from reports.models import ReportFile
from reports.pdf import PRINT
from reports.ringi_lint import findings_of, marked_for_reference
from reports.roundtrip.seal import SCHEMA_VERSION, Identity, Sealed, sealed
from reports.sealing import seal_key
from reports.selectors import latest_plan, latest_run, pending_gate
from reports.states import REPORT_ACTIVE, AmountUnit, Era, PdfState, ReportKind, ReportLanguage, ReportState
from reports.workbook.build import build_workbook
from tco.errors import CostError
from tco.models import CostPlan

logger = logging.getLogger(__name__)

BUILD = "reports.tasks.build_report"
MOST_ATTEMPTS = 3
# A message already on its way gets this long before another is sent.
PATIENCE = timedelta(seconds=30)


@transaction.atomic
def request_report(
    use_case: UseCase,
    by: User | None,
    language: str,
    *,
    run: Run | None = None,
    plan: CostPlan | None = None,
    gate: str = "",
    with_all_answers: bool = False,
    kind: str = ReportKind.REFERENCE,
    amounts: str = AmountUnit.THOUSANDS,
    era: str = Era.WESTERN,
) -> ReportFile:
    """Write down that a workbook is wanted and wake a worker on commit.

    Without a run, plan or gate the latest ones of the use case are taken. Raises NoCostPlan where there is none, and
    NotReadyAsRequest with every broken rule for a request for approval.
    """
    plan = plan or latest_plan(use_case)
    if plan is None:
        raise NoCostPlan
    if kind == ReportKind.REQUEST:
        check_as_request(use_case, plan)
    report = ReportFile.objects.create(
        organization=use_case.organization,
        use_case=use_case,
        plan=plan,
        run=run or latest_run(use_case),
        gate=gate or pending_gate(use_case),
        language=ReportLanguage(language[:2]),
        kind=ReportKind(kind),
        amounts=AmountUnit(amounts),
        era=Era(era),
        with_all_answers=with_all_answers,
        created_by=by,
        woken_at=timezone.now(),
    )
    record(
        use_case.organization,
        by,
        "report.requested",
        f"report:{report.pk}",
        language=report.language,
        kind=kind,
    )
    wake_on_commit(BUILD, report.pk)
    return report


def check_as_request(use_case: UseCase, plan: CostPlan) -> None:
    """Raise NotReadyAsRequest unless the report keeps every rule of a request for approval."""
    contents = collect(use_case, plan, None, "", "ja", timezone.localdate(), "")
    if findings := findings_of(contents, commitments_of(use_case, contents)):
        raise NotReadyAsRequest(findings)


def build_report(report_id: int) -> None:
    """Make the file of a report unless that is done or another worker is at it; safe to call any number of times."""
    owner = new_owner()
    report = _claim(report_id, owner)
    if report is None:
        return
    try:
        if report.attempt > MOST_ATTEMPTS:
            # Each attempt ended its worker; one more would do so again.
            raise ReportRefused(BROKEN)
        _build(report, owner)
    except (ReportRefused, CostError) as refusal:
        _fail(report, owner, refusal.message)
    except Exception:
        logger.exception("report %s could not be made (attempt %s)", report.pk, report.attempt)
        if report.attempt >= MOST_ATTEMPTS:
            _fail(report, owner, BROKEN)
        else:
            _mine(report, owner).update(state=ReportState.WAITING, lease_until=None, owner="", woken_at=None)


def wake_waiting_reports() -> int:
    """Send a message for every report that waits to be made or printed although nobody works on it; return how many."""
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=timezone.now() - PATIENCE)
    unfinished = Q(state__in=REPORT_ACTIVE) | Q(state=ReportState.READY, pdf_state=PdfState.WAITING)
    waiting = list(ReportFile.objects.filter(quiet, unfinished, free()))
    for report in waiting:
        ReportFile.objects.filter(pk=report.pk).update(woken_at=timezone.now())
        wake(BUILD if report.is_active else PRINT, report.pk)
    return len(waiting)


def _claim(report_id: int, owner: str) -> ReportFile | None:
    """Take the row for one lease, if nobody else has it."""
    claimed = ReportFile.objects.filter(free(), pk=report_id, state__in=REPORT_ACTIVE).update(
        owner=owner,
        state=ReportState.BUILDING,
        lease_until=lease_end(),
        attempt=F("attempt") + 1,
        progress=0.05,
    )
    if not claimed:
        return None
    related = ReportFile.objects.select_related("organization", "use_case__organization", "plan", "run")
    return related.get(pk=report_id)


def _mine(report: ReportFile, owner: str) -> Any:
    """The row, as long as this worker still holds it: one that took too long must not overwrite its successor."""
    return ReportFile.objects.filter(pk=report.pk, owner=owner, state=ReportState.BUILDING)


def _build(report: ReportFile, owner: str) -> None:
    if report.use_case is None or report.plan is None:
        raise NoCostPlan
    if report.kind == ReportKind.REQUEST:
        # The plan may have moved on since it was asked for.
        check_as_request(report.use_case, report.plan)
    as_of = timezone.localdate(report.created_at)
    creator = str(report.created_by) if report.created_by else ""
    language = cast(Language, report.language)
    with translation.override(language):
        contents = collect(
            report.use_case,
            report.plan,
            report.run,
            report.gate,
            language,
            as_of,
            creator,
            report.with_all_answers,
            Display(report.amounts, report.era),  # type: ignore[arg-type]
        )
    cover = contents.cover if report.kind == ReportKind.REQUEST else marked_for_reference(contents.cover)
    contents = replace(contents, cover=cover, sealed=seal_for(report, contents.cost.inputs))
    name = f"reports/{report.organization_id}/{report.pk}/{owner.rpartition(':')[2]}.xlsx"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.iterdir():
        # A worker was killed here: what it wrote belongs to no row.
        left.unlink(missing_ok=True)

    def tell(share: float) -> None:
        _mine(report, owner).update(progress=0.2 + 0.75 * share, lease_until=lease_end())

    build_workbook(contents, path, tell)
    finished = _mine(report, owner).update(
        state=ReportState.READY,
        pdf_state=PdfState.WAITING,
        progress=1.0,
        file=name,
        file_name=download_name(contents.cover, contents.cost.inputs.revision),
        size_bytes=path.stat().st_size,
        sha256=_sha256_of(path),
        inputs_sha256=contents.cost.inputs.sha256,
        plan_revision=contents.cost.inputs.revision,
        lease_until=None,
        failure=None,
        finished_at=timezone.now(),
    )
    if finished:
        wake_on_commit(PRINT, report.pk)
    else:
        path.unlink(missing_ok=True)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal_for(report: ReportFile, inputs: Inputs) -> Sealed:
    """Seal what a workbook says it is: which file, plan and revision its inputs are."""
    identity = Identity(
        f"report-{report.pk}", SCHEMA_VERSION, report.plan_id or 0, inputs.revision or 0, inputs.sha256
    )
    return sealed(identity, seal_key())


def _fail(report: ReportFile, owner: str, message: Text) -> None:
    _mine(report, owner).update(
        state=ReportState.FAILED,
        failure={"ja": message.ja, "en": message.en},
        lease_until=None,
        finished_at=timezone.now(),
    )
