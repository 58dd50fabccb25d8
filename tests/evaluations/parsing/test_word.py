"""DOCX: body order, headings, tables, list numbers, notes, and what Word hides."""

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document

ITEMS = [("項目", "基準", "処置"), ("油圧", "5.0 MPa", "補充"), ("温度", "60 ℃以下", "停止")]


def parsed(document: Document, folder: Path) -> ParsedDocument:
    path = folder / "manual.docx"
    document.save(str(path))
    return parse_document(path, path.name)


def lines(document: ParsedDocument) -> list[str]:
    return [line for passage in document.passages for line in passage.text.splitlines()]


def add_table(document: Document, rows: Sequence[tuple[str, ...]]):
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            table.cell(at, column).text = value
    return table


def test_headings_become_the_path_and_the_label(tmp_path):
    document = docx.Document()
    document.add_heading("保全マニュアル", 0)
    document.add_heading("点検", 1)
    document.add_heading("日常点検", 2)
    document.add_paragraph("始業前に油圧を確認する。")
    document.add_heading("清掃", 1)
    document.add_paragraph("終業時に切粉を除く。")
    found = parsed(document, tmp_path).passages
    assert [passage.heading_path for passage in found] == [
        ("保全マニュアル", "点検", "日常点検"),
        ("保全マニュアル", "清掃"),
    ]
    assert [(p.locator.kind, p.locator.number, p.locator.label) for p in found] == [
        ("section", 3, "日常点検"),
        ("section", 4, "清掃"),
    ]


def test_tables_stand_between_their_paragraphs_as_records(tmp_path):
    document = docx.Document()
    document.add_paragraph("表の前の文。")
    add_table(document, ITEMS)
    document.add_paragraph("表の後の文。")
    assert lines(parsed(document, tmp_path)) == [
        "表の前の文。",
        "項目: 油圧; 基準: 5.0 MPa; 処置: 補充",
        "項目: 温度; 基準: 60 ℃以下; 処置: 停止",
        "表の後の文。",
    ]


def test_merged_table_cells_are_filled_down_and_across(tmp_path):
    document = docx.Document()
    rows = [
        ("ライン", "材質", "", "判定"),
        ("", "硬度", "名称", ""),
        ("A", "HRC 60", "SUJ2", "合格"),
        ("", "HB 200", "FC250", "合格"),
    ]
    table = add_table(document, rows)
    for first, last in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((0, 3), (1, 3)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    assert lines(parsed(document, tmp_path)) == [
        "ライン: A; 材質 > 硬度: HRC 60; 材質 > 名称: SUJ2; 判定: 合格",
        "ライン: A; 材質 > 硬度: HB 200; 材質 > 名称: FC250; 判定: 合格",
    ]


def test_automatic_list_numbers_are_shown(tmp_path):
    document = docx.Document()
    for text in ("電源を切る。", "残圧を抜く。"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("手袋を着ける。", style="List Bullet")
    assert lines(parsed(document, tmp_path)) == ["1. 電源を切る。", "2. 残圧を抜く。", "・ 手袋を着ける。"]


def test_a_hyphen_that_does_not_break_stays_in_the_part_number(tmp_path):
    document = docx.Document()
    xml = f"<w:p {nsdecls('w')}><w:r><w:t>型番 E</w:t><w:noBreakHyphen/><w:t>0421</w:t></w:r></w:p>"
    document.element.body.insert(0, parse_xml(xml))
    assert lines(parsed(document, tmp_path)) == ["型番 E-0421"]


def test_insertions_are_read_and_deletions_are_not(tmp_path):
    document = docx.Document()
    xml = (
        f"<w:p {nsdecls('w')}><w:r><w:t>締付けトルクは </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>40</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>45</w:t></w:r></w:ins><w:r><w:t> N·m</w:t></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(xml))
    assert lines(parsed(document, tmp_path)) == ["締付けトルクは 45 N·m"]


def test_hidden_text_is_left_out_with_a_notice(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("公開の文。")
    paragraph.add_run("隠した文。").font.hidden = True
    result = parsed(document, tmp_path)
    assert lines(result) == ["公開の文。"]
    assert [notice.code for notice in result.notices] == ["hidden_text"]


def test_a_text_box_is_read_once(tmp_path):
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>枠内の注意書き</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    xml = (
        f"<w:p {nsdecls('w')} xmlns:mc='{mc}'><w:r><w:t>本文</w:t><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(xml))
    assert lines(parsed(document, tmp_path)) == ["本文", "枠内の注意書き"]


def test_a_damaged_document_is_refused(tmp_path):
    document = docx.Document()
    document.add_paragraph("本文" * 1000)
    path = tmp_path / "cut.docx"
    document.save(str(path))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(DocumentRefused) as refusal:
        parse_document(path, path.name)
    assert refusal.value.code == "truncated_file"
