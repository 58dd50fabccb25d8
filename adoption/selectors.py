"""Reads the gates of a use case: facts, assessment, decisions, and whether those are still current."""

import hashlib
from collections.abc import Iterable
from datetime import UTC

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adoption.content.loader import gate_book
from adoption.gates.facts import Fact, FactName, Facts
from adoption.gates.record import DecisionRecord, GateReview
from adoption.gates.review import Assessment, assess
from adoption.gates.snapshot import sha256_of, snapshot_of
from adoption.live_facts import live_facts
from adoption.models import Decision, Evidence, UseCase
from adoption.pilot_facts import facts_of_pilot, reference_of_pilot
from evaluations.models import Run
from language.text import Text
from tco.models import CostPlan
from tco.selectors import current_revision

MEASURED_ELSEWHERE = "measured_elsewhere"  # a mark beside facts that no row of this product stands behind


def facts_of(use_case: UseCase) -> dict[FactName, Fact]:
    """Every fact that is evidenced now; where two rows know the same one, the later row counts."""
    facts: dict[FactName, Fact] = {}
    for evidence in current_evidence(use_case):
        for field, value in evidence.facts.items():
            facts[FactName(evidence.source, evidence.key, field)] = _fact(use_case, evidence, value)
    facts |= live_facts(use_case) | _pilot_facts(use_case)
    if use_case.owner_name.strip():
        link = reverse("adoption:use_case_detail", args=[use_case.organization.slug, use_case.pk])
        owner = Fact(use_case.owner_name.strip(), _("Use-case sheet"), link=link)
        facts[FactName("role", "R-OWNER", "person")] = owner
    return facts


def _pilot_facts(use_case: UseCase) -> dict[FactName, Fact]:
    """What the pilot's own rows say now; it stands before anything recorded by hand."""
    found = facts_of_pilot(use_case)
    if not found:
        return {}
    link = reverse("adoption:pilot_detail", args=[use_case.organization.slug, use_case.pk])
    reference = reference_of_pilot(use_case)
    return {
        FactName(one.source, one.key, field): Fact(value, _("Pilot"), reference, link)
        for one in found
        for field, value in one.facts.items()
    }


def current_evidence(use_case: UseCase) -> list[Evidence]:
    """Evidence that counts, oldest first."""
    rows = use_case.evidence.filter(superseded=False).select_related("run", "cost_plan", "recorded_by")
    return [evidence for evidence in rows.order_by("pk") if not has_moved_on(evidence)]


def outdated_plans(use_case: UseCase) -> list[CostPlan]:
    """Linked cost plans whose inputs changed since they were linked: they must be linked again."""
    rows = use_case.evidence.filter(superseded=False, cost_plan__isnull=False).select_related("cost_plan")
    return list(
        {row.cost_plan_id: row.cost_plan for row in rows if row.cost_plan and has_moved_on(row)}.values()
    )


def has_moved_on(evidence: Evidence) -> bool:
    """True when a linked cost plan no longer has the inputs that its facts were computed from."""
    if evidence.cost_plan is None:
        return False
    return bool(current_revision(evidence.cost_plan).inputs_sha256 != evidence.facts.get("inputs_sha256"))


def assess_gate(use_case: UseCase, gate_id: str) -> Assessment:
    """Check the gate's criteria on the facts of now; KeyError for an unknown gate."""
    return assess(gate_book().gate(gate_id).criteria, facts_of(use_case))


def gate_review(use_case: UseCase, gate_id: str) -> GateReview:
    """One gate with its recommendation and decisions; KeyError for an unknown gate."""
    decisions = use_case.decisions.filter(gate=gate_id).select_related("decided_by")
    return _review(use_case, gate_id, facts_of(use_case), decisions)


def gate_reviews(use_case: UseCase) -> tuple[GateReview, ...]:
    """All gates in order, from two queries."""
    facts = facts_of(use_case)
    decisions = list(use_case.decisions.select_related("decided_by"))
    return tuple(
        _review(use_case, gate.id, facts, [one for one in decisions if one.gate == gate.id])
        for gate in gate_book().gates
    )


def _review(use_case: UseCase, gate_id: str, facts: Facts, decisions: Iterable[Decision]) -> GateReview:
    book = gate_book()
    gate = book.gate(gate_id)
    assessment = assess(gate.criteria, facts)
    now = sha256_of(snapshot_of(gate_id, assessment))
    return GateReview(
        use_case_id=use_case.pk,
        use_case=Text(use_case.name, use_case.name_en or use_case.name),
        gate=gate,
        decider=book.role(gate.decider),
        assessment=assessment,
        snapshot_sha256=now,
        decisions=tuple(_decision(one, now) for one in decisions),
    )


def _decision(row: Decision, present_sha256: str) -> DecisionRecord:
    return DecisionRecord(
        id=row.pk,
        outcome=row.outcome,  # type: ignore[arg-type]
        recommended=row.recommended,  # type: ignore[arg-type]
        person_name=row.person_name,
        person_title=row.person_title,
        recorded_by=str(row.decided_by),
        decided_at=row.decided_at,
        reason=row.reason,
        dissent=row.dissent,
        unknowns_acknowledged=tuple(row.unknowns_acknowledged),
        whose_safety=row.whose_safety,
        conditions=row.conditions,
        review_date=row.review_date,
        snapshot_sha256=row.snapshot_sha256,
        is_stale=row.snapshot_sha256 != present_sha256,
    )


def _fact(use_case: UseCase, evidence: Evidence, value: bool | int | float | str) -> Fact:
    reference, link = _origin(use_case.organization.slug, evidence)
    recorded_on = date_format(timezone.localtime(evidence.recorded_at), "DATE_FORMAT")
    source = evidence.source_text
    if evidence.facts.get(MEASURED_ELSEWHERE):
        source = _("Measured elsewhere: %(source)s") % {"source": source}
    return Fact(value, source, reference, link, recorded_on)


def _origin(slug: str, evidence: Evidence) -> tuple[str, str]:
    if evidence.run is not None:
        link = reverse("evaluations:run_detail", args=[slug, evidence.run_id])
        return run_reference(evidence.run), link
    if evidence.cost_plan_id is not None:
        link = reverse("tco:plan_detail", args=[slug, evidence.cost_plan_id])
        return f"tco.plan@{evidence.facts['inputs_sha256']}", link
    return "", ""


def run_reference(run: Run) -> str:
    """A run by what it was made from and when it ended: the same on a server to which the company moved."""
    ended = run.finished_at.astimezone(UTC).isoformat() if run.finished_at else ""
    return f"evaluations.run@{hashlib.sha256(f'{run.corpus_sha256} {ended}'.encode()).hexdigest()}"
