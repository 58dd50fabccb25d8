"""Cells of one sheet, gathered into as few rectangles as one reading from the top allows."""

from dataclasses import dataclass, field

from xlsxwriter.utility import xl_range


@dataclass
class CellSet:
    """Rows of neighbouring cells; equal spans in rows below each other become one rectangle.

    >>> cells = CellSet()
    >>> cells.add(3, 1, 2), cells.add(4, 1, 2), cells.add(4, 5, 5)
    (None, None, None)
    >>> cells.ranges()
    'B4:C5 F5'
    """

    _spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._spans)

    def add(self, row: int, first: int, last: int) -> None:
        """Add the cells of a row from column `first` to `last`."""
        spans = self._spans.setdefault(row, [])
        if spans and spans[-1][1] + 1 == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))

    @property
    def first(self) -> str:
        """The first rectangle."""
        return self.ranges().partition(" ")[0]

    def ranges(self) -> str:
        """All rectangles as Excel writes several ranges at once."""
        found: list[tuple[int, int, int, int]] = []
        growing: dict[tuple[int, int], int] = {}
        for row in sorted(self._spans):
            now: dict[tuple[int, int], int] = {}
            for span in self._spans[row]:
                at = growing.get(span)
                if at is not None and found[at][2] == row - 1:
                    found[at] = (found[at][0], found[at][1], row, found[at][3])
                else:
                    at = len(found)
                    found.append((row, span[0], row, span[1]))
                now[span] = at
            growing = now
        return " ".join(xl_range(*one) for one in found)
