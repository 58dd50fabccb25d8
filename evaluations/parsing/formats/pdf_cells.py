"""Cells of a PDF table whose text wraps over lines become one run on the line of their row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from evaluations.parsing.formats.pdf_characters import Run
from evaluations.parsing.formats.pdf_paragraphs import glue

Cell = list[Run]
_ALIGNED_PT = 1.5
# Lines of one cell stand closer than this, rows of a table farther apart, in letter heights.
_LEADING_IN_HEIGHTS = 0.7
_SAME_LEVEL_IN_HEIGHTS = 0.3
_MAX_LINES = 6


def whole_cells(runs: Sequence[Run]) -> list[Run]:
    """Join the lines of a wrapped cell where its row is clear; other runs come back as they were.

    `runs` are those of one page in the order of its content stream. A row is clear when the stream gives its
    cells one after the other from the left, at least one of them has a single line, and the wrapped ones lie
    level with that line by their middle, their first or their last line.

    Worked: "AL-217" and "油面低下" on one line, then "30分以内に" half a line higher and "補給する" half a line
    lower in the next column, become the three runs of one line, the last "30分以内に補給する".
    """
    cells = list(_cells(runs))
    joined: list[Run] = []
    for row in _table_rows(cells):
        level = _level(row)
        joined += [_on_level(cell, level) for cell in row] if level else [run for cell in row for run in cell]
    return joined


def _cells(runs: Sequence[Run]) -> Iterator[Cell]:
    held: Cell = []
    for run in runs:
        if held and not _goes_on_below(held[-1], run):
            yield held
            held = []
        held.append(run)
    if held:
        yield held


def _goes_on_below(run: Run, below: Run) -> bool:
    sides = (
        below.left - run.left,
        below.right - run.right,
        (below.left + below.right - run.left - run.right) / 2,
    )
    gap = run.bottom - below.top
    return (
        any(abs(side) <= _ALIGNED_PT for side in sides)
        and abs(below.height - run.height) <= 0.12 * run.height
        and -0.3 * run.height <= gap <= _LEADING_IN_HEIGHTS * run.height
    )


def _table_rows(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Divide the cells where one is not to the right of the last and beside the first."""
    held: list[Cell] = []
    for cell in cells:
        if held and not (_left(cell) >= _right(held[-1]) and all(_is_beside(other, cell) for other in held)):
            yield held
            held = []
        held.append(cell)
    if held:
        yield held


def _left(cell: Cell) -> float:
    return min(run.left for run in cell)


def _right(cell: Cell) -> float:
    return max(run.right for run in cell)


def _is_beside(cell: Cell, other: Cell) -> bool:
    return cell[-1].bottom < other[0].top and other[-1].bottom < cell[0].top


def _level(row: list[Cell]) -> Run | None:
    """Return the single line that all cells of a row with wrapped cells lie level with, None if there is none."""
    single = [cell[0] for cell in row if len(cell) == 1]
    wrapped = [cell for cell in row if len(cell) > 1]
    if not single or not wrapped or any(len(cell) > _MAX_LINES for cell in wrapped):
        return None
    tolerance = _SAME_LEVEL_IN_HEIGHTS * single[0].height
    if any(abs(run.middle - single[0].middle) > tolerance for run in single):
        return None
    is_clear = all(_wraps(cell) and _is_level(cell, single[0], tolerance) for cell in wrapped)
    return single[0] if is_clear else None


def _wraps(cell: Cell) -> bool:
    """True when every line but the last fills the cell, so that the next word found no room."""
    widest = max(run.right - run.left for run in cell)
    return all(run.right - run.left >= 0.6 * widest for run in cell[:-1])


def _is_level(cell: Cell, line: Run, tolerance: float) -> bool:
    middle = (cell[0].top + cell[-1].bottom) / 2
    return any(abs(line.middle - y) <= tolerance for y in (middle, cell[0].middle, cell[-1].middle))


def _on_level(cell: Cell, line: Run) -> Run:
    if len(cell) == 1:
        return cell[0]
    text = cell[0].text
    for _, run in pairwise(cell):
        text += glue(text, run.text) + run.text
    return replace(cell[0], text=text, left=_left(cell), right=_right(cell), bottom=line.bottom, top=line.top)
