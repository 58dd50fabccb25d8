"""Sheet 15 規制・契約確認: what applies, what stands for it, and how sure each date and wording is."""

from collections.abc import Sequence

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.rules import RequirementLine, RulesPart, WatchedRule
from reports.workbook.pen import Pen
from reports.workbook.programme_words import APPLICABILITY, CERTAINTY, NOT_ASSIGNED, REQUIREMENT_STATE
from reports.workbook.table import (
    Column,
    Content,
    Marked,
    draw_heading,
    draw_heads,
    draw_lines,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)

_WIDTHS = (13, 36, 16, 7, 8, 9, 28, 11, 12, 11)
_LAST = len(_WIDTHS) - 1
_NOTE = Text(
    "要求事項は自社の言葉による要約で、法的助言ではありません。「要再確認」「不一致」の行は、原典を確認してから使ってください。",
    "Requirements are summaries in our own words and no legal advice. Check the original before you use a row that is "
    "marked as conflicting or to be checked.",
)
_REQUIREMENTS = tuple(
    Column(head, at, at, look)
    for at, (head, look) in enumerate(
        (
            (Text("番号", "No."), ()),
            (Text("要求事項", "Requirement"), ()),
            (Text("参照箇所", "Reference"), ()),
            (Text("ゲート", "Gate"), ("center",)),
            (Text("適用", "Applies"), ("center",)),
            (Text("状態", "Status"), ()),
            (Text("証拠", "Evidence"), ()),
            (Text("確認日", "Checked"), ()),
            (Text("確からしさ", "Certainty"), ()),
            (Text("担当", "Owner"), ("center",)),
        )
    )
)
_NO_STATE = Marked("–", "quiet")
_WATCHED = (
    Column(Text("番号", "No."), 0, 0),
    Column(Text("見守っている規制・指針", "Rule or guidance"), 1, 1),
    Column(Text("日付", "Dates"), 2, 2, ("center",)),
    Column(Text("拘束力", "Force"), 3, 4, ("center",)),
    Column(Text("すること", "To do"), 5, 6),
    Column(Text("確認日", "Checked"), 7, 7),
    Column(Text("確からしさ", "Certainty"), 8, 8),
    Column(Text("確認者", "Checked by"), 9, 9, ("center",)),
)


def draw_rules(pen: Pen, cover: Cover, part: RulesPart) -> None:
    """Draw the whole sheet: coming rules first, then the requirements of each framework."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[15], (_NOTE, _counts(part.requirements)), _LAST)
    blocks = [(0, row - 1)]
    if part.watched:
        start = row + 1
        title = Text("規制・指針の変更", "Changes of rules")
        at = draw_section(pen, start, title, _LAST)
        blocks.append((start, draw_table(pen, at, _WATCHED, map(_watched, part.watched)) - 1))
    heads_row = blocks[-1][1] + 2
    draw_heads(pen, heads_row, _REQUIREMENTS)
    row = heads_row + 1
    for framework in dict.fromkeys(line.framework for line in part.requirements):
        lines = [line for line in part.requirements if line.framework == framework]
        start = heads_row if row == heads_row + 1 else row
        at = draw_section(pen, row, framework, _LAST)
        row = draw_lines(pen, at, _REQUIREMENTS, map(_requirement, lines))
        blocks.append((start, row - 1))
    set_table_page(pen, cover, blocks, _LAST, may_part=True, heads_row=heads_row)


def _counts(lines: Sequence[RequirementLine]) -> Text:
    applies = [line for line in lines if line.applicability == "applicable"]
    done = sum(1 for line in applies if line.state == "done")
    undecided = sum(1 for line in lines if line.applicability == "undecided")
    return Text(
        f"要求事項 {len(lines)}件｜適用 {len(applies)}件、うち対応済み {done}件｜適用可否が未判断 {undecided}件",
        f"{len(lines)} requirements | {len(applies)} apply, {done} of them are done | undecided: {undecided}",
    )


def _requirement(line: RequirementLine) -> list[Content]:
    applies = line.applicability == "applicable"
    return [
        line.id,
        line.name,
        line.reference,
        line.gate,
        APPLICABILITY[line.applicability],
        REQUIREMENT_STATE[line.state] if applies else _NO_STATE,
        or_unconfirmed(line.evidence) if applies else line.evidence,
        line.checked_on,
        CERTAINTY[line.certainty],
        (line.owner or NOT_ASSIGNED) if applies else line.owner,
    ]


def _watched(rule: WatchedRule) -> list[Content]:
    return [
        rule.id,
        rule.name,
        rule.dates,
        rule.force,
        rule.action,
        rule.checked_on,
        CERTAINTY[rule.certainty],
        or_unconfirmed(rule.checked_by),
    ]
