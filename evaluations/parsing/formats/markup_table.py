"""The rows of an HTML table, spans filled."""

from collections.abc import Callable, Iterator
from itertools import product

from lxml import etree

from evaluations.parsing.tables import Cell, Line

_MAX_SPAN = 200


def _span(element: etree._Element, name: str) -> int:
    value = element.get(name, "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1


def table_lines(table: etree._Element, text_of: Callable[[etree._Element], str]) -> Iterator[Line]:
    """Yield the rows of a table with rowspan and colspan filled; `th` cells count as emphasised."""
    rows = list(table.iter("tr"))
    grid: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(rows, 1):
        column = 1
        for element in row.iterchildren("th", "td"):
            while (number, column) in grid:
                column += 1
            height = min(_span(element, "rowspan"), len(rows) - number + 1)
            wide = _span(element, "colspan")
            cell = Cell(text_of(element), (number, column), height, wide, element.tag == "th")
            spots = product(range(number, number + height), range(column, column + wide))
            grid.update(dict.fromkeys(spots, cell))
    yield from _lines(grid, len(rows))


def _lines(grid: dict[tuple[int, int], Cell], count: int) -> Iterator[Line]:
    cells: dict[int, dict[int, Cell]] = {number: {} for number in range(1, count + 1)}
    for (number, column), cell in grid.items():
        if cell.text:
            cells[number][column] = cell
    for number, row in cells.items():
        yield Line(number, row)
