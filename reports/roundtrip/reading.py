"""Reading inputs from an edited workbook by their defined names, wherever their rows have moved to."""

import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from intake.archive import MIB, ArchiveLimits
from intake.grid import check_workbook
from intake.refusal import IntakeRefused
from reports.roundtrip.refusal import WorkbookRefused, at_the_door, refused, too_heavy
from reports.roundtrip.seal import READABLE_SCHEMAS, SCHEMA_VERSION, Identity, is_sealed

MOST_BYTES = 5 * MIB
MOST_ROWS, MOST_COLUMNS = 3_000, 120
MOST_NAMES = 5_000
_LIMITS = ArchiveLimits(200, 60 * MIB, 30 * MIB, ratio=200, ratio_from_bytes=MIB)
_TARGET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$")
_IDENTITY = (
    "meta_workbook_id",
    "meta_schema_version",
    "meta_plan_id",
    "meta_base_revision",
    "meta_inputs_sha256",
)
Cells = dict[tuple[int, int], Any]


@dataclass(frozen=True)
class InputCells:
    """What the file has for one input; a range is None where its cells are no finite numbers."""

    key: str
    values: tuple[Decimal, Decimal, Decimal] | None
    shown: tuple[str, str, str]


@dataclass(frozen=True)
class ReadWorkbook:
    """An edited workbook: what it claims to be, its inputs, the scenario, and the results Excel last showed."""

    identity: Identity
    seal: str
    inputs: Mapping[str, InputCells]
    scenario: str
    outputs: Mapping[str, float]
    lost: tuple[str, ...] = field(default=())


def read_workbook(data: bytes) -> ReadWorkbook:
    """Read a workbook; WorkbookRefused with a sentence for anything that is not one of ours and whole.

    Only cells behind names are read. Formulas are never evaluated: the value Excel last stored is taken. What
    the file claims to be is still to be checked with `check_seal`.
    """
    _check_file(data)
    names, sheets = _contents(data)
    identity, seal = _identity(names, sheets)
    found, lost = {}, []
    for name in names:
        if not name.startswith("in_"):
            continue
        cells = _values(names[name], sheets)
        if len(cells) == 3:
            found[name[3:]] = _input(name[3:], cells)
        else:
            lost.append(name[3:])
    if not found:
        raise refused("no_inputs")
    scenario = _values(names.get("scenario", ""), sheets)
    outputs = {name: _values(target, sheets) for name, target in names.items() if name.startswith("out_")}
    numbers = {name[4:]: float(cells[0]) for name, cells in outputs.items() if cells and _is_number(cells[0])}
    return ReadWorkbook(
        identity, seal, found, str(scenario[0]) if scenario else "", numbers, tuple(sorted(lost))
    )


def _check_file(data: bytes) -> None:
    check_size(len(data))
    try:
        check_workbook(data, _LIMITS)
    except IntakeRefused as error:
        raise at_the_door(error) from error


def check_size(size_bytes: int) -> None:
    """Raise WorkbookRefused for a file that holds nothing, or more than is read."""
    if not size_bytes:
        raise refused("empty_file")
    if size_bytes > MOST_BYTES:
        raise refused("too_large")


def _contents(data: bytes) -> tuple[dict[str, str], dict[str, Cells]]:
    """Return defined names with their targets, and the cells of the sheets they lie on."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = {
            name: str(defined.attr_text)
            for name, defined in book.defined_names.items()
            if name.startswith(("in_", "meta_", "out_")) or name == "scenario"
        }
        if len(names) > MOST_NAMES:
            raise too_heavy(f"{len(names):,} names")
        wanted = {_split(target)[0] for target in names.values() if _split(target)[0]}
        sheets = {title: dict(_cells(book[title])) for title in wanted if title in book.sheetnames}
        book.close()
    except WorkbookRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a malformed part makes it stumble over
        raise refused("unreadable_table") from error
    return names, sheets


def _cells(sheet: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                yield (row, column), value


def _split(target: str) -> tuple[str, str]:
    """Split `'前提条件'!$E$5:$G$5` into sheet and range; empty strings for anything else, such as #REF!."""
    match = _TARGET.match(target.removeprefix("="))
    if match is None:
        return "", ""
    return (match.group(1) or match.group(2)).replace("''", "'"), match.group(3)


def _values(target: str, sheets: Mapping[str, Cells]) -> list[Any]:
    title, area = _split(target)
    if title not in sheets:
        return []
    left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area.replace("$", "")))
    if (right - left + 1) * (bottom - top + 1) > MOST_COLUMNS:
        return []
    places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return [sheets[title].get(place) for place in places]


def _input(key: str, cells: list[Any]) -> InputCells:
    shown = tuple("" if cell is None else str(cell)[:60] for cell in cells)
    numbers = tuple(Decimal(repr(float(cell))) for cell in cells if _is_number(cell))
    values = (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
    return InputCells(key, values, (shown[0], shown[1], shown[2]))


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)


def check_seal(found: ReadWorkbook, key: bytes) -> None:
    """Raise WorkbookRefused when what the file claims to be was not sealed by this server."""
    if not is_sealed(found.identity, found.seal, key):
        raise refused("seal")


def _identity(names: Mapping[str, str], sheets: Mapping[str, Cells]) -> tuple[Identity, str]:
    cells = {name: _values(names.get(name, ""), sheets) for name in (*_IDENTITY, "meta_seal")}
    if not all(cells.values()):
        raise refused("foreign")
    try:
        identity = Identity(
            workbook_id=str(cells["meta_workbook_id"][0]),
            schema_version=int(cells["meta_schema_version"][0]),
            plan_id=int(cells["meta_plan_id"][0]),
            base_revision=int(cells["meta_base_revision"][0]),
            inputs_sha256=str(cells["meta_inputs_sha256"][0]),
        )
    except (TypeError, ValueError, OverflowError) as error:
        raise refused("seal") from error
    if identity.schema_version > SCHEMA_VERSION:
        raise refused("newer_schema")
    if identity.schema_version not in READABLE_SCHEMAS:
        raise refused("seal")
    return identity, str(cells["meta_seal"][0])
