"""A table of prices read as a whole or not at all: every wrong cell is listed by its row."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from intake.grid import GridLimits, Row, read_grid
from intake.refusal import IntakeRefused
from language.text import Text
from tco.assumptions import Status
from tco.prices.columns import FIELDS, HEADERS, KEYS, REQUIRED, folded
from tco.prices.draft import PriceDraft, problems_of
from tco.prices.errors import FieldProblem, PriceRefused, RowProblem, at_the_door, refused_file, refused_rows
from tco.prices.kinds import Kind

HEADER_WITHIN = 20
LIMITS = GridLimits(cell_characters=5_000)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?")

_NO_HEADER = Text(
    "必要な見出し({missing})のある表が見つかりません。", "No table with the headers {missing} was found."
)
_TEMPLATE = Text(
    "ひな形をダウンロードし、見出しの行を変えずに使ってください。",
    "Download the template and keep its header row.",
)
_TWICE = Text("見出し「{header}」が二つあります。", "The header “{header}” appears twice.")
_ONCE = Text("一つにしてください。", "Keep one of them.")
_NO_ROWS = Text("見出しの下に行がありません。", "There is no row below the header.")
_FILL_IN = Text("一行に一つの単価を記入してください。", "Write one price in each row.")
_MISSING = Text("入力してください。", "This is required.")
_WORD = Text(
    "「{given}」は使えません。リストから選んでください。",
    "“{given}” is not one of the words. Choose from the list.",
)
_NUMBER = Text("「{given}」は数値ではありません。", "“{given}” is not a number.")
_DAY = Text("「{given}」は日付ではありません(例 2026-11-22)。", "“{given}” is not a date (2026-11-22).")


def read_prices(name: str, data: bytes, today: date) -> tuple[tuple[int, PriceDraft], ...]:
    """Return the drafts of a table with their row numbers; FileRefused lists every problem when there is any.

    The header may stand within the first 20 rows, in Japanese, in English or as field names; further columns are
    left alone. Nothing is half imported.
    """
    try:
        header, rows = _table(read_grid(data, name, LIMITS).rows)
    except IntakeRefused as error:
        raise at_the_door(error) from error
    problems: list[RowProblem] = []
    drafts: list[tuple[int, PriceDraft]] = []
    for row in rows:
        try:
            drafts.append((row.number, _draft(_cells(header, row), today)))
        except PriceRefused as error:
            problems += row_problems(row.number, error)
    if problems:
        raise refused_rows(tuple(problems))
    return tuple(drafts)


def row_problems(number: int, error: PriceRefused) -> list[RowProblem]:
    """Return what is wrong with one row by the headers of its columns."""
    headers = {**HEADERS, "tax_included": HEADERS["tax"]}
    return [RowProblem(number, headers[one.field], one.message) for one in error.problems]


def _table(rows: tuple[Row, ...]) -> tuple[dict[str, int], tuple[Row, ...]]:
    for place, row in enumerate(rows):
        header = _header(row)
        if row.number > HEADER_WITHIN:
            break
        if header.keys() >= set(REQUIRED):
            if place + 1 == len(rows):
                raise refused_file(_NO_ROWS, _FILL_IN)
            return header, rows[place + 1 :]
    ja, en = (
        sep.join(HEADERS[field].in_(code) for field in REQUIRED) for sep, code in (("、", "ja"), (", ", "en"))
    )
    raise refused_file(Text(_NO_HEADER.ja.format(missing=ja), _NO_HEADER.en.format(missing=en)), _TEMPLATE)


def _header(row: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        field = FIELDS.get(folded(cell))
        if field in places:
            raise refused_file(_TWICE.filled(header=cell), _ONCE)
        if field:
            places[field] = place
    return places


def _cells(header: Mapping[str, int], row: Row) -> dict[str, str]:
    given = {field: row.cells[place] for field, place in header.items() if place < len(row.cells)}
    return {field: given.get(field, "") for field in HEADERS}


def _draft(cells: Mapping[str, str], today: date) -> PriceDraft:
    problems = list(_unreadable(cells))
    if problems:
        raise PriceRefused(tuple(problems))
    draft = PriceDraft(
        kind=Kind(_word("kind", cells)),
        value=number(cells["value"]) or Decimal(0),
        unit=_word("unit", cells),
        tax_included=_word("tax", cells) == "True",
        retrieved_on=_certain(cells["retrieved_on"]),
        valid_from=_certain(cells["valid_from"]),
        valid_to=day(cells["valid_to"]),
        status=Status(_word("status", cells)),
        **{field: cells[field] for field in ("item", "provider", "region", "source", "source_url", "note")},
    )
    found = problems_of(draft, today)
    if found:
        raise PriceRefused(found)
    return draft


def _unreadable(cells: Mapping[str, str]) -> Iterator[FieldProblem]:
    """Cells from which no draft can be made; what is wrong with a draft is found later."""
    for field in REQUIRED:
        if not cells[field]:
            yield FieldProblem(field, _MISSING)
    for field in KEYS:
        if cells[field] and not _word(field, cells):
            yield FieldProblem(field, _WORD.filled(given=cells[field]))
    if cells["value"] and number(cells["value"]) is None:
        yield FieldProblem("value", _NUMBER.filled(given=cells["value"]))
    for field in ("retrieved_on", "valid_from", "valid_to"):
        if cells[field] and day(cells[field]) is None:
            yield FieldProblem(field, _DAY.filled(given=cells[field]))


def _word(field: str, cells: Mapping[str, str]) -> str:
    """The key that a word stands for; an empty tax cell means without tax."""
    return KEYS[field].get(folded(cells[field]), "")


def number(text: str) -> Decimal | None:
    """Read a number as people type it in Japan, thousands separated by commas; None when it is none.

    >>> number("1,200.50"), number("12"), number("1e3"), number("¥5")
    (Decimal('1200.50'), Decimal('12'), None, None)
    """
    plain = normalize("NFKC", text).replace(",", "").strip()
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def day(text: str) -> date | None:
    """Read a date with its year first; None when it is none.

    >>> day("2026/11/5"), day("令和8年")
    (datetime.date(2026, 11, 5), None)
    """
    found = _DATE.fullmatch(normalize("NFKC", text).strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _certain(text: str) -> date:
    found = day(text)
    if found is None:
        raise ValueError(f"not checked before: {text}")
    return found
