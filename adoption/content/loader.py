"""Loads the shipped content once and checks every reference in it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from adoption.content.gatebook import FactKind, Gate, GateBook, Role, Stage, Track
from adoption.content.reading import build_all, read_yaml, refuse
from adoption.errors import ExpressionRefused
from adoption.gates.facts import SOURCES
from adoption.gates.language import facts_named

FOLDER = Path(__file__).parent


@cache
def gate_book() -> GateBook:
    """The shipped stages, gates and facts."""
    return load_gate_book(FOLDER)


def load_gate_book(folder: Path) -> GateBook:
    """Read gates, facts and roles of a content folder; raise ContentRefused for the first fault."""
    gates = read_yaml(folder / "gates.yaml")
    facts = read_yaml(folder / "facts.yaml")
    roles = read_yaml(folder / "roles.yaml")
    book = GateBook(
        stages=build_all(Stage, gates.get("stages"), "gates.yaml stages"),
        tracks=build_all(Track, gates.get("tracks"), "gates.yaml tracks"),
        gates=build_all(Gate, gates.get("gates"), "gates.yaml gates"),
        facts=build_all(FactKind, facts.get("facts"), "facts.yaml facts"),
        roles=build_all(Role, roles.get("roles"), "roles.yaml roles"),
    )
    _check_gate_book(book)
    return book


def check_unique(ids: Iterable[str], where: str) -> None:
    """Refuse an id that is there twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise refuse(where, f"IDが重複しています: {one}", f"duplicate id {one}")
        seen.add(one)


def check_known(references: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse the first reference that names nothing."""
    allowed = set(known)
    for one in references:
        if one not in allowed:
            raise refuse(where, f"存在しない参照です: {one}", f"unknown reference {one}")


def _check_gate_book(book: GateBook) -> None:
    gate_ids = [gate.id for gate in book.gates]
    check_unique(gate_ids, "gates.yaml gates")
    check_unique((stage.id for stage in book.stages), "gates.yaml stages")
    check_unique((kind.id for kind in book.facts), "facts.yaml")
    check_unique((role.id for role in book.roles), "roles.yaml roles")
    check_unique((one.id for gate in book.gates for one in gate.criteria), "gates.yaml criteria")
    for stage in book.stages:
        check_known((stage.entry_gate, stage.exit_gate), gate_ids, f"gates.yaml {stage.id}")
    for kind in book.facts:
        check_known([kind.fact_name.source], SOURCES, f"facts.yaml {kind.id}")
    for gate in book.gates:
        _check_gate(gate, book)
    _check_facts_are_used(book)


def _check_gate(gate: Gate, book: GateBook) -> None:
    where = f"gates.yaml {gate.id}"
    check_known([gate.decider], (role.id for role in book.roles), f"{where} decider")
    if not any(criterion.must for criterion in gate.criteria):
        raise refuse(where, "必須項目がありません", "it has no must")
    described = [kind.id for kind in book.facts]
    for criterion in gate.criteria:
        try:
            names = facts_named(criterion.expression)
        except ExpressionRefused as error:
            raise refuse(f"{where} {criterion.id}", error.message.ja, error.message.en) from error
        check_known((".".join(name) for name in names), described, f"{where} {criterion.id}")


def _check_facts_are_used(book: GateBook) -> None:
    """A described fact that no check asks for would be a promise nobody keeps."""
    used = {".".join(n) for gate in book.gates for one in gate.criteria for n in facts_named(one.expression)}
    check_known((kind.id for kind in book.facts), used, "facts.yaml")
