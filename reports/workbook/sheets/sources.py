"""Sheet 出所・用語・改訂: where every fact comes from, what the words mean, and which inputs made this file."""

from language.text import Text
from reports.contents import Cover, Inputs, SourceLine, Term
from reports.programme.approvals import RevisionLine
from reports.workbook.page import said_date
from reports.workbook.pen import Pen
from reports.workbook.table import (
    UNCONFIRMED,
    Column,
    Content,
    draw_heading,
    draw_lines,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)
from reports.workbook.words import SHEET_SOURCES, UNKNOWN

_WIDTHS = (34.0, 31.0, 58.0, 11.5, 14.0)
_LAST = len(_WIDTHS) - 1


def _columns(*heads: Text) -> tuple[Column, ...]:
    return tuple(Column(head, at, at) for at, head in enumerate(heads))


_SOURCES = _columns(
    Text("対象", "Subject"),
    Text("値", "Value"),
    Text("出所", "Source"),
    Text("日付", "Date"),
    Text("入力者", "Entered by"),
)
_REVISIONS = _columns(
    Text("版", "Revision"),
    Text("理由・出所", "Reason or source"),
    Text("入力のハッシュ", "Hash of the inputs"),
    Text("日付", "Date"),
    Text("入力者", "Entered by"),
)
_TERMS = (
    Column(Text("用語", "Term"), 0, 0, ("bold",)),
    Column(Text("意味", "Meaning"), 1, _LAST),
)


def draw_sources(
    pen: Pen,
    cover: Cover,
    inputs: Inputs,
    sources: tuple[SourceLine, ...],
    terms: tuple[Term, ...],
    revisions: tuple[RevisionLine, ...],
) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    notes = (_made_from(cover, inputs), _sha(inputs))
    row = draw_heading(pen, SHEET_SOURCES, notes, _LAST)
    blocks = [(0, row - 1)]
    start = row + 1
    at = draw_section(pen, start, Text("出所", "Sources"), _LAST)
    blocks.append((start, draw_table(pen, at, _SOURCES, map(_source, sources), small=True) - 1))
    start = blocks[-1][1] + 2
    blocks.append((start, _draw_revisions(pen, start, revisions) - 1))
    start = blocks[-1][1] + 2
    at = draw_section(pen, start, Text("用語", "Terms"), _LAST)
    lines = [(term.word, term.meaning) for term in terms]
    blocks.append((start, draw_lines(pen, at, _TERMS, lines, small=True) - 1))
    set_table_page(pen, cover, blocks, _LAST, may_part=True)


def _made_from(cover: Cover, inputs: Inputs) -> Text:
    day = said_date(cover.as_of, cover)
    revision = (
        UNKNOWN if inputs.revision is None else Text(f"第{inputs.revision}版", f"revision {inputs.revision}")
    )
    return Text(
        f"作成者: {cover.creator}｜基準日: {day.ja}｜前提条件: {revision.ja}",
        f"Made by: {cover.creator} | as of {day.en} | assumptions: {revision.en}",
    )


def _sha(inputs: Inputs) -> Text:
    return Text(f"入力のSHA-256: {inputs.sha256}", f"SHA-256 of the inputs: {inputs.sha256}")


def _source(line: SourceLine) -> list[Content]:
    return [
        line.subject,
        line.value,
        or_unconfirmed(line.source),
        line.seen_on,
        or_unconfirmed(line.entered_by),
    ]


def _draw_revisions(pen: Pen, row: int, revisions: tuple[RevisionLine, ...]) -> int:
    """Every saved state of the assumptions, the latest first, with the hash of its inputs."""
    row = draw_section(pen, row, Text("前提条件の改訂", "Revisions of the assumptions"), _LAST)
    if not revisions:
        return draw_nothing(pen, row, UNKNOWN, _LAST)
    return draw_table(pen, row, _REVISIONS, map(_revision, revisions), small=True)


def _revision(line: RevisionLine) -> list[Content]:
    return [
        Text(f"第{line.number}版", f"revision {line.number}"),
        line.note,
        f"SHA-256 {line.inputs_sha256}",
        line.at.date(),
        line.by or UNCONFIRMED,
    ]
