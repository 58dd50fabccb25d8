"""Calculation sheets: the rows of the cost model, one formula per row, by fiscal year and by month."""

from collections.abc import Sequence
from datetime import date

from language.text import Text
from reports.contents import CostPart, Cover
from reports.workbook.addresses import MONTH_COLUMN, VALUE_COLUMN, YEAR_COLUMN, SectionPlace, SheetPlan
from reports.workbook.display import InUnit
from reports.workbook.live import Live, live
from reports.workbook.number_format import is_whole_yen, row_format, with_choices
from reports.workbook.page import Block, break_between, set_page, set_wide_page, width_scale
from reports.workbook.pen import Pen, Said
from reports.workbook.row_cells import RowCells
from tco.model.rows import Row
from tco.plan.shape import DO_NOTHING

_WIDTHS = (38.0, 12.0, 52.0)
_VALUE_WIDTH, _YEAR_WIDTH = 14.0, 12.0
_MONTHLY_WIDTHS, _MONTH_WIDTH = (31.0, 12.0, 48.0), 8.5
_HEADS = (Text("項目", "Item"), Text("単位", "Unit"), Text("計算方法", "How"))
_UNIT = InUnit(Text("{unit}", "{unit}"))
_YEAR_NOTE = InUnit(
    Text(
        "単位: 金額は{unit}（セルの値は円）、その他は各行の単位。税抜。"
        "年度の値は月次計算シートの合計で、数式は行ごとに1つ、年度の列はすべて同じ形です。",
        "Amounts show {unit} (cells hold JPY), other rows their own unit; net of consumption tax. Years add up the "
        "monthly sheet. One formula per row, the same in every year.",
    )
)
_MONTH_NOTE = Text(
    "金額の単位は各行のとおり（セルの値は円）、税抜。「初期」は運用開始前の支出です。"
    "数式は行ごとに1つで、月の列はすべて同じ形です。左の［−］で区分を折りたためます。",
    "Amounts in the unit of each row (cells hold JPY), net of consumption tax. Initial is what is "
    "spent before the first month. One formula per row, the same in every month. [-] on the left folds a section.",
)
_HEAD_ROW = 2
_RESULTS = frozenset({"cost", "cash_benefit", "cash_flow", "npv", "tco", "recommended"})


def draw_timeline(pen: Pen, cost: CostPart) -> list[Said]:
    """Write the numbers of the fiscal years above their columns, and return what the columns are called."""
    first, *later = cost.year_labels
    names: list[Said] = [first]
    for index in range(len(later)):
        year = cost.first_fiscal_year + index
        number = pen.fixed(0, YEAR_COLUMN + 1 + index, year, "tiny", "quiet", "right", "format:0")
        names.append(pen.book.switches.fiscal_year(beside(number)))
    return names


def year_names(pen: Pen, cost: CostPart) -> list[Live]:
    """Refer to the names of the fiscal years on the sheet with the timeline; the column follows a copied formula."""
    first, *later = (pen.book.say(label) for label in cost.year_labels)
    switched = [
        pen.book.switches.fiscal_year(live(cost.first_fiscal_year + n)).value for n in range(len(later))
    ]
    shown = [first, *switched]
    return [beside(pen.cell(_HEAD_ROW, YEAR_COLUMN + n, value)) for n, value in enumerate(shown)]


def beside(cell: Live) -> Live:
    """Let the column of an absolute reference follow when its formula is copied to the next year."""
    sheet, _, place = cell.text.rpartition("!")
    return Live(f"{sheet}!{place[1:]}", cell.value)


def draw_years(
    pen: Pen, cover: Cover, title: Text, cells: RowCells, plan: SheetPlan, years: Sequence[Said]
) -> None:
    """Draw a sheet of rows with one value, or with one per fiscal year."""
    last_column = YEAR_COLUMN + len(years) - 1
    pen.columns((*_WIDTHS, _VALUE_WIDTH, *(_YEAR_WIDTH for _ in years)))
    pen.text(0, 0, title, "title")
    pen.height(0, 24)
    pen.said(1, 0, _YEAR_NOTE, "note")
    pen.header(_HEAD_ROW, (*_HEADS, Text("値", "Value"), *years))
    _Rows(pen, cells, _WIDTHS, last_column).draw(plan)
    set_page(pen, cover, last_row=plan.last_row, last_column=last_column, repeat_row=2)
    break_between(pen, plan.blocks, width_scale(pen, last_column), (2, 2))


