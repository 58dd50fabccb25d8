import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from openpyxl import Workbook, load_workbook

from evaluations.testsets.item import Evidence, Kind
from evaluations.testsets.spreadsheet import TestSetRefused, read_items, template_bytes, write_template

HEADER = [
    "番号",
    "質問",
    "種類",
    "正解",
    "単位",
    "許容差",
    "選択肢",
    "重大度",
    "根拠文書",
    "根拠の場所",
    "根拠の引用",
]
GOOD = [
    "Q001",
    "締付けトルクは?",
    "数値",
    "12.5",
    "N・m",
    "0.1",
    "",
    "重大",
    "仕様表.xlsx",
    "主軸!B5",
    "12.5 N・m",
]


def workbook(path, rows, header=HEADER):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (header, *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "questions.xlsx"


def problems(path):
    with pytest.raises(TestSetRefused) as refusal:
        read_items(path)
    return [(one.row, one.column.ja) for one in refusal.value.messages], refusal.value


def test_a_full_row_becomes_an_item(path):
    header = [*HEADER, "言語", "確認者", "確認日", "備考"]
    row = [*GOOD, "ja", "山田 太郎", date(2026, 11, 20), "社内メモ"]
    (item,) = read_items(workbook(path, [row], header))
    assert (item.key, item.kind, item.golds, item.unit) == ("Q001", "numeric", ("12.5",), "N・m")
    assert (item.tolerance, item.severity) == (Decimal("0.1"), "severe")
    assert item.evidence == (Evidence("仕様表.xlsx", "主軸!B5", "12.5 N・m"),)
    assert (item.reviewed_by, item.reviewed_on) == ("山田 太郎", date(2026, 11, 20))


def test_every_bad_row_is_named_and_nothing_is_imported(path):
    rows = [
        GOOD,
        ["Q002", "", "短答", "青"],
        ["Q003", "質問", "謎", "青"],
        ["Q004", "質問", "数値", "とても熱い", "℃"],
        ["Q005", "質問", "選択", "白", "", "", "青|黄"],
        ["Q001", "質問", "短答", "青"],
        ["Q006", "質問", "回答不能", "青"],
        ["Q007", "質問", "短答", ""],
        ["Q008", "質問", "選択", "青", "", "", "青"],
        ["Q009", "質問", "数値", "5", "mm", "-1"],
        ["Q010", "質問", "短答", "青", "", "0.1", "青|黄", "大変"],
    ]
    found, refusal = problems(workbook(path, rows))
    assert found == [
        (3, "質問"),
        (4, "種類"),
        (5, "正解"),
        (6, "正解"),
        (7, "番号"),
        (8, "正解"),
        (9, "正解"),
        (10, "選択肢"),
        (11, "許容差"),
        (12, "選択肢"),
        (12, "許容差"),
        (12, "重大度"),
    ]
    assert "12か所" in refusal.message.ja
    assert "とても熱い" in refusal.messages[2].message.ja


def test_text_with_braces_is_shown_as_it_is(path):
    found, refusal = problems(
        workbook(path, [["Q1", "質問", "{0}", "{x}"], ["Q2", "質問", "数値", "{gold}"]])
    )
    assert found == [(2, "種類"), (3, "正解")]
    assert "{0}" in refusal.messages[0].message.ja
    assert "{gold}" in refusal.messages[1].message.en


def test_alternatives_and_several_places_are_separated(path):
    row = ["Q1", "色は?", "短答", "青|ブルー\n青色", "", "", "", "", "a.pdf|b.pdf", "p.1|p.2", ""]
    (item,) = read_items(workbook(path, [row]))
    assert item.golds == ("青", "ブルー", "青色")
    assert item.evidence == (Evidence("a.pdf", "p.1"), Evidence("b.pdf", "p.2"))


def test_places_must_be_as_many_as_documents(path):
    found, _ = problems(
        workbook(path, [["Q1", "色は?", "短答", "青", "", "", "", "", "a.pdf", "p.1|p.2", ""]])
    )
    assert found == [(2, "根拠文書")]


def test_the_quote_of_one_document_may_run_over_lines(path):
    (item,) = read_items(
        workbook(path, [["Q1", "色は?", "短答", "青", "", "", "", "", "a.pdf", "p.1", "一行目\n二行目"]])
    )
    assert item.evidence == (Evidence("a.pdf", "p.1", "一行目\n二行目"),)


def test_rows_without_a_number_get_the_next_free_one(path):
    items = read_items(workbook(path, [["", "甲", "", "1"], ["Q001", "乙", "", "1"], ["", "丙", "", "1"]]))
    assert [item.key for item in items] == ["Q002", "Q001", "Q003"]


def test_numbers_are_read_as_they_are_shown(path):
    book = Workbook()
    book.worksheets[0].append(HEADER)
    book.worksheets[0].append(["Q1", "不良率は?", "数値", 0.05, "%"])
    book.worksheets[0]["D2"].number_format = "0%"
    book.worksheets[0].append(["Q2", "質量は?", "数値", 80.0, "kg"])
    book.save(path)
    assert [item.golds for item in read_items(path)] == [("5%",), ("80",)]


def test_a_hidden_sheet_is_left_alone_and_english_headers_are_read(path):
    book = Workbook()
    book.worksheets[0].append(HEADER)
    book.worksheets[0].append(GOOD)
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("Questions")
    shown.append(["My questions"])
    shown.append(["Question", "Kind", "Answer", "Severity"])
    shown.append(["What colour?", "short", "blue", "minor"])
    book.save(path)
    (item,) = read_items(path)
    assert (item.question, item.golds, item.severity) == ("What colour?", ("blue",), "minor")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "questions.csv"
    path.write_bytes('番号,質問,種類,正解\r\nQ1,"色は、\r\n何色?",短答,青\r\n'.encode(encoding))
    (item,) = read_items(path)
    assert (item.question, item.golds) == ("色は、\n何色?", ("青",))


def test_formulas_are_not_run_and_dangerous_text_stays_text(path):
    (item,) = read_items(workbook(path, [["Q1", "'=1+1 は?", "短答", "2"]]))
    assert item.question == "'=1+1 は?"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "empty_file"),
        ("text.xlsx", b"not a workbook", "wrong_extension"),
        ("questions.pdf", b"%PDF-1.7\n", "not_a_table"),
        ("questions.exe", b"MZ", "not_a_table"),
        ("unreadable.csv", bytes([0x81, 0x20, 0xFF, 0xFE, 0x00, 0x9F]) * 9, "unreadable_encoding"),
        ("other.csv", "品番,数量\nA-1,2\n".encode(), "test-set-no-header"),
        ("only-header.csv", "質問,正解\n".encode(), "test-set-empty"),
        ("twice.csv", "質問,正解,質問\na,b,c\n".encode(), "test-set-header"),
        ("quote.csv", '質問,正解\n"a,b\n'.encode(), "unreadable_table"),
    ],
)
def test_a_file_that_is_no_test_set_is_refused_with_a_sentence(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TestSetRefused) as refusal:
        read_items(path)
    assert refusal.value.code == code
    assert refusal.value.messages == ()
    assert refusal.value.message.ja


