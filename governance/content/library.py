"""Frameworks, roles, the watch on rules and the questions for vendors as values: one dataclass for one kind of row."""

from dataclasses import dataclass
from typing import Literal

from content.rows import Named, Role
from language.text import Text


@dataclass(frozen=True)
class RaciRow:
    id: str
    name: Text
    responsible: tuple[str, ...]
    accountable: str
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    was: str = ""


@dataclass(frozen=True)
class ReadinessItem:
    id: str
    name: Text
    must: bool
    was: str = ""


@dataclass(frozen=True)
class TrainingTrack:
    id: str
    name: Text
    audience: tuple[str, ...]
    hours: float
    topics: tuple[Text, ...]
    was: str = ""


@dataclass(frozen=True)
class Severity:
    id: str
    name: Text
    first_action_minutes: int
    decider: str
    action: Text
    was: str = ""


@dataclass(frozen=True)
class Playbook:
    id: str
    name: Text
    steps: tuple[Text, ...]
    was: str = ""


@dataclass(frozen=True)
class Framework:
    """`verify`: id or date comes from a secondary source and a person checks the original first."""

    id: str
    name: Text
    version: str
    kind: Literal["soft_law", "law", "voluntary", "standard", "community", "mixed", "guidance"]
    source: str
    verify: bool
    licence: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class Requirement:
    id: str
    name: Text
    framework: str
    ref: str
    gate: str
    evidence: Text
    verify: bool
    applies_from: str = ""
    note: Text | None = None
    was: str = ""  # its id in the edition before, when the id changed


@dataclass(frozen=True)
class Topic:
    """A question that several frameworks ask in their own words. The grouping is ours, not an official mapping."""

    id: str
    name: Text
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class WatchDate:
    """A day, month or year (`2026-08-02`, `2026-08`, `2026`) and what happens then."""

    date: str
    what: Text


@dataclass(frozen=True)
class WatchItem:
    """A dated fact about rules, subsidies or tax, with how certain it is."""

    id: str
    name: Text
    area: Literal["JP", "EU", "JP-SUBSIDY", "JP-TAX", "SEC"]
    dates: tuple[WatchDate, ...]
    force: Literal[
        "law", "law_no_penalty", "policy", "soft_law", "guidance", "proposal", "program", "community"
    ]
    certainty: Literal["official", "secondary_agree", "secondary_conflict", "proposal", "memory"]
    sources: tuple[str, ...]
    action: Text | None = None
    note: Text | None = None
    was: str = ""


@dataclass(frozen=True)
class VendorQuestion:
    id: str
    name: Text
    must: bool
    answer_type: Literal["yes_no_unknown", "choice", "number", "date", "text", "evidence"]
    was: str = ""


@dataclass(frozen=True)
class SwitchQuestion:
    """Asked every quarter: stay, prepare or switch?"""

    id: str
    name: Text


@dataclass(frozen=True)
class VendorSection:
    id: str
    name: Text
    questions: tuple[VendorQuestion, ...]


@dataclass(frozen=True)
class RoleBook:
    version: str
    roles: tuple[Role, ...]
    raci: tuple[RaciRow, ...]
    raci_rules: tuple[Text, ...]
    operating_readiness: tuple[ReadinessItem, ...]
    training_tracks: tuple[TrainingTrack, ...]
    incident_severities: tuple[Severity, ...]
    playbooks: tuple[Playbook, ...]
    fail_safe_patterns: tuple[Named, ...]


@dataclass(frozen=True)
class FrameworkBook:
    version: str
    frameworks: tuple[Framework, ...]
    requirements: tuple[Requirement, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class WatchBook:
    version: str
    items: tuple[WatchItem, ...]


@dataclass(frozen=True)
class VendorBook:
    version: str
    scoring: Text
    entity_split: Text
    sections: tuple[VendorSection, ...]
    switch_review: tuple[SwitchQuestion, ...]
