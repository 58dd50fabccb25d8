"""Reading reports, and what a new one would be made from."""

from dataclasses import dataclass

from accounts.models import Organization
from adoption.models import UseCase
from adoption.overview import stage_overview
from evaluations.models import Run
from evaluations.states import RunState
from reports.models import ReportFile
from tco.models import CostPlan, PlanRevision


@dataclass(frozen=True)
class ListedReport:
    """A report with whether the plan's inputs have changed since it was made."""

    report: ReportFile
    is_outdated: bool


def reports_of(organization: Organization) -> list[ListedReport]:
    """All versions, newest first, in two queries."""
    reports = list(
        ReportFile.objects.filter(organization=organization).select_related("created_by", "use_case", "plan")
    )
    plans = {report.plan_id: report.plan for report in reports if report.plan}
    revisions = PlanRevision.objects.filter(plan__in=plans).values_list("plan_id", "number", "inputs_sha256")
    current = {plan: sha256 for plan, number, sha256 in revisions if plans[plan].revision == number}
    return [
        ListedReport(
            r, r.is_ready and bool(r.inputs_sha256) and current.get(r.plan_id or 0) != r.inputs_sha256
        )
        for r in reports
    ]


def latest_plan(use_case: UseCase) -> CostPlan | None:
    """The plan linked as evidence last, else the organisation's latest."""
    linked = use_case.evidence.filter(superseded=False, cost_plan__isnull=False).order_by("-pk").first()
    if linked:
        return linked.cost_plan
    return CostPlan.objects.filter(organization=use_case.organization).first()


def latest_run(use_case: UseCase) -> Run | None:
    """The run linked as evidence last, else the organisation's latest finished one."""
    linked = use_case.evidence.filter(superseded=False, run__isnull=False).order_by("-pk").first()
    if linked:
        return linked.run
    finished = Run.objects.filter(organization=use_case.organization, state=RunState.DONE)
    return finished.order_by("-finished_at", "-pk").first()


def pending_gate(use_case: UseCase) -> str:
    """The gate that waits for a decision now, else the last one of the stages."""
    overview = stage_overview(use_case)
    review = overview.waiting[0] if overview.waiting else overview.reviews[-1]
    return review.gate.id
