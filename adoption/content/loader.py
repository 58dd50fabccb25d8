"""Loads the shipped content once; `checking` refuses what does not hold together."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adoption.content import checking
from adoption.content.gatebook import FactKind, Gate, GateBook, Stage, Track
from adoption.content.library import KpiBook, UseCaseBook, WorkshopBook
from adoption.content.ringi_book import RingiBook
from content.reading import build_all, read_book, read_yaml
from governance.content.library import RoleBook
from governance.content.loader import Books, books

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Library:
    """All shipped content of adoption."""

    gates: GateBook
    use_cases: UseCaseBook
    kpis: KpiBook
    workshop: WorkshopBook
    ringi: RingiBook


@cache
def library() -> Library:
    """The shipped content, read and checked once for each process."""
    return load_library(FOLDER, books())


def gate_book() -> GateBook:
    """The shipped stages, gates and facts."""
    return library().gates


def load_library(folder: Path, governance: Books) -> Library:
    """Read a content folder; raise ContentRefused, with file and row, for the first fault.

    Roles and requirements that it names are those of `governance`.
    """
    loaded = Library(
        gates=_gate_book(folder, governance.roles),
        use_cases=read_book(UseCaseBook, folder, "usecases"),
        kpis=read_book(KpiBook, folder, "kpis"),
        workshop=read_book(WorkshopBook, folder, "workshop"),
        ringi=read_book(RingiBook, folder, "ringi"),
    )
    checking.check_gates(loaded.gates)
    checking.check_kpis(loaded.kpis)
    checking.check_use_cases(loaded.use_cases, loaded.kpis, governance.roles)
    checking.check_gates_of_requirements(governance.frameworks, loaded.gates)
    checking.check_facts_name_content(loaded.gates, loaded.kpis, governance.frameworks)
    checking.check_workshop(loaded.workshop)
    checking.check_ringi(loaded.ringi, loaded.gates)
    return loaded


def _gate_book(folder: Path, roles: RoleBook) -> GateBook:
    gates, facts = read_yaml(folder / "gates.yaml"), read_yaml(folder / "facts.yaml")
    return GateBook(
        stages=build_all(Stage, gates.get("stages"), "gates.yaml stages"),
        tracks=build_all(Track, gates.get("tracks"), "gates.yaml tracks"),
        gates=build_all(Gate, gates.get("gates"), "gates.yaml gates"),
        facts=build_all(FactKind, facts.get("facts"), "facts.yaml facts"),
        roles=roles.roles,
    )
