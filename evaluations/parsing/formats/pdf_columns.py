"""Reading order of a page: columns one after the other, tables row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from evaluations.parsing.formats.pdf_chains import chains
from evaluations.parsing.formats.pdf_characters import Run

_MIN_LINES_OF_COLUMN = 3
_FULL_LINE_SHARE = 0.4
_MIN_CHARACTERS_OF_LINE = 9


@dataclass(frozen=True)
class TextLine:
    """One line of text; `column_left` and `column_right` bound the column it stands in."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    height: float
    column_left: float
    column_right: float
    is_row: bool = False


def lines_in_reading_order(runs: list[Run]) -> list[TextLine]:
    """Return the lines of a page, given in the order of its content stream, as a person reads them.

    Where the stream runs down one column and goes on at the top of the next, it is followed (see
    pdf_chains). Otherwise, and within each such stretch, columns are found by their gutter: a vertical
    strip that hardly any run crosses and that has running text on both sides. Runs that cross it (titles,
    captions) divide the page into bands, and each band is read column by column. Short aligned runs on
    both sides are a table and are read across.
    """
    return [line for chain in chains(runs) for line in _ordered(sorted(chain, key=_from_top))]


def _from_top(run: Run) -> tuple[float, float]:
    return -run.top, run.left


def _ordered(runs: list[Run]) -> Iterator[TextLine]:
    gutter = _gutter(runs)
    if gutter is None:
        yield from _lines(runs)
        return
    for is_spanning, band in _bands(runs, gutter):
        if is_spanning:
            yield from _lines(band)
        else:
            yield from _ordered([run for run in band if run.left < gutter])
            yield from _ordered([run for run in band if run.left >= gutter])


def _gutter(runs: list[Run]) -> float | None:
    """Return the x of the clearest gutter, or None for a page of one column or a table."""
    if len(runs) < 2 * _MIN_LINES_OF_COLUMN:
        return None
    # Rows of three and more cells belong to a table and say nothing about columns.
    prose = [run for row in _rows(runs) if len(row) < 3 for run in row]
    candidates = sorted({run.left - 1.0 for run in prose})
    best: tuple[int, float] | None = None
    for x in candidates:
        left = [run for run in prose if run.right <= x]
        right = [run for run in prose if run.left >= x]
        crossing = len(prose) - len(left) - len(right)
        if crossing > 0.3 * len(prose) or not (_is_running_text(left) and _is_running_text(right)):
            continue
        if _stand_side_by_side(left, right) and (best is None or crossing < best[0]):
            best = (crossing, x)
    return best[1] if best else None


def _is_running_text(runs: list[Run]) -> bool:
    """True when enough lines reach across the column and hold more than a table cell does."""
    if len(runs) < _MIN_LINES_OF_COLUMN:
        return False
    column = max(run.right for run in runs) - min(run.left for run in runs)
    full = sum(1 for run in runs if run.right - run.left >= 0.75 * column)
    return full >= _FULL_LINE_SHARE * len(runs) and (
        median(len(run.text) for run in runs) >= _MIN_CHARACTERS_OF_LINE
    )


def _stand_side_by_side(left: list[Run], right: list[Run]) -> bool:
    top = min(max(run.top for run in left), max(run.top for run in right))
    bottom = max(min(run.bottom for run in left), min(run.bottom for run in right))
    shorter = min(max(run.top for run in side) - min(run.bottom for run in side) for side in (left, right))
    return top - bottom > 0.5 * shorter


def _bands(runs: list[Run], gutter: float) -> Iterator[tuple[bool, list[Run]]]:
    """Yield stretches from the top: rows that cross the gutter or are of a table, and column text between."""
    for is_spanning, rows in groupby(_rows(runs), key=lambda row: _is_spanning(row, gutter)):
        yield is_spanning, [run for row in rows for run in row]


def _is_spanning(row: list[Run], gutter: float) -> bool:
    return len(row) > 2 or any(run.left < gutter < run.right for run in row)


def _lines(runs: list[Run]) -> Iterator[TextLine]:
    """Group runs on the same height into lines, from the top."""
    if not runs:
        return
    column_left = min(run.left for run in runs)
    rows = _rows(runs)
    edges = _right_edges(rows)
    for row, column_right in zip(rows, edges, strict=True):
        yield TextLine(
            _joined(row),
            row[0].left,
            min(run.bottom for run in row),
            max(run.right for run in row),
            max(run.top for run in row),
            max(run.height for run in row),
            column_left,
            column_right,
            is_row=any(_is_cell_gap(a, b) for a, b in pairwise(row)),
        )


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Group runs that share a height, from the top, each row from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.middle, run.left)):
        if rows and abs(rows[-1][0].middle - run.middle) < 0.5 * min(rows[-1][0].height, run.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _right_edges(rows: list[list[Run]]) -> list[float]:
    """Return for each row where its text may reach: the edge most rows around it share, else the widest."""
    rights = [max(run.right for run in row) for row in rows]
    edges = []
    for at, row in enumerate(rows):
        around = rights[max(0, at - 3) : at + 4]
        nearest = max(around)
        sharing = sum(1 for right in around if right > nearest - row[0].height)
        edges.append(nearest if sharing >= 4 else max(rights))
    return edges


def _is_cell_gap(run: Run, following: Run) -> bool:
    return following.left - run.right > 0.9 * max(run.height, following.height)


def _joined(row: list[Run]) -> str:
    text = row[0].text
    for run, following in pairwise(row):
        gap = following.left - run.right
        # Two spaces keep the cells of a table row apart.
        text += "  " if _is_cell_gap(run, following) else " " if gap > 0.25 * following.height else ""
        text += following.text
    return text
