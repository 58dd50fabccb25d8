"""Reads the programme of a use case from the rows of adoption and governance, and freezes it for the workbook."""

from adoption.models import UseCase
from adoption.pilot_analysis import pilot_analysis
from adoption.selectors import gate_reviews
from reports.collect_programme.approvals import approvals_of, revisions_of
from reports.collect_programme.pilots import pilots_of
from reports.collect_programme.risks import registered_risks_of
from reports.collect_programme.rules import rules_of, subsidies_of
from reports.collect_programme.schedule import schedule_of
from reports.collect_programme.structure import structure_of
from reports.collect_programme.vendors import vendors_of
from reports.programme import Programme
from tco.models import CostPlan


def collect_programme(use_case: UseCase, plan: CostPlan) -> Programme:
    """Read everything; what concerns one AI system is read for the system of the use case, else for the company."""
    organization, system = use_case.organization, use_case.system
    reviews, analysis = gate_reviews(use_case), pilot_analysis(use_case)
    vendors, structure = vendors_of(organization, system), structure_of(organization, system)
    return Programme(
        pilots=pilots_of(use_case, analysis),
        vendors=vendors,
        risks=registered_risks_of(organization, system),
        structure=structure,
        schedule=schedule_of(use_case, reviews, analysis, vendors, structure),
        rules=rules_of(organization, system),
        subsidies=subsidies_of(organization),
        approvals=approvals_of(use_case, reviews),
        revisions=revisions_of(plan),
    )
