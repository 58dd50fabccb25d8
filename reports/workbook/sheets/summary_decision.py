"""The lower part of page 1: the first risks, the condition for stopping, and the boxes of the deciders."""

from language.text import Text
from reports.contents import ManagementReport, Risk
from reports.workbook.evidence import UNKNOWN_EXIT, exit_sentence
from reports.workbook.pen import Pen
from reports.workbook.sheets.evaluation import SMALL_MODELS
from reports.workbook.words import NOT_DONE, UNKNOWN

_LAST = 15
_SHOWN_RISKS = 3
_RISK_HEAD = Text("リスク（上位3）", "Risks (top three)")
NO_PROMISE = Text(
    "本試算は前提条件に基づくもので、将来を保証しません。根拠は各シート、出所は末尾のシートを参照。",
    "The figures follow from the assumptions and promise nothing; the other sheets show their basis and sources.",
)


def open_look(is_open: bool) -> tuple[str, ...]:
    """Mark what nobody knows yet."""
    return ("unknown",) if is_open else ()


def draw_risks(pen: Pen, row: int, report: ManagementReport) -> int:
    """The first risks with response and owner, and the condition under which we stop."""
    heads = ((0, 5, _RISK_HEAD), (6, 12, Text("対策", "Response")), (13, _LAST, Text("責任者", "Owner")))
    for first, last, text in heads:
        pen.merged(row, first, last, text, "head")
    risks = report.risks[:_SHOWN_RISKS]
    for offset in range(_SHOWN_RISKS):
        _draw_risk(
            pen, row + 1 + offset, risks[offset] if offset < len(risks) else None, is_first=offset == 0
        )
    at_row = row + 1 + _SHOWN_RISKS
    pen.merged(at_row, 0, 1, Text("撤退条件", "Exit"), "head")
    condition = exit_sentence(report)
    look = open_look(condition is UNKNOWN_EXIT)
    pen.merged(at_row, 2, _LAST, condition, "box", "small", "indent", "middle", *look)
    pen.height(at_row, 24)
    pen.height(at_row + 1, 4)
    return at_row + 1


def _draw_risk(pen: Pen, row: int, risk: Risk | None, *, is_first: bool) -> None:
    name: str | Text = risk.name if risk else NOT_DONE if is_first else ""
    look = open_look(risk is None and is_first)
    pen.merged(row, 0, 5, name, "box", "small", "indent", "middle", *look)
    pen.merged(row, 6, 12, risk.response if risk else "", "box", "tiny", "indent", "middle")
    owner = (risk.owner or UNKNOWN) if risk else ""
    pen.merged(row, 13, _LAST, owner, "box", "small", "center", *open_look(bool(risk and not risk.owner)))
    pen.height(row, 23)


def draw_approval(pen: Pen, row: int, report: ManagementReport) -> int:
    """The boxes in which the deciders write and seal."""
    pen.merged(row, 0, 1, Text("決裁区分", "Decision"), "head")
    choices = Text(
        "□ 可決　□ 条件付可決　□ 保留　□ 差戻し　□ 否決",
        "□ approved   □ with conditions   □ on hold   □ returned   □ rejected",
    )
    pen.merged(row, 2, 7, choices, "box", "indent")
    seals = (
        Text("社長", "President"),
        Text("担当役員", "Director"),
        Text("部長", "Manager"),
        Text("起案者", "Proposer"),
    )
    for index, seal in enumerate(seals):
        first = 8 + 2 * index
        pen.merged(row, first, first + 1, seal, "head")
        pen.merged(row + 1, first, first + 1, "", "box", rows=2)
    pen.merged(row + 1, 0, 1, Text("条件・指示", "Conditions"), "head", rows=2)
    pen.merged(row + 1, 2, 7, "", "box", rows=2)
    pen.height(row + 1, 24)
    pen.height(row + 2, 24)
    pen.merged(row + 3, 0, _LAST, _footnote(report), "note", "tiny", "middle")
    pen.height(row + 3, 24)
    return row + 3


def _footnote(report: ManagementReport) -> Text:
    if report.evaluation is None:
        return NO_PROMISE
    return Text(f"{SMALL_MODELS.ja}{NO_PROMISE.ja}", f"{SMALL_MODELS.en} {NO_PROMISE.en}")
