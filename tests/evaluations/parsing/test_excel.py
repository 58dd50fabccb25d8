"""XLSX: records with header paths, cells as cited and shown, hidden parts left out."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.limits import Limits
from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document

INSPECTION = [
    ("検査基準表 第3版", None, None, None, None, None),
    ("ロット", "品番", "材質", None, "公差", "検査日"),
    (None, None, "硬度", "名称", None, None),
    ("L-001", "E-0421", "HRC 58-62", "SUJ2", 0.05, date(2026, 11, 3)),
    (None, "E-0422", "HRC 40-45", "S45C", 0.1, date(2026, 11, 4)),
    ("L-002", "E-0423", "HB 200", "FC250", 0.025, date(2026, 11, 5)),
]
MERGED = ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "A4:A5")


def inspection_book() -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "検査項目"
    for row in INSPECTION:
        sheet.append(row)
    for area in MERGED:
        sheet.merge_cells(area)
    for number in range(4, 7):
        sheet.cell(number, 5).number_format = '0.000" mm"'
        sheet.cell(number, 6).number_format = 'yyyy"年"m"月"d"日"'
    return book


def parsed(book: Workbook, folder: Path, limits: Limits | None = None) -> ParsedDocument:
    path = folder / "book.xlsx"
    book.save(path)
    return parse_document(path, path.name, limits or Limits())


def lines(document: ParsedDocument) -> list[str]:
    return [line for passage in document.passages for line in passage.text.splitlines()]


def test_each_row_is_a_record_with_the_path_of_its_headers(tmp_path):
    assert lines(parsed(inspection_book(), tmp_path)) == [
        "検査基準表 第3版",
        "ロット: L-001; 品番: E-0421; 材質 > 硬度: HRC 58-62; 材質 > 名称: SUJ2; 公差: 0.050 mm; 検査日: 2026年11月3日",
        "ロット: L-001; 品番: E-0422; 材質 > 硬度: HRC 40-45; 材質 > 名称: S45C; 公差: 0.100 mm; 検査日: 2026年11月4日",
        "ロット: L-002; 品番: E-0423; 材質 > 硬度: HB 200; 材質 > 名称: FC250; 公差: 0.025 mm; 検査日: 2026年11月5日",
    ]


def test_the_lot_number_of_merged_cells_stands_in_every_row_it_covers(tmp_path):
    second = lines(parsed(inspection_book(), tmp_path))[2]
    assert second.startswith("ロット: L-001; 品番: E-0422")


def test_a_passage_is_cited_by_sheet_and_exact_cells(tmp_path):
    document = parsed(inspection_book(), tmp_path)
    assert [passage.locator.label for passage in document.passages] == ["検査項目!A1:F6"]
    assert document.passages[0].heading_path == ("検査項目", "検査基準表 第3版")


def test_many_rows_become_several_passages_whose_ranges_follow_each_other(tmp_path):
    book = Workbook()
    book.worksheets[0].title = "一覧"
    book.worksheets[0].append(["品番", "名称", "対策"])
    for number in range(1, 41):
        book.worksheets[0].append(
            [f"E-{number:04}", "油圧ユニット異常", "圧力計の指示値を確認し、規定値を下回る場合は補充する"]
        )
    document = parsed(book, tmp_path)
    ranges = [passage.locator.label.removeprefix("一覧!").split(":") for passage in document.passages]
    assert len(ranges) > 3
    assert ranges[0][0] == "A2"
    assert ranges[-1][1] == "C41"
    for (_, end), (start, _) in pairwise(ranges):
        assert int(start[1:]) == int(end[1:]) + 1


def test_a_hidden_sheet_is_left_out_with_a_notice(tmp_path):
    book = inspection_book()
    secret = book.create_sheet("原価")
    secret["A1"] = "秘密の原価"
    secret.sheet_state = "veryHidden"
    document = parsed(book, tmp_path)
    assert ("hidden_sheet", "原価") in [(notice.code, notice.where) for notice in document.notices]
    assert "秘密" not in "".join(lines(document))
    assert document.units == 1


def test_hidden_rows_and_columns_are_left_out_with_a_notice(tmp_path):
    book = inspection_book()
    sheet = book.worksheets[0]
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions.group("E", "F", hidden=True)
    document = parsed(book, tmp_path)
    text = "".join(lines(document))
    assert "E-0423" not in text
    assert "0.050 mm" not in text
    assert "2026年" not in text
    assert {notice.code: notice.where for notice in document.notices} == {
        "hidden_rows": "検査項目!6",
        "hidden_columns": "検査項目!E, F",
    }


def test_a_merged_value_survives_when_its_first_row_is_hidden(tmp_path):
    book = inspection_book()
    book.worksheets[0].row_dimensions[4].hidden = True
    assert lines(parsed(book, tmp_path))[1].startswith("ロット: L-001; 品番: E-0422")


def test_a_table_after_a_blank_row_without_a_header_continues_the_one_above(tmp_path):
    book = Workbook()
    for row in (["品番", "硬さ", "判定"], ["E-0421", 58, "合格"], [], ["E-0500", 40, "不合格"]):
        book.worksheets[0].append(row)
    assert "品番: E-0500; 硬さ: 40; 判定: 不合格" in lines(parsed(book, tmp_path))


def test_a_sheet_of_labels_and_values_is_read_as_pairs(tmp_path):
    book = Workbook()
    for row in (["品番", "E-0421"], ["定格出力", 7.5], ["質量", 12]):
        book.worksheets[0].append(row)
    book.worksheets[0]["B2"].number_format = '0.0" kW"'
    assert lines(parsed(book, tmp_path)) == ["品番: E-0421", "定格出力: 7.5 kW", "質量: 12"]


def test_a_bold_first_row_is_a_header_even_with_years_in_it(tmp_path):
    book = Workbook()
    book.worksheets[0].append(["設備", 2024, 2025])
    book.worksheets[0].append(["L-10", 3, 5])
    for cell in book.worksheets[0][1]:
        cell.font = Font(bold=True)
    assert lines(parsed(book, tmp_path)) == ["設備: L-10; 2024: 3; 2025: 5"]


def test_a_single_cell_at_the_far_corner_does_not_hurt(tmp_path):
    book = Workbook()
    book.worksheets[0]["A1"] = "端にセルがある表"
    book.worksheets[0]["XFD1048576"] = "端"
    document = parsed(book, tmp_path)
    assert lines(document) == ["端にセルがある表"]
    assert [(notice.code, notice.where) for notice in document.notices] == [
        ("cells_outside_range", "Sheet!XFD1048576")
    ]


def test_a_formula_without_a_stored_result_is_named(tmp_path):
    book = Workbook()
    book.worksheets[0].append(["項目", "値"])
    book.worksheets[0].append(["合計", "=1+1"])
    document = parsed(book, tmp_path)
    assert [(notice.code, notice.where) for notice in document.notices] == [
        ("formula_without_value", "Sheet!B2")
    ]


def test_more_cells_than_allowed_are_refused_before_loading(tmp_path):
    book = Workbook()
    for _ in range(20):
        book.worksheets[0].append([1] * 20)
    with pytest.raises(DocumentRefused) as refusal:
        parsed(book, tmp_path, Limits(sheet_cells=300))
    assert refusal.value.code == "too_much_text"


def test_text_is_kept_as_shown_without_normalisation(tmp_path):
    book = Workbook()
    book.worksheets[0].append(["ﾓｰﾀ①型", "㎜", "Ｅ－０４２１"])
    assert lines(parsed(book, tmp_path)) == ["ﾓｰﾀ①型; ㎜; Ｅ－０４２１"]


def test_notes_below_a_table_are_a_passage_of_their_own_under_its_title(tmp_path):
    book = Workbook()
    book.worksheets[0].title = "仕様"
    rows: list[list[object]] = [
        ["製品仕様表 第6版"],
        [],
        ["品番", "材質", "圧力"],
        ["E-0421", "SUS440C", 35],
        [],
        ["注1 圧力は連続使用の値とする。"],
        ["※ 指定色は別途見積りとする。"],
        ["Note 3: Not for fuels with more than 10 % of ethanol."],
        [],
        ["注文書の記入例"],
        ["品番", "数量", "納期"],
        ["E-0421", 100, "25日"],
    ]
    for row in rows:
        book.worksheets[0].append(row)
    found = [(p.locator.label, p.heading_path) for p in parsed(book, tmp_path).passages]
    assert found == [
        ("仕様!A1:C4", ("仕様", "製品仕様表 第6版")),
        ("仕様!A6:A8", ("仕様", "製品仕様表 第6版")),
        ("仕様!A10:C12", ("仕様", "注文書の記入例")),
    ]


def test_a_note_directly_below_the_last_row_leaves_the_table(tmp_path):
    book = Workbook()
    for row in (["品番", "硬さ", "判定"], ["E-0421", 58, "合格"], ["(注) 硬さは HRC で示す。"]):
        book.worksheets[0].append(row)
    labels = [passage.locator.label for passage in parsed(book, tmp_path).passages]
    assert labels == ["Sheet!A2:C2", "Sheet!A3"]
