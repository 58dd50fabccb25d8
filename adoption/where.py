"""Where the rows behind a fact are made: the page that a person opens to establish it."""

from collections.abc import Iterable

from django.urls import reverse

from adoption.gates.facts import FactName, FactUse
from adoption.models import UseCase

# `source.key` of a fact, or `source.` for all of that source: the page, and whether it is the use case's own.
_OF_USE_CASE = {
    "ev.baseline_estimate": "adoption:canvas",
    "ev.no_ai_option": "adoption:canvas",
    "ev.risk_triage": "adoption:triage",
    "ev.measurement_plan": "adoption:pilot_detail",
    "ev.power": "adoption:pilot_detail",
    "ev.baseline": "adoption:pilot_reading_list",
    "ev.deviation_log": "adoption:pilot_deviations",
    "kpi.primary": "adoption:pilot_effect",
    "kpi.quality_guard": "adoption:pilot_effect",
    "kpi.K-D-02": "adoption:pilot_effect",
    "kpi.K-A-02": "adoption:pilot_effect",
    "ev.eval_set": "adoption:use_case_detail",
    "ev.eval_report": "adoption:use_case_detail",
    "kpi.K-R-03": "adoption:use_case_detail",
    "ev.tco": "adoption:use_case_detail",
    "ev.roi": "adoption:use_case_detail",
    "role.R-OWNER": "adoption:use_case_edit",
}
_OF_COMPANY = {
    "ev.workshop_scores": "adoption:portfolio",
    "doc.data_clearance": "governance:clearance_list",
    "control.": "governance:framework_list",
    "role.": "governance:role_list",
    "ev.readiness": "governance:readiness_list",
    "ev.fallback_drill": "governance:drill_list",
    "vendor.": "governance:vendor_use_list",
    "ev.exit_plan": "governance:exit_list",
    "doc.dependency_statement": "governance:dependence",
    "doc.partner_scope": "governance:partner_list",
    "kpi.K-A-03": "governance:training_list",
    "kpi.K-A-06": "governance:planted_list",
    "kpi.K-R-11": "governance:dependence",
    "kpi.K-R-12": "governance:exit_list",
    "ev.portability": "governance:vendor_use_list",
    "ev.model_changes": "governance:vendor_event_list",
    "ev.regwatch": "governance:watch_list",
}


def page_of(use_case: UseCase, name: FactName) -> str | None:
    """The address of the page, None where a person records the fact with its source at the gate itself."""
    slug, key = use_case.organization.slug, f"{name.source}.{name.key}"
    if key in _OF_USE_CASE:
        return reverse(_OF_USE_CASE[key], args=[slug, use_case.pk])
    page = _OF_COMPANY.get(key) or _OF_COMPANY.get(f"{name.source}.")
    return reverse(page, args=[slug]) if page else None


def first_page(use_case: UseCase, facts: Iterable[FactUse]) -> str | None:
    """The page of the first fact that has one, unknown facts first."""
    ordered = sorted(facts, key=lambda use: use.is_known)
    return next((page for use in ordered if (page := page_of(use_case, use.name))), None)
