"""Numbers as a table shows them, each with the address of its trace."""

import math
from dataclasses import dataclass

from language.text import Text
from tco.forms.typed import in_page_language
from tco.model.cost_model import known_number
from tco.model.rows import NumberStyle, Row
from tco.pages.address import TraceLinks
from tco.selectors import PlanResults
from tco.templatetags.money import UNKNOWN, Figure, millions, plain, share, yen

__all__ = ["Figure", "Figures", "millions", "shown", "words_of"]

JPY_PER_MILLION = 1e6


def shown(value: float, style: NumberStyle) -> str:
    """Write a number of a table in the way its row asks for; yen in millions."""
    if style == "jpy":
        return millions(value)
    if style == "years":
        return f"{value:.2f}"
    return share(value) if style == "percent" else plain(value)


@dataclass(frozen=True)
class Figures:
    """Makes cells of the rows of one scenario; yen in millions, or in full."""

    found: PlanResults
    links: TraceLinks
    in_full: bool = False

    def row(self, key: str) -> Row:
        """Return a row by its key."""
        return self.found.results.model.row_by_key[key]

    def scalar(self, key: str, note: str = "") -> Figure:
        """Return the cell of a scalar row; `note` is said only where it has no value."""
        return self._cell(key, None, known_number(self.found.results.row_value(key, None)), note)

    def at(self, key: str, period: int) -> Figure:
        """Return the cell of one period."""
        return self._cell(key, period, known_number(self.found.results.row_value(key, period)))

    def periods(self, key: str) -> list[Figure]:
        """Return the cells of all periods."""
        return [self._cell(key, period, value) for period, value in enumerate(self.found.results.each(key))]

    def total(self, key: str) -> Figure:
        """Return the cell of a sum over all periods; it leads to the row."""
        return self._cell(key, None, sum(self.found.results.each(key)))

    def of(self, key: str, value: float, period: int | None = None) -> Figure:
        """Return the cell of a number made from a row, in the row's style."""
        return self._cell(key, period, value)

    def _cell(self, key: str, period: int | None, value: float | None, note: str = "") -> Figure:
        row, href = self.row(key), self.links.to(key, period)
        if value is None or math.isnan(value):
            return Figure(words_of(row.undefined), href, False, note)
        text = yen(value) if self.in_full and row.style == "jpy" else shown(value, row.style)
        return Figure(text, href, value < 0 and row.style in ("jpy", "percent"), is_zero=value == 0)


def words_of(text: Text | None) -> str:
    """Return words in the language of the page, a dash where there are none."""
    return in_page_language(text) if text else UNKNOWN
