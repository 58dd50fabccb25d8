"""The documents are real files that their own libraries and the product's parser open."""

import csv
import io

import docx
import openpyxl
import pptx
import pypdfium2
import pytest

from sample_company.build.index import company_documents
from sample_company.build.places import DOCUMENTS
from tests.sample_company.reading import parsed, squeezed, whole_text

MANUAL = "MT-201_設備保全マニュアル.pdf"
SAFETY = "SF-001_安全衛生規則.pdf"
INSPECTION = "QC-110_検査基準書.xlsx"
STOCK = "ST-2026-09_部品在庫一覧.csv"
CHECKLIST = "CK-010_5S設備点検チェックリスト.csv"
FILES = [document.file for document in company_documents()]
CLASSES = {"公開", "社内", "取引先限定", "社外秘"}


def files_of(ending: str) -> list[str]:
    return [file for file in FILES if file.endswith(ending)]


def test_the_index_names_exactly_the_files_that_exist():
    assert sorted(FILES) == sorted(path.name for path in DOCUMENTS.iterdir())
    assert len(FILES) >= 14


def test_all_documents_together_stay_under_six_megabytes():
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 6_000_000


def test_every_confidentiality_class_is_used_and_no_other():
    assert {document.confidentiality for document in company_documents()} == CLASSES


def test_every_title_is_given_in_both_languages():
    assert all(document.title.ja and document.title.en for document in company_documents())


@pytest.mark.parametrize("document", company_documents(), ids=lambda document: document.number)
def test_the_parser_reads_passages_in_the_language_of_the_index(document):
    reading = parsed(document.file)
    assert reading.passages
    assert reading.language == document.language


@pytest.mark.parametrize("file", files_of(".pdf"))
def test_a_pdf_opens_and_embeds_its_fonts_as_subsets(file):
    with pypdfium2.PdfDocument(DOCUMENTS / file) as pdf:
        assert len(pdf) >= 2
    assert b"/FontFile2" in (DOCUMENTS / file).read_bytes()


@pytest.mark.parametrize("file", files_of(".docx"))
def test_a_word_document_opens_with_headings_and_a_table(file):
    document = docx.Document(str(DOCUMENTS / file))
    assert "Heading 2" in {paragraph.style and paragraph.style.name for paragraph in document.paragraphs}
    assert len(document.tables) >= 2


@pytest.mark.parametrize("file", files_of(".xlsx"))
def test_a_workbook_opens_and_has_merged_cells(file):
    book = openpyxl.load_workbook(DOCUMENTS / file)
    assert any(sheet.merged_cells.ranges for sheet in book.worksheets)


def test_the_slides_have_notes_and_a_table():
    deck = pptx.Presentation(str(DOCUMENTS / "TR-015_新人教育_製造基礎.pptx"))
    assert all(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    assert any(shape.has_table for slide in deck.slides for shape in slide.shapes)


def test_the_stock_list_is_cp932_and_not_utf8():
    content = (DOCUMENTS / STOCK).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    rows = list(csv.reader(io.StringIO(content.decode("cp932"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert "㈱髙梨軽金属" in content.decode("cp932")
    assert parsed(STOCK).encoding is not None
    assert "髙梨軽金属" in whole_text(STOCK)


def test_the_check_list_begins_with_a_byte_order_mark():
    assert (DOCUMENTS / CHECKLIST).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_hidden_sheet_contradicts_the_standard_and_stays_out_of_the_passages():
    hidden = openpyxl.load_workbook(DOCUMENTS / INSPECTION)["旧基準_2024"]
    assert hidden.sheet_state == "hidden"
    old_values = ["φ10.050", "φ1.250", "φ12.030", "28.0 で 30 秒間漏れなし"]
    in_the_sheet = {cell for row in hidden.iter_rows(values_only=True) for cell in row}
    text = whole_text(INSPECTION)
    for value in old_values:
        assert value in in_the_sheet
        assert squeezed(value) not in text


def test_the_scanned_page_is_a_picture_without_a_text_layer():
    with pypdfium2.PdfDocument(DOCUMENTS / SAFETY) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    assert [number for number, text in enumerate(texts, start=1) if not text.strip()] == [4]
    for word in ("北駐車場", "7119", "クエン酸", "吸着材"):
        assert word not in whole_text(SAFETY)
    assert any(notice.where == "p.4" for notice in parsed(SAFETY).notices)


def test_the_two_column_page_is_read_one_column_after_the_other():
    page = squeezed("\n".join(p.text for p in parsed(MANUAL).passages if p.locator.label == "p.3"))
    chapters = [page.index(f"6.{number}{title}") for number, title in ENUMERATED_CHAPTERS]
    assert chapters == sorted(chapters)


ENUMERATED_CHAPTERS = [
    (1, "作動油"),
    (3, "アキュムレータ"),
    (6, "圧力の設定"),
    (7, "空圧"),
    (9, "クーラントのpH"),
    (13, "冷却水"),
]
