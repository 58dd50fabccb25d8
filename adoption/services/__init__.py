"""What changes adoption's rows; each change is one transaction with its entry in the audit trail."""

from adoption.services.decisions import record_decision
from adoption.services.evidence import link_cost_plan, link_evaluation, record_facts
from adoption.services.use_cases import UseCaseDraft, create_use_case, update_use_case

__all__ = [
    "UseCaseDraft",
    "create_use_case",
    "link_cost_plan",
    "link_evaluation",
    "record_decision",
    "record_facts",
    "update_use_case",
]
