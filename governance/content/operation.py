"""What operation starts from as values: risks to consider, scale words, and duties by deployment mode."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from content.checking import check_known, check_unique
from content.reading import read_book, refuse
from content.rows import Named
from governance.content.loader import books
from language.text import Text

FOLDER = Path(__file__).parent
LEVELS = (1, 2, 3, 4, 5)

Party = Literal["supplier", "host", "own", "shared"]


@dataclass(frozen=True)
class ScaleWord:
    """One step of likelihood or impact, with what it means in this company."""

    level: int
    name: Text
    meaning: Text


@dataclass(frozen=True)
class StarterRisk:
    """A risk to consider; it carries no likelihood and no impact, which the company judges."""

    id: str
    name: Text
    category: str
    cause: Text
    treatment: Text
    whose_safety: Text
    fail_safe: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """A duty and who carries it in each deployment mode when nothing else is agreed; `role` answers for our part."""

    id: str
    name: Text
    role: str
    parties: Mapping[str, Party]
    own_part: Text


@dataclass(frozen=True)
class OperationBook:
    risk_categories: tuple[Named, ...]
    likelihood: tuple[ScaleWord, ...]
    impact: tuple[ScaleWord, ...]
    starter_risks: tuple[StarterRisk, ...]
    deployment_modes: tuple[Named, ...]
    duties: tuple[Duty, ...]

    def starter_risk(self, starter_id: str) -> StarterRisk:
        """KeyError for an unknown id."""
        return {one.id: one for one in self.starter_risks}[starter_id]


@cache
def operation_book() -> OperationBook:
    """The shipped book, read and checked once for each process."""
    return load_operation_book(FOLDER)


def load_operation_book(folder: Path) -> OperationBook:
    """Read the book of a folder; raise ContentRefused, with file and row, for the first fault."""
    book = read_book(OperationBook, folder, "operation")
    check_operation(book)
    return book


def check_operation(book: OperationBook) -> None:
    """Refuse a book whose rows do not hold together or name something that does not exist."""
    where = "operation.yaml"
    for rows in (book.risk_categories, book.starter_risks, book.deployment_modes, book.duties):
        check_unique((row.id for row in rows), where)
    for scale in (book.likelihood, book.impact):
        if tuple(word.level for word in scale) != LEVELS:
            raise refuse(where, "尺度は1から5の順に必要です", "a scale needs the levels 1 to 5 in order")
    roles = books().roles
    patterns, categories = (
        [one.id for one in roles.fail_safe_patterns],
        [one.id for one in book.risk_categories],
    )
    for risk in book.starter_risks:
        check_known([risk.category], categories, f"{where} {risk.id}")
        check_known(risk.fail_safe, patterns, f"{where} {risk.id}")
    modes = [mode.id for mode in book.deployment_modes]
    for duty in book.duties:
        check_known([duty.role], [role.id for role in roles.roles], f"{where} {duty.id}")
        check_known(duty.parties, modes, f"{where} {duty.id}")
        check_known(modes, duty.parties, f"{where} {duty.id}")
