"""The management workbook with every sheet it can have, formatted, against the same cells written plainly."""

import tempfile
from pathlib import Path

import openpyxl
import xlsxwriter

from benchmarks.comparison import Comparison, best_cpu_s
from reports.workbook.build import build_workbook
from tests.reports.full import full_report

Sheets = dict[str, list[tuple[int, int, object]]]


def compare() -> Comparison:
    report = full_report()
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder) / "ours.xlsx", Path(folder) / "plain.xlsx"
        built = best_cpu_s(lambda: build_workbook(report, ours))
        cells = _cells_of(ours)
        written = best_cpu_s(lambda: _write(plain, cells))
    count = sum(len(sheet) for sheet in cells.values())
    return Comparison(
        f"Management workbook, {len(cells)} sheets, {count:,} cells (processor time)",
        f"{built:.2f} s",
        f"the same cells, plain XlsxWriter: {written:.2f} s",
        built / written,
        "times the plain time",
    )


def _cells_of(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def _write(path: Path, sheets: Sheets) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, cells in sheets.items():
            sheet = book.add_worksheet(title)
            for row, column, value in cells:
                sheet.write(row, column, value)
