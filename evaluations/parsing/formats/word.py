"""DOCX: paragraphs, tables and notes in the order of the document, under the path of its headings."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.pictures import picture_count
from evaluations.parsing.formats.word_styles import WordStyles
from evaluations.parsing.formats.word_text import W, boxed_paragraphs, is_hidden, paragraph_text
from evaluations.parsing.headings import HeadingStack
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice
from evaluations.parsing.places import Section
from evaluations.parsing.reading import Reading
from evaluations.parsing.tables import Cell, Line, records
from intake.cleaning import one_line


class _Walk:
    """Reads the body from top to bottom and keeps the open headings."""

    def __init__(self, document: Any) -> None:
        self.stack = HeadingStack()
        self.styles = WordStyles(document)

    @property
    def place(self) -> Section:
        return Section(max(self.stack.count, 1), self.stack.label)

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{W}sdt", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                content = element.find(f"{W}sdtContent")
                yield from self.blocks(element if content is None else content)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        text = paragraph_text(element).strip()
        level = self.styles.heading_level(element)
        if text and level is not None:
            path = self.stack.enter(level, one_line(text))
            yield Block(self.styles.numbered(element, one_line(text)), self.place, path, is_heading=True)
        elif text:
            yield Block(self.styles.numbered(element, text), self.place, self.stack.path)
        for boxed in boxed_paragraphs(element):
            if inner := paragraph_text(boxed).strip():
                yield Block(inner, self.place, self.stack.path)

    def _table(self, element: etree._Element) -> Iterator[Block]:
        found, _ = records(_lines(element))
        for record in found:
            yield Block(record.text, self.place, self.stack.path)


def _lines(table: etree._Element) -> Iterator[Line]:
    """Yield table rows with merged cells filled across and down."""
    above: dict[int, Cell] = {}
    for number, row in enumerate(table.iterchildren(f"{W}tr"), 1):
        line: dict[int, Cell] = {}
        column = 1
        for element in row.iter(f"{W}tc"):
            if next(element.iterancestors(f"{W}tr")) is not row:
                continue
            cell = _cell(element, number, column, above.get(column))
            line.update({column + offset: cell for offset in range(cell.columns)})
            column += cell.columns
        above = line
        yield Line(number, {column: cell for column, cell in line.items() if cell.text})


def _cell(element: etree._Element, row: int, column: int, above: Cell | None) -> Cell:
    properties = element.find(f"{W}tcPr")
    span, merge = None, None
    if properties is not None:
        span, merge = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
    if merge is not None and merge.get(f"{W}val") != "restart" and above is not None:
        return above
    value = span.get(f"{W}val", "1") if span is not None else "1"
    columns = min(max(int(value), 1), 200) if value.isascii() and value.isdigit() else 1
    # A cell merged downwards reaches at least the next row; how far does not matter below the header.
    rows = 2 if merge is not None else 1
    text = one_line(" ".join(paragraph_text(paragraph) for paragraph in element.iter(f"{W}p")))
    return Cell(text, (row, column), rows, columns, _is_bold(element))


def _is_bold(cell: etree._Element) -> bool:
    runs = [run for run in cell.iter(f"{W}r") if run.find(f"{W}t") is not None]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(f"{W}val", "1") not in ("0", "false") for mark in marks
    )


def _notes(document: Any) -> Iterator[tuple[str, etree._Element]]:
    """Yield footnotes and endnotes, which python-docx does not open."""
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root:
                if note.get(f"{W}type") in (None, "normal"):
                    yield ("脚注" if kind == "footnotes" else "文末脚注"), note


def _note_blocks(document: Any, walk: _Walk) -> Iterator[Block]:
    for label, note in _notes(document):
        text = " ".join(paragraph_text(paragraph) for paragraph in note.iter(f"{W}p")).strip()
        if text:
            yield Block(text, Section(walk.stack.count + 1, label), (label,))


def read(path: Path, _limits: Limits) -> Reading:
    """Read a Word file; pictures and hidden text are named in notices."""
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise refused("truncated_file") from error
    walk = _Walk(document)
    blocks = [*walk.blocks(document.element.body), *_note_blocks(document, walk)]
    return Reading(tuple(blocks), tuple(_notices(path, document)), max(walk.stack.count, 1))


def _notices(path: Path, document: Any) -> Iterator[Notice]:
    hidden = sum(1 for run in document.element.body.iter(f"{W}r") if is_hidden(run))
    if hidden:
        yield notice("hidden_text", count=hidden)
    if pictures := picture_count(path):
        yield notice("pictures_not_read", count=pictures)
