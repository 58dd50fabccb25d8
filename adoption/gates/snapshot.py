"""The state a decision was made on, as one canonical text with its hash."""

import hashlib
import json
from typing import Any

from adoption.gates.facts import FactUse
from adoption.gates.review import Assessment, CriterionResult


def snapshot_of(gate_id: str, assessment: Assessment) -> dict[str, Any]:
    """Criteria, their checks, statuses and facts: what makes a decision outdated when it changes.

    When and by whom a fact was recorded is left out: confirming the same value again changes nothing.
    """
    return {
        "gate": gate_id,
        "recommendation": assessment.recommendation.outcome,
        "criteria": [_criterion(result) for result in assessment.results],
    }


def sha256_of(snapshot: dict[str, Any]) -> str:
    """Hash of the canonical JSON (sorted keys, no spaces, UTF-8); equal content gives an equal hash.

    >>> sha256_of({"b": 1, "a": "合格"}) == sha256_of({"a": "合格", "b": 1})
    True
    """
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _criterion(result: CriterionResult) -> dict[str, Any]:
    return {
        "id": result.criterion.id,
        "must": result.criterion.must,
        "check": result.criterion.check,
        "status": result.status,
        "facts": {str(use.name): _fact(use) for use in result.facts},
    }


def _fact(use: FactUse) -> dict[str, Any] | None:
    if use.fact is None or not use.is_known:
        return None
    return {"value": use.fact.signed_value, "reference": use.fact.reference}
