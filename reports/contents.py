"""What a management report says, as frozen values: the workbook is drawn from these and from nothing else.

None means that nobody knows: it is printed as 未確認 or 未実施 and never as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from adoption.gates.review import Outcome, Status
from evaluations.summary import RunSummary
from language.text import Language, Text
from reports.programme import Programme
from reports.roundtrip.seal import Sealed
from tco.assumptions import AssumptionValue
from tco.plan.model import PlanModel
from tco.plan.shape import MONTHS_PER_YEAR, fiscal_year_labels

NOTHING = Text("", "")
CONFIDENTIAL = Text("社外秘", "Confidential")


Era = Literal["western", "japanese"]


@dataclass(frozen=True)
class Display:
    """What a file opens with; two cells in it change both at any time."""

    amounts: Literal["thousands", "millions"] = "thousands"
    era: Era = "western"


@dataclass(frozen=True)
class Cover:
    """Who asks whom for what."""

    title: str
    organization: str
    use_case: str
    purpose: str
    language: Language
    as_of: date
    creator: str
    classification: Text = CONFIDENTIAL
    display: Display = Display()


@dataclass(frozen=True)
class Marked:
    """One candidate's answer to one question; `passed` is None while it is unscored."""

    candidate: str
    answer: str
    passed: bool | None
    note: str = ""


@dataclass(frozen=True)
class ItemResult:
    """One question with what was expected and what came."""

    key: str
    question: str
    expected: str
    severity: str
    source: str
    answers: tuple[Marked, ...]


@dataclass(frozen=True)
class AnswerLine:
    """One answer to one question, asked once: `variant` tells the time or the noise. None is not known."""

    key: str
    question: str
    variant: str
    expected: str
    severity: str
    candidate: str
    answer: str
    state: str
    passed: bool | None
    char_f1: float | None
    cited: str
    input_tokens: int | None
    output_tokens: int | None
    seconds: float | None
    yen: float | None


@dataclass(frozen=True)
class AllAnswers:
    """Every answer of a run, however many: `lines` reads them anew, one after the other, at most `count`."""

    count: int
    lines: Callable[[], Iterator[AnswerLine]]


@dataclass(frozen=True)
class EvaluationPart:
    """The evaluation of the candidates on the company's own documents.

    `items` are its first questions; `all_answers` is there only for a workbook that lists every answer.
    """

    summary: RunSummary
    items: tuple[ItemResult, ...]
    all_answers: AllAnswers | None = None


@dataclass(frozen=True)
class CriterionLine:
    """One exit criterion with what it stood on."""

    id: str
    name: Text
    must: bool
    status: Status
    evidence: Text


@dataclass(frozen=True)
class DecisionLine:
    """What a named person decided on this gate."""

    outcome: Outcome
    decided_by: str
    decided_on: date
    reason: str
    conditions: str
    dissent: str
    is_outdated: bool


@dataclass(frozen=True)
class GatePart:
    """One gate: the recommendation of its rule, and the decision if there is one."""

    id: str
    name: Text
    stage: Text
    recommendation: Outcome
    rule: Text
    criteria: tuple[CriterionLine, ...]
    decision: DecisionLine | None

    def open_criteria(self, *, must: bool | None = None) -> tuple[CriterionLine, ...]:
        """Criteria that are not met or unknown."""
        return tuple(c for c in self.criteria if c.status != "met" and must in (None, c.must))


@dataclass(frozen=True)
class Risk:
    """A risk with what is done about it and who answers for it; an empty owner prints as 未確認."""

    name: Text
    response: Text
    owner: str = ""


@dataclass(frozen=True)
class SourceLine:
    """Where one fact of the report comes from."""

    subject: Text
    value: str | Text
    source: str | Text
    seen_on: date | None
    entered_by: str = ""


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    word: Text
    meaning: Text


@dataclass(frozen=True)
class Inputs:
    """The assumptions of one revision of the plan, with the hash that identifies them."""

    revision: int | None
    sha256: str
    lines: tuple[AssumptionValue, ...]


@dataclass(frozen=True)
class CostPart:
    """The cost plan: the definition of its rows and the assumptions; every number follows from these two."""

    plan_name: str
    model: PlanModel
    inputs: Inputs
    starts_on: date
    fiscal_start_month: int

    @property
    def first_fiscal_year(self) -> int:
        """The fiscal year of the first operating month."""
        return self.starts_on.year - (self.starts_on.month < self.fiscal_start_month)

    @property
    def year_labels(self) -> tuple[Text, ...]:
        """The fiscal years, the initial column first."""
        return fiscal_year_labels(self.starts_on, self.fiscal_start_month, self.model.shape)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month of operation."""
        first = self.starts_on.year * MONTHS_PER_YEAR + self.starts_on.month - 1
        numbers = (first + n for n in range(len(self.model.shape.months) - 1))
        return tuple(date(n // MONTHS_PER_YEAR, n % MONTHS_PER_YEAR + 1, 1) for n in numbers)


@dataclass(frozen=True)
class RegretLine:
    """One world: what having chosen each option (by key, doing nothing included) would be regretted for, in JPY."""

    world: Text
    regret_jpy: Mapping[str, float]
    best: str


@dataclass(frozen=True)
class StressPart:
    """A finished stress test of the plan: every world, the worst regret of each option, and the smallest of these."""

    lines: tuple[RegretLine, ...]
    worst_jpy: Mapping[str, float]
    least_regret: str
    revision: int


@dataclass(frozen=True)
class SheetStatus:
    """One of the eighteen sheets of the approval file: there, or not yet and then what is missing for it."""

    number: int
    title: Text
    is_there: bool
    missing: Text = NOTHING


@dataclass(frozen=True)
class ManagementReport:
    """Everything that one workbook says. A part that was not done is None and is listed as 未実施.

    `sealed` is what the server recognises the file by when it comes back edited; without it, it cannot.
    """

    cover: Cover
    cost: CostPart
    evaluation: EvaluationPart | None
    gate: GatePart | None
    risks: tuple[Risk, ...]
    sources: tuple[SourceLine, ...]
    terms: tuple[Term, ...]
    sealed: Sealed | None = None
    programme: Programme | None = None
    stress: StressPart | None = None
    exit_conditions: tuple[Text, ...] = ()
