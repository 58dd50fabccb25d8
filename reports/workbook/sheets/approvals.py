"""Sheet 17 承認履歴・反対意見: every step of the request, every decision, who disagreed, what was unknown then."""

from datetime import datetime

from language.text import Text
from reports.contents import Cover
from reports.programme.approvals import ApprovalPart, ApprovalStep, RecordedDecision
from reports.programme.missing import TITLES
from reports.programme.said import Said
from reports.workbook.page import said_date
from reports.workbook.pen import Pen
from reports.workbook.programme_words import HASH_LETTERS, NONE, day_text
from reports.workbook.table import (
    Column,
    Content,
    Marked,
    draw_heading,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)
from reports.workbook.words import OUTCOME, UNKNOWN

_WIDTHS = (17, 14, 17, 22, 16, 38, 15)
_LAST = len(_WIDTHS) - 1
_NOTE = Text(
    "hash は、その人が見た内容の識別番号（SHA-256の先頭12文字）です。内容が後で変わると「要再確認」になります。"
    "反対意見と、未確認のまま進めた点は、そのまま印刷します。",
    "The hash (first 12 letters of the SHA-256) identifies what the person saw; where that changed later, it says so. "
    "Dissent and what was still unknown are printed as they were written.",
)
_STEPS = tuple(
    Column(head, at, at)
    for at, head in enumerate(
        (
            Text("段階", "Step"),
            Text("氏名", "Name"),
            Text("役職・役割", "Title"),
            Text("日時", "Time"),
            Text("結果", "Action"),
            Text("意見・条件", "Comment, conditions"),
            Text("内容のhash", "Snapshot hash"),
        )
    )
)
_WAITING = Marked(Text("未了", "waiting"), "unknown")
_AGAIN = Text("要再確認", "confirm again")


def draw_approvals(pen: Pen, cover: Cover, part: ApprovalPart) -> None:
    """Draw the whole sheet: the route first, then the decisions at the gates."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[17], (_NOTE,), _LAST) + 1
    blocks = [(0, _draw_steps(pen, cover, row, part) - 1)]
    start = blocks[-1][1] + 2
    row = draw_section(pen, start, Text("判定の決裁", "Decisions at the gates"), _LAST)
    if not part.decisions:
        words = Text("判定の決裁がまだありません。", "No gate was decided yet.")
        row = draw_nothing(pen, row, words, _LAST)
        blocks.append((start, row - 1))
    for decision in sorted(part.decisions, key=lambda one: one.at):
        end = _draw_decision(pen, cover, row, decision)
        blocks.append((start, end - 1))
        start = row = end
    set_table_page(pen, cover, blocks, _LAST, may_part=True)


def _draw_steps(pen: Pen, cover: Cover, row: int, part: ApprovalPart) -> int:
    title = Text("起案・合議・決裁", "Request, consultation, decision")
    row = draw_section(pen, row, title, _LAST)
    if not part.steps:
        words = Text("稟議はまだ起案されていません。", "No request was submitted yet.")
        return draw_nothing(pen, row, words, _LAST)
    return draw_table(pen, row, _STEPS, [_step(step, cover) for step in part.steps])


def _step(step: ApprovalStep, cover: Cover) -> list[Content]:
    return [
        step.step,
        or_unconfirmed(step.name),
        step.title,
        _time(step.at, cover) if step.at else "–",
        _action(step),
        step.comment,
        step.snapshot_sha256[:HASH_LETTERS] or "–",
    ]


def _action(step: ApprovalStep) -> Content:
    if step.at is None:
        return _WAITING
    if not step.is_outdated:
        return step.action
    action = step.action if isinstance(step.action, Text) else Text(step.action, step.action)
    return Marked(Text(f"{action.ja}（{_AGAIN.ja}）", f"{action.en} ({_AGAIN.en})"), "unknown")


def _draw_decision(pen: Pen, cover: Cover, row: int, decision: RecordedDecision) -> int:
    outcome = OUTCOME[decision.outcome]
    who = f"{decision.title} {decision.name}".strip()
    at = _time(decision.at, cover)
    digest = decision.snapshot_sha256[:HASH_LETTERS]
    title = Text(
        f"{decision.gate}: {outcome.ja}　{who}　{at.ja}　hash {digest}",
        f"{decision.gate}: {outcome.en} | {who} | {at.en} | hash {digest}",
    )
    pen.merged(row, 0, 5, title, "box", "subtotal", "indent", "middle")
    pen.fit(row, title, sum(_WIDTHS[:6]) - 2)
    state = Marked(_AGAIN, "unknown") if decision.is_outdated else Marked(Text("有効", "current"), "good")
    pen.text(row, 6, state.word, "box", "center", state.look)
    for label, words in _details(decision, cover):
        row += 1
        pen.text(row, 0, label, "box", "small", "bold", "middle", "indent")
        pen.merged(row, 1, _LAST, words, "box", "middle", "indent")
        pen.fit(row, words, sum(_WIDTHS[1:]) - 2)
    return row + 1


def _details(decision: RecordedDecision, cover: Cover) -> list[tuple[Text, Said]]:
    review = day_text(decision.review_on, cover)
    return [
        (Text("理由", "Reason"), decision.reason or UNKNOWN),
        (Text("条件", "Conditions"), decision.conditions or NONE),
        (Text("反対意見", "Dissent"), decision.dissent or NONE),
        (Text("未確認のまま進めた点", "Known to be unknown"), _joined(decision.unknowns)),
        (Text("誰の安全に関わるか", "Whose safety"), decision.whose_safety or UNKNOWN),
        (Text("見直し日", "Review"), review),
    ]


def _joined(names: tuple[Said, ...]) -> Text:
    if not names:
        return NONE
    texts = [name if isinstance(name, Text) else Text(name, name) for name in names]
    return Text("、".join(text.ja for text in texts), "; ".join(text.en for text in texts))


def _time(at: datetime, cover: Cover) -> Text:
    day = said_date(at.date(), cover)
    return Text(f"{day.ja} {at:%H:%M}", f"{day.en}, {at:%H:%M}")
