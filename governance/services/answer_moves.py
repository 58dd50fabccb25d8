"""Rows that name a row of a book by its id: where they are, and how they follow it to a new id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import Organization
from content.versions import Change
from governance.models import (
    AdoptedEdition,
    ContentReview,
    Drill,
    FailSafe,
    Incident,
    RaciChange,
    Readiness,
    RoleHolder,
    TrainingNeed,
    TrainingSession,
    VendorAnswer,
    VendorReply,
)


@dataclass(frozen=True)
class Reference:
    """A column that holds ids of one place of a book; `company` is the way from its row to the organisation."""

    model: type[Model]
    field: str
    place: str
    company: str = "organization"

    def rows(self, organization: Organization, row_id: str) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.company: organization, self.field: row_id})


REFERENCES: Mapping[str, tuple[Reference, ...]] = {
    "roles": (
        Reference(RoleHolder, "role", "roles"),
        Reference(RaciChange, "row", "raci"),
        Reference(Readiness, "item", "operating_readiness"),
        Reference(TrainingNeed, "track", "training_tracks"),
        Reference(TrainingSession, "track", "training_tracks"),
        Reference(Incident, "severity", "incident_severities"),
        Reference(Incident, "playbook", "playbooks"),
        Reference(Drill, "playbook", "playbooks"),
        Reference(FailSafe, "pattern", "fail_safe_patterns", "system__organization"),
    ),
    "vendor_questions": (
        Reference(VendorAnswer, "question", "sections/questions", "use__organization"),
        Reference(VendorReply, "question", "sections/questions", "request__use__organization"),
    ),
}


@dataclass(frozen=True)
class Followed:
    """How many rows followed a new id, and how many stand at a changed or removed row."""

    renamed: int
    confirm_again: int
    archived: int


def follow(edition: AdoptedEdition, changes: Iterable[Change]) -> Followed:
    """Rename ids in every reference; note each changed or removed row with answers for a person to read again."""
    renamed = asked = archived = 0
    for change in changes:
        count = _references(edition, change)
        if change.kind == "renamed":
            _rename(edition, change)
            renamed += count
        if not count or not (change.fields or change.kind == "removed"):
            continue
        _note(edition, change, count)
        archived += count if change.kind == "removed" else 0
        asked += 0 if change.kind == "removed" else count
    return Followed(renamed, asked, archived)


def _parts(key: str) -> tuple[str, str]:
    place, _, row_id = key.rpartition("/")
    return place, row_id


def _references(edition: AdoptedEdition, change: Change) -> int:
    place, former = _parts(change.former_key)
    held = [one for one in REFERENCES.get(edition.book, ()) if one.place == place]
    return sum(one.rows(edition.organization, former).count() for one in held)


def _rename(edition: AdoptedEdition, change: Change) -> None:
    place, former = _parts(change.former_key)
    for one in REFERENCES.get(edition.book, ()):
        if one.place == place:
            one.rows(edition.organization, former).update(**{one.field: _parts(change.key)[1]})


def _note(edition: AdoptedEdition, change: Change, count: int) -> None:
    shown = change.after or change.before or {}
    ContentReview.objects.create(
        organization=edition.organization,
        edition=edition,
        row_key=change.key,
        is_removed=change.kind == "removed",
        words={"ja": shown.get("ja", change.key), "en": shown.get("en", change.key)},
        answers=count,
    )
