"""Sheet 16 補助金・税務メモ: which subsidy or tax rule a company of our size may use, and whom to ask first."""

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.rules import CompanySize, SubsidyNote, SubsidyPart
from reports.workbook.pen import Pen
from reports.workbook.programme_words import CERTAINTY, ELIGIBILITY
from reports.workbook.table import (
    Column,
    Content,
    draw_heading,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)
from reports.workbook.words import UNKNOWN

_WIDTHS = (26, 12, 34, 17, 16, 13, 20, 11)
_LAST = len(_WIDTHS) - 1
_ASK = Text(
    "申請や税務処理の前に、社労士・税理士・事務局に確認してください。ここは検討用のメモで、受給や適用を約束するものではありません。"
    "試算には補助金を含めていません。",
    "Ask your labour consultant, tax accountant or the programme's office before you apply or book anything. These are "
    "notes, not a promise; no subsidy is in the figures of this file.",
)
_COLUMNS = tuple(
    Column(head, at, at)
    for at, head in enumerate(
        (
            Text("制度", "Programme"),
            Text("自社の対象", "For us"),
            Text("対象の条件", "Eligibility"),
            Text("金額・率", "Amount"),
            Text("期限・日付", "Deadline"),
            Text("確からしさ", "Certainty"),
            Text("出所", "Source"),
            Text("確認日", "Checked"),
        )
    )
)
_YEN_PER_MILLION = 1_000_000


def draw_subsidies(pen: Pen, cover: Cover, part: SubsidyPart) -> None:
    """Draw the whole sheet: subsidies, then tax."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[16], (_size(part.size),), _LAST)
    pen.merged(row, 0, _LAST, _ASK, "box", "unknown", "indent", "middle")
    pen.fit(row, _ASK, sum(_WIDTHS) - 2)
    for title, is_tax in ((Text("補助金", "Subsidies"), False), (Text("税務", "Tax"), True)):
        notes = [note for note in part.notes if note.is_tax is is_tax]
        if notes:
            row = draw_section(pen, row + 2, title, _LAST)
            row = draw_table(pen, row, _COLUMNS, [_line(note) for note in notes]) - 1
    set_table_page(pen, cover, [(0, row)], _LAST)


def _size(size: CompanySize) -> Text:
    people = UNKNOWN if size.employees is None else Text(f"{size.employees:,}人", f"{size.employees:,}")
    capital = UNKNOWN
    if size.capital_jpy is not None:
        millions = f"{size.capital_jpy / _YEN_PER_MILLION:,.0f}"
        capital = Text(f"{millions}百万円", f"{millions} million JPY")
    category = size.category or UNKNOWN
    return Text(
        f"自社の規模: 従業員 {people.ja}｜資本金 {capital.ja}｜区分 {category.ja}",
        f"Our size: employees {people.en} | capital {capital.en} | class: {category.en}",
    )


def _line(note: SubsidyNote) -> list[Content]:
    return [
        note.name,
        ELIGIBILITY[note.eligibility],
        or_unconfirmed(note.rule),
        or_unconfirmed(note.amount),
        or_unconfirmed(note.deadline),
        CERTAINTY[note.certainty],
        or_unconfirmed(note.sources),
        note.checked_on,
    ]
