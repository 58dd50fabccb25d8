"""Requirements, coming rules, subsidies and tax."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from language.text import Text
from reports.programme.said import Certainty, Said

Applicability = Literal["applicable", "not_applicable", "undecided"]
RequirementState = Literal["done", "partly", "not_done", "unknown"]
Eligibility = Literal["eligible", "not_eligible", "unknown"]


@dataclass(frozen=True)
class RequirementLine:
    """One requirement of a framework, a law or a contract."""

    id: str
    framework: Text
    name: Text
    reference: str
    gate: str
    applicability: Applicability
    state: RequirementState
    evidence: Said
    checked_on: date | None
    certainty: Certainty | None
    owner: str = ""


@dataclass(frozen=True)
class WatchedRule:
    """A dated change of rules that we watch: what it asks, since when it holds, and how sure that is."""

    id: str
    name: Text
    force: Text
    dates: str
    certainty: Certainty
    action: Said
    checked_on: date | None
    checked_by: str = ""


@dataclass(frozen=True)
class RulesPart:
    """Requirements and the watch on coming rules."""

    requirements: tuple[RequirementLine, ...] = ()
    watched: tuple[WatchedRule, ...] = ()


@dataclass(frozen=True)
class CompanySize:
    """What eligibility depends on; None is not entered."""

    employees: int | None
    capital_jpy: int | None
    category: Text | None


@dataclass(frozen=True)
class SubsidyNote:
    """A subsidy or a tax rule, and whether a company of our size may use it."""

    id: str
    name: Text
    is_tax: bool
    eligibility: Eligibility
    rule: Said
    amount: Said
    deadline: Said
    certainty: Certainty
    sources: str
    checked_on: date | None
    checked_by: str = ""


@dataclass(frozen=True)
class SubsidyPart:
    """Notes on subsidies and tax beside the size of the company."""

    size: CompanySize
    notes: tuple[SubsidyNote, ...] = ()
