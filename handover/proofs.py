"""The hashes that a hand-over must not change, each computed anew from what it stands for."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import Organization
from adoption.gates.snapshot import sha256_of
from adoption.pilots.definition import sha256_of_text
from adoption.selectors import gate_reviews
from evaluations.services.item_rows import items_of
from evaluations.states import TestSetState
from evaluations.testsets.freezing import content_hash
from handover.scope import model_by_label, rows_of
from tco.services import inputs_sha256


@dataclass(frozen=True)
class Proof:
    """A stored hash and how it follows from its row; a row without one is passed over."""

    model: str
    column: str
    recomputed: Callable[[Any], str]
    among: Mapping[str, str] = field(default_factory=dict)  # rows that have the hash for good

    @property
    def name(self) -> str:
        return f"{self.model}.{self.column}"


def _of_file(row: Any) -> str:
    if not row.file:
        return str(row.sha256)  # a refused upload: its content was never kept
    path = Path(row.file.path)
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_test_set(row: Any) -> str:
    return content_hash(items_of(row.items.all()))


def _of_facts(row: Any) -> str:
    text = json.dumps(row.facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


PROOFS = (
    Proof("evaluations.Document", "sha256", _of_file),
    Proof("evaluations.TestSet", "content_hash", _of_test_set, {"state": TestSetState.FROZEN}),
    Proof("tco.PlanRevision", "inputs_sha256", lambda row: inputs_sha256(row.shape, row.values)),
    Proof("adoption.MeasurementPlan", "frozen_sha256", lambda row: sha256_of_text(row.frozen_text)),
    Proof("adoption.Decision", "snapshot_sha256", lambda row: sha256_of(row.snapshot)),
    Proof("governance.GovernanceDocument", "facts_sha256", _of_facts),
    Proof(
        "governance.GovernanceDocument",
        "text_sha256",
        lambda row: hashlib.sha256(row.text.encode()).hexdigest(),
    ),
    Proof("reports.ReportFile", "sha256", _of_file),
)


@dataclass(frozen=True)
class Checked:
    """One stored hash and whether it is what its row gives now."""

    name: str
    pk: int
    stored: str
    fits: bool


def checked_hashes(organization: Organization) -> Iterator[Checked]:
    """Compute every hash of an organisation anew, row by row."""
    for proof in PROOFS:
        rows = rows_of(model_by_label()[proof.model], organization).filter(**proof.among)
        for row in rows.exclude(**{proof.column: ""}).iterator(chunk_size=200):
            stored = str(getattr(row, proof.column))
            yield Checked(proof.name, row.pk, stored, proof.recomputed(row) == stored)


def gate_hashes(organization: Organization) -> dict[int, dict[str, str]]:
    """What a decision at each gate would stand on now: {use case: {gate: sha256}}."""
    return {
        use_case.pk: {review.gate.id: review.snapshot_sha256 for review in gate_reviews(use_case)}
        for use_case in organization.use_cases.order_by("pk")
    }
