"""Calculation sheets: the rows of the cost model, one formula per row, the same columns on every sheet."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover
from reports.workbook.addresses import FIRST_YEAR_COLUMN, VALUE_COLUMN, SectionPlace, SheetPlan
from reports.workbook.live import Live
from reports.workbook.number_format import is_whole_yen, row_format, with_choices
from reports.workbook.page import break_between, set_page
from reports.workbook.pen import Pen
from reports.workbook.row_cells import RowCells
from tco.model.cost_model import CostModel
from tco.model.excel import formula
from tco.model.expression import Period
from tco.model.rows import Row
from tco.plan.shape import DO_NOTHING

_WIDTHS = (38.0, 12.0, 52.0, 14.0)
_YEAR_WIDTH = 12.0
_THOUSAND_YEN = Text("千円", "kJPY")
_UNIT_NOTE = Text(
    "単位: 金額は千円（セルの値は円）、その他は各行の単位。0年目は初期投資、税抜。"
    "数式は行ごとに1つで、年の列はすべて同じ形です。",
    "Amounts show thousands of JPY (cells hold JPY), other rows their own unit; year 0 is the initial outlay; net of "
    "consumption tax. One formula per row, the same in every year.",
)


class CalculationSheet:
    """Writes the rows of one sheet and remembers the value each cell has."""

    def __init__(self, pen: Pen, cells: RowCells, year_labels: Sequence[str]) -> None:
        self.pen, self.cells, self.year_labels = pen, cells, year_labels

    @property
    def model(self) -> CostModel:
        return self.cells.results.model

    def draw(self, cover: Cover, title: Text, plan: SheetPlan) -> None:
        """Draw the sections of `plan`."""
        pen = self.pen
        last_column = FIRST_YEAR_COLUMN + len(self.model.periods) - 1
        pen.columns((*_WIDTHS, *(_YEAR_WIDTH for _ in self.model.periods)))
        pen.text(0, 0, title, "title")
        pen.height(0, 24)
        pen.text(1, 0, _UNIT_NOTE, "note")
        heads = (Text("項目", "Item"), Text("単位", "Unit"), Text("計算方法", "How"), Text("値", "Value"))
        pen.header(2, (*heads, *self.year_labels))
        labels = {section.key: section.label for section in self.model.sections}
        for place in plan.sections:
            pen.merged(place.heading_row, 0, last_column, labels[place.key], "section")
            self._draw_rows(place)
        set_page(pen, cover, last_row=plan.last_row, last_column=last_column, repeat_row=2)
        blocks = [(place.heading_row, place.heading_row + len(place.row_keys)) for place in plan.sections]
        break_between(pen, blocks, last_column, repeat_row=2)

    def _draw_rows(self, place: SectionPlace) -> None:
        for offset, key in enumerate(place.row_keys, start=1):
            self._draw_row(place.heading_row + offset, self.model.row_by_key[key])

    def _draw_row(self, at: int, row: Row) -> None:
        pen = self.pen
        look = "subtotal" if is_result(row) else "cell"
        pen.text(at, 0, row.label, "cell", look, "middle")
        pen.text(
            at, 1, _THOUSAND_YEN if is_whole_yen(row) else row.unit, "cell", look, "tiny", "center", "middle"
        )
        note = with_choices(row.note, row.choices)
        pen.text(at, 2, note, "cell", look, "tiny", "middle")
        pen.fit(at, row.label, _WIDTHS[0])
        pen.fit(at, note, _WIDTHS[2], 8)
        if row.shape == "scalar":
            self._draw_formula(at, VALUE_COLUMN, row, None, look)
            self._leave_blank(at, FIRST_YEAR_COLUMN, len(self.model.periods), look)
            return
        self._leave_blank(at, VALUE_COLUMN, 1, look)
        for offset, period in enumerate(self.model.periods):
            self._draw_formula(at, FIRST_YEAR_COLUMN + offset, row, period, look)

    def _leave_blank(self, at: int, first: int, count: int, look: str) -> None:
        for column in range(first, first + count):
            self.pen.text(at, column, "", "cell", look)

    def _draw_formula(self, at: int, column: int, row: Row, period: Period, look: str) -> None:
        language = self.pen.book.language
        text = formula(row, period, self.cells.addresses.for_row(row), language).removeprefix("=")
        value = self.cells.cell(row.key, period).value
        self.pen.formula(
            at, column, Live(text, value), "cell", look, row_format(row, self._sizes(row)), "right"
        )

    def _sizes(self, row: Row) -> list[float]:
        periods = self.model.periods if row.shape == "yearly" else (None,)
        return [v for p in periods if isinstance(v := self.cells.cell(row.key, p).value, float)]


_RESULTS = frozenset({"cost", "cash", "cash_flow", "npv", "tco", "recommended"})


def is_result(row: Row) -> bool:
    """Rows that a reader looks for are set off from the steps that lead to them."""
    owner, _, suffix = row.key.rpartition(".")
    return suffix in _RESULTS and owner != DO_NOTHING.key
