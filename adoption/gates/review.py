"""From criteria and facts to a recommendation, by one written rule.

| first row that applies                                             | recommendation |
|--------------------------------------------------------------------|----------------|
| a must marked `stops` is not met (out of scope, kill line reached)  | stop           |
| any other must is not met                                          | recycle        |
| any must is unknown                                                | hold           |
| every must is met, another criterion is not met or unknown         | conditional_go |
| every criterion is met                                             | go             |

A recommendation is advice: the decision is made and signed by a named person.
"""

from dataclasses import dataclass
from typing import Literal

from adoption.gates.facts import Facts, FactUse
from adoption.gates.language import Expression, evaluate, parse, trace
from language.text import Text

Status = Literal["met", "not_met", "unknown"]
Outcome = Literal["go", "conditional_go", "recycle", "hold", "stop"]

OUTCOMES: tuple[Outcome, ...] = ("go", "conditional_go", "recycle", "hold", "stop")


@dataclass(frozen=True)
class Criterion:
    """One exit condition of a gate. `stops`: when this must is not met, going on is not advised at all."""

    id: str
    name: Text
    must: bool
    kind: str
    check: str
    stops: bool = False

    @property
    def expression(self) -> Expression:
        return parse(self.check)


@dataclass(frozen=True)
class CriterionResult:
    criterion: Criterion
    status: Status
    facts: tuple[FactUse, ...]

    @property
    def unknown_facts(self) -> tuple[FactUse, ...]:
        return tuple(use for use in self.facts if not use.is_known)


@dataclass(frozen=True)
class Recommendation:
    """`because` holds the criteria that made the rule apply; empty only for `go`."""

    outcome: Outcome
    rule: Text
    because: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    results: tuple[CriterionResult, ...]
    recommendation: Recommendation

    def with_status(self, status: Status, *, must: bool | None = None) -> tuple[CriterionResult, ...]:
        return tuple(
            result
            for result in self.results
            if result.status == status and must in (None, result.criterion.must)
        )

    @property
    def open_count(self) -> int:
        """How many criteria are not met or unknown."""
        return sum(1 for result in self.results if result.status != "met")


RULES: dict[Outcome, Text] = {
    "stop": Text(
        "中止条件に当たる必須基準があるため「中止」を推奨します。",
        "A must that ends the case is not met: stop is recommended.",
    ),
    "recycle": Text(
        "未達の必須基準があるため「やり直し」を推奨します。",
        "A must is not met: recycle is recommended.",
    ),
    "hold": Text(
        "未確認の必須基準があるため「保留」を推奨します。未確認は達成として扱いません。",
        "A must is unknown: hold is recommended. Unknown is never a pass.",
    ),
    "conditional_go": Text(
        "必須基準はすべて達成し、任意基準だけが残っているため「条件付きで進む」を推奨します。",
        "Every must is met and only optional criteria are open: conditional go is recommended.",
    ),
    "go": Text(
        "すべての基準を達成しているため「進む」を推奨します。",
        "Every criterion is met: go is recommended.",
    ),
}


def assess(criteria: tuple[Criterion, ...], facts: Facts) -> Assessment:
    """Check every criterion and recommend by the table above; `criteria` must hold at least one must."""
    results = tuple(check_criterion(criterion, facts) for criterion in criteria)
    return Assessment(results, recommend(results))


def check_criterion(criterion: Criterion, facts: Facts) -> CriterionResult:
    """Evaluate one criterion and keep the facts it stood on."""
    expression = criterion.expression
    return CriterionResult(criterion, _status(evaluate(expression, facts)), trace(expression, facts))


def recommend(results: tuple[CriterionResult, ...]) -> Recommendation:
    """Apply the table of this module, first row first; raise ValueError where no criterion is a must."""
    musts = [result for result in results if result.criterion.must]
    if not musts:
        raise ValueError("A gate without a must cannot recommend anything.")
    failed = [result for result in musts if result.status == "not_met"]
    rows: tuple[tuple[Outcome, list[CriterionResult]], ...] = (
        ("stop", [result for result in failed if result.criterion.stops]),
        ("recycle", failed),
        ("hold", [result for result in musts if result.status == "unknown"]),
        ("conditional_go", [result for result in results if result.status != "met"]),
    )
    for outcome, because in rows:
        if because:
            return Recommendation(outcome, RULES[outcome], tuple(result.criterion.id for result in because))
    return Recommendation("go", RULES["go"], ())


def _status(answer: bool | None) -> Status:
    if answer is None:
        return "unknown"
    return "met" if answer else "not_met"
