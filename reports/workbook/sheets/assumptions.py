"""Sheet 前提条件: the only cells that are typed. Everything else in the file follows from them."""

from dataclasses import dataclass

from language.text import Text
from reports.contents import Cover
from reports.workbook.addresses import active_name, range_name
from reports.workbook.display import ERA_NAME, ERA_ZERO_NAME, REIWA_ZERO, UNIT_NAME
from reports.workbook.live import Live, LiveRange, at, position_of
from reports.workbook.number_format import input_format, with_choices
from reports.workbook.page import break_between, set_page, width_scale
from reports.workbook.pen import Pen
from reports.workbook.scenarios import MODE_POSITION, SCENARIOS, ScenarioLine, ends
from reports.workbook.words import SHEET_ASSUMPTIONS, UNKNOWN
from tco.assumptions import NEUTRAL_SOURCE, STATUS_LABELS, AssumptionValue
from tco.model.rows import InputSpec, Section
from tco.plan.model import PlanModel

_WIDTHS = (5.0, 36.0, 13.0, 12.0, 12.0, 12.0, 12.0, 8.0, 42.0, 12.0, 11.0, 12.0, 31.0)
_LAST = len(_WIDTHS) - 1
_ACTIVE, _LOW, _HIGH = 3, 4, 6
_HEADS = (
    Text("No.", "No."),
    Text("項目", "Item"),
    Text("単位", "Unit"),
    Text("採用値", "Active"),
    Text("下限", "Low"),
    Text("標準", "Standard"),
    Text("上限", "High"),
    Text("良い方向", "Better"),
    Text("出所", "Source"),
    Text("日付", "Date"),
    Text("状態", "Status"),
    Text("入力者", "Entered by"),
    Text("名前", "Name"),
)
_DIRECTION = {1: Text("大", "more"), -1: Text("小", "less"), 0: Text("–", "–")}
_NOTE = Text(
    "黄色のセル（青字）だけが入力です。採用値は選んだシナリオの値を自動で引きます。"
    "楽観は「良い方向」の端、慎重はその反対の端、標準は標準の値です。",
    "Only the yellow cells with blue figures are inputs. Active follows the chosen scenario: optimistic takes the "
    "better end of each range, cautious the worse one, standard the standard value.",
)
_SWITCH_NOTE = Text("決裁サマリーは常に百万円です", "The summary is always in million JPY")
_HEAD_ROW = 10


@dataclass(frozen=True)
class AssumptionCells:
    """What other sheets need from this one."""

    scenario: Live
    low: LiveRange
    mode: LiveRange
    high: LiveRange
    numbers: LiveRange


