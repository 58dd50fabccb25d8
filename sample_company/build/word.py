"""DOCX files in the company's form: number, seals, chapters, tables, page numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sample_company.build.markdown import Heading, Manuscript, Paragraph, Table, read_manuscript
from sample_company.build.places import COMPANY_NAME, FONT, SOURCES

INK = RGBColor(0x1F, 0x4E, 0x79)
SEAL_RED = RGBColor(0xB3, 0x26, 0x1E)
HEAD_FILL = "DDE6EF"
TEXT_WIDTH_MM = 166  # A4 less two margins of 22 mm
LABELS = {
    "ja": ("文書番号", "版", "日付", "主管部署", "機密区分"),
    "en": ("Document no.", "Revision", "Effective", "Department", "Class"),
}


def build_docx(number: str, target: Path) -> None:
    """Write `sources/<number>.md` as a Word document."""
    manuscript = read_manuscript((SOURCES / f"{number}.md").read_text(encoding="utf-8"))
    document = Document()
    _set_page(document, manuscript)
    _write_head(document, manuscript.front)
    for block in manuscript.blocks:
        _write_block(document, block)
    document.core_properties.title = manuscript.front["title"]
    document.core_properties.author = COMPANY_NAME
    document.save(str(target))


def _set_page(document: Any, manuscript: Manuscript) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    for name in ("Normal", "Heading 1", "Heading 2", "Title"):
        _set_font(document.styles[name])
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Normal"].paragraph_format.line_spacing = 1.25
    heading = document.styles["Heading 2"]
    heading.font.size, heading.font.color.rgb = Pt(12.5), INK
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(14), Pt(4)
    header = section.header.paragraphs[0]
    header.text = f"{COMPANY_NAME}  {manuscript.front['number']}  {manuscript.front['class']}"
    header.runs[0].font.size = Pt(8)
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_page_number(section.footer.paragraphs[0])


def _set_font(style: Any) -> None:
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(attribute), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "ja-JP")  # else some viewers draw Chinese punctuation
    style.element.rPr.append(language)
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)  # a theme font would win over the named one


def _add_page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write_head(document: Any, front: dict[str, Any]) -> None:
    _write_seals(document, front["seal_heads"], front["seals"])
    title = document.add_paragraph()
    title.paragraph_format.space_before = Pt(8)
    run = title.add_run(front["title"])
    run.font.size, run.font.bold = Pt(18), True
    labels = LABELS[front.get("language", "ja")]
    values = [front[key] for key in ("number", "version", "date", "department", "class")]
    table = _new_table(document, len(labels), 2)
    for row, label, value in zip(table.rows, labels, values, strict=True):
        _fill(row.cells[0], label, bold=True, fill=HEAD_FILL)
        _fill(row.cells[1], value)
    _set_widths(table, [32, 90])
    document.add_paragraph()


def _write_seals(document: Any, heads: list[str], names: list[str]) -> None:
    table = _new_table(document, 2, len(heads))
    table.alignment = WD_TABLE_ALIGNMENT.RIGHT
    for column, (head, name) in enumerate(zip(heads, names, strict=True)):
        _fill(table.cell(0, column), head, size=8)
        _fill(table.cell(1, column), name, size=9, color=SEAL_RED)
        for cell in table.columns[column].cells:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _set_widths(table, [20] * len(heads))
    table.rows[1].height = Mm(13)


def _write_block(document: Any, block: Heading | Paragraph | Table) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=2)
    elif isinstance(block, Paragraph):
        document.add_paragraph(block.text)
    else:
        _write_table(document, block.rows)


def _write_table(document: Any, rows: list[list[str]]) -> None:
    table = _new_table(document, len(rows), len(rows[0]))
    for row_number, row in enumerate(rows):
        for column, text in enumerate(row):
            is_head = row_number == 0
            _fill(table.cell(row_number, column), text, bold=is_head, fill=HEAD_FILL if is_head else None)
    _set_widths(table, _widths_mm(rows))
    _repeat_head(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths_mm(rows: list[list[str]]) -> list[float]:
    """Share the text width among the columns by the square root of their longest cell."""
    weights = [max(len(cell) for cell in column) ** 0.5 for column in zip(*rows, strict=True)]
    return [TEXT_WIDTH_MM * weight / sum(weights) for weight in weights]


def _set_widths(table: Any, widths_mm: Sequence[float]) -> None:
    table.autofit = False
    for column, width_mm in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width_mm)
        for cell in column.cells:  # Word reads the cells, LibreOffice the columns
            cell.width = Mm(width_mm)


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _new_table(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows=rows, cols=columns)
    table.style = "Table Grid"
    return table


def _fill(
    cell: Any,
    text: str,
    *,
    bold: bool = False,
    fill: str | None = None,
    size: float = 9.5,
    color: RGBColor | None = None,
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2.5)
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if color is not None:
        run.font.color.rgb = color
    if fill is not None:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), fill)
        cell._tc.get_or_add_tcPr().append(shade)