def draw_months(
    pen: Pen,
    cover: Cover,
    title: Text,
    cells: RowCells,
    plan: SheetPlan,
    years: Sequence[Said],
    months: Sequence[date],
) -> None:
    """Draw the sheet of rows with one value per month; on paper, each fiscal year has pages of its own."""
    last_column = MONTH_COLUMN + len(months)
    pen.columns((*_MONTHLY_WIDTHS, *(_MONTH_WIDTH for _ in range(len(months) + 1))))
    pen.text(0, 0, title, "title")
    pen.height(0, 24)
    # Beside the first two columns, which stand on every page and would cut the note.
    pen.merged(1, 2, MONTH_COLUMN, _MONTH_NOTE, "note", "middle")
    pen.fit(1, _MONTH_NOTE, _MONTHLY_WIDTHS[2] + _MONTH_WIDTH, 9)
    groups = _columns_of_years(cells)
    for year, (first, last) in zip(years, groups, strict=True):
        pen.merged_or_single(2, first, last, year, "head")
    for column in range(MONTH_COLUMN):
        pen.text(2, column, "", "head")
    pen.header(3, (*_HEADS, ""))
    for column, month in enumerate(months, start=MONTH_COLUMN + 1):
        pen.month(3, column, month, "head")
    _Rows(pen, cells, _MONTHLY_WIDTHS, last_column).draw(plan)
    for place in plan.sections:
        pen.fold(place.heading_row + 1, place.last_row)
    pen.sheet.outline_settings(visible=True, symbols_below=False)
    pages = [(2, groups[0][1]), *groups[1:]]
    scale = set_wide_page(
        pen, cover, last_row=plan.last_row, last_column=last_column, repeat=(2, 3), page_columns=pages
    )
    break_between(pen, plan.blocks, scale, (2, 3))


def _columns_of_years(cells: RowCells) -> list[Block]:
    """Return the first and last column of each fiscal year; the initial column is a group of its own."""
    ends = [int(float(last)) for last in cells.values("year.last_month")]
    firsts = [0, *(end + 1 for end in ends[:-1])]
    return [(MONTH_COLUMN + first, MONTH_COLUMN + end) for first, end in zip(firsts, ends, strict=True)]


class _Rows:
    """Writes the rows of one sheet."""

    def __init__(self, pen: Pen, cells: RowCells, widths: Sequence[float], last_column: int) -> None:
        self.pen, self.cells, self.widths, self.last_column = pen, cells, widths, last_column

    def draw(self, plan: SheetPlan) -> None:
        """Draw the sections of `plan`."""
        labels = {section.key: section.label for section in self.cells.model.sections}
        for place in plan.sections:
            self._draw_section(place, labels[place.key])

    def _draw_section(self, place: SectionPlace, label: Text) -> None:
        # Not merged: a merged cell would be cut where the panes are frozen.
        for column in range(self.last_column + 1):
            self.pen.text(place.heading_row, column, label if column == 0 else "", "section")
        for row, key in enumerate(place.row_keys, start=place.heading_row + 1):
            self._draw_row(row, self.cells.model.row_by_key[key])

    def _draw_row(self, at: int, row: Row) -> None:
        pen = self.pen
        look = "subtotal" if is_result(row) else "cell"
        unit = _UNIT if is_whole_yen(row) else row.unit
        pen.text(at, 0, row.label, "cell", look, "middle")
        pen.said(at, 1, unit, "cell", look, "tiny", "center", "middle")
        note = with_choices(self._note(row), row.choices)
        pen.text(at, 2, note, "cell", look, "tiny", "middle")
        pen.fit(at, row.label, self.widths[0])
        pen.fit(at, row.unit, self.widths[1], 8)
        pen.fit(at, note, self.widths[2], 8)
        self._draw_values(at, row, look)

    def _note(self, row: Row) -> Text:
        """A sum over the months of a year is explained by what is summed."""
        of = self.cells.model.row_by_key.get(row.key.removesuffix(".fy"))
        if of is None or of is row or of.shape != "monthly":
            return row.note
        return Text(f"{row.note.ja}: {of.note.ja}", f"{row.note.en}: {of.note.en}")

    def _draw_values(self, at: int, row: Row, look: str) -> None:
        numbers = [value for value in self.cells.values(row.key) if isinstance(value, float)]
        first = self.cells.addresses.column(row.key, 0)
        self.pen.formulas(
            at, first, self.cells.formulas(row), "cell", look, row_format(row, numbers), "right"
        )
        if row.shape == "scalar":
            self._leave_blank(at, YEAR_COLUMN, self.last_column, look)
        elif row.shape == "yearly":
            self._leave_blank(at, VALUE_COLUMN, VALUE_COLUMN, look)

    def _leave_blank(self, at: int, first: int, last: int, look: str) -> None:
        for column in range(first, last + 1):
            self.pen.text(at, column, "", "cell", look)


def is_result(row: Row) -> bool:
    """Rows that a reader looks for are set off from the steps that lead to them."""
    owner, _, suffix = row.key.removesuffix(".fy").rpartition(".")
    return suffix in _RESULTS and owner != DO_NOTHING.key
