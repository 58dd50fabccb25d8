"""Why a price or a bill was not taken over: a sentence for a field, for a file, or for every row of it."""

from dataclasses import dataclass

from intake.refusal import IntakeRefused
from language.text import Text
from tco.errors import CostError


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field; an empty field means the whole row."""

    field: str
    message: Text


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row of a table; `row` counts from 1 as the spreadsheet shows it."""

    row: int
    column: Text
    message: Text


class PriceRefused(CostError):
    """A price was not saved: `problems` name the fields."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class FileRefused(CostError):
    """A file was not imported: `message` says why, `rows` lists every wrong row (none for a whole file)."""

    def __init__(self, message: Text, rows: tuple[RowProblem, ...] = ()) -> None:
        super().__init__(message)
        self.rows = rows


NOTHING_IMPORTED = Text(
    "何も取り込んでいません。登録済みの内容はそのままです。",
    "Nothing was imported; what is stored is unchanged.",
)


def refused_file(what: Text, action: Text) -> FileRefused:
    """Build the refusal of a whole file: what happened, that nothing was imported, what to do."""
    safe = NOTHING_IMPORTED
    return FileRefused(Text(f"{what.ja}{safe.ja}{action.ja}", f"{what.en} {safe.en} {action.en}"))


def at_the_door(error: IntakeRefused) -> FileRefused:
    """Build the refusal of a file that was not even opened."""
    return FileRefused(error.keeping(NOTHING_IMPORTED))


def refused_rows(rows: tuple[RowProblem, ...]) -> FileRefused:
    """Build the refusal of rows: every wrong one is listed, and none is taken over."""
    what = Text("{n}か所に問題があります。", "{n} cells need correction.").filled(n=len(rows))
    action = Text(
        "下の一覧の行を直し、もう一度アップロードしてください。",
        "Correct the rows listed below, then upload the file again.",
    )
    return FileRefused(refused_file(what, action).message, rows)
