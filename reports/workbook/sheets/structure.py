"""Sheet 13 体制・教育: who holds which role, who does what, whether operation is ready, who learns what."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.structure import RaciRow, ReadinessLine, RoleHolder, StructurePart, TrainingLine
from reports.workbook.display import InUnit
from reports.workbook.pen import Pen
from reports.workbook.programme_words import MUST, NOT_ASSIGNED, OPTIONAL, STATUS
from reports.workbook.table import (
    Column,
    Content,
    Figure,
    draw_heading,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)

_MOST_ROLES = 16
_WIDTHS = (28, *(7 for _ in range(_MOST_ROLES)))
_LAST = len(_WIDTHS) - 1
_NOTE = Text(
    "R=実行 A=最終責任（1業務に1役割） C=相談 I=報告。未確認の準備項目は、準備済みとして数えません。",
    "R does it, A answers for it (one role each), C is asked, I is told. An unconfirmed item is not counted as ready.",
)
_ROLES = (
    Column(Text("役割", "Role"), 0, 0),
    Column(Text("担当者", "Held by"), 1, 3, ("center",)),
    Column(Text("代理", "Deputy"), 4, 6, ("center",)),
    Column(Text("役割", "Role"), 8, 10),
    Column(Text("担当者", "Held by"), 11, 13, ("center",)),
    Column(Text("代理", "Deputy"), 14, 16, ("center",)),
)
_STOP = (
    Column(Text("AIシステム", "AI system"), 0, 0),
    Column(Text("止める人", "Who stops it"), 1, 3, ("center",)),
    Column(Text("場所", "Where"), 4, 7),
    Column(Text("手順", "How"), 8, 14),
    Column(Text("試した日", "Tried on"), 15, 16),
)
_READINESS = (
    Column(Text("準備項目", "Item"), 0, 5),
    Column(Text("区分", "Kind"), 6, 6, ("center",)),
    Column(Text("状態", "Status"), 7, 8),
    Column(Text("証拠", "Evidence"), 9, 14),
    Column(Text("確認日", "Checked on"), 15, 16),
)
_TRAINING = (
    Column(Text("教育コース", "Track"), 0, 1),
    Column(Text("対象者", "For whom"), 2, 5),
    Column(Text("時間", "Hours"), 6, 6),
    Column(Text("予定人数", "Planned"), 7, 7),
    Column(Text("修了", "Done"), 8, 8),
    Column(Text("開催回数", "Sessions"), 9, 9),
    Column(Text("修了率", "Share"), 10, 11),
    Column(Text("期限", "Due"), 12, 13),
    Column(InUnit(Text("費用（{unit}）", "Cost ({unit})")), 14, 16),
)
_DRILL = (
    Column(Text("確認者の訓練", "Drill of the reviewers"), 0, 5),
    Column(Text("結果", "Result"), 6, _LAST),
)
_DRILL_NAME = Text("仕込んだ誤りの発見率", "Planted errors that were found")
_LETTERS = "RACI"


def draw_structure(pen: Pen, cover: Cover, part: StructurePart) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[13], (_NOTE,), _LAST)
    blocks = [(0, row - 1)]
    for draw in (_draw_roles, _draw_raci, _draw_stop, _draw_readiness, _draw_training):
        start = blocks[-1][1] + 2
        blocks.append((start, draw(pen, start, part) - 1))
    set_table_page(pen, cover, blocks, _LAST, may_part=True)


def _draw_roles(pen: Pen, row: int, part: StructurePart) -> int:
    held = sum(1 for role in part.roles if role.person.strip())
    title = Text(
        f"役割と担当者（{held} / {len(part.roles)} 役割に担当者）",
        f"Roles ({held} of {len(part.roles)} are held)",
    )
    row = draw_section(pen, row, title, _LAST)
    if not part.roles:
        return draw_nothing(pen, row, Text("役割が登録されていません。", "No role is recorded."), _LAST)
    half = -(-len(part.roles) // 2)
    left = [_holder(role) for role in part.roles[:half]]
    right = [_holder(role) for role in part.roles[half:]]
    right += [("", "", "")] * (half - len(right))
    return draw_table(pen, row, _ROLES, [(*one, *two) for one, two in zip(left, right, strict=True)])


def _holder(role: RoleHolder) -> tuple[Content, Content, Content]:
    person = role.person if role.person.strip() else NOT_ASSIGNED
    return role.name, person, role.deputy or "–"


def _draw_raci(pen: Pen, row: int, part: StructurePart) -> int:
    row = draw_section(pen, row, Text("業務分担（RACI）", "Who does what (RACI)"), _LAST)
    if not part.raci:
        return draw_nothing(pen, row, Text("業務分担が未作成です。", "No RACI was made."), _LAST)
    used = {role for line in part.raci for role, _ in line.letters}
    roles = [role for role in part.roles if role.id in used][:_MOST_ROLES]
    pen.text(row, 0, Text("業務", "Activity"), "head")
    for column, role in enumerate(roles, start=1):
        short = _short(role.name)
        pen.text(row, column, short, "head", "tiny", "middle")
        pen.fit(row, short, _WIDTHS[column] - 1, 8)
    for at, line in enumerate(part.raci, start=row + 1):
        _draw_raci_line(pen, at, line, roles)
    return _draw_raci_fault(pen, row + 1 + len(part.raci), part.raci)


def _short(name: Text) -> Text:
    """A column is narrow: what stands in brackets is in the table of roles above.

    >>> _short(Text("経営決裁者(社長・担当役員)", "Executive decider")).ja
    '経営決裁者'
    """
    return Text(*(each.split("(")[0].split("（")[0].strip() or each for each in name))


def _draw_raci_line(pen: Pen, row: int, line: RaciRow, roles: Sequence[RoleHolder]) -> None:
    fault = () if len(line.accountable) == 1 else ("bad",)
    pen.text(row, 0, line.activity, "box", "small", "middle", *fault)
    pen.fit(row, line.activity, _WIDTHS[0] - 1, 8.5)
    letters = {role: "".join(sorted(found, key=_LETTERS.index)) for role, found in line.letters}
    for column, role in enumerate(roles, start=1):
        shown = "/".join(letters.get(role.id, ""))
        look = ("total",) if "A" in letters.get(role.id, "") else ()
        pen.text(row, column, shown, "box", "small", "center", *look)


def _draw_raci_fault(pen: Pen, row: int, lines: Sequence[RaciRow]) -> int:
    wrong = [line for line in lines if len(line.accountable) != 1]
    if not wrong:
        return row
    names = [
        line.activity if isinstance(line.activity, Text) else Text(line.activity, line.activity)
        for line in wrong
    ]
    words = Text(
        "A（最終責任）が1役割に決まっていない業務: " + "、".join(name.ja for name in names),
        "Not exactly one role answers for: " + "; ".join(name.en for name in names),
    )
    return draw_nothing(pen, row, words, _LAST)


def _draw_stop(pen: Pen, row: int, part: StructurePart) -> int:
    row = draw_section(pen, row, Text("止める人と手順", "Who stops it, and how"), _LAST)
    stop = part.stop
    if stop is None or not stop.person.strip():
        words = Text("止める人が決まっていません。", "Nobody is named who may stop it.")
        return draw_nothing(pen, row, words, _LAST)
    line = (stop.system, stop.person, or_unconfirmed(stop.place), or_unconfirmed(stop.how), stop.tried_on)
    return draw_table(pen, row, _STOP, [line])


def _draw_readiness(pen: Pen, row: int, part: StructurePart) -> int:
    lines = part.readiness
    row = draw_section(pen, row, _readiness_title(lines), _LAST)
    if not lines:
        words = Text("準備項目が確認されていません。", "No item of readiness was checked.")
        return draw_nothing(pen, row, words, _LAST)
    return draw_table(
        pen,
        row,
        _READINESS,
        [
            (
                line.name,
                MUST if line.must else OPTIONAL,
                STATUS[line.status],
                or_unconfirmed(line.evidence),
                line.checked_on,
            )
            for line in lines
        ],
    )


def _readiness_title(lines: Sequence[ReadinessLine]) -> Text:
    title = Text("運用の準備", "Readiness to operate")
    if not lines:
        return title
    musts = [line for line in lines if line.must]
    ready, musts_ready = (sum(1 for one in some if one.status == "met") for some in (lines, musts))
    share = ready / len(lines)
    return Text(
        f"{title.ja}（準備率 {share:.0%}: {ready} / {len(lines)} 項目、必須 {musts_ready} / {len(musts)}）",
        f"{title.en} ({share:.0%}: {ready} of {len(lines)} items, musts {musts_ready} of {len(musts)})",
    )


def _draw_training(pen: Pen, row: int, part: StructurePart) -> int:
    lines = part.training
    row = draw_section(pen, row, Text("教育計画と費用", "Training plan and cost"), _LAST)
    if not lines:
        words = Text("教育計画が登録されていません。", "No training is planned.")
        return draw_nothing(pen, row, words, _LAST)
    row = draw_table(pen, row, _TRAINING, [_training(line) for line in lines])
    row = _draw_cost(pen, row, lines)
    drill = or_unconfirmed(part.review_drill)
    return draw_table(pen, row, _DRILL, [(_DRILL_NAME, drill)])


def _training(line: TrainingLine) -> list[Content]:
    share = line.trained / line.planned if line.planned and line.trained is not None else None
    return [
        line.name,
        or_unconfirmed(line.audience),
        Figure(line.hours, "format:0.0"),
        Figure(line.planned, "count"),
        Figure(line.trained, "count"),
        Figure(line.sessions, "count"),
        Figure(share, "format:0%"),
        line.due_on,
        Figure(line.cost_jpy, "amount"),
    ]


def _draw_cost(pen: Pen, row: int, lines: Sequence[TrainingLine]) -> int:
    known = [line.cost_jpy for line in lines if line.cost_jpy is not None]
    without = len(lines) - len(known)
    label = Text("費用の合計", "Total cost")
    if without:
        label = Text(
            f"費用の合計（{without}コースは費用未確認のため含みません）",
            f"Total cost (without tracks of unknown cost: {without})",
        )
    pen.merged(row, 0, 13, label, "total", "small")
    pen.merged_number(row, 14, 16, sum(known) if known else None, "total", "small", "amount")
    return row + 1
