"""The table of an uploaded spreadsheet: the first visible sheet that has the headers, read within limits."""

from collections.abc import Callable
from pathlib import Path

from evaluations.testsets.columns import field_of
from evaluations.testsets.refusal import Sentences, at_the_door, refused_file
from intake.grid import GridLimits, Row, Table, read_table
from intake.refusal import IntakeRefused
from language.text import Text

LIMITS = GridLimits(columns=40, cell_characters=200_000)
MOST_ROWS = LIMITS.rows

_NO_HEADER = (
    Text(
        "「質問」と「正解」の見出しがある表が見つかりません。",
        'No table with the headers "Question" and "Answer" was found.',
    ),
    Text(
        "ひな形をダウンロードし、見出しの行を変えずに使ってください。",
        "Download the template and keep its header row.",
    ),
)


def read_grid(
    path: Path, is_header: Callable[[Row], bool] | None = None, absent: Sentences = _NO_HEADER
) -> Table:
    """Read the first visible sheet that has the headers, or a CSV file; raise TestSetRefused with the reason.

    `is_header` tells the header row of another table than that of questions; `absent` says what is missing then.
    """
    # A file above the limit is not read whole to be told so.
    with path.open("rb") as file:
        data = file.read(LIMITS.file_bytes + 1)
    try:
        table = read_table(data, path.name, is_header or _is_header, LIMITS)
    except IntakeRefused as error:
        raise at_the_door(error) from error
    if table is None:
        raise refused_file("test-set-no-header", *absent)
    return table


def _is_header(row: Row) -> bool:
    fields = {field_of(cell) for cell in row.cells}
    return {"question", "golds"} <= fields
