"""Where a request stands, from the states of its steps; nobody sets the state of a request by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

StepKind = Literal["review", "circulation", "decision"]
StepState = Literal[
    "waiting",
    "agreed",
    "agreed_with_opinion",
    "agreed_with_conditions",
    "returned",
    "read",
    "to_read_later",
    "read_later",
    "approved",
    "approved_with_conditions",
    "rejected",
]
RouteState = Literal[
    "draft",
    "review",
    "circulation",
    "decision",
    "approved",
    "conditional",
    "returned",
    "rejected",
    "withdrawn",
]
# What a person may answer at each kind of step.
ANSWERS: dict[StepKind, tuple[StepState, ...]] = {
    "review": ("agreed", "agreed_with_opinion", "agreed_with_conditions", "returned"),
    "circulation": ("read",),
    "decision": ("approved", "approved_with_conditions", "returned", "rejected"),
}
NEEDS_COMMENT: frozenset[StepState] = frozenset(
    {"agreed_with_opinion", "agreed_with_conditions", "returned", "approved_with_conditions", "rejected"}
)
SIGNED: frozenset[StepState] = frozenset({"agreed", "agreed_with_opinion", "agreed_with_conditions"})
OPEN: frozenset[RouteState] = frozenset({"review", "circulation", "decision"})
_PASSED: frozenset[StepState] = SIGNED | {"read", "to_read_later", "read_later"}
_ENDS: dict[StepState, RouteState] = {
    "approved": "approved",
    "approved_with_conditions": "conditional",
    "rejected": "rejected",
    "returned": "returned",
}


@dataclass(frozen=True)
class Step:
    kind: StepKind
    state: StepState


def state_of(steps: Sequence[Step]) -> RouteState:
    """Reviews run side by side, then everybody reads, then one person decides; one return ends the round.

    >>> state_of([Step("review", "agreed"), Step("review", "waiting"), Step("decision", "waiting")])
    'review'
    >>> state_of([Step("review", "agreed"), Step("circulation", "to_read_later"), Step("decision", "waiting")])
    'decision'
    """
    for step in steps:
        if step.state in _ENDS:
            return _ENDS[step.state]
    for kind in ("review", "circulation"):
        if any(step.kind == kind and step.state not in _PASSED for step in steps):
            return kind
    return "decision"


def is_turn(step: Step, state: RouteState) -> bool:
    """Whether somebody may answer this step now; who reads later may do so even after the decision."""
    return step.state == "to_read_later" or (step.state == "waiting" and step.kind == state)


@dataclass(frozen=True)
class Limit:
    """A row of the table of authority: `up_to` in yen, None for any amount."""

    id: int
    up_to: Decimal | None


def decider_for(amount: Decimal, limits: Sequence[Limit]) -> Limit | None:
    """The lowest authority that covers the amount, the limit included; None when the table ends below it.

    >>> table = [Limit(3, None), Limit(1, Decimal(1_000_000)), Limit(2, Decimal(10_000_000))]
    >>> decider_for(Decimal(1_000_000), table).id, decider_for(Decimal(10_000_001), table).id
    (1, 3)
    """
    covering = [one for one in limits if one.up_to is None or amount <= one.up_to]
    return min(covering, key=lambda one: (one.up_to is None, one.up_to or 0), default=None)
