"""What judging or drafting will take, as a page shows it before the start: calls, tokens, yen, caps, policy, time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Organization
from evaluations.errors import EvaluationRefused
from evaluations.models import Candidate, MonthlyBudget
from evaluations.pricing.forecast import Range, together
from evaluations.pricing.tokens import worst_microyen
from evaluations.pricing.work import Step
from evaluations.sending.policy import CLASS_WORDS, Destination, rank
from evaluations.services.budgets import open_month
from evaluations.services.cap_forecast import (
    CapWords,
    WorstCalls,
    against_the_caps,
    room_in,
    room_under_caps,
)
from evaluations.services.foreseen_cost import foreseen_cost, foreseen_seconds, price_kind
from evaluations.services.past_answers import Past
from evaluations.services.pricing import ByTokens, Pricing, Unpriced
from language.text import Text


@dataclass(frozen=True)
class Withheld:
    """Calls that the sending policy would refuse for one class, as things are now."""

    confidentiality: str
    calls: int

    @property
    def label(self) -> Text:
        return CLASS_WORDS[self.confidentiality]


@dataclass(frozen=True)
class PolicyAnswer:
    """Where the texts would go, and what of them may not."""

    destination: Destination
    asked: int
    withheld: tuple[Withheld, ...]

    @property
    def refused(self) -> int:
        return sum(one.calls for one in self.withheld)

    @property
    def leaves_this_machine(self) -> bool:
        return not self.destination.is_this_machine


@dataclass(frozen=True)
class StepEstimate:
    """One kind of call with its cost; None: unknown."""

    step: Step
    cost_microyen: Range | None


@dataclass(frozen=True)
class Work:
    """What is to be done by one model: its calls, the first kind first, and what limits them.

    `run_room_microyen`: left under the cap of the run that pays; None: no cap. `has_run`: whether a run pays.
    """

    candidate: Candidate
    pricing: Pricing
    steps: tuple[Step, ...]
    policy: PolicyAnswer
    words: CapWords
    past: Past | None = None
    run_room_microyen: int | None = None
    has_run: bool = False
    warnings: tuple[Text, ...] = ()  # of the work itself, beside those of the caps


@dataclass(frozen=True)
class WorkEstimate:
    """Amounts are millionths of a yen without tax; None: unknown, or no cap."""

    name: str
    candidate_id: int
    kind: str  # tokens, compute, unknown
    steps: tuple[StepEstimate, ...]
    calls: Range
    cost_microyen: Range | None
    seconds: Range | None
    past: Past | None
    basis: dict[str, Any]
    month: MonthlyBudget
    month_room_microyen: int | None
    run_room_microyen: int | None
    has_run: bool
    policy: PolicyAnswer
    price_unknown: Text | None
    blocks: tuple[Text, ...]
    warnings: tuple[Text, ...]

    @property
    def is_paid(self) -> bool:
        return self.kind == "tokens"

    def for_audit(self) -> dict[str, Any]:
        """What was foreseen, beside the entry that says who started it."""
        cost = self.cost_microyen
        return {
            "foreseen_calls": [round(self.calls.low), round(self.calls.high)],
            "foreseen_microyen": None if cost is None else [round(cost.low), round(cost.high)],
        }


def estimate_work(organization: Organization, work: Work) -> WorkEstimate:
    """Foresee cost and time; nothing is sent, nothing is reserved, and no refusal is audited."""
    pricing, month = work.pricing, open_month(organization.pk)
    calls = together(step.calls for step in work.steps)
    seconds = foreseen_seconds(work.past, calls)
    cost = foreseen_cost(pricing, [(step.calls, step.tokens) for step in work.steps], seconds)
    refusal = pricing.refusal.message if isinstance(pricing, Unpriced) and pricing.refusal else None
    blocks, warnings = _by_caps(organization, work, cost)
    return WorkEstimate(
        name=work.candidate.name,
        candidate_id=work.candidate.pk,
        kind=price_kind(work.candidate, pricing),
        steps=tuple(_with_cost(step, pricing) for step in work.steps),
        calls=calls,
        cost_microyen=cost,
        seconds=seconds,
        past=work.past,
        basis=pricing.basis,
        month=month,
        month_room_microyen=room_in(month),
        run_room_microyen=work.run_room_microyen,
        has_run=work.has_run,
        policy=work.policy,
        price_unknown=refusal,
        blocks=(refusal, *blocks) if refusal else blocks,
        warnings=(*work.warnings, *warnings),
    )


def or_refuse(found: WorkEstimate) -> WorkEstimate:
    """Return the estimate of work that is about to start; raise EvaluationRefused with what stands in its way."""
    if found.blocks:
        raise EvaluationRefused("estimate", found.blocks[0])
    return found


def withheld_of(refused: Mapping[int, str], calls: Mapping[int, int]) -> tuple[Withheld, ...]:
    """Add refused calls up by class, the most confidential first; both by the key of their material."""
    by_class: Counter[str] = Counter()
    for key, confidentiality in refused.items():
        by_class[confidentiality] += calls[key]
    return tuple(Withheld(one, n) for one, n in sorted(by_class.items(), key=lambda pair: -rank(pair[0])))


def _by_caps(
    organization: Organization, work: Work, cost: Range | None
) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    pricing = work.pricing
    asked = [step for step in work.steps if step.calls.high]
    if not isinstance(pricing, ByTokens) or cost is None or not asked:
        return (), ()
    worst = [worst_microyen(pricing.price, pricing.jpy_per_unit, step.worst) for step in asked]
    room = room_under_caps(organization, [work.run_room_microyen])
    count = round(sum(step.calls.high for step in asked))
    return against_the_caps(cost, WorstCalls(worst[0], max(worst), count), room, work.words)


def _with_cost(step: Step, pricing: Pricing) -> StepEstimate:
    by_tokens = isinstance(pricing, ByTokens)
    return StepEstimate(
        step, foreseen_cost(pricing, [(step.calls, step.tokens)], None) if by_tokens else None
    )