def test_a_single_far_cell_does_not_stop_the_reader(path):
    book = Workbook()
    book.worksheets[0].append(HEADER)
    book.worksheets[0].append(GOOD)
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(path)
    assert [item.key for item in read_items(path)] == ["Q001"]


def test_more_rows_than_the_limit_are_refused(path):
    found = [["", "質問", "短答", "青"]] * 5_001
    with pytest.raises(TestSetRefused) as refusal:
        read_items(workbook(path, found))
    assert refusal.value.code == "too_many_rows"


def test_a_part_that_grows_abnormally_is_refused(path):
    workbook(path, [GOOD])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (60 * 1024 * 1024))
    with pytest.raises(TestSetRefused) as refusal:
        read_items(path)
    assert refusal.value.code == "zip_bomb"


def test_the_empty_template_is_refused_and_its_examples_can_be_imported(path):
    write_template(path)
    with pytest.raises(TestSetRefused) as refusal:
        read_items(path)
    assert refusal.value.code == "test-set-empty"
    book = load_workbook(path)
    for row in book["記入例"].iter_rows(min_row=2, values_only=True):
        book["質問"].append(row)
    book.save(path)
    assert {item.kind for item in read_items(path)} == set(get_args(Kind))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_template_holds_no_formula_and_keeps_codes_as_text(language):
    book = load_workbook(io.BytesIO(template_bytes(language)))
    assert len(book.sheetnames) == 3
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    table = book.worksheets[0]
    assert len(table.data_validations.dataValidation) == 3
    assert table.column_dimensions["A"].width > 0
