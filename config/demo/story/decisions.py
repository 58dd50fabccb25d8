"""Decisions of the sample's gates: each by a named person, on what was known on that day."""

from typing import Any

from accounts.models import Organization
from adoption.gates.record import Verdict
from adoption.models import Decision, UseCase
from adoption.selectors import gate_review
from adoption.services.decisions import record_decision
from adoption.services.evidence import record_facts
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.choosing import case_of
from config.demo.story.people import People


def decide_then(organization: Organization, people: People, key: str) -> Decision:
    """Record a decision of the past on its day."""
    row = chapter("decisions")["past"][key]
    with told_at(row["at"]):
        return _decide(case_of(organization, row["use_case"]), row, people)


def decide_now(organization: Organization, people: People) -> list[Decision]:
    """Record today's decisions, each once: a decided gate is left to the people who use the sample.

    Where somebody changed the evidence, a gate that no longer opens is left alone.
    """
    told = chapter("decisions")
    made = []
    for row in told["evidence"]:
        _state(case_of(organization, row["use_case"]), row, people)
    for row in told["present"]:
        use_case = case_of(organization, row["use_case"])
        already = use_case.decisions.filter(gate=row["gate"]).count()
        if already == row["decided_before"] and _is_advised(use_case, row):
            made.append(_decide(use_case, row, people))
    return made


def _is_advised(use_case: UseCase, row: dict[str, Any]) -> bool:
    if not row.get("only_when_recommended"):
        return True
    advice = gate_review(use_case, row["gate"]).assessment.recommendation.outcome
    return bool(advice == row["verdict"]["outcome"])


def _state(use_case: UseCase, row: dict[str, Any], people: People) -> None:
    """Record what a person answers for, once."""
    if not use_case.evidence.filter(source="ev", key=row["key"], run=None, cost_plan=None).exists():
        record_facts(use_case, "ev", row["key"], row["facts"], row["source_text"], people[row["by"]])


def _decide(use_case: UseCase, row: dict[str, Any], people: People) -> Decision:
    review = gate_review(use_case, row["gate"])
    by = people[row["by"]]
    open_musts = [
        one.criterion.id for one in review.assessment.results if one.criterion.must and one.status != "met"
    ]
    verdict = Verdict(
        person_name=by.name,
        person_title=by.title,
        seen_sha256=review.snapshot_sha256,
        unknowns_acknowledged=tuple(open_musts),
        **row["verdict"],
    )
    return record_decision(use_case, row["gate"], verdict, by)
