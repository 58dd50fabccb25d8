"""Use cases with facts that fill a gate, written through the services."""

from adoption.content.gatebook import FactKind
from adoption.content.loader import gate_book
from adoption.gates.facts import FactValue
from adoption.gates.language import facts_named
from adoption.gates.record import Verdict
from adoption.models import UseCase
from adoption.selectors import gate_review
from adoption.services import UseCaseDraft, create_use_case, record_facts

G0_FACTS: dict[tuple[str, str], dict[str, FactValue]] = {
    ("ev", "baseline_estimate"): {"present": True},
    ("ev", "workshop_scores"): {"n_voters": 5},
    ("ev", "risk_triage"): {"risk_class": "B"},
    ("ev", "no_ai_option"): {"present": True},
}


def add_use_case(organization, by=None, owner_name="保全課 佐藤 健") -> UseCase:
    draft = UseCaseDraft(
        "技術文書の検索", "Technical document search", "保全の手順を探す", owner_name, "UC-08"
    )
    return create_use_case(organization, draft, by)


def record(use_case, by=None, **changed):
    """Record everything G0 asks for; `changed` replaces facts by key, None leaves a key out."""
    for (source, key), facts in G0_FACTS.items():
        given = changed.get(key, facts)
        if given is not None:
            record_facts(use_case, source, key, given, "企画会議 2026-11-10 議事録", by)


def verdict(use_case, gate="G0", **changed) -> Verdict:
    values = {
        "outcome": "go",
        "person_name": "田中 部長",
        "person_title": "製造部長",
        "reason": "対象業務の件数が多く、効果を測れるため。",
        "whose_safety": "保全員の安全。手順は原本で確認する。",
        "seen_sha256": gate_review(use_case, gate).snapshot_sha256,
    }
    return Verdict(**{**values, **changed})


def person_kinds(gate_id: str) -> list[FactKind]:
    """The facts of a gate that a person answers for, or has measured elsewhere and can show the document of."""
    names = [name for one in gate_book().gate(gate_id).criteria for name in facts_named(one.expression)]
    kinds = [gate_book().fact_kind(name) for name in dict.fromkeys(names)]
    return [kind for kind in kinds if kind.origin in ("person", "pilot")]