def draw_assumptions(
    pen: Pen, cover: Cover, model: PlanModel, lines: tuple[AssumptionValue, ...]
) -> AssumptionCells:
    """Draw the sheet, define the names, and return the cells that others refer to."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_ASSUMPTIONS, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    scenario, positions = _draw_scenario(pen)
    _draw_switches(pen, 7)
    pen.header(_HEAD_ROW, _HEADS)
    table = _Table(pen, model, {line.key: line for line in lines}, positions)
    for group in model.groups:
        table.draw_group(group)
    set_page(pen, cover, last_row=table.row - 1, last_column=_LAST, repeat_row=_HEAD_ROW)
    break_between(pen, table.blocks, width_scale(pen, _LAST), (_HEAD_ROW, _HEAD_ROW))
    return table.cells(scenario)


def _draw_scenario(pen: Pen) -> tuple[Live, dict[int, Live]]:
    """The list cell, and the two positions that it means for "more is better" and "less is better"."""
    labels = [pen.book.say(s.label) for s in SCENARIOS]
    pen.text(3, 1, Text("シナリオ（選択）", "Scenario (choose)"), "cell", "bold")
    pen.text(3, 3, labels[0], "input", "bold", "center")
    pen.sheet.data_validation(3, 3, 3, 3, {"validate": "list", "source": labels})
    scenario = pen.name("scenario", pen.cell(3, 3, labels[0]))
    heads = (
        Text("シナリオ", "Scenario"),
        Text("大が良い", "More is better"),
        Text("小が良い", "Less is better"),
    )
    for column, head in zip((8, 9, 10), heads, strict=True):
        pen.text(3, column, head, "head", "tiny")
    for row, line in enumerate(SCENARIOS, start=4):
        _draw_scenario_line(pen, row, line)
    names = pen.block(4, 8, labels, down=True)
    number = pen.formula(4, 3, position_of(scenario, names), "cell", "center")
    pen.text(4, 1, Text("シナリオ番号", "Scenario number"), "cell")
    return scenario, {
        1: _draw_position(pen, 5, number, 9, [s.up for s in SCENARIOS], heads[1], "scenario_more"),
        -1: _draw_position(pen, 6, number, 10, [s.down for s in SCENARIOS], heads[2], "scenario_less"),
    }


def _draw_switches(pen: Pen, row: int) -> None:
    """The two cells that decide how amounts and years are shown in the whole file."""
    switches = pen.book.switches
    for at_row, label, choices, name in (
        (row, Text("金額の単位（選択）", "Unit of amounts (choose)"), switches.units, UNIT_NAME),
        (row + 1, Text("年の表記（選択）", "Years (choose)"), switches.eras, ERA_NAME),
    ):
        pen.text(at_row, 1, label, "cell", "bold")
        pen.text(at_row, 3, choices[0], "input", "bold", "center")
        pen.sheet.data_validation(at_row, 3, at_row, 3, {"validate": "list", "source": list(choices)})
        pen.name(name, pen.cell(at_row, 3, choices[0]))
    pen.merged(row, 4, 7, _SWITCH_NOTE, "note", "tiny", "indent")
    pen.text(row + 1, 8, Text("令和元年の前の年", "Year before Reiwa 1"), "cell", "small", "center")
    pen.name(ERA_ZERO_NAME, pen.fixed(row + 1, 9, REIWA_ZERO, "cell", "small", "center", "format:0"))


def _draw_scenario_line(pen: Pen, row: int, line: ScenarioLine) -> None:
    pen.text(row, 8, line.label, "cell", "small", "center")
    pen.number(row, 9, line.up, "cell", "small", "center")
    pen.number(row, 10, line.down, "cell", "small", "center")


def _draw_position(
    pen: Pen, row: int, number: Live, column: int, positions: list[int], head: Text, name: str
) -> Live:
    pen.text(row, 1, Text(f"採る列（{head.ja}項目）", f"Column taken ({head.en.lower()})"), "cell")
    cell = pen.formula(row, 3, at(pen.block(4, column, positions, down=True), number), "cell", "center")
    return pen.name(name, cell)


class _Table:
    """The input rows, group by group."""

    def __init__(
        self, pen: Pen, model: PlanModel, lines: dict[str, AssumptionValue], positions: dict[int, Live]
    ) -> None:
        self.pen, self.model, self.lines, self.positions = pen, model, lines, positions
        self.row = _HEAD_ROW + 1
        self.first = self.row
        self.blocks: list[tuple[int, int]] = []
        self._column_values: list[tuple[float | str, ...]] = []

    def draw_group(self, group: Section) -> None:
        """Draw a group's heading and its inputs."""
        specs = [spec for spec in self.model.inputs if spec.group == group.key]
        if not specs:
            return
        self.pen.merged(self.row, 0, _LAST, group.label, "section")
        self._column_values.append(("", "", "", self.pen.book.say(group.label)))
        self.blocks.append((self.row, self.row + len(specs)))
        self.row += 1
        for spec in specs:
            self._draw_input(spec, self.lines[spec.key])
            self.row += 1

    def cells(self, scenario: Live) -> AssumptionCells:
        """Refer to the whole columns, headings included: sums pass over their text."""
        low, mode, high, number = zip(*self._column_values, strict=True)
        blocks = [
            self.pen.block(self.first, column, values, down=True)
            for column, values in ((_LOW, low), (_LOW + 1, mode), (_HIGH, high), (0, number))
        ]
        return AssumptionCells(scenario, *blocks)

    def _draw_input(self, spec: InputSpec, line: AssumptionValue) -> None:
        pen, row = self.pen, self.row
        number = sum(isinstance(values[3], int) for values in self._column_values) + 1
        three = ends(line)
        self._column_values.append((*three, number))
        look = input_format(spec, three, pen.book.language)
        pen.number(row, 0, number, "cell", "tiny", "center")
        label = with_choices(spec.label, spec.choices)
        pen.text(row, 1, label, "cell", "middle")
        pen.text(row, 2, spec.unit, "cell", "small", "center", "middle")
        for column, value in enumerate(three, start=_LOW):
            pen.number(row, column, value, "input", look)
        pen.formula(row, _ACTIVE, self._active(spec, line), "cell", "bold", look)
        pen.text(row, 7, _DIRECTION[spec.higher_is], "cell", "small", "center")
        self._draw_origin(spec, line)
        self._guard(spec)
        pen.fit(row, label, _WIDTHS[1])
        pen.name(active_name(spec.key), pen.cell(row, _ACTIVE, 0))
        pen.name(range_name(spec.key), pen.block(row, _LOW, (0, 0, 0)))

    def _active(self, spec: InputSpec, line: AssumptionValue) -> Live:
        three = self.pen.block(self.row, _LOW, ends(line))
        if spec.higher_is == 0:
            return self.pen.cell(self.row, _LOW + MODE_POSITION - 1, three.values[MODE_POSITION - 1])
        return at(three, self.positions[spec.higher_is])

    def _draw_origin(self, spec: InputSpec, line: AssumptionValue) -> None:
        pen, row = self.pen, self.row
        quiet = ("quiet",) if line.source == NEUTRAL_SOURCE else ()
        pen.text(row, 8, line.source, "cell", "tiny", "middle", *quiet)
        pen.date(row, 9, line.source_date, "cell", "tiny", "center")
        pen.name(f"src_{spec.key}", pen.cell(row, 8, ""))
        pen.name(f"date_{spec.key}", pen.cell(row, 9, ""))
        pen.text(row, 10, STATUS_LABELS[line.status], "cell", "tiny", "center", "middle")
        pen.text(row, 11, line.entered_by or UNKNOWN, "cell", "tiny", "middle")
        pen.text(row, 12, active_name(spec.key), "cell", "tiny")
        pen.fit(row, line.source, _WIDTHS[8], 8)

    def _guard(self, spec: InputSpec) -> None:
        """Excel refuses what the web page would refuse."""
        problem = Text(
            f"{spec.shown(spec.minimum)}から{spec.shown(spec.maximum)}の範囲で入力してください。",
            f"Enter a value from {spec.shown(spec.minimum)} to {spec.shown(spec.maximum)}.",
        )
        self.pen.sheet.data_validation(
            self.row,
            _LOW,
            self.row,
            _HIGH,
            {
                "validate": "integer" if spec.style in ("whole", "choice") else "decimal",
                "criteria": "between",
                "minimum": spec.minimum,
                "maximum": spec.maximum,
                "error_message": self.pen.book.say(problem)[:255],
            },
        )
