"""Why a spreadsheet did not become a test set: every bad row, in the person's language."""

from dataclasses import dataclass

from evaluations.errors import EvaluationRefused
from intake.refusal import IntakeRefused
from language.text import Text

Sentences = tuple[Text, Text]  # what happened, what to do

BAD_ROWS = Text(
    "{n}か所に問題があるため、取り込みませんでした。登録済みの質問集はそのままです。"
    "次の行を直して、もう一度アップロードしてください。",
    "Nothing was imported, since {n} cells need correction. Existing question sets are unchanged. "
    "Correct these rows, then upload the file again.",
)
_SAFE = Text(
    "何も取り込んでいません。登録済みの質問集はそのままです。",
    "Nothing was imported; existing question sets are unchanged.",
)


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong in one row; `row` counts from 1 as the spreadsheet shows it, `column` is its header."""

    row: int
    column: Text
    message: Text


class TestSetRefused(EvaluationRefused):
    """A spreadsheet was not imported: `message` says why, `rows` lists every problem (none for a whole file)."""

    __test__ = False

    def __init__(self, code: str, message: Text, rows: tuple[RowProblem, ...] = ()) -> None:
        super().__init__(code, message)
        self.rows = rows

    @property
    def messages(self) -> tuple[RowProblem, ...]:
        """Return every problem of a row, in the order of rows."""
        return self.rows


def refused_file(code: str, what: Text, action: Text) -> TestSetRefused:
    """Build the refusal of a whole file: what happened, that nothing was imported, what to do."""
    return TestSetRefused(code, Text(f"{what.ja}{_SAFE.ja}{action.ja}", f"{what.en} {_SAFE.en} {action.en}"))


def at_the_door(error: IntakeRefused) -> TestSetRefused:
    """Build the refusal of a file that was not even opened."""
    return TestSetRefused(error.code, error.keeping(_SAFE))


def refused_rows(rows: tuple[RowProblem, ...]) -> TestSetRefused:
    """Build the refusal of rows."""
    return TestSetRefused("test-set-rows", BAD_ROWS.filled(n=len(rows)), rows)
