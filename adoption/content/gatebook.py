"""Stages, gates and the facts their checks ask for, as values."""

from dataclasses import dataclass
from typing import Literal

from adoption.gates.facts import FactName, FactValue
from adoption.gates.review import Criterion
from content.rows import Role
from language.text import Text

StageId = Literal["S1", "S2", "S3"]


@dataclass(frozen=True)
class Stage:
    """`entry_gate` opens the stage, `exit_gate` ends it."""

    id: StageId
    order: int
    name: Text
    question: Text
    typical_weeks: tuple[int, int]
    entry_gate: str
    exit_gate: str


@dataclass(frozen=True)
class Track:
    """Something that runs beside every stage."""

    id: str
    name: Text


@dataclass(frozen=True)
class Gate:
    """A decision point: `stage` is where it is prepared, `opens` what a go leads to."""

    id: str
    name: Text
    question: Text
    stage: StageId
    opens: StageId
    decider: str
    inputs: tuple[Text, ...]
    criteria: tuple[Criterion, ...]
    outputs: tuple[Text, ...]
    recur_months: int | None = None


@dataclass(frozen=True)
class FactChoice:
    """One of the texts that a fact may be."""

    value: str
    name: Text


@dataclass(frozen=True)
class FactKind:
    """What a fact means to people. `origin` tells who may establish it."""

    id: str
    name: Text
    kind: Literal["yes_no", "number", "text"]
    origin: Literal["person", "use_case", "evaluation", "cost_plan", "pilot"]
    unit: Text | None = None
    choices: tuple[FactChoice, ...] = ()

    @property
    def fact_name(self) -> FactName:
        """`ev.eval_set.n_items` is the name of ev('eval_set').n_items."""
        source, _, rest = self.id.partition(".")
        key, _, field = rest.rpartition(".")
        return FactName(source, key, field)

    def value_text(self, value: FactValue) -> Text:
        """The value as people read it, with its unit.

        >>> FactKind("ev.a.n", Text("数", "Number"), "number", "person", Text("件", "cases")).value_text(1200).ja
        '1,200 件'
        """
        if isinstance(value, bool):
            return Text("はい", "Yes") if value else Text("いいえ", "No")
        if isinstance(value, str):
            return next((choice.name for choice in self.choices if choice.value == value), Text(value, value))
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
        unit = self.unit or Text("", "")
        return Text(f"{number} {unit.ja}".strip(), f"{number} {unit.en}".strip())


@dataclass(frozen=True)
class GateBook:
    """Everything a gate review needs from the content."""

    stages: tuple[Stage, ...]
    tracks: tuple[Track, ...]
    gates: tuple[Gate, ...]
    facts: tuple[FactKind, ...]
    roles: tuple[Role, ...]

    def gate(self, gate_id: str) -> Gate:
        """Raise KeyError for an unknown id."""
        return {gate.id: gate for gate in self.gates}[gate_id]

    def role(self, role_id: str) -> Role:
        return {role.id: role for role in self.roles}[role_id]

    def fact_kind(self, name: FactName) -> FactKind:
        """Raise KeyError for a fact that no check of the shipped content asks for."""
        return {kind.fact_name: kind for kind in self.facts}[name]
