"""PPTX: slides with their tables and speaker notes, cited by slide number."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.etree import XMLSyntaxError
from pptx import Presentation
from pptx.exc import PackageNotFoundError

from evaluations.parsing.errors import refused
from evaluations.parsing.formats.pictures import picture_count
from evaluations.parsing.limits import Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block
from evaluations.parsing.passage import Notice
from evaluations.parsing.places import Slide
from evaluations.parsing.reading import Reading
from evaluations.parsing.tables import Cell, Line, records
from intake.cleaning import one_line


def read(path: Path, limits: Limits) -> Reading:
    """Read the visible slides; hidden slides and pictures are named in notices."""
    try:
        slides = list(Presentation(str(path)).slides)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise refused("truncated_file") from error
    if len(slides) > limits.pages:
        raise refused("too_many_pages", pages=len(slides), limit=limits.pages)
    blocks: list[Block] = []
    notices: list[Notice] = []
    for number, slide in enumerate(slides, 1):
        if slide._element.get("show") in ("0", "false"):
            notices.append(notice("hidden_slide", f"スライド{number}", slide=number))
        else:
            blocks.extend(_slide(slide, number))
    if pictures := picture_count(path):
        notices.append(notice("pictures_not_read", count=pictures))
    return Reading(tuple(blocks), tuple(notices), len(slides))


def _slide(slide: Any, number: int) -> Iterator[Block]:
    place = Slide(number)
    title = slide.shapes.title
    name = one_line(title.text_frame.text) if title is not None and title.has_text_frame else ""
    path = (name,) if name else ()
    if name:
        yield Block(name, place, path, is_heading=True)
    for shape in _in_reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            for text in _texts(shape):
                yield Block(text, place, path)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        for text in _paragraphs(frame):
            yield Block(text, place, (*path, "ノート"))


def _in_reading_order(shapes: Any) -> list[Any]:
    """Rows of shapes from the top, each from the left; a row is 1.2 cm high."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // 432_000, shape.left or 0))


def _texts(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in _in_reading_order(shape.shapes):
            yield from _texts(inner)
    elif getattr(shape, "has_table", False):
        found, _ = records(_lines(shape.table))
        yield from (record.text for record in found)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame)


def _paragraphs(frame: Any) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        if text := paragraph.text.replace("\x0b", "\n").strip():
            yield text


def _chart(chart: Any) -> Iterator[str]:
    """Read the figures behind a chart: a record per category."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield from _paragraphs(chart.chart_title.text_frame)
    for plot in chart.plots:
        names = [str(category) for category in plot.categories]
        for at, name in enumerate(names):
            values = [
                f"{series.name}: {series.values[at]:g}"
                for series in plot.series
                if at < len(series.values) and series.values[at] is not None
            ]
            yield "; ".join([name, *values])


def _lines(table: Any) -> Iterator[Line]:
    spans: dict[tuple[int, int], Cell] = {}
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells.cells, 1):
            if not cell.is_spanned:
                found = Cell(one_line(cell.text), (row, column), cell.span_height, cell.span_width)
                area = (
                    (r, c)
                    for r in range(row, row + found.rows)
                    for c in range(column, column + found.columns)
                )
                spans.update(dict.fromkeys(area, found))
    for row in range(1, len(table.rows) + 1):
        yield Line(
            row, {column: cell for (at, column), cell in sorted(spans.items()) if at == row and cell.text}
        )
