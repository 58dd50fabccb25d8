"""The door: what a table reads as, what is refused and in which words, and what is written comes back the same."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from intake.archive import IN_A_DOCUMENT, MIB, ArchiveLimits, check_archive
from intake.csv_file import BOM, FORMULA, csv_bytes, csv_chunks, guarded
from intake.grid import GridLimits, read_grid, read_table
from intake.refusal import REASONS, IntakeRefused
from language.text import Text

TABLE = "月,利用率\r\n2026-10,62.5%\r\n"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(name: str, content: bytes | str) -> bytes:
    buffer = io.BytesIO(workbook(["月", "利用率"]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def refusal(data: bytes, name: str = "kpi.xlsx", limits: GridLimits | None = None) -> IntakeRefused:
    with pytest.raises(IntakeRefused) as caught:
        read_grid(data, name, limits or GridLimits())
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_of_any_japanese_spreadsheet_program_reads_the_same(encoding):
    grid = read_grid(TABLE.encode(encoding), "KPI.CSV")
    assert [(row.number, row.cells) for row in grid.rows] == [
        (1, ("月", "利用率")),
        (2, ("2026-10", "62.5%")),
    ]


def test_cells_of_a_workbook_read_as_a_person_sees_them():
    book = Workbook()
    book.worksheets[0].append(
        [date(2026, 10, 1), datetime(2026, 10, 2, 9, 30), 1200.50, 0.05, None, " 備考\u200b "]
    )
    book.worksheets[0]["D1"].number_format = "0.0%"
    book.worksheets[0].append([1e-7, 10**12, True, "=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    first, second = read_grid(buffer.getvalue(), "kpi.xlsx").rows
    assert first.cells == ("2026-10-01", "2026-10-02", "1200.5", "5%", "", "備考")
    # A formula that no program has calculated has no value; nothing is calculated here.
    assert second.cells == ("0.0000001", "1000000000000", "True")


def test_a_hidden_sheet_is_left_alone_and_a_table_is_found_on_a_later_one():
    book = Workbook()
    book.worksheets[0].append(["表紙"])
    hidden, second = book.create_sheet("旧"), book.create_sheet("実績")
    hidden.append(["月", "値"])
    hidden.sheet_state = "hidden"
    second.append(["2026年度"])
    second.append(["月", "値"])
    second.append([])
    second.append(["2026-10", 3])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_grid(buffer.getvalue(), "a.xlsx").rows[0].cells == ("表紙",)
    table = read_table(buffer.getvalue(), "a.xlsx", lambda row: "月" in row.cells)
    assert table is not None
    assert (table.header.number, [(row.number, row.cells) for row in table.rows]) == (
        2,
        [(4, ("2026-10", "3"))],
    )
    assert read_table(buffer.getvalue(), "a.xlsx", lambda row: "金額" in row.cells) is None


HOSTILE = {
    "nothing": ("empty_file", "kpi.xlsx", b""),
    "six megabytes": ("too_large", "kpi.csv", b"x" * (5 * MIB + 1)),
    "a picture": ("not_a_table", "kpi.png", b"\x89PNG"),
    "a program under another name": ("wrong_extension", "kpi.xlsx", b"MZ\x90\x00"),
    "a workbook named csv": ("wrong_extension", "kpi.csv", workbook(["月"])),
    "another zip": ("not_a_workbook", "kpi.xlsx", b""),
    "an old .xls or a password": ("encrypted_office", "kpi.xlsx", OLE),
    "a name of macros": ("macro_file", "kpi.xlsm", workbook(["月"])),
    "macros inside": ("macro_file", "kpi.xlsx", with_part("xl/vbaProject.bin", OLE)),
    "an embedded object": ("embedded_object", "kpi.xlsx", with_part("xl/embeddings/oleObject1.bin", OLE)),
    "a link to another file": (
        "external_link",
        "kpi.xlsx",
        with_part("xl/externalLinks/externalLink1.xml", "<a/>"),
    ),
    "a data connection": ("external_link", "kpi.xlsx", with_part("xl/connections.xml", "<a/>")),
    "a path that climbs": ("zip_path", "kpi.xlsx", with_part("../../etc/passwd", "x")),
    "a path of another system": ("zip_path", "kpi.xlsx", with_part("..\\..\\boot.ini", "x")),
    "a bomb": ("zip_bomb", "kpi.xlsx", with_part("xl/media/big.xml", b" " * (41 * MIB))),
    "billion laughs": ("xml_entities", "kpi.xlsx", with_part("xl/worksheets/sheet9.xml", LAUGHS)),
    "billion laughs in UTF-16": (
        "xml_entities",
        "kpi.xlsx",
        with_part("xl/sheet9.xml", LAUGHS.encode("utf-16")),
    ),
    "billion laughs in UTF-7": (
        "xml_entities",
        "kpi.xlsx",
        with_part(
            "xl/sheet9.xml", b'<?xml version="1.0" encoding="UTF-7"?>' + LAUGHS.replace("<", "+ADw-").encode()
        ),
    ),
    "cut off": ("truncated_file", "kpi.xlsx", workbook(["月"])[:-300]),
    "bytes in no encoding": (
        "unreadable_encoding",
        "kpi.csv",
        bytes([0x81, 0x20, 0xFF, 0xFE, 0x00, 0x9F]) * 9,
    ),
    "an open quote": ("unreadable_table", "kpi.csv", '月,値\n"2026-10,3\n'.encode()),
    "a broken sheet": ("unreadable_table", "kpi.xlsx", b""),
    "too many rows": ("too_many_rows", "kpi.csv", b"a\n" * 5_002),
    "an endless cell": ("too_long_cell", "kpi.csv", b"x" * 40_000),
}


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hello")
    return buffer.getvalue()


def broken_sheet() -> bytes:
    source, target = io.BytesIO(workbook(["月"])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = b"<worksheet><sheetData><row" if "sheet1" in part.filename else old.read(part)
            new.writestr(part.filename, content)
    return target.getvalue()


HOSTILE["another zip"] = ("not_a_workbook", "kpi.xlsx", plain_zip())
HOSTILE["a broken sheet"] = ("unreadable_table", "kpi.xlsx", broken_sheet())


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(what):
    code, name, data = HOSTILE[what]
    error = refusal(data, name)
    assert error.code == code
    assert "何も取り込んでいません。" in error.message.ja and "Nothing was imported." in error.message.en
    assert not {"{", "}"} & set("".join(error.message))


def test_an_app_says_in_its_own_words_what_stayed_safe():
    error = refusal(b"")
    assert error.keeping(Text("単価はそのままです。", "Prices stay.")).ja == (
        "ファイルの中身が空です(0バイト)。単価はそのままです。元のファイルを確かめ、もう一度選んでください。"
    )


def test_every_reason_says_what_happened_and_what_to_do_in_both_languages():
    for what, action in REASONS.values():
        for text in (what, action):
            assert text.ja.endswith("。") and text.en.endswith((".", ")"))


def test_a_document_may_carry_the_table_of_a_chart_and_a_table_may_not():
    data = with_part("xl/embeddings/Microsoft_Excel_Sheet1.xlsx", workbook(["月"]))
    check_archive(io.BytesIO(data), ArchiveLimits(), IN_A_DOCUMENT)
    assert refusal(data).code == "embedded_object"


def test_a_single_far_cell_does_not_stop_the_reader():
    book = Workbook()
    book.worksheets[0].append(["月"])
    book.worksheets[0]["XFD1048576"] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [row.cells[0] for row in read_grid(buffer.getvalue(), "a.xlsx").rows] == ["月"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0xFFEE, exclude_categories=("Cs", "Cc",
    "Cf", "Zs", "Zl", "Zp", "Cn", "Co")), max_size=12), min_size=1, max_size=4), min_size=1, max_size=5))  # fmt: skip
def test_no_cell_of_a_written_csv_begins_a_formula_and_all_come_back(rows):
    data = csv_bytes(rows)
    text = data.decode()
    assert text.startswith(BOM)
    for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline="")):
        for cell in row:
            assert not cell.startswith(FORMULA) or float(cell) < 0
    read = [row.cells for row in read_grid(data, "out.csv").rows] if any(map(any, rows)) else []
    assert read == [tuple("\t".join(row).rstrip("\t").split("\t")) for row in rows if any(row)]


def test_a_long_csv_comes_in_pieces_that_are_the_same_file():
    rows = [[str(number), "=1+1"] for number in range(20_000)]
    pieces = list(csv_chunks(iter(rows)))
    assert len(pieces) > 2 and b"".join(pieces) == csv_bytes(rows)
    assert max(map(len, pieces)) < 100_000


def test_numbers_below_zero_stay_numbers_and_telephone_numbers_stay_text():
    assert [guarded(cell) for cell in ("-0.5", "-1.5e-07", "+81312345678", "-1+1", "@SUM(A1)", "＝1+1", "' =1")] == [
        "-0.5", "-1.5e-07", "'+81312345678", "'-1+1", "'@SUM(A1)", "'＝1+1", "'' =1",
    ]  # fmt: skip
