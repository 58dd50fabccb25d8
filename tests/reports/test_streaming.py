"""Rows poured into a workbook read back as they were, whatever is in them, in memory that does not grow."""

import subprocess
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from reports.workbook.streaming import Cell, escaped, pour_rows


def empty_workbook(path: Path, columns: int = 3) -> None:
    with Workbook(path) as book:
        other, sheet = book.add_worksheet("要約 & <表紙>"), book.add_worksheet("質問別の結果")
        other.write(0, 0, "表紙")
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "border": 1})
        for column in range(columns):
            sheet.write(0, column, f"列{column}", bold)
            sheet.write_blank(1, column, None, wrap)
        sheet.autofilter(0, 0, 1, columns - 1)


def read_back(path: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(path, read_only=True)["質問別の結果"].iter_rows(min_row=2, values_only=True))


AWKWARD: list[list[Cell]] = [
    ['=HYPERLINK("http://evil")', "+1", "@SUM(A1)"],
    ["<b>&amp;</b>", "改行\nあり", "  空白  "],
    ["制御\x01文字", "_x0041_", "😀𠮷"],
    [1.5, None, "終わり"],
]


def test_awkward_text_stays_text_and_numbers_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    empty_workbook(path)
    assert pour_rows(path, "質問別の結果", 2, AWKWARD) == 4
    # openpyxl leaves Excel's own writing of control characters as it is.
    control = ("制御_x0001_文字", "_x005F_x0041_", "😀𠮷")
    assert read_back(path) == [tuple(AWKWARD[0]), tuple(AWKWARD[1]), control, tuple(AWKWARD[3])]
    assert load_workbook(path)["質問別の結果"]["A2"].data_type == "s"
    assert load_workbook(path)["要約 & <表紙>"]["A1"].value == "表紙"
    assert load_workbook(path)["質問別の結果"]["A2"].border.left.style == "thin"


def test_no_rows_leave_only_the_heads(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    empty_workbook(path)
    assert pour_rows(path, "質問別の結果", 2, []) == 0
    assert read_back(path) == []


def test_a_row_of_another_length_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    empty_workbook(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="zip"):
        pour_rows(path, "質問別の結果", 2, [["a", "b"]])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(KeyError):
        pour_rows(path, "ない", 2, [])


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows(count: int) -> Iterator[list[Cell]]:
        return (["質問" * 20, "回答" * 60, float(number)] for number in range(count))

    peaks = []
    for count in (2_000, 20_000):
        path = tmp_path / f"{count}.xlsx"
        empty_workbook(path)
        tracemalloc.start()
        pour_rows(path, "質問別の結果", 2, rows(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_libreoffice_reads_what_was_poured(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    empty_workbook(path)
    words: list[list[Cell]] = [[f"問{n}", f"回答<{n}>&", n / 4] for n in range(500)]
    pour_rows(path, "質問別の結果", 2, words)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert read_back(tmp_path / "out" / "a.xlsx") == [tuple(row) for row in words]


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_escaped_text_holds_no_markup(text: str) -> None:
    shown = escaped(text)
    assert "<" not in shown
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in shown)
