"""Sheet 判定: the criteria of the gate, what each stood on, the recommendation and the decision."""

from language.text import Text
from reports.contents import Cover, CriterionLine, DecisionLine, GatePart, Risk
from reports.workbook.page import said_date, set_page
from reports.workbook.pen import Pen
from reports.workbook.words import CRITERION_STATUS, NOT_DONE, OUTCOME, SHEET_GATE, UNKNOWN

_WIDTHS = (10.0, 58.0, 9.0, 11.0, 62.0)
_LAST = len(_WIDTHS) - 1
_LOOK = {"met": "good", "not_met": "bad", "unknown": "unknown"}
_HEADS = (
    Text("番号", "No."),
    Text("判定基準", "Criterion"),
    Text("区分", "Kind"),
    Text("状態", "Status"),
    Text("証拠", "Evidence"),
)
_MUST, _OPTIONAL = Text("必須", "must"), Text("任意", "optional")
_NOTE = Text(
    "推奨は規則による助言です。決裁は担当者が実名で行います。未確認は達成として扱いません。",
    "The recommendation is advice by a written rule; a named person decides. Unknown is never a pass.",
)


def draw_gate(pen: Pen, cover: Cover, gate: GatePart, risks: tuple[Risk, ...]) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    pen.text(
        0,
        0,
        Text(f"{SHEET_GATE.ja}: {gate.name.ja}（{gate.id}）", f"{SHEET_GATE.en}: {gate.name.en} ({gate.id})"),
        "title",
    )
    pen.height(0, 24)
    pen.text(1, 0, gate.stage, "note")
    pen.text(2, 0, _NOTE, "note")
    _draw_recommendation(pen, 4, gate)
    pen.header(7, _HEADS)
    for row, criterion in enumerate(gate.criteria, start=8):
        _draw_criterion(pen, row, criterion)
    row = _draw_decision(pen, cover, 9 + len(gate.criteria), gate.decision)
    row = _draw_risks(pen, row + 1, risks)
    set_page(pen, cover, last_row=row, last_column=_LAST)


def _draw_recommendation(pen: Pen, row: int, gate: GatePart) -> None:
    outcome = OUTCOME[gate.recommendation]
    sentence = Text(f"推奨: {outcome.ja}", f"Recommendation: {outcome.en}")
    pen.merged(row, 0, _LAST, sentence, "verdict")
    pen.height(row, 24)
    pen.merged(
        row + 1,
        0,
        _LAST,
        Text(gate.rule.ja + _counts(gate).ja, f"{gate.rule.en} {_counts(gate).en}"),
        "verdict_small",
    )


def _counts(gate: GatePart) -> Text:
    number = {status: sum(c.status == status for c in gate.criteria) for status in CRITERION_STATUS}
    return Text(
        f"（達成 {number['met']}、未達 {number['not_met']}、未確認 {number['unknown']}）",
        f"(met {number['met']}, not met {number['not_met']}, not confirmed {number['unknown']})",
    )


def _draw_criterion(pen: Pen, row: int, criterion: CriterionLine) -> None:
    pen.text(row, 0, criterion.id, "cell", "small", "middle")
    pen.text(row, 1, criterion.name, "cell", "middle")
    pen.text(row, 2, _MUST if criterion.must else _OPTIONAL, "cell", "center")
    pen.text(row, 3, CRITERION_STATUS[criterion.status], "cell", "center", _LOOK[criterion.status])
    pen.text(row, 4, criterion.evidence, "cell", "small", "middle", "indent")
    pen.fit(row, criterion.name, _WIDTHS[1])
    pen.fit(row, criterion.evidence, _WIDTHS[4], 8.5)


def _draw_decision(pen: Pen, cover: Cover, row: int, decision: DecisionLine | None) -> int:
    pen.merged(row, 0, _LAST, Text("決裁", "Decision"), "section")
    if decision is None:
        pen.merged(row + 1, 0, _LAST, NOT_DONE, "box", "unknown", "indent")
        return row + 2
    lines = _decision_lines(decision, cover)
    for offset, (label, text) in enumerate(lines, start=1):
        pen.text(row + offset, 0, label, "box", "small", "bold")
        pen.merged(row + offset, 1, _LAST, text, "box", "middle", "indent")
        pen.fit(row + offset, text, sum(_WIDTHS[1:]))
    return row + 1 + len(lines)


def _decision_lines(decision: DecisionLine, cover: Cover) -> list[tuple[Text, str | Text]]:
    by, day = decision.decided_by, said_date(decision.decided_on, cover)
    none = Text("なし", "none")
    outcome = OUTCOME[decision.outcome]
    stale = Text(
        "（決裁後に証拠が変わりました。再確認が必要です）", " (the evidence has changed since: confirm again)"
    )
    shown = Text(outcome.ja + stale.ja, outcome.en + stale.en) if decision.is_outdated else outcome
    return [
        (Text("決裁", "Decision"), shown),
        (Text("決裁者", "Decided by"), Text(f"{by}  {day.ja}", f"{by}  {day.en}")),
        (Text("理由", "Reason"), decision.reason or UNKNOWN),
        (Text("条件", "Conditions"), decision.conditions or none),
        (Text("反対意見", "Dissent"), decision.dissent or none),
    ]


def _draw_risks(pen: Pen, row: int, risks: tuple[Risk, ...]) -> int:
    pen.merged(row, 0, _LAST, Text("リスクと対策", "Risks and responses"), "section")
    if not risks:
        pen.merged(row + 1, 0, _LAST, NOT_DONE, "box", "unknown", "indent")
        return row + 1
    for offset, risk in enumerate(risks, start=1):
        pen.merged(row + offset, 0, 1, risk.name, "box", "middle", "indent")
        pen.merged(
            row + offset,
            2,
            3,
            risk.owner or UNKNOWN,
            "box",
            "small",
            "center",
            *(() if risk.owner else ("unknown",)),
        )
        pen.text(row + offset, 4, risk.response, "box", "small", "middle", "indent")
        pen.fit(row + offset, risk.response, _WIDTHS[4], 8.5)
        pen.fit(row + offset, risk.name, _WIDTHS[0] + _WIDTHS[1])
    return row + len(risks)
