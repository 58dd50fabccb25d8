"""Sheet 出所・用語・改訂: where every fact comes from, what the words mean, and which inputs made this file."""

from language.text import Text
from reports.contents import Cover, Inputs, SourceLine, Term
from reports.programme.approvals import RevisionLine
from reports.workbook.page import long_date, set_page
from reports.workbook.pen import Pen
from reports.workbook.words import SHEET_SOURCES, UNKNOWN

_WIDTHS = (34.0, 26.0, 74.0, 12.0, 16.0)
_LAST = len(_WIDTHS) - 1
_HEADS = (
    Text("対象", "Subject"),
    Text("値", "Value"),
    Text("出所", "Source"),
    Text("日付", "Date"),
    Text("入力者", "Entered by"),
)


_REVISION_HEADS = (
    Text("版", "Revision"),
    Text("理由・出所", "Reason or source"),
    Text("入力のハッシュ", "Hash of the inputs"),
    Text("日付", "Date"),
    Text("入力者", "Entered by"),
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
    pen.text(0, 0, SHEET_SOURCES, "title")
    pen.height(0, 24)
    pen.text(1, 0, _made_from(cover, inputs), "note")
    pen.text(2, 0, _sha(inputs), "note")
    row = _draw_sources(pen, 4, sources)
    row = _draw_revisions(pen, row + 1, revisions)
    row = _draw_terms(pen, row + 1, terms)
    set_page(pen, cover, last_row=row, last_column=_LAST)


def _made_from(cover: Cover, inputs: Inputs) -> Text:
    revision = (
        UNKNOWN if inputs.revision is None else Text(f"第{inputs.revision}版", f"revision {inputs.revision}")
    )
    return Text(
        f"作成者: {cover.creator}｜基準日: {long_date(cover.as_of, 'ja')}｜前提条件: {revision.ja}",
        f"Made by: {cover.creator} | as of {long_date(cover.as_of, 'en')} | assumptions: {revision.en}",
    )


def _sha(inputs: Inputs) -> Text:
    return Text(f"入力のSHA-256: {inputs.sha256}", f"SHA-256 of the inputs: {inputs.sha256}")


def _draw_sources(pen: Pen, row: int, sources: tuple[SourceLine, ...]) -> int:
    pen.merged(row, 0, _LAST, Text("出所", "Sources"), "section")
    pen.header(row + 1, _HEADS)
    for index, line in enumerate(sources, start=row + 2):
        pen.text(index, 0, line.subject, "cell", "small", "middle")
        pen.text(index, 1, line.value, "cell", "small", "middle")
        pen.text(index, 2, line.source or UNKNOWN, "cell", "small", "middle")
        pen.date(index, 3, line.seen_on, "cell", "small", "center")
        pen.text(index, 4, line.entered_by or UNKNOWN, "cell", "small", "middle")
        for text, width in ((line.subject, _WIDTHS[0]), (line.value, _WIDTHS[1]), (line.source, _WIDTHS[2])):
            pen.fit(index, text, width, 8.5)
    return row + 2 + len(sources)


def _draw_revisions(pen: Pen, row: int, revisions: tuple[RevisionLine, ...]) -> int:
    """Every saved state of the assumptions, the latest first, with the hash of its inputs."""
    pen.merged(row, 0, _LAST, Text("前提条件の改訂", "Revisions of the assumptions"), "section")
    if not revisions:
        pen.merged(row + 1, 0, _LAST, UNKNOWN, "box", "unknown", "indent")
        return row + 2
    pen.header(row + 1, _REVISION_HEADS)
    for at, line in enumerate(revisions, start=row + 2):
        number = Text(f"第{line.number}版", f"revision {line.number}")
        pen.text(at, 0, number, "cell", "small", "middle")
        pen.text(at, 1, line.note, "cell", "small", "middle")
        pen.text(at, 2, f"SHA-256 {line.inputs_sha256}", "cell", "small", "middle")
        pen.date(at, 3, line.at.date(), "cell", "small", "center")
        pen.text(at, 4, line.by or UNKNOWN, "cell", "small", "middle")
        pen.fit(at, line.note, _WIDTHS[1], 8.5)
    return row + 2 + len(revisions)


def _draw_terms(pen: Pen, row: int, terms: tuple[Term, ...]) -> int:
    pen.merged(row, 0, _LAST, Text("用語", "Terms"), "section")
    for index, term in enumerate(terms, start=row + 1):
        pen.text(index, 0, term.word, "cell", "bold", "middle")
        pen.merged(index, 1, _LAST, term.meaning, "cell", "small", "middle")
        pen.fit(index, term.meaning, sum(_WIDTHS[1:]), 8.5)
    return row + len(terms)
