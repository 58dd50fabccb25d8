"""Prices come in and go out as tables: whole or not at all, in any language, with nothing that runs."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from intake.csv_file import csv_bytes, guarded
from tco.assumptions import Status
from tco.prices.errors import FileRefused
from tco.prices.kinds import UNITS_OF, Kind
from tco.prices.reading import read_prices
from tco.prices.writing import prices_csv, prices_xlsx, template_xlsx
from tests.tco.prices.drafts import TODAY, draft

HEADER = "種類,品目,単価,単位,出所,取得日,適用開始日,確からしさ,消費税"
GOOD = "GPU時間借り,H100,2.5,米ドル/GPU時間,見積,2026-11-01,2026-11-01,見積,税抜"


def read(text: str, encoding: str = "utf-8"):
    return [one for _, one in read_prices("prices.csv", text.encode(encoding), TODAY)]


def refusal(name: str, data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_prices(name, data, TODAY)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_of_any_spreadsheet_program_is_read(encoding):
    (one,) = read(f"{HEADER}\n{GOOD}\n", encoding)
    assert (one.kind, one.value, one.unit, one.status) == (
        Kind.GPU_HOUR,
        Decimal("2.5"),
        "USD_per_GPU_hour",
        Status.QUOTED,
    )
    assert one.valid_from == date(2026, 11, 1) and not one.tax_included


def test_english_headers_field_names_and_full_width_figures_are_read():
    (one,) = read(
        "Kind\titem\tVALUE\tunit\tsource\tretrieved_on\tValid from\tstatus\tmy own column\n"
        "Electricity\t契約電力\t2 5.5\tJPY_per_kWh\t請求書\t2026/11/1\t2026年4月1日\tMeasured\tx\n".replace(
            "2 5.5", "25.5"
        )
    )
    assert (one.kind, one.value, one.valid_from) == (Kind.ELECTRICITY, Decimal("25.5"), date(2026, 4, 1))


def test_every_wrong_cell_is_listed_and_nothing_is_imported():
    error = refusal(
        "prices.csv",
        f"{HEADER}\n{GOOD}\n株,,無料,円,見積,2026-13-01,,たぶん,\nGPU時間借り,H100,0,円/kWh,見積,2026-11-01,2026-11-01,見積,半分\n".encode(),
    )
    assert [(one.row, one.column.ja) for one in error.rows] == [
        (3, "品目"),
        (3, "適用開始日"),
        (3, "種類"),
        (3, "単位"),
        (3, "確からしさ"),
        (3, "単価"),
        (3, "取得日"),
        (4, "消費税"),
    ]
    assert "何も取り込んでいません" in error.message.ja and "Nothing was imported" in error.message.en


def test_a_zero_and_a_unit_of_another_kind_are_refused_at_their_cells():
    error = refusal(
        "p.csv", f"{HEADER}\nGPU時間借り,H100,0,円/kWh,見積,2026-11-01,2026-11-01,見積,\n".encode()
    )
    assert [one.column.ja for one in error.rows] == ["単位", "単価"]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("p.csv", b"", "空"),
        ("p.pdf", b"%PDF-1.7", "対応していない"),
        ("p.xlsx", b"not a workbook", "一致しません"),
        ("p.csv", b"PK\x03\x04", "一致しません"),
        ("p.xlsx", b"PK\x03\x04broken", "壊れている"),
        ("p.csv", "種類,単価\n".encode(), "見出し"),
        ("p.csv", f"{HEADER},品目\n{GOOD},x\n".encode(), "二つ"),
        ("p.csv", f"{HEADER}\n".encode(), "行がありません"),
        ("p.csv", b"\x81\x82\xff\xfe\x00" * 5, "文字コード"),
        ("p.csv", f'{HEADER}\n"open quote\n'.encode(), "読み取れません"),
        ("p.csv", HEADER.encode() + b"\n" + b"x" * 5001, "5,000"),
        ("p.csv", b"x" * (5 * 1024 * 1024 + 1), "大きすぎ"),
        ("p.csv", (HEADER + "\n" + "a\n" * 5001).encode(), "行が多すぎ"),
    ],
)
def test_a_file_that_is_no_table_of_prices_is_refused_with_its_reason(name, data, word):
    error = refusal(name, data)
    assert word in error.message.ja and "何も取り込んでいません" in error.message.ja


def workbook(part: str = "", content: bytes = b"") -> bytes:
    """A workbook of one good row, with another part inside."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate((HEADER, GOOD)):
            sheet.write_row(row, 0, line.split(","))
    if part:
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(part, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        ("xl/vbaProject.bin", b"x", "マクロ"),
        ("xl/embeddings/oleObject1.bin", b"x", "埋め込み"),
        ("xl/evil.xml", b'<!DOCTYPE x [<!ENTITY a "b">]>', "DTD"),
        ("xl/evil.xml", '<!DOCTYPE x [<!ENTITY a "b">]>'.encode("utf-16"), "DTD"),
        ("xl/media/zeros.png", bytes(41 * 1024 * 1024), "展開"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_opened(part, content, word):
    assert word in refusal("p.xlsx", workbook(part, content)).message.ja


def test_numbers_and_dates_of_a_workbook_are_read_as_they_are_shown():
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, HEADER.split(","))
        sheet.write_row(3, 1, ["API入力", "gpt-4.1", 0.1, "米ドル/100万トークン", "価格表"])
        sheet.write_datetime(3, 6, date(2026, 11, 1), days)
        sheet.write_datetime(3, 7, date(2026, 10, 1), days)
        sheet.write_string(3, 8, "定価・公表値")
    ((number, one),) = read_prices("P.XLSX", buffer.getvalue(), TODAY)
    assert (number, one.value, one.retrieved_on, one.status) == (
        4,
        Decimal("0.1"),
        date(2026, 11, 1),
        Status.LIST,
    )


TEXT = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(Kind)).flatmap(
        lambda kind: st.tuples(st.just(kind), st.sampled_from(UNITS_OF[kind]))
    ),
    st.decimals("0.00000001", "999999999", places=8),
    TEXT.map(lambda text: f"={text}") | TEXT,
    st.sampled_from(list(Status)),
    st.sampled_from(["ja", "en"]),
)
def test_what_is_written_is_read_back_the_same(kind_unit, value, item, status, language):
    kind, unit = kind_unit
    one = draft(kind=kind, unit=unit.key, value=value, item=item, status=status, valid_to=date(2027, 3, 31))
    for name, data in (("p.csv", prices_csv([one], language)), ("p.xlsx", prices_xlsx([one], language))):
        ((_, back),) = read_prices(name, data, TODAY)
        assert back == one


def test_no_cell_that_goes_out_can_run_as_a_formula():
    hostile = draft(
        item='=HYPERLINK("http://evil")', note="+cmd|' /C calc'!A0", source="@SUM(1)", region="-2+3"
    )
    text = prices_csv([hostile]).decode("utf-8-sig")
    assert all(f"'{start}" in text for start in ("=HYPERLINK", "+cmd", "@SUM", "-2+3"))
    sheet = load_workbook(io.BytesIO(prices_xlsx([hostile]))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert guarded("-12.5") == "-12.5"


def test_a_csv_begins_with_the_mark_that_spreadsheet_programs_need():
    assert csv_bytes([["単価"]]).startswith(b"\xef\xbb\xbf")
    assert csv_bytes([["a"], ["b"]]).endswith(b"a\r\nb\r\n")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_template_has_the_headers_lists_and_no_rows(language):
    data = template_xlsx(language)
    assert "行がありません" in refusal("t.xlsx", data).message.ja
    book = load_workbook(io.BytesIO(data))
    assert len(book.worksheets[0].data_validations.dataValidation) == 4
    assert book.worksheets[2].sheet_state == "hidden"
