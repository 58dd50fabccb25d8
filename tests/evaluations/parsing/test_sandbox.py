"""The child process: same result as in process, limits of memory, time and behaviour."""

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.limits import MIB, Limits
from evaluations.parsing.registry import parse_document
from evaluations.parsing.sandbox import parse_safely, render_safely
from tests.evaluations.parsing.pdf_files import pages_of_text

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{}</worksheet>'


def workbook(folder: Path, rows: str | None = None, after: str = "") -> Path:
    """A workbook, with the XML of its sheet replaced where rows are given."""
    book = Workbook()
    book.worksheets[0].append(["品番", "材質", "数量"])
    book.worksheets[0].append(["E-0421", "SUJ2", 3])
    plain, path = folder / "plain.xlsx", folder / "book.xlsx"
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            is_sheet = rows is not None and name == "xl/worksheets/sheet1.xml"
            target.writestr(name, SHEET.format(rows, after) if is_sheet else source.read(name))
    return path


def refusal_of(path: Path, limits: Limits) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        parse_safely(path, path.name, limits)
    return caught.value


def test_the_child_reads_what_this_process_reads(tmp_path):
    for path in (workbook(tmp_path), pages_of_text(tmp_path / "a.pdf", ["本文です。", None])):
        assert parse_safely(path, path.name) == parse_document(path, path.name)


def test_a_refusal_of_the_child_arrives_with_its_code_and_both_sentences(tmp_path):
    path = pages_of_text(tmp_path / "secret.pdf", ["社外秘"], encrypt="password")
    refusal = refusal_of(path, Limits())
    assert refusal.code == "encrypted_pdf"
    assert "パスワード" in refusal.message.ja
    assert "password" in refusal.message.en


def test_a_file_that_needs_more_memory_is_refused(tmp_path):
    rows = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 100}</row>' for row in range(1, 8001))
    path = workbook(tmp_path, rows)
    refusal = refusal_of(path, Limits(memory_bytes=160 * MIB, cpu_seconds=60))
    assert refusal.code == "too_much_memory"
    assert "160 MiB" in refusal.message.ja


def test_a_file_that_needs_more_cpu_is_refused(tmp_path):
    rows = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 100}</row>' for row in range(1, 8001))
    refusal = refusal_of(workbook(tmp_path, rows), Limits(cpu_seconds=1))
    assert refusal.code == "too_slow"
    assert "1 秒" in refusal.message.ja


def test_a_file_that_takes_too_long_on_the_clock_is_refused(tmp_path):
    started = time.monotonic()
    refusal = refusal_of(workbook(tmp_path), Limits(wall_seconds=0.02))
    assert refusal.code == "too_slow"
    assert time.monotonic() - started < 60


def test_one_cell_at_the_far_corner_is_read_quickly(tmp_path):
    path = workbook(tmp_path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    document = parse_safely(path, path.name, Limits(cpu_seconds=5, memory_bytes=512 * MIB))
    assert [notice.code for notice in document.notices] == ["cells_outside_range", "no_text"]


def test_a_merged_area_of_the_whole_sheet_is_refused_before_it_is_filled(tmp_path):
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = workbook(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>', merged)
    assert refusal_of(path, Limits(cpu_seconds=5)).code == "too_much_text"


def test_twenty_million_cells_are_refused_within_the_limits(tmp_path):
    row = f"<row>{'<c><v>1</v></c>' * 1000}</row>"
    path = workbook(tmp_path, row * 3000)
    assert refusal_of(path, Limits(zip_ratio=10**9)).code == "too_much_text"


def test_a_malformed_sheet_is_refused_and_this_process_lives(tmp_path):
    path = workbook(tmp_path, "<row r='1'><c r='A1' t='s'><v>999999</v></c></row>")
    assert refusal_of(path, Limits()).code in ("parser_crashed", "truncated_file")


def test_the_child_inherits_no_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-key")
    path = pages_of_text(tmp_path / "a.pdf", ["本文です。"])
    asked: list[dict[str, str]] = []
    start = subprocess.Popen

    def spy(*arguments, **options):
        asked.append(options["env"])
        return start(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    assert parse_safely(path, "a.pdf").passages
    assert len(asked) == 1
    assert "canary-key" not in "".join(asked[0].values())


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('out.txt', 'w')",
    ],
)
def test_the_child_may_not_connect_start_programs_or_write(tmp_path, act):
    code = f"import sys; from evaluations.parsing.confinement import forbid; sys.addaudithook(forbid); {act}"
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "is forbidden while a file is read" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_drawn_by_the_child(tmp_path):
    path = pages_of_text(tmp_path / "a.pdf", ["本文です。"])
    assert render_safely(path, 1, 300).startswith(b"\x89PNG")
    with pytest.raises(DocumentRefused) as refusal:
        render_safely(path, 2)
    assert refusal.value.code == "no_such_page"
