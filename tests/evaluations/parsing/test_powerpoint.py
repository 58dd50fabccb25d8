"""PPTX: slides, tables, notes, charts; hidden slides are named."""

from pathlib import Path

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document


def slide_with(presentation, title: str, *texts: str):
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = title
    for at, text in enumerate(texts):
        slide.shapes.add_textbox(Cm(2), Cm(4 + 3 * at), Cm(10), Cm(2)).text_frame.text = text
    return slide


def parsed(presentation, folder: Path) -> ParsedDocument:
    path = folder / "training.pptx"
    presentation.save(str(path))
    return parse_document(path, path.name)


def test_slides_are_cited_by_number_with_their_title(tmp_path):
    presentation = Presentation()
    slide_with(presentation, "安全教育", "保護具を着用する。", "指差し呼称を行う。")
    slide_with(presentation, "報告", "災害は直ちに報告する。")
    document = parsed(presentation, tmp_path)
    assert [(p.locator.label, p.heading_path, p.text) for p in document.passages] == [
        ("スライド1", ("安全教育",), "安全教育\n保護具を着用する。\n指差し呼称を行う。"),
        ("スライド2", ("報告",), "報告\n災害は直ちに報告する。"),
    ]
    assert document.units == 2


def test_tables_and_notes_of_a_slide_are_read(tmp_path):
    presentation = Presentation()
    slide = slide_with(presentation, "連絡先")
    table = slide.shapes.add_table(2, 3, Cm(2), Cm(5), Cm(15), Cm(3)).table
    for at, row in enumerate((("部署", "担当", "内線"), ("品質保証課", "佐藤", "1234"))):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    slide.notes_slide.notes_text_frame.text = "夜間は守衛室へ連絡する。"
    document = parsed(presentation, tmp_path)
    assert "部署: 品質保証課; 担当: 佐藤; 内線: 1234" in document.passages[0].text
    assert document.passages[-1].text == "夜間は守衛室へ連絡する。"
    assert document.passages[-1].heading_path == ("連絡先", "ノート")
    assert document.passages[-1].locator.label == "スライド1"


def test_the_figures_behind_a_chart_are_read(tmp_path):
    presentation = Presentation()
    slide = slide_with(presentation, "不良率")
    data = CategoryChartData()
    data.categories = ["4月", "5月"]
    data.add_series("L-10", (1.5, 0.8))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(2), Cm(4), Cm(10), Cm(8), data)
    text = parsed(presentation, tmp_path).passages[0].text
    assert "4月; L-10: 1.5" in text
    assert "5月; L-10: 0.8" in text


def test_a_hidden_slide_is_left_out_with_a_notice(tmp_path):
    presentation = Presentation()
    slide_with(presentation, "公開", "見える。")
    slide_with(presentation, "非公開", "見えない。")._element.set("show", "0")
    document = parsed(presentation, tmp_path)
    assert [passage.locator.number for passage in document.passages] == [1]
    assert [(notice.code, notice.where) for notice in document.notices] == [("hidden_slide", "スライド2")]
