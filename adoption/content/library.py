"""The library of use cases, KPIs and workshops as values: one dataclass for one kind of row."""

from dataclasses import dataclass
from typing import Literal

from content.rows import Named
from language.text import Text

RiskClass = Literal["A", "B", "C", "D"]


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
class WorkshopBook:
    principles: tuple[Text, ...]
    formats: tuple[WorkshopFormat, ...]
    canvas: tuple[Named, ...]
    scale: tuple[int, ...]
    criteria: tuple[ScoringCriterion, ...]
    aggregation: Text
    voting: Voting
    outputs: tuple[Text, ...]
