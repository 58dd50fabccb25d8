"""PPTX files with bullets, tables and speaker's notes."""

from pathlib import Path
from typing import Any

import yaml
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from sample_company.build.places import COMPANY_NAME, FONT, SOURCES

color_of: Any = RGBColor.from_string  # untyped in python-pptx
INK = color_of("1F4E79")
GREY = color_of("666666")
BLACK, WHITE = color_of("222222"), color_of("FFFFFF")
SLIDE_WIDTH, SLIDE_HEIGHT = Mm(338.7), Mm(190.5)
MARGIN, BODY_WIDTH = Mm(20), Mm(298)
BULLET_STEP_MM, ROW_HEIGHT_MM = 16, 14
TITLE_LAYOUT, TITLE_ONLY_LAYOUT = 0, 5


def build_pptx(number: str, target: Path) -> None:
    """Write `sources/<number>.yaml` as a deck of 16:9 slides."""
    source = yaml.safe_load((SOURCES / f"{number}.yaml").read_text(encoding="utf-8"))
    deck = Presentation()
    deck.slide_width, deck.slide_height = SLIDE_WIDTH, SLIDE_HEIGHT
    for position, content in enumerate(source["slides"], start=1):
        _add_slide(deck, content, f"{source['footer']}  {position}")
    deck.core_properties.title = source["slides"][0]["title"]
    deck.core_properties.author = COMPANY_NAME
    deck.save(str(target))


def _add_slide(deck: Any, content: dict[str, Any], footer: str) -> None:
    is_cover = "subtitle" in content
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT if is_cover else TITLE_ONLY_LAYOUT])
    _place(slide.shapes.title, 60 if is_cover else 10, 26)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _write(slide.shapes.title.text_frame, content["title"], 36 if is_cover else 28, INK, bold=True)
    if is_cover:
        _place(slide.placeholders[1], 95, 30)
        _write(slide.placeholders[1].text_frame, content["subtitle"], 18, GREY)
    _add_rule(slide, 92 if is_cover else 37)
    top_mm = _add_bullets(slide, content.get("bullets", []), 44)
    _add_table(slide, content.get("table", []), top_mm)
    _write(slide.shapes.add_textbox(MARGIN, Mm(176), BODY_WIDTH, Mm(8)).text_frame, footer, 10, GREY)
    slide.notes_slide.notes_text_frame.text = content["notes"]


def _place(shape: Any, top_mm: float, height_mm: float) -> None:
    shape.left, shape.top, shape.width, shape.height = MARGIN, Mm(top_mm), BODY_WIDTH, Mm(height_mm)


def _add_rule(slide: Any, top_mm: float) -> None:
    rule = slide.shapes.add_shape(1, MARGIN, Mm(top_mm), BODY_WIDTH, Mm(1))
    rule.fill.solid()
    rule.fill.fore_color.rgb = INK
    rule.line.fill.background()


def _add_bullets(slide: Any, bullets: list[str], top_mm: float) -> float:
    """Write the bullets and return the height at which the next part may start."""
    if not bullets:
        return top_mm
    height_mm = BULLET_STEP_MM * len(bullets)
    frame = slide.shapes.add_textbox(MARGIN, Mm(top_mm), BODY_WIDTH, Mm(height_mm)).text_frame
    frame.word_wrap = True
    for position, bullet in enumerate(bullets):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(12)
        _style(paragraph.add_run(), f"・{bullet}", 24, BLACK)
    return top_mm + height_mm + 4


def _add_table(slide: Any, rows: list[list[str]], top_mm: float) -> None:
    if not rows:
        return
    height = Mm(ROW_HEIGHT_MM * len(rows))
    table = slide.shapes.add_table(len(rows), len(rows[0]), MARGIN, Mm(top_mm), BODY_WIDTH, height).table
    for row_number, row in enumerate(rows):
        for column, text in enumerate(row):
            color = WHITE if row_number == 0 else BLACK
            _write(table.cell(row_number, column).text_frame, text, 18, color, bold=row_number == 0)


def _write(frame: Any, text: str, size: int, color: RGBColor, *, bold: bool = False) -> None:
    for position, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        _style(paragraph.add_run(), line, size, color, bold=bold)


def _style(run: Any, text: str, size: int, color: RGBColor, *, bold: bool = False) -> None:
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = color
    east_asian = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": FONT})
    run._r.get_or_add_rPr().append(east_asian)
