"""Sheet 稟議本文: the request in sentences, made from the plan, the gate and the records; every cell may be edited."""

from collections.abc import Iterator
from dataclasses import dataclass

from language.text import Text
from reports.contents import ManagementReport, SheetStatus
from reports.workbook.live import Live
from reports.workbook.page import set_page
from reports.workbook.pen import Pen
from reports.workbook.request_records import Record, records_of
from reports.workbook.sheets.request_figures import RequestFigures
from reports.workbook.words import SHEET_REQUEST

_WIDTHS = (18.0, 118.0)
_TEXT_POINTS = 9.5
_NOTE = Text(
    "計画・判定・登録された記録から作った文案です。数値の文は前提条件に従って変わります。どのセルも書き換えられます。",
    "Drafted from the plan, the gate and the records. Sentences with figures follow the assumptions. Every cell may be "
    "edited.",
)
_ATTACHED = Text("添付一覧", "Attachments")


@dataclass(frozen=True)
class Section:
    """One heading of the request and its lines."""

    title: Text
    lines: tuple[Live | Record, ...]


def draw_request(
    pen: Pen, report: ManagementReport, figures: RequestFigures, statuses: tuple[SheetStatus, ...]
) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    pen.text(0, 0, SHEET_REQUEST, "title")
    pen.height(0, 24)
    pen.text(1, 0, _NOTE, "note")
    row = 3
    for section in sections_of(report, figures, statuses):
        row = _draw_section(pen, row, section)
    set_page(pen, report.cover, last_row=row - 1, last_column=1)


def sections_of(
    report: ManagementReport, figures: RequestFigures, statuses: tuple[SheetStatus, ...]
) -> Iterator[Section]:
    """Bring the sections into the order of a Japanese request."""
    records = records_of(report)
    yield Section(Text("件名", "Subject"), (records.subject,))
    yield Section(Text("背景", "Background"), figures.background())
    yield Section(Text("目的", "Purpose"), (records.purpose,))
    yield Section(
        Text("実施内容", "What is done"), (figures.page.verdict(), figures.what_is_done(), *records.stage)
    )
    yield Section(Text("期待効果", "Expected benefit"), (*figures.benefit(), *records.benefit))
    yield Section(Text("費用", "Cost"), (*figures.cost(), records.no_promise))
    yield Section(Text("体制", "Organisation"), records.structure)
    yield Section(Text("日程", "Schedule"), records.schedule)
    yield Section(Text("代替案", "Alternatives"), figures.alternatives())
    yield Section(Text("リスクと対策", "Risks"), (figures.worst_case(), *records.risks))
    yield Section(Text("撤退条件", "Exit condition"), records.exit_conditions)
    yield Section(Text("未確認・反対意見", "Unknowns, dissent"), (*records.unknowns, *records.dissent))
    yield Section(Text("使用モデル", "Models used"), (records.models,))
    yield Section(_ATTACHED, (_attachments(statuses),))


def _attachments(statuses: tuple[SheetStatus, ...]) -> Record:
    there = [status for status in statuses if status.is_there and status.number > 2]
    ja = "、".join(f"別紙{status.number} {status.title.ja}" for status in there)
    en = "; ".join(f"{status.number} {status.title.en}" for status in there)
    return Record(Text(ja, en))


def _draw_section(pen: Pen, row: int, section: Section) -> int:
    for offset, line in enumerate(section.lines):
        title = section.title if offset == 0 else ""
        pen.text(row + offset, 0, title, "box", "bold", "small", "indent", "head_left")
        _draw_line(pen, row + offset, line)
    return row + len(section.lines)


def _draw_line(pen: Pen, row: int, line: Live | Record) -> None:
    if isinstance(line, Live):
        pen.formula(row, 1, line, "box", "middle", "indent", "editable")
        pen.fit(row, str(line.value), _WIDTHS[1] - 2, _TEXT_POINTS)
    else:
        look = ("unknown",) if line.is_open else ()
        pen.text(row, 1, line.text, "box", "middle", "indent", "editable", *look)
        pen.fit(row, line.text, _WIDTHS[1] - 2, _TEXT_POINTS)
