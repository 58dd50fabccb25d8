"""Reading an edited workbook: names move with their rows, hostile files are refused with a sentence."""

import io
import struct
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook

from reports.roundtrip.reading import check_seal, read_workbook
from reports.roundtrip.refusal import WorkbookRefused
from reports.roundtrip.sandbox import read_safely
from tests.reports.roundtrip.made import IDENTITY, KEY, part, with_part, workbook

INPUTS = {"users": (200, 240, 280), "fx_jpy_per_usd": (130, 150.5, 170)}
GOOD = workbook(INPUTS, outputs={"best_npv": 13.7e6})


def test_inputs_are_found_by_name_with_identity_and_outputs() -> None:
    found = read_workbook(GOOD)
    assert found.identity == IDENTITY
    assert found.inputs["fx_jpy_per_usd"].values == (Decimal("130.0"), Decimal("150.5"), Decimal("170.0"))
    assert found.scenario == "標準"
    assert found.outputs == {"best_npv": 13.7e6}


def test_rows_that_moved_are_still_the_same_inputs() -> None:
    moved = read_workbook(workbook(INPUTS, rows_above=40))
    assert moved.inputs == read_workbook(GOOD).inputs


@pytest.mark.parametrize("typed", ["240人", True, None])
def test_a_cell_without_a_number_is_kept_as_words_and_never_a_value(typed: object) -> None:
    found = read_workbook(workbook({"users": (200, typed, 280)}))
    assert found.inputs["users"].values is None


def test_a_deleted_row_is_listed_as_lost() -> None:
    names = part(GOOD, "xl/workbook.xml").replace("'前提条件'!$E$4:$G$4".encode(), b"#REF!")
    found = read_workbook(with_part(GOOD, "xl/workbook.xml", names))
    assert (found.lost, set(found.inputs)) == (("users",), {"fx_jpy_per_usd"})


def zip_bomb() -> bytes:
    return with_part(GOOD, "xl/media/big.xml", b"<a>" + b" " * 40_000_000)


def laughing_workbook() -> bytes:
    text = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'
    return with_part(GOOD, "xl/worksheets/sheet1.xml", text)


def wide_laughing_workbook() -> bytes:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "ha">]><worksheet/>'
    return with_part(GOOD, "xl/worksheets/sheet1.xml", text.encode("utf-16"))


def damaged() -> bytes:
    middle = len(GOOD) // 2
    return GOOD[:middle] + b"\x00" * 64 + GOOD[middle + 64 :]


def encrypted_part() -> bytes:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
            at = data.find(signature, at + 4)
    return bytes(data)


def foreign_workbook() -> bytes:
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def plain_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "hello")
    return file.getvalue()


HOSTILE = {
    "empty": ("empty_file", b""),
    "six megabytes": ("too_large", b"PK" + b"x" * (6 * 1024 * 1024)),
    "an old .xls or a password": ("encrypted_office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512),
    "encrypted parts": ("encrypted_office", encrypted_part()),
    "a text file": ("not_a_workbook", b"users,240\n"),
    "another zip": ("not_a_workbook", plain_zip()),
    "damaged": ("truncated_file", damaged()),
    "cut off": ("truncated_file", GOOD[: len(GOOD) // 2]),
    "a bomb": ("zip_bomb", zip_bomb()),
    "a path that climbs": ("zip_path", with_part(GOOD, "../../etc/passwd", b"x")),
    "macros": ("macro_file", with_part(GOOD, "xl/vbaProject.bin", b"x")),
    "a link to another file": (
        "external_link",
        with_part(GOOD, "xl/externalLinks/externalLink1.xml", b"<a/>"),
    ),
    "a data connection": ("external_link", with_part(GOOD, "xl/connections.xml", b"<a/>")),
    "an embedded object": ("embedded_object", with_part(GOOD, "xl/embeddings/oleObject1.bin", b"x")),
    "billion laughs": ("xml_entities", laughing_workbook()),
    "billion laughs in UTF-16": ("xml_entities", wide_laughing_workbook()),
    "a workbook of others": ("foreign", foreign_workbook()),
    "a made-up plan": ("seal", workbook(INPUTS, replace(IDENTITY, plan_id=8), seal="0" * 64)),
    "a newer format": ("newer_schema", workbook(INPUTS, replace(IDENTITY, schema_version=99))),
    "no inputs": ("no_inputs", workbook({})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name: str) -> None:
    code, data = HOSTILE[name]
    with pytest.raises(WorkbookRefused) as refusal:
        check_seal(read_workbook(data), KEY)
    assert refusal.value.code == code
    assert "サーバーの値は変更していません。" in refusal.value.message.ja


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    sheet = part(GOOD, "xl/worksheets/sheet1.xml")
    merged = sheet.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert read_workbook(with_part(GOOD, "xl/worksheets/sheet1.xml", merged)).inputs


def test_the_child_process_reads_what_the_parent_would() -> None:
    assert read_safely(GOOD) == read_workbook(GOOD)


@pytest.mark.parametrize("name", ["a bomb", "macros", "a text file", "empty"])
def test_the_child_process_refuses_in_the_same_words(name: str) -> None:
    code, data = HOSTILE[name]
    with pytest.raises(WorkbookRefused) as refusal:
        read_safely(data)
    assert refusal.value.code == code
