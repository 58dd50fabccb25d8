"""The rest of the shipped content as values: one dataclass for one kind of row."""

from dataclasses import dataclass
from typing import Literal

from adoption.content.gatebook import Role
from language.text import Text

RiskClass = Literal["A", "B", "C", "D"]


@dataclass(frozen=True)
class Named:
    """A row that is only an id with its words."""

    id: str
    name: Text


@dataclass(frozen=True)
class TriageAnswer:
    id: str
    name: Text
    risk_class: RiskClass


@dataclass(frozen=True)
class TriageQuestion:
    """One of the four views; the highest class of the answers given is the class of the use case."""

    id: str
    name: Text
    answers: tuple[TriageAnswer, ...]


@dataclass(frozen=True)
class UseCaseTemplate:
    """A use case of the library; `net_saving_prior` is low, mode, high: an assumption, never a result."""

    id: str
    name: Text
    departments: tuple[Text, ...]
    pain: Text
    data: tuple[Text, ...]
    data_classes: tuple[str, ...]
    kpis: tuple[str, ...]
    risk_class: RiskClass
    oversight: Text
    fail_safe: tuple[str, ...]
    evaluation: Text
    net_saving_prior: tuple[float, float, float]
    deployments: tuple[Literal["saas", "api", "domestic_cloud", "onprem", "edge"], ...]
    eu: Text


@dataclass(frozen=True)
class KpiTest:
    id: str
    name: Text
    use: Text
    library: str


@dataclass(frozen=True)
class Kpi:
    """A KPI; `prior` is low, mode, high for planning: an assumption, never a result."""

    id: str
    name: Text
    family: Literal["direct", "indirect", "risk", "cost", "adoption"]
    unit: str
    direction: Literal["up", "down"]
    formula: str
    inputs: tuple[str, ...]
    measure: Text
    test: str
    horizon: Literal["short", "mid"]
    money: Text | None = None
    pitfall: Text | None = None
    prior: tuple[float, float, float] | None = None
    prior_source: str = ""


@dataclass(frozen=True)
class RaciRow:
    id: str
    name: Text
    responsible: tuple[str, ...]
    accountable: str
    consulted: tuple[str, ...]
    informed: tuple[str, ...]


@dataclass(frozen=True)
class ReadinessItem:
    id: str
    name: Text
    must: bool


@dataclass(frozen=True)
class TrainingTrack:
    id: str
    name: Text
    audience: tuple[str, ...]
    hours: float
    topics: tuple[Text, ...]


@dataclass(frozen=True)
class Severity:
    id: str
    name: Text
    first_action_minutes: int
    decider: str
    action: Text


@dataclass(frozen=True)
class Playbook:
    id: str
    name: Text
    steps: tuple[Text, ...]


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


@dataclass(frozen=True)
class WatchItem:
    """A dated fact about rules, subsidies or tax, with how certain it is."""

    id: str
    name: Text
    area: Literal["JP", "EU", "JP-SUBSIDY", "JP-TAX", "SEC"]
    dates: tuple[str, ...]
    force: Literal[
        "law", "law_no_penalty", "policy", "soft_law", "guidance", "proposal", "program", "community"
    ]
    certainty: Literal["official", "secondary_agree", "secondary_conflict", "proposal", "memory"]
    sources: tuple[str, ...]
    action: Text | None = None
    eligibility: Text | None = None
    note: Text | None = None


@dataclass(frozen=True)
class VendorQuestion:
    id: str
    name: Text
    must: bool
    answer_type: Literal["yes_no_unknown", "choice", "number", "date", "text", "evidence"]


@dataclass(frozen=True)
class VendorSection:
    id: str
    name: Text
    questions: tuple[VendorQuestion, ...]


@dataclass(frozen=True)
class Block:
    name: Text
    minutes: int
    tool: str


@dataclass(frozen=True)
class WorkshopFormat:
    id: str
    name: Text
    minutes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Anchor:
    """What a score means."""

    name: Text
    score: int


@dataclass(frozen=True)
class ScoringCriterion:
    id: str
    name: Text
    weight: float
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True)
class Voting:
    dots_per_person: int
    stack_allowed: bool
    ties: Text
    quorum: float
    change_until_close: bool
    server_enforced_ownership: bool


@dataclass(frozen=True)
class UseCaseBook:
    risk_classes: tuple[Named, ...]
    triage: tuple[TriageQuestion, ...]
    data_classes: tuple[Named, ...]
    usecases: tuple[UseCaseTemplate, ...]


@dataclass(frozen=True)
class KpiBook:
    tests: tuple[KpiTest, ...]
    kpis: tuple[Kpi, ...]
    guards: tuple[Text, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class RoleBook:
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
    frameworks: tuple[Framework, ...]
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class WatchBook:
    items: tuple[WatchItem, ...]


@dataclass(frozen=True)
class VendorBook:
    scoring: Text
    entity_split: Text
    sections: tuple[VendorSection, ...]


@dataclass(frozen=True)
class WorkshopBook:
    principles: tuple[Text, ...]
    formats: tuple[WorkshopFormat, ...]
    canvas: tuple[Named, ...]
    scale: tuple[int, ...]
    criteria: tuple[ScoringCriterion, ...]
    aggregation: Text
    voting: Voting
    outputs: tuple[Text, ...]
