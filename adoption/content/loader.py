"""Loads the shipped content once; `checking` refuses what does not hold together."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from adoption.content import checking
from adoption.content.gatebook import FactKind, Gate, GateBook, Stage, Track
from adoption.content.library import (
    FrameworkBook,
    KpiBook,
    RoleBook,
    UseCaseBook,
    VendorBook,
    WatchBook,
    WorkshopBook,
)
from adoption.content.reading import build, build_all, read_yaml

FOLDER = Path(__file__).parent
Book = TypeVar("Book")


@dataclass(frozen=True)
class Library:
    """All shipped content."""

    gates: GateBook
    use_cases: UseCaseBook
    kpis: KpiBook
    roles: RoleBook
    frameworks: FrameworkBook
    watch: WatchBook
    vendors: VendorBook
    workshop: WorkshopBook


@cache
def library() -> Library:
    """The shipped content, read and checked once for each process."""
    return load_library(FOLDER)


def gate_book() -> GateBook:
    """The shipped stages, gates and facts."""
    return library().gates


def load_library(folder: Path) -> Library:
    """Read a content folder; raise ContentRefused, with file and row, for the first fault."""
    roles = _book(RoleBook, folder, "roles")
    loaded = Library(
        gates=_gate_book(folder, roles),
        use_cases=_book(UseCaseBook, folder, "usecases"),
        kpis=_book(KpiBook, folder, "kpis"),
        roles=roles,
        frameworks=_book(FrameworkBook, folder, "frameworks"),
        watch=_book(WatchBook, folder, "regwatch"),
        vendors=_book(VendorBook, folder, "vendor_questions"),
        workshop=_book(WorkshopBook, folder, "workshop"),
    )
    _check(loaded)
    return loaded


def _book(cls: type[Book], folder: Path, name: str) -> Book:
    document = read_yaml(folder / f"{name}.yaml")
    document.pop("schema_version")
    return build(cls, document, f"{name}.yaml")


def _gate_book(folder: Path, roles: RoleBook) -> GateBook:
    gates, facts = read_yaml(folder / "gates.yaml"), read_yaml(folder / "facts.yaml")
    return GateBook(
        stages=build_all(Stage, gates.get("stages"), "gates.yaml stages"),
        tracks=build_all(Track, gates.get("tracks"), "gates.yaml tracks"),
        gates=build_all(Gate, gates.get("gates"), "gates.yaml gates"),
        facts=build_all(FactKind, facts.get("facts"), "facts.yaml facts"),
        roles=roles.roles,
    )


def _check(loaded: Library) -> None:
    checking.check_gates(loaded.gates)
    checking.check_roles(loaded.roles)
    checking.check_kpis(loaded.kpis)
    checking.check_use_cases(loaded.use_cases, loaded.kpis, loaded.roles)
    checking.check_frameworks(loaded.frameworks, loaded.gates)
    checking.check_facts_name_content(loaded.gates, loaded.kpis, loaded.frameworks)
    checking.check_watch(loaded.watch)
    checking.check_vendors(loaded.vendors)
    checking.check_workshop(loaded.workshop)
